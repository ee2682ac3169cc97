"""The history of opportunities from a table: what changed, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.amounts import open_numbers, read_numbers
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.currency_column import settle_currency
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.ids import require
from salespipe.tables.model import NO_CURRENCY, HistoryImport, StageSpec
from salespipe.tables.names import HISTORY_FIELDS
from salespipe.tables.options import check_decimal
from salespipe.tables.rest import drop_empty_rows, read_dimension
from salespipe.tables.source import Source, open_source
from salespipe.tables.stages import Stages, known_stages, parse_stages, settle_stages
from salespipe.tables.text import count_true, counted, encode, trimmed

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
) -> HistoryImport:
    """Read a history, all or nothing: one row for each change of an opportunity.

    Needs a column for the opportunity's id and one for the time; of ``stage``, ``value``,
    ``owner`` and ``expected_close`` it takes those that there are. Options as in
    ``read_opportunities``. ``stages`` (names, or the stages of the opportunities' import) checks
    the stage names. Without it, well-known names settle their order and kind; other names are taken
    as they are, and ``stages`` of the result is empty.

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
    when = trimmed(table[columns["at"]])
    require(when, columns["at"], "the time of the change is missing", "missing_date", bad)
    dates = read_dates(
        raw,
        {name: columns[name] for name in ("at", "expected_close") if name in columns},
        date_order=date_order,
        bad=bad,
        diagnostics=diagnostics,
    )
    arrays["at"] = dates["at"]
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
        code = settle_currency(raw, columns, currency, amounts, bad=bad, diagnostics=diagnostics)
        arrays["value"] = read_numbers(
            raw,
            columns["value"],
            amounts,
            currency=code,
            currency_known=code != NO_CURRENCY,
            decimal=separator,
            bad=bad,
            diagnostics=diagnostics,
        )
    if "owner" in columns:
        arrays["owner"] = read_dimension(table[columns["owner"]])
    if "expected_close" in dates:
        arrays["expected_close"] = dates["expected_close"]
    bad.raise_if_any(raw, diagnostics)
    _report_empty(arrays, diagnostics)
    return HistoryImport(pa.table(arrays), specs, code, diagnostics, columns, raw.name)


def _report_empty(arrays: Mapping[str, pa.ChunkedArray], diagnostics: list[Diagnostic]) -> None:
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
