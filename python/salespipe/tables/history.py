"""The history of opportunities from a table: what changed, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.amounts import Reading, open_numbers, read_numbers
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.currency_column import mixed_currencies, settle_currency
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.ids import require
from salespipe.tables.model import NO_CURRENCY, HistoryImport, StageSpec
from salespipe.tables.names import HISTORY_FIELDS
from salespipe.tables.options import check_decimal
from salespipe.tables.rest import drop_empty_rows, read_dimension
from salespipe.tables.source import Source, open_source
from salespipe.tables.stages import Stages, known_stages, parse_stages, settle_stages
from salespipe.tables.text import count_true, counted, encode, trimmed, written

_TIMES = ("at", "expected_close", "recorded_at")
_CHANGES = ("stage", "value", "owner", "expected_close")


def read_history(
    source: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    stages: Stages = None,
    currency: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    several_currencies: bool = False,
    digits: int | None = None,
) -> HistoryImport:
    """Read a history, all or nothing: one row for each change of an opportunity.

    Needs a column for the opportunity's id and one for the time; of ``stage``, ``value``,
    ``owner`` and ``expected_close`` it takes those that there are. Options as in
    ``read_opportunities``. ``stages`` (names, or the stages of the opportunities' import) checks
    the stage names. Without it, well-known names settle their order and kind; other names are taken
    as they are, and ``stages`` of the result is empty. With ``several_currencies`` amounts are in
    the currency of their row's ``currency``, else in that of their deal, and have up to ``digits``
    decimals.

    Errors: TableError, InvalidArgumentError. Cost: proportional to the table.
    """
    check_date_order(date_order)
    separator = check_decimal(decimal)
    given = parse_stages(stages)
    wanted = partial(looks_like, fields=HISTORY_FIELDS, mapping=mapping or {})
    raw = open_source(source, sheet=sheet, wanted=wanted)
    columns = find_columns(raw, HISTORY_FIELDS, mapping)
    diagnostics = list(raw.diagnostics)
    raw = drop_empty_rows(raw, columns["opportunity"], diagnostics)
    bad = BadRows()
    table = raw.table

    ids = trimmed(table[columns["opportunity"]])
    require(ids, columns["opportunity"], "the opportunity's id is missing", "missing_id", bad)
    arrays: dict[str, pa.ChunkedArray] = {"opportunity": ids}
    when = written(table[columns["at"]])
    require(when, columns["at"], "the time of the change is missing", "missing_date", bad)
    dates = read_dates(
        raw,
        {name: columns[name] for name in _TIMES if name in columns},
        date_order=date_order,
        bad=bad,
        diagnostics=diagnostics,
    )
    arrays["at"] = dates.pop("at")
    specs: list[StageSpec] = []
    if "stage" in columns:
        cells = encode(table[columns["stage"]])
        given = given or known_stages(cells)
        if given is None:
            arrays["stage"] = cells.dictionary()
        else:
            specs, arrays["stage"] = settle_stages(
                raw, columns["stage"], cells, given, bad=bad, diagnostics=diagnostics
            )
    code = currency or NO_CURRENCY
    if "value" in columns:
        amounts = open_numbers(raw, columns["value"], diagnostics)
        mixed = None
        if several_currencies:
            mixed = mixed_currencies(raw, columns, currency, bad=bad, diagnostics=diagnostics)
            if mixed.cells is not None:
                arrays["currency"] = mixed.cells
            reading = Reading(mixed.currency, mixed.known, max(mixed.digits, digits or 0))
        else:
            code = settle_currency(
                raw, columns, currency, amounts, bad=bad, diagnostics=diagnostics
            )
            reading = Reading(code, code != NO_CURRENCY)
        arrays["value"] = read_numbers(
            raw,
            columns["value"],
            amounts,
            reading,
            decimal=separator,
            bad=bad,
            diagnostics=diagnostics,
        )
        if mixed is not None:
            mixed.check_decimals(columns["value"], arrays["value"], bad)
    if "owner" in columns:
        arrays["owner"] = read_dimension(table[columns["owner"]])
    arrays.update(dates)
    bad.raise_if_any(raw, diagnostics)
    report_empty(arrays, diagnostics)
    return HistoryImport(pa.table(arrays), specs, code, diagnostics, columns, raw.name)


def report_empty(arrays: Mapping[str, pa.ChunkedArray], diagnostics: list[Diagnostic]) -> None:
    """Report the rows that change nothing."""
    empty = pa.chunked_array([pa.repeat(True, len(arrays["opportunity"]))])
    for name in _CHANGES:
        if name in arrays:
            empty = pc.and_(empty, arrays[name].is_null())
    rows = count_true(empty)
    if rows:
        diagnostics.append(
            Diagnostic(
                "info",
                "history_without_change",
                counted(rows, "row", "that change no stage, value, owner or expected close"),
                rows,
            )
        )
