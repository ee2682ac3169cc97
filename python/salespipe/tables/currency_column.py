"""Which one currency the amounts of a table are in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.errors import TableError
from salespipe.tables.amounts import NumberText
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.currencies import (
    MINOR_DIGITS,
    check_currency,
    currencies_of_sign,
    minor_digits,
)
from salespipe.tables.model import NO_CURRENCY
from salespipe.tables.source import RawTable
from salespipe.tables.text import any_true, as_text, count_true, counted, encode, true_rows


def settle_currency(
    raw: RawTable,
    columns: dict[str, str],
    given: str | None,
    amounts: NumberText | pa.ChunkedArray | None,
    *,
    bad: BadRows,
    diagnostics: list[Diagnostic],
) -> str:
    """The currency that the caller, the currency column and the signs beside amounts agree on.

    "XXX" with the diagnostic ``currency_unknown`` when nothing names one. TableError
    currency_mismatch when they name more than one; codes that are none go to ``bad``.
    """
    named = Counter[str]()
    if "currency" in columns:
        named = _column(raw, columns, bad, diagnostics)
    signs = amounts.sign_rows() if isinstance(amounts, NumberText) else {}
    wanted = check_currency(given) if given is not None else None
    counts = Counter(named)
    if wanted is not None:
        counts.setdefault(wanted, 0)
    for sign, rows in signs.items():
        possible = currencies_of_sign(sign)
        if len(possible) == 1:
            counts[possible[0]] += rows
    if len(counts) > 1:
        raise _mixed(raw, counts, wanted)
    settled = next(iter(counts), None)
    for sign, rows in signs.items():
        possible = currencies_of_sign(sign)
        if settled is not None and settled not in possible:
            raise _mixed(raw, Counter({**counts, sign: rows}), wanted)
    if settled is None and len({currencies_of_sign(sign) for sign in signs}) > 1:
        raise _mixed(raw, Counter(signs), wanted)
    if settled is not None and settled != NO_CURRENCY:
        return settled
    diagnostics.append(unknown_currency(sorted(signs)))
    return NO_CURRENCY


@dataclass(frozen=True)
class MixedCurrencies:
    """Amounts of several currencies: the report's, the code of each row, the most decimals."""

    currency: str
    known: bool
    digits: int
    cells: pa.ChunkedArray | None

    def check_decimals(self, column: str, values: pa.ChunkedArray, bad: BadRows) -> None:
        """Amounts with more decimals than their own currency has are bad rows."""
        if self.cells is None:
            return
        codes = self.cells.cast(pa.string())
        for code in codes.unique().to_pylist():
            digits = minor_digits(self.currency if code is None else code)
            if digits >= self.digits:
                continue
            own = codes.is_null() if code is None else pc.equal(codes, code)
            fine = pc.and_(own, pc.not_equal(pc.round(values, digits), values))
            if any_true(fine):
                bad.add(
                    true_rows(fine),
                    column=column,
                    reason=f"has more decimals than {code or self.currency} has ({digits})",
                    code="too_many_decimals",
                    cells=as_text(values),
                )


def mixed_currencies(
    raw: RawTable,
    columns: dict[str, str],
    given: str | None,
    *,
    bad: BadRows,
    diagnostics: list[Diagnostic],
) -> MixedCurrencies:
    """What each row's amounts are in, for rates to convert; ``given`` is the report's currency.
    Codes that are none go to ``bad``."""
    wanted = check_currency(given) if given is not None else None
    named = Counter[str]()
    cells = None
    if "currency" in columns:
        named = _column(raw, columns, bad, diagnostics)
        encoded = encode(raw.table[columns["currency"]])
        codes = pc.utf8_upper(encoded.values)
        known = pc.is_in(codes, value_set=pa.array(list(MINOR_DIGITS), pa.string()))
        codes = pc.if_else(known, codes, pa.scalar(None, pa.string()))
        cells = encoded.spread(codes).dictionary_encode()
    found = sorted(code for code in named if code != NO_CURRENCY)
    currency = wanted or (found[0] if len(found) == 1 else NO_CURRENCY)
    digits = max(minor_digits(code) for code in [currency, *found])
    return MixedCurrencies(currency, currency != NO_CURRENCY or bool(found), digits, cells)


def _column(
    raw: RawTable, columns: dict[str, str], bad: BadRows, diagnostics: list[Diagnostic]
) -> Counter[str]:
    column = columns["currency"]
    encoded = encode(raw.table[column])
    codes = pc.utf8_upper(encoded.values)
    known = pc.is_in(codes, value_set=pa.array([*MINOR_DIGITS, NO_CURRENCY], pa.string()))
    wrong = pc.and_(encoded.values.is_valid(), pc.invert(known))
    if any_true(wrong):
        rows = encoded.rows_where(wrong)
        bad.add(
            rows,
            column=column,
            reason="is not an ISO 4217 currency code",
            code="unknown_currency",
            cells=encoded.spread(encoded.values),
        )
    spread = encoded.spread(pc.if_else(known, codes, pa.scalar(None, pa.string())))
    counts = {
        str(count["values"]): int(count["counts"])
        for count in spread.value_counts().to_pylist()
        if count["values"] is not None
    }
    if "value" in columns and len(counts) == 1 and spread.null_count:
        unnamed = pc.and_(spread.is_null(), raw.table[columns["value"]].is_valid())
        rows_unnamed = count_true(unnamed)
        if rows_unnamed:
            (code,) = counts
            diagnostics.append(
                Diagnostic(
                    "warning",
                    "currency_missing",
                    counted(
                        rows_unnamed, "row", f"with a value but no currency in '{column}', read "
                    )
                    + f"as {code}, the only one in the column",
                    rows_unnamed,
                    {"column": column, "currency": code},
                )
            )
    return Counter(counts)


def _mixed(raw: RawTable, counts: Counter[str], wanted: str | None) -> TableError:
    shown = ", ".join(
        f"{name} ({'asked for' if name == wanted and not rows else counted(rows, 'row')})"
        for name, rows in counts.most_common()
    )
    return TableError(
        f"more than one currency and no rates: {shown}; convert the amounts to one currency, or "
        "read the rows of each currency by themselves",
        code="currency_mismatch",
        problem="mixed_currencies",
        place=raw.place,
    )


def unknown_currency(signs: list[str]) -> Diagnostic:
    """The finding that nothing names a currency; ``signs`` stood beside amounts."""
    signed = f" ('{signs[0]}' is the sign of several)" if signs else ""
    return Diagnostic(
        "info",
        "currency_unknown",
        f"no currency is named{signed}; amounts have two decimals and the code {NO_CURRENCY}. "
        "Name it with --currency (currency= in Python)",
        where={"currency": NO_CURRENCY},
    )


def currency_cells(currency: str, rows: int) -> pa.ChunkedArray:
    """A currency column for every row, as dictionary<int32, utf8>."""
    index = pa.repeat(pa.scalar(0, pa.int32()), rows)
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(index, pa.array([currency], pa.string()))]
    )
