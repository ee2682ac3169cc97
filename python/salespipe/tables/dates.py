"""Settle how the dates of a table are written: from whole columns, together, never by guessing.

1. A column has the readings (see ``date_forms``) that fit every one of its values. One left, or
   several that give the same dates: taken. None: the values that do not fit the best are bad rows.
2. More than one: the date columns of one table come from one exporter, so columns of the same
   shape (separator, digits of the year) must share a reading; one settles the other.
3. Still more than one: a deal does not close before it is created. A reading under which no closed
   deal does, where every other reading makes at least ``MIN_CONTRADICTIONS`` of them do, is taken.
4. Still more than one: refused, with an example value under each reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.errors import InvalidArgumentError, TableError
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.date_columns import DateText, day_numbers, typed_dates
from salespipe.tables.date_forms import ORDER_NAMES, ORDERS, Order
from salespipe.tables.rest import null_words
from salespipe.tables.source import RawTable
from salespipe.tables.text import NULL_WORDS, count_true, encode

DATE_ORDERS = ("iso", *ORDERS)
MIN_CONTRADICTIONS = 3


@dataclass
class _Settled:
    order: Order
    by: str  # "values", "column", "row_order", "option"
    detail: str = ""


def check_date_order(date_order: str | None) -> None:
    """InvalidArgumentError for an order that there is not."""
    if date_order is not None and date_order not in DATE_ORDERS:
        raise InvalidArgumentError(
            f"date_order '{date_order}' is not one of {', '.join(DATE_ORDERS)}"
        )


def read_dates(
    raw: RawTable,
    columns: Mapping[str, str],
    *,
    date_order: str | None,
    bad: BadRows,
    diagnostics: list[Diagnostic],
    ended: pa.ChunkedArray | None = None,
) -> dict[str, pa.ChunkedArray]:
    """The date columns (field -> column) as date32 or timestamp.

    ``ended`` marks the closed deals; with it, the fields ``created`` and ``closed`` are evidence
    for each other (rule 3). Unreadable values go to ``bad``; TableError ambiguous when the columns
    leave more than one reading.
    """
    ready: dict[str, pa.ChunkedArray] = {}
    texts: list[DateText] = []
    for field, column in columns.items():
        cells = raw.table[column]
        typed = typed_dates(cells, midnight_is_date=raw.midnight_is_date)
        if typed is not None:
            ready[field] = typed
            continue
        encoded, nulls = encode(cells).without(NULL_WORDS)
        if nulls:
            diagnostics.append(null_words(column, nulls))
        texts.append(DateText(field, column, encoded))
    settled = _settle(raw, texts, ready, date_order, ended)
    for text in texts:
        chosen = settled[text.field]
        only_iso = date_order == "iso"
        ready[text.field] = text.read(chosen.order, bad, only_iso=only_iso)
        if not text.iso:
            diagnostics.append(_order_settled(text, chosen))
    return ready


def _settle(
    raw: RawTable,
    texts: list[DateText],
    ready: Mapping[str, pa.ChunkedArray],
    date_order: str | None,
    ended: pa.ChunkedArray | None,
) -> dict[str, _Settled]:
    settled: dict[str, _Settled] = {}
    candidates: dict[str, list[Order]] = {}
    for text in texts:
        if text.four_digits_first or date_order == "iso":
            settled[text.field] = _Settled("ymd", "values")
        elif date_order is not None:
            chosen = next(order for order in ORDERS if order == date_order)
            settled[text.field] = _Settled(chosen, "option")
        else:
            found = text.candidates()
            candidates[text.field] = found
            if len(found) < 2:
                order = found[0] if found else text.best()
                settled[text.field] = _Settled(order, "values")
    _settle_by_columns(texts, candidates, settled)
    if ended is not None and len(settled) < len(texts):
        _settle_by_rows(texts, ready, candidates, settled, ended)
        _settle_by_columns(texts, candidates, settled)
    still_open = [text for text in texts if text.field not in settled]
    if still_open:
        raise _ambiguous(raw, still_open, candidates)
    return settled


def _settle_by_columns(
    texts: list[DateText], candidates: dict[str, list[Order]], settled: dict[str, _Settled]
) -> None:
    """Rule 2: columns of one shape share a reading."""
    for text in texts:
        if text.field in settled:
            continue
        for other in texts:
            if other is text or other.field not in candidates or other.shape != text.shape:
                continue
            known = settled.get(other.field)
            theirs = [known.order] if known else candidates[other.field]
            common = [order for order in candidates[text.field] if order in theirs]
            if not common:
                continue
            candidates[text.field] = common
            if len(common) == 1:
                detail = f" (settled by the column '{other.column}')"
                settled[text.field] = _Settled(common[0], "column", detail)
                break


def _settle_by_rows(
    texts: list[DateText],
    ready: Mapping[str, pa.ChunkedArray],
    candidates: dict[str, list[Order]],
    settled: dict[str, _Settled],
    ended: pa.ChunkedArray,
) -> None:
    """Rule 3: no closed deal closes before it is created."""
    by_field = {text.field: text for text in texts}

    def options(field: str) -> list[tuple[Order | None, pa.ChunkedArray]]:
        if field in by_field:
            text = by_field[field]
            orders = [settled[field].order] if field in settled else candidates[field]
            return [(order, text.day_column(order)) for order in orders]
        return [(None, day_numbers(ready[field]))] if field in ready else []

    created, closed = options("created"), options("closed")
    if not created or not closed:
        return
    both_open = {"created", "closed"} <= by_field.keys() - settled.keys()
    same_shape = both_open and by_field["created"].shape == by_field["closed"].shape
    counts: dict[tuple[Order | None, Order | None], int] = {}
    for (one, created_days), (other, closed_days) in product(created, closed):
        if same_shape and one != other:
            continue
        before = pc.and_(ended, pc.less(closed_days, created_days))
        counts[(one, other)] = count_true(before)
    clean = [orders for orders, count in counts.items() if count == 0]
    others = [count for count in counts.values() if count]
    if len(clean) != 1 or not others or min(others) < MIN_CONTRADICTIONS:
        return
    detail = (
        f" (under any other order at least {min(others):,} deals would close before they were "
        "created)"
    )
    for field, order in zip(("created", "closed"), clean[0], strict=True):
        if field in by_field and field not in settled and order is not None:
            settled[field] = _Settled(order, "row_order", detail)


def _ambiguous(
    raw: RawTable, texts: list[DateText], candidates: Mapping[str, list[Order]]
) -> TableError:
    columns = " and ".join(f"'{text.column}'" for text in texts)
    text = texts[0]
    orders = candidates[text.field]
    value, dates = text.example(orders)
    if not value:
        orders = orders[:2]
        value, dates = text.example(orders)
    readings = ", ".join(
        f"{date} as {ORDER_NAMES[order]} (--dates {order})"
        for order, date in zip(orders, dates, strict=True)
    )
    names = " or ".join(f"'{order}'" for order in orders)
    return TableError(
        f"the dates in {columns} have more than one reading: '{value}' is {readings}; every value "
        f"fits, so choose one with --dates (date_order={names} in Python)",
        code="ambiguous",
        problem="ambiguous_dates",
        place=raw.place,
    )


def _order_settled(text: DateText, settled: _Settled) -> Diagnostic:
    value, dates = text.example([settled.order])
    shown = f": '{value}' is {dates[0]}" if value else ""
    name = ORDER_NAMES[settled.order]
    return Diagnostic(
        "info",
        "date_order_settled",
        f"the dates in '{text.column}' are read as {name}{shown}{settled.detail}",
        where={
            "column": text.column,
            "order": settled.order,
            "settled_by": settled.by,
            "example": value,
        },
    )
