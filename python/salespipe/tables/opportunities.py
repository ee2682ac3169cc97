"""Opportunities from a table: every rule about one deal's row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.amount_forms import DecimalSign
from salespipe.tables.amounts import Reading, open_numbers, read_numbers
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.currency_column import (
    currency_cells,
    mixed_currencies,
    settle_currency,
)
from salespipe.tables.date_columns import day_numbers
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.ids import read_ids, require
from salespipe.tables.model import NO_CURRENCY, StageSpec, TableImport
from salespipe.tables.names import CLOSE_DATE_NAMES, OPPORTUNITY_FIELDS, normal_name
from salespipe.tables.opportunity_report import report_gaps, report_status
from salespipe.tables.options import check_decimal
from salespipe.tables.rest import (
    add_custom_dimensions,
    drop_empty_rows,
    read_dimension,
)
from salespipe.tables.source import RawTable, Source, open_source
from salespipe.tables.stages import Stages, kind_mask, parse_stages, settle_stages
from salespipe.tables.text import NULL_WORDS, any_true, count_true, counted, encode, true_rows

_DIMENSIONS = ("owner", "account", "source", "product", "pipeline", "lost_reason")
_RESERVED = frozenset(field.name for field in OPPORTUNITY_FIELDS)


def read_opportunities(
    source: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    stages: Stages = None,
    currency: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    several_currencies: bool = False,
) -> TableImport:
    """Read opportunities, all or nothing.

    ``source`` is a path to a CSV (comma, semicolon, tab or ``|``; UTF-8, or UTF-16 with a byte
    order mark), Parquet or XLSX file, or any table with ``__arrow_c_stream__``. Columns are found
    by name; ``mapping`` (field -> column) corrects that. ``stages`` names the stages in order
    ("Prospecting,Engaging,Won,Lost", kinds as ``Name=won``); without it, all must be well-known.
    ``currency`` is the ISO 4217 code of the amounts when the table names none. ``date_order``
    ("iso", "mdy", "dmy", "ymd") and ``decimal`` ("." or ",") choose where the columns leave more
    than one reading. ``sheet`` names the sheet of a workbook. ``several_currencies`` takes amounts
    of different currencies, each with the decimals of its own, for rates to convert.

    Without a column of its own, an open deal's date in the close column is its expected close.
    Nothing is dropped or guessed: what is missing or inferred is in ``diagnostics``.

    Errors: TableError (with the list of every bad row, see its ``problem``),
    InvalidArgumentError for options out of their range.
    Cost: proportional to the table; about a second for a million rows of CSV on one core.
    """
    check_date_order(date_order)
    separator = check_decimal(decimal)
    given = parse_stages(stages)
    wanted = partial(looks_like, fields=OPPORTUNITY_FIELDS, mapping=mapping or {})
    raw = open_source(source, sheet=sheet, wanted=wanted)
    columns = find_columns(raw, OPPORTUNITY_FIELDS, mapping)
    diagnostics = list(raw.diagnostics)
    raw = drop_empty_rows(raw, columns["id"], diagnostics)
    return _read(
        raw, columns, given, currency, date_order, separator, diagnostics, several_currencies
    )


def _read(
    raw: RawTable,
    columns: dict[str, str],
    given: list[StageSpec] | None,
    currency: str | None,
    date_order: str | None,
    decimal: DecimalSign | None,
    diagnostics: list[Diagnostic],
    several_currencies: bool,
) -> TableImport:
    bad = BadRows()
    table = raw.table
    arrays: dict[str, pa.ChunkedArray] = {"id": read_ids(table[columns["id"]], columns["id"], bad)}

    stage_cells = encode(table[columns["stage"]])
    require(
        stage_cells.spread(stage_cells.values),
        columns["stage"],
        "the stage is missing",
        "missing_stage",
        bad,
    )
    specs, arrays["stage"] = settle_stages(
        raw, columns["stage"], stage_cells, given, bad=bad, diagnostics=diagnostics
    )
    ended = kind_mask(arrays["stage"], specs, ("won", "lost"))

    dates = read_dates(
        raw,
        {
            name: columns[name]
            for name in ("created", "closed", "expected_close", "recorded_at")
            if name in columns
        },
        date_order=date_order,
        bad=bad,
        diagnostics=diagnostics,
        ended=ended,
    )
    arrays.update(_place_dates(dates, columns, ended, diagnostics))
    _check_dates(arrays, columns, table, ended, bad)

    amounts = open_numbers(raw, columns["value"], diagnostics) if "value" in columns else None
    mixed = None
    if several_currencies and "currency" in columns:
        mixed = mixed_currencies(raw, columns, currency, bad=bad, diagnostics=diagnostics)
        code, reading = mixed.currency, Reading(mixed.currency, mixed.known, mixed.digits)
    else:
        code = settle_currency(raw, columns, currency, amounts, bad=bad, diagnostics=diagnostics)
        reading = Reading(code, code != NO_CURRENCY)
    if amounts is not None:
        arrays["value"] = read_numbers(
            raw,
            columns["value"],
            amounts,
            reading,
            decimal=decimal,
            bad=bad,
            diagnostics=diagnostics,
        )
    if "annual_value" in columns:
        arrays["annual_value"] = read_numbers(
            raw,
            columns["annual_value"],
            open_numbers(raw, columns["annual_value"], diagnostics),
            reading,
            decimal=decimal,
            bad=bad,
            diagnostics=diagnostics,
        )
    if mixed is not None and mixed.cells is not None:
        arrays["currency"] = mixed.cells
        for name in ("value", "annual_value"):
            if name in arrays:
                mixed.check_decimals(columns[name], arrays[name], bad)
    elif "currency" in columns:
        arrays["currency"] = currency_cells(code, table.num_rows)
    for name in _DIMENSIONS:
        if name in columns:
            arrays[name] = read_dimension(table[columns[name]])
    bad.raise_if_any(raw, diagnostics)

    add_custom_dimensions(raw, set(columns.values()), _RESERVED, arrays, diagnostics)
    report_gaps(arrays, columns, specs, diagnostics)
    report_status(raw, columns, arrays, specs, diagnostics)
    if "closed" in columns and "expected_close" in arrays:
        columns.setdefault("expected_close", columns["closed"])
    return TableImport(pa.table(arrays), specs, code, diagnostics, columns, raw.name)


def _place_dates(
    dates: dict[str, pa.ChunkedArray],
    columns: dict[str, str],
    ended: pa.ChunkedArray,
    diagnostics: list[Diagnostic],
) -> dict[str, pa.ChunkedArray]:
    """The close column split: the close day of closed deals, the expected close of open ones."""
    if "closed" not in dates:
        return dates
    cells = dates["closed"]
    null = pa.scalar(None, cells.type)
    placed = {**dates, "closed": pc.if_else(ended, cells, null)}
    open_with_date = pc.and_(pc.invert(ended), cells.is_valid())
    count = count_true(open_with_date)
    if "expected_close" not in dates and normal_name(columns["closed"]) in CLOSE_DATE_NAMES:
        placed["expected_close"] = pc.if_else(ended, null, cells)
    elif "expected_close" not in dates and count:
        placed["expected_close"] = pc.if_else(ended, null, cells)
        diagnostics.append(
            Diagnostic(
                "warning",
                "open_with_close_date",
                counted(count, "open deal", f"with a date in '{columns['closed']}', read as the ")
                + "expected close",
                count,
                {"column": columns["closed"]},
            )
        )
    elif count:
        diagnostics.append(
            Diagnostic(
                "warning",
                "open_with_close_date",
                counted(count, "open deal", f"with a date in '{columns['closed']}', not used; the ")
                + f"expected close is in '{columns['expected_close']}'",
                count,
                {"column": columns["closed"]},
            )
        )
    return placed


def _check_dates(
    arrays: dict[str, pa.ChunkedArray],
    columns: dict[str, str],
    table: pa.Table,
    ended: pa.ChunkedArray,
    bad: BadRows,
) -> None:
    column = columns.get("closed", "")
    if "closed" not in arrays:
        rows = true_rows(ended)
        bad.add(
            rows,
            column=columns["stage"],
            reason="is a closed deal, but the table has no close date; name it with "
            '--map closed="..."',
            code="missing_close_date",
            cells=table[columns["stage"]] if rows else None,
        )
        return
    without = pc.and_(ended, arrays["closed"].is_null())
    if any_true(without):
        # A date that could not be read has its own entry in the list already.
        written, _ = encode(table[column]).without(NULL_WORDS)
        bad.add(
            true_rows(pc.and_(without, written.spread(written.values).is_null())),
            column=column,
            reason="the deal is closed, but its close date is missing",
            code="missing_close_date",
        )
    if "created" not in arrays:
        return
    before = closes_before(arrays["created"], arrays["closed"])
    if any_true(before):
        bad.add(
            true_rows(before),
            column=column,
            reason=f"the deal closes before it is created ('{columns['created']}')",
            code="close_before_create",
            cells=table[column],
        )


def closes_before(created: pa.ChunkedArray, closed: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether a deal closes on a day before it is created. Where only one of the columns has a
    time zone, the days may differ by one."""

    def zoned(column: pa.ChunkedArray) -> bool:
        return pa.types.is_timestamp(column.type) and column.type.tz is not None

    grace = 1 if zoned(created) != zoned(closed) else 0
    return pc.less(pc.add(day_numbers(closed), grace), day_numbers(created))
