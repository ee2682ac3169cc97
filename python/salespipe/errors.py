"""Errors of salespipe: misuse and broken input, one class for each code of the native library.

A refusal by a rule of a pipeline is never an exception but a decision; see ``Book.evaluate``.
Every class derives from :class:`Error`, and from the built-in exception that Python code would
expect (``ValueError``, ``LookupError``, ``OSError``...). The codes are those of ``ErrorCode`` in
``include/salespipe/base/error.hpp``, in the same order; both grow only at their ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from salespipe.diagnostics import Diagnostic


@dataclass(frozen=True)
class Place:
    """Where an error lies in its input. Empty texts and zeros mean "not applicable"."""

    file: str = ""
    line: int = 0
    column: str = ""
    field: str = ""

    def __str__(self) -> str:
        parts = [f"{self.file}:{self.line}" if self.line else self.file]
        if self.column:
            parts.append(f"column '{self.column}'")
        if self.field:
            parts.append(f"field '{self.field}'")
        return ", ".join(part for part in parts if part)


class Error(Exception):
    """Base of all errors of salespipe.

    ``code`` is the stable lower-case name of the kind of failure, ``message`` the text without its
    place, ``place`` where in the input it happened. ``str()`` reads "where: what; what to do".
    """

    default_code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, code: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.place = place or Place()

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.message}" if where else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self.message, self.__dict__.copy()))


def _restore(cls: type[Error], message: str, state: dict[str, object]) -> Error:
    """Rebuild an unpickled error (errors travel between worker processes)."""
    error = cls.__new__(cls, message)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


SalespipeError = Error


class InvalidArgumentError(Error, ValueError):
    """A parameter is outside its documented range."""

    default_code = "invalid_argument"


class ParseError(Error, ValueError):
    """A text does not have the expected form."""

    default_code = "parse_error"


class NotFoundError(Error, LookupError):
    """A named thing does not exist."""

    default_code = "not_found"


class AlreadyExistsError(Error):
    """A thing with that id or name exists already."""

    default_code = "already_exists"


class AmbiguousError(Error, ValueError):
    """The input has more than one reading; the caller must choose."""

    default_code = "ambiguous"


class ConflictError(Error):
    """The stream moved on since the caller read it (expected version).

    ``version`` is the version to expect when the command is given again, ``meanwhile`` the events
    behind the expected one, oldest first, as in docs/journal-format.md. None and empty where an
    event id stands for another command already.
    """

    default_code = "conflict"
    version: int | None = None
    meanwhile: Sequence[dict[str, object]] = ()


class OverflowError_(Error, OverflowError):  # noqa: N801, N818
    """A number does not fit. (The underscore keeps Python's own ``OverflowError`` visible.)"""

    default_code = "overflow"


class CurrencyMismatchError(Error, ValueError):
    """Amounts of different currencies meet without a rate."""

    default_code = "currency_mismatch"


class SchemaViolationError(Error, ValueError):
    """A document or table lacks or mistypes a field."""

    default_code = "schema_violation"


class UnsupportedError(Error, NotImplementedError):
    """A valid request that this version cannot serve."""

    default_code = "unsupported"


class IoError(Error, OSError):
    """Reading or writing failed."""

    default_code = "io_error"


class CorruptError(Error):
    """Stored data contradicts itself."""

    default_code = "corrupt"


class InvalidStateError(Error, RuntimeError):
    """The object is not in a state that allows the call."""

    default_code = "invalid_state"


class InternalError(Error, RuntimeError):
    """A defect of this library."""

    default_code = "internal"


class NotAllowedError(Error, PermissionError):
    """The rules of access do not let this actor do it."""

    default_code = "not_allowed"


#: In the order of ``ErrorCode``: index 0 (``ok``) has no class.
ERROR_CLASSES: tuple[type[Error], ...] = (
    Error,
    InvalidArgumentError,
    ParseError,
    NotFoundError,
    AlreadyExistsError,
    AmbiguousError,
    ConflictError,
    OverflowError_,
    CurrencyMismatchError,
    SchemaViolationError,
    UnsupportedError,
    IoError,
    CorruptError,
    InvalidStateError,
    InternalError,
    NotAllowedError,
)

ERRORS_BY_CODE: dict[str, type[Error]] = {cls.default_code: cls for cls in ERROR_CLASSES[1:]}


def error_for(code: str | int, message: str, *, place: Place | None = None) -> Error:
    """The exception for an error code of the native library, by name or number.

    A code that this version does not know gives a plain :class:`Error` that carries it.
    """
    if isinstance(code, int):
        known = 0 < code < len(ERROR_CLASSES)
        cls = ERROR_CLASSES[code] if known else Error
        return cls(message, code="" if known else f"error_{code}", place=place)
    return ERRORS_BY_CODE.get(code, Error)(message, code=code, place=place)


@dataclass(frozen=True)
class BadRow:
    """One value that keeps a table from being read.

    ``line`` is the physical line of a text file or the row of a sheet (1-based); 0 where the source
    has no lines (Parquet, data frames). ``row`` is the 1-based number of the data row, 0 for a line
    that is not a row. ``column`` is the column's own name in the source, ``value`` its text.
    """

    line: int
    row: int
    column: str
    value: str
    reason: str
    code: str = ""

    def where(self, source_name: str) -> str:
        """``file:line, column 'name'`` for a message."""
        place = f"{source_name}:{self.line}" if self.line else f"{source_name}, row {self.row}"
        return f"{place}, column '{self.column}'" if self.column else place


class TableError(Error, ValueError):
    """A table cannot be read; nothing of it was taken.

    ``code`` is one of the shared codes ("parse_error", "ambiguous", "not_found"...), ``problem``
    says which of the readers' findings it is ("bad_rows", "ambiguous_dates", "missing_column"...),
    ``rows`` lists every bad row, ``diagnostics`` what was found before the failure.
    """

    default_code = "parse_error"
    shown_rows: ClassVar[int] = 10

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        problem: str = "",
        place: Place | None = None,
        rows: Sequence[BadRow] = (),
        diagnostics: Iterable[Diagnostic] = (),
    ) -> None:
        super().__init__(message, code=code, place=place)
        self.problem = problem
        self.rows = list(rows)
        self.diagnostics = list(diagnostics)

    def __str__(self) -> str:
        lines = [super().__str__()]
        for bad in self.rows[: self.shown_rows]:
            value = f" {_shorten(bad.value)!r}:" if bad.value else ""
            lines.append(f"  {bad.where(self.place.file)}:{value} {bad.reason}")
        if len(self.rows) > self.shown_rows:
            lines.append(f"  ... and {len(self.rows) - self.shown_rows:,} more")
        return "\n".join(lines)


def _shorten(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
