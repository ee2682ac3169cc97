"""Interactions from a table: mails, meetings, calls, notes and visits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.ids import require
from salespipe.tables.model import InteractionsImport
from salespipe.tables.names import (
    INTERACTION_FIELDS,
    INTERACTION_TYPE_BY_NAME,
    INTERACTION_TYPES,
    normal_name,
)
from salespipe.tables.rest import drop_empty_rows, read_dimension
from salespipe.tables.source import RawTable, Source, open_source
from salespipe.tables.text import Encoded, count_true, counted, encode, trimmed, written


def read_interactions(
    source: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    sheet: str | None = None,
) -> InteractionsImport:
    """Read interactions, all or nothing.

    Needs a column for the time and one for the type (``INTERACTION_TYPES``, or a well-known word
    for one: "Phone call", "Email received"); takes owner, account and opportunity where there are.
    Options as in ``read_opportunities``.

    Errors: TableError, InvalidArgumentError. Cost: proportional to the table.
    """
    check_date_order(date_order)
    wanted = partial(looks_like, fields=INTERACTION_FIELDS, mapping=mapping or {})
    raw = open_source(source, sheet=sheet, wanted=wanted)
    columns = find_columns(raw, INTERACTION_FIELDS, mapping)
    diagnostics = list(raw.diagnostics)
    raw = drop_empty_rows(raw, columns["at"], diagnostics)
    bad = BadRows()
    table = raw.table

    when = written(table[columns["at"]])
    require(when, columns["at"], "the time is missing", "missing_date", bad)
    arrays = read_dates(
        raw,
        {name: columns[name] for name in ("at", "recorded_at") if name in columns},
        date_order=date_order,
        bad=bad,
        diagnostics=diagnostics,
    )
    arrays["type"] = _types(columns["type"], encode(table[columns["type"]]), bad)
    for name in ("owner", "account"):
        if name in columns:
            arrays[name] = read_dimension(table[columns[name]])
    for name in ("opportunity", "external_id"):
        if name in columns:
            arrays[name] = trimmed(table[columns[name]])
    bad.raise_if_any(raw, diagnostics)
    _report_subjects(raw, arrays, diagnostics)
    return InteractionsImport(pa.table(arrays), diagnostics, columns, raw.name)


def _types(column: str, encoded: Encoded, bad: BadRows) -> pa.ChunkedArray:
    cells = encoded.spread(encoded.values)
    require(cells, column, "the type is missing", "missing_type", bad)
    texts: list[str | None] = encoded.values.to_pylist()
    found = [
        None if text is None else INTERACTION_TYPE_BY_NAME.get(normal_name(text)) for text in texts
    ]
    unknown = [text is not None and kind is None for text, kind in zip(texts, found, strict=True)]
    bad.add(
        encoded.rows_where(pa.array(unknown, pa.bool_())),
        column=column,
        reason=f"is not one of the types {', '.join(INTERACTION_TYPES)}",
        code="unknown_type",
        cells=cells,
    )
    return encoded.spread(pa.array(found, pa.string())).dictionary_encode()


def _report_subjects(
    raw: RawTable, arrays: Mapping[str, pa.ChunkedArray], diagnostics: list[Diagnostic]
) -> None:
    alone = pa.chunked_array([pa.repeat(True, raw.table.num_rows)])
    for name in ("account", "opportunity"):
        if name in arrays:
            alone = pc.and_(alone, arrays[name].is_null())
    rows = count_true(alone)
    if rows:
        diagnostics.append(
            Diagnostic(
                "warning",
                "interaction_without_subject",
                counted(rows, "interaction", "without account or opportunity, for the owner only"),
                rows,
            )
        )
