"""From whatever the caller has to a :class:`RawTable`: named columns, and where each row stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Protocol, runtime_checkable

import pyarrow as pa

from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, InvalidArgumentError, Place, TableError

#: More columns than this is no table of opportunities but a mistake.
MAX_COLUMNS = 10_000


@runtime_checkable
class ArrowStream(Protocol):
    """Any table that speaks the Arrow PyCapsule protocol: pandas, Polars, PyArrow, DuckDB..."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule with an ``ArrowArrayStream``."""
        ...


Source = str | os.PathLike[str] | ArrowStream

#: 0-based data rows -> the line of each (all 0 where there are no lines). Costs a pass over the
#: source, so it is only asked for when there are bad rows.
LineFinder = Callable[[Sequence[int]], list[int]]


def first_bytes(path: Path, count: int) -> bytes:
    """The beginning of a file; nothing of one that cannot be read, which its reader tells."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""


def no_lines(rows: Sequence[int]) -> list[int]:
    """The line finder of sources that have no lines."""
    return [0] * len(rows)


@dataclass(frozen=True)
class RawTable:
    """Columns under the names they have in the source, before any meaning is given to them.

    Text sources give utf8 columns in which null is an empty field; ``bad`` holds the rows that
    have no place in the table because their fields do not fit the header.
    ``midnight_is_date`` says that a date without a time of day cannot be told from midnight
    (sheets), so a column that holds only midnights is a column of dates.
    """

    table: pa.Table
    name: str
    lines: LineFinder = no_lines
    bad: tuple[BadRow, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    midnight_is_date: bool = False
    is_file: bool = field(default=True)

    @property
    def place(self) -> Place:
        """The source as the place of an error."""
        return Place(file=self.name)


def check_column_count(count: int, name: str) -> None:
    """Raise when a source is far too wide to be a table of sales."""
    if count > MAX_COLUMNS:
        raise TableError(
            f"too many columns: {count:,}, the limit is {MAX_COLUMNS:,}; "
            "check the delimiter, or keep only the columns that matter",
            code="unsupported",
            problem="too_many_columns",
            place=Place(file=name),
        )


def check_column_names(names: Sequence[str], name: str, line: int = 0) -> None:
    """Raise when two columns have the same name."""
    seen: dict[str, int] = {}
    for number, column in enumerate(names, start=1):
        if column in seen:
            raise TableError(
                f"two columns are named '{column}' (columns {seen[column]} and {number}); "
                "rename one of them in the header",
                code="schema_violation",
                problem="duplicate_column",
                place=Place(file=name, line=line),
            )
        seen[column] = number


def open_source(
    source: Source, *, sheet: str | None, wanted: Callable[[Sequence[str]], bool]
) -> RawTable:
    """Read ``source``: a path to a CSV, Parquet or XLSX file, or any Arrow-speaking table.

    What a file is, is settled from its first bytes, not from its name. ``wanted`` says whether a
    header looks like the table being read; it chooses between the sheets of a workbook.
    Errors: TableError with code not_found, io_error, parse_error, unsupported, schema_violation.
    """
    if isinstance(source, (str, os.PathLike)):
        return _open_file(Path(source), sheet, wanted)
    if sheet is not None:
        raise InvalidArgumentError("sheet= is for XLSX files; this source is a table")
    if isinstance(source, ArrowStream):
        return _open_stream(source)
    raise InvalidArgumentError(
        f"cannot read a table from {type(source).__name__}; give a path to a CSV, Parquet or XLSX "
        "file, or a table with __arrow_c_stream__ (pandas, Polars, PyArrow, DuckDB)"
    )


def _open_file(path: Path, sheet: str | None, wanted: Callable[[Sequence[str]], bool]) -> RawTable:
    from salespipe.tables.csv_source import read_csv
    from salespipe.tables.parquet_source import read_parquet
    from salespipe.tables.xlsx_source import read_xlsx

    name = str(path)
    data = _read_bytes(path, name)
    head = data[:8]
    if head.startswith(b"PK\x03\x04"):
        return read_xlsx(data, name, sheet=sheet, wanted=wanted)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse_ole(data, name)
    if sheet is not None or path.suffix.lower() in (".xlsx", ".xlsm"):
        raise TableError(
            "not an XLSX file (it is not a zip archive); save the sheet again as .xlsx, "
            "or rename the file if it is a CSV",
            problem="not_xlsx",
            place=Place(file=name),
        )
    if head.startswith(b"PAR1") or path.suffix.lower() in (".parquet", ".pq"):
        return read_parquet(data, name)
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        raise TableError(
            "the file is compressed; unpack it first",
            code="unsupported",
            problem="compressed",
            place=Place(file=name),
        )
    return read_csv(data, name)


def _read_bytes(path: Path, name: str) -> bytes:
    place = Place(file=name)
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            raise TableError(
                "is a directory; name a file in it",
                code="io_error",
                problem="directory",
                place=place,
            )
        if not S_ISREG(mode):
            raise TableError(
                "is not a regular file; save its contents to a file first",
                code="io_error",
                problem="not_a_file",
                place=place,
            )
        data = path.read_bytes()
    except TableError:
        raise
    except FileNotFoundError:
        raise TableError(
            "no such file", code="not_found", problem="file_not_found", place=place
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise TableError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}",
            code="io_error",
            problem="unreadable_file",
            place=place,
        ) from None
    if not data:
        raise TableError("the file is empty", problem="empty_file", place=place)
    return data


def _refuse_ole(data: bytes, name: str) -> TableError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return TableError(
            "the workbook is protected by a password; save it without one",
            code="unsupported",
            problem="password_protected",
            place=Place(file=name),
        )
    return TableError(
        "an old Excel file (.xls); save it as .xlsx or CSV",
        code="unsupported",
        problem="old_excel",
        place=Place(file=name),
    )


def _open_stream(source: ArrowStream) -> RawTable:
    name = type(source).__name__
    try:
        table = source if isinstance(source, pa.Table) else pa.table(source)
    except (pa.ArrowException, ValueError, TypeError, RuntimeError, OSError) as error:
        raise TableError(
            f"the table could not be taken over: {error}",
            problem="unreadable_table",
            place=Place(file=name),
        ) from None
    return typed_table(table, name, is_file=False)


def typed_table(table: pa.Table, name: str, *, is_file: bool) -> RawTable:
    """A RawTable of an Arrow table, without the index columns that pandas adds unasked."""
    check_column_count(table.num_columns, name)
    kept = [column for column in table.column_names if not column.startswith("__index_level_")]
    check_column_names(kept, name)
    return RawTable(table.select(kept), name, is_file=is_file)
