"""Exchange rates from a table: from which day on a unit of a currency is worth how much."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.ids import require
from salespipe.tables.names import RATE_FIELDS
from salespipe.tables.rest import drop_empty_rows
from salespipe.tables.source import Source, open_source
from salespipe.tables.text import as_text, trimmed, true_rows

_RATE = r"^[0-9]+(\.[0-9]+)?$"


def read_rates(source: Source, *, date_order: str | None = None) -> pa.Table:
    """Read rates, all or nothing: ``day``, ``currency``, ``rate`` as exact text.

    ``source`` as in ``read_opportunities``. Rates are decimals, integers or text; floats are not
    exact and are refused. Errors: TableError, with every bad row. Cost: proportional to the table.
    """
    check_date_order(date_order)
    raw = open_source(
        source, sheet=None, wanted=partial(looks_like, fields=RATE_FIELDS, mapping={})
    )
    columns = find_columns(raw, RATE_FIELDS, None)
    diagnostics: list[Diagnostic] = []
    raw = drop_empty_rows(raw, columns["currency"], diagnostics)
    bad = BadRows()
    table = raw.table
    when = trimmed(table[columns["day"]])
    require(when, columns["day"], "the day is missing", "missing_date", bad)
    day = read_dates(
        raw, {"day": columns["day"]}, date_order=date_order, bad=bad, diagnostics=diagnostics
    )["day"]
    currency = pc.utf8_upper(trimmed(table[columns["currency"]]))
    require(currency, columns["currency"], "the currency is missing", "missing_currency", bad)
    cells = table[columns["rate"]]
    rate = trimmed(cells)
    require(rate, columns["rate"], "the rate is missing", "missing_rate", bad)
    exact = pc.match_substring_regex(rate, _RATE).fill_null(True)
    if pa.types.is_floating(cells.type):
        exact = rate.is_null()
        reason = "is a float, and floats are not exact; give decimals or text"
    else:
        reason = "is no rate; write it as 11.35"
    bad.add(
        true_rows(pc.invert(exact)),
        column=columns["rate"],
        reason=reason,
        code="bad_rate",
        cells=as_text(cells),
    )
    bad.raise_if_any(raw, diagnostics)
    return pa.table({"day": day, "currency": currency, "rate": rate})
