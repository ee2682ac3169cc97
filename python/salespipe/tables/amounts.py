"""Exact amounts from a column: decimal128 with the minor digits of the currency, never a float.

How separators are read is settled from the whole column: the reading that fits every value is
taken. Where both fit and differ, every separator is followed by exactly three digits ("1,234"
only). It then groups thousands if the currency is known (named, or by its sign) and has fewer than
three minor digits, because the other reading is no amount of that currency, and no number of four
or more digits stands ungrouped in the column; this is said in a warning. Otherwise it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.errors import TableError
from salespipe.tables.amount_forms import Amounts, DecimalSign, split_amounts
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.currencies import currencies_of_sign, minor_digits
from salespipe.tables.rest import null_words
from salespipe.tables.source import RawTable
from salespipe.tables.text import NULL_WORDS, Encoded, any_true, count_true, encode
from salespipe.tables.typed_amounts import exact_value_type, huge, read_typed

_READING_NAMES: dict[DecimalSign, str] = {".": "decimal point", ",": "decimal comma"}


@dataclass(frozen=True)
class NumberText:
    """A text column of amounts, taken apart but not yet read."""

    column: str
    encoded: Encoded
    amounts: Amounts

    def sign_rows(self) -> dict[str, int]:
        """Currency sign -> rows that carry it."""
        counts = self.encoded.spread(self.amounts.sign).value_counts().to_pylist()
        return {str(count["values"]): int(count["counts"]) for count in counts if count["values"]}


def open_numbers(
    raw: RawTable, column: str, diagnostics: list[Diagnostic]
) -> NumberText | pa.ChunkedArray:
    """The column taken apart when it is text, as it is when it is numbers."""
    cells = raw.table[column]
    if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
        return cells
    if pa.types.is_decimal(cells.type) or pa.types.is_null(cells.type):
        return cells
    encoded, nulls = encode(cells).without(NULL_WORDS)
    if nulls:
        diagnostics.append(null_words(column, nulls))
    return NumberText(column, encoded, split_amounts(encoded.values))


@dataclass(frozen=True)
class Reading:
    """The currency that amounts are read as, whether it is known or only assumed, and their
    decimals where they are not those of the currency."""

    currency: str
    known: bool
    digits: int | None = None

    @property
    def decimals(self) -> int:
        return minor_digits(self.currency) if self.digits is None else self.digits


def read_numbers(
    raw: RawTable,
    column: str,
    opened: NumberText | pa.ChunkedArray,
    amounts: Reading,
    *,
    decimal: DecimalSign | None,
    bad: BadRows,
    diagnostics: list[Diagnostic],
) -> pa.ChunkedArray:
    """The column as decimal128(19, minor digits of the currency); null is no value.

    To ``bad`` go: text that is no number, more decimals than the currency has, amounts beyond
    64-bit minor units, NaN and infinities, floats that are no whole number of minor units.
    TableError ambiguous when separators have two readings.
    """
    currency, digits = amounts.currency, amounts.decimals
    if isinstance(opened, pa.ChunkedArray):
        return read_typed(column, opened, currency, digits, bad)
    reading = decimal or _settle(raw, opened, _most_digits(opened, amounts), diagnostics)
    encoded = opened.encoded
    plain = opened.amounts.plain(reading)
    cells = None

    def report(mask: pa.Array, reason: str, code: str) -> None:
        nonlocal cells
        rows = encoded.rows_where(mask)
        if rows:
            cells = encoded.spread(encoded.values) if cells is None else cells
            bad.add(rows, column=column, reason=reason, code=code, cells=cells)

    unread = pc.and_(encoded.values.is_valid(), plain.is_null())
    if any_true(unread):
        no_number = pc.and_(unread, opened.amounts.body.is_null())
        other = pc.and_(unread, opened.amounts.body.is_valid())
        report(no_number, "is not a number", "not_a_number")
        report(other, f"is not a number with a {_READING_NAMES[reading]}", "not_a_number")
    exact, too_fine, large = _exact(plain, digits)
    report(too_fine, f"has more decimals than {currency} has ({digits})", "too_many_decimals")
    report(large, f"is too large: {currency} amounts are 64-bit minor units", "huge_amount")
    return encoded.spread(exact.cast(exact_value_type(digits)))


def _exact(plain: pa.Array, digits: int) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Plain decimals as decimal128(38, digits), and which have too many decimals or are too large
    (both null in the result)."""
    kind = pa.decimal128(38, digits)
    try:
        exact = plain.cast(kind)
        too_fine = pa.repeat(False, len(plain))
        large = huge(exact, digits)
    except pa.ArrowInvalid:
        pattern = rf"\.[0-9]{{{digits}}}[0-9]*[1-9]"
        too_fine = pc.match_substring_regex(plain, pattern).fill_null(False)
        pattern = rf"^-?0*[1-9][0-9]{{{19 - digits},}}(?:\.|$)"
        large = pc.match_substring_regex(plain, pattern).fill_null(False)
        plain = pc.if_else(pc.or_(large, too_fine), pa.scalar(None, pa.string()), plain)
        exact = _short(plain).cast(kind)
        large = pc.or_(large, huge(exact, digits))
    if any_true(large):
        exact = pc.if_else(large, pa.scalar(None, kind), exact)
    return exact, too_fine, large


def _short(plain: pa.Array) -> pa.Array:
    """Plain decimals without zeros in front of the number and at the end of its decimals."""
    plain = pc.replace_substring_regex(plain, pattern=r"^(-?)0+([0-9])", replacement=r"\1\2")
    return pc.replace_substring_regex(plain, pattern=r"(\.[0-9]*?)0+$", replacement=r"\1")


def _most_digits(opened: NumberText, amounts: Reading) -> int | None:
    """The most minor digits that the currency may have; None when nothing tells the currency."""
    if amounts.known:
        return amounts.decimals
    signs = opened.sign_rows()
    if not signs:
        return None
    return max(minor_digits(code) for sign in signs for code in currencies_of_sign(sign))


def _settle(
    raw: RawTable, opened: NumberText, digits: int | None, diagnostics: list[Diagnostic]
) -> DecimalSign:
    amounts = opened.amounts
    point, comma = amounts.fits("."), amounts.fits(",")
    some = pc.or_(point, comma)
    all_point = not any_true(pc.and_(some, pc.invert(point)))
    all_comma = not any_true(pc.and_(some, pc.invert(comma)))
    if not all_point and not all_comma:
        rows_point = count_true(opened.encoded.spread(point))
        return "." if rows_point >= count_true(opened.encoded.spread(comma)) else ","
    if all_point != all_comma:
        if all_comma:
            diagnostics.append(_settled(opened, ",", "info", ""))
        return "." if all_point else ","
    separated = pc.match_substring_regex(amounts.body, "[.,]").fill_null(False)
    if not any_true(separated):
        return "."
    with_comma = any_true(pc.match_substring(amounts.body, ","))
    with_point = any_true(pc.match_substring(amounts.body, "."))
    ungrouped = any_true(pc.match_substring_regex(amounts.body, "^[0-9]{4,}$"))
    if (with_comma and with_point) or ungrouped or digits is None or digits >= 3:
        _refuse(raw, opened, separated, digits)
    reading: DecimalSign = "." if with_comma else ","
    why = (
        ", because no amount of the currency has three decimals; else say --decimal "
        f"{_other(reading)}"
    )
    diagnostics.append(_settled(opened, reading, "warning", why))
    return reading


def _other(reading: DecimalSign) -> DecimalSign:
    return "," if reading == "." else "."


def _settled(opened: NumberText, reading: DecimalSign, severity: str, why: str) -> Diagnostic:
    return Diagnostic(
        "warning" if severity == "warning" else "info",
        "number_form_settled",
        f"the numbers in '{opened.column}' are read with a {_READING_NAMES[reading]}{why}",
        where={"column": opened.column, "decimal": reading},
    )


def _refuse(raw: RawTable, opened: NumberText, separated: pa.Array, digits: int | None) -> NoReturn:
    at = pc.index(separated, True).as_py()
    value = opened.encoded.values[at].as_py()
    readings: list[DecimalSign] = [".", ","]
    shown = ", ".join(
        f"{opened.amounts.plain(reading)[at].as_py()} with a {_READING_NAMES[reading]} "
        f"(--decimal {reading})"
        for reading in readings
    )
    name = " or name the currency" if digits is None else ""
    raise TableError(
        f"the numbers in '{opened.column}' have two readings: '{value}' is {shown}; choose one "
        f"with --decimal (decimal= in Python){name}",
        code="ambiguous",
        problem="ambiguous_numbers",
        place=raw.place,
        diagnostics=(),
    )


def negative_rows(values: pa.ChunkedArray) -> int:
    """How many amounts are negative."""
    return count_true(pc.less(values, pa.scalar(Decimal(0), values.type)))
