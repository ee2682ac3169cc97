"""The short way for tables that are canonical already: schemas and statistics are looked at, not
values one by one.

Each function gives exactly what the reader of its table would give, diagnostics included, or None
where it cannot tell without reading: the reader is asked then. What the engine itself refuses (ids
that are there twice, amounts that do not fit) is not looked for here; the caller reads again with
the reader, which lists every bad row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from salespipe import _core
from salespipe.diagnostics import Diagnostic
from salespipe.errors import Error
from salespipe.tables.columns import find_columns
from salespipe.tables.currencies import MINOR_DIGITS, check_currency, minor_digits
from salespipe.tables.currency_column import unknown_currency
from salespipe.tables.history import report_empty
from salespipe.tables.model import (
    NO_CURRENCY,
    HistoryImport,
    InteractionsImport,
    StageSpec,
    TableImport,
)
from salespipe.tables.names import (
    HISTORY_FIELDS,
    INTERACTION_FIELDS,
    INTERACTION_TYPES,
    OPPORTUNITY_FIELDS,
    Field,
    normal_name,
)
from salespipe.tables.opportunity_report import report_gaps
from salespipe.tables.rest import missing_cells
from salespipe.tables.source import MAX_COLUMNS, RawTable
from salespipe.tables.stages import Stages, known_stages, parse_stages, settle_stages
from salespipe.tables.text import Encoded, any_true

_TIMES = frozenset(("created", "closed", "expected_close", "at", "recorded_at"))
_MOST_CHUNKS = 64


class _UnsureError(Exception):
    """The table has to be read: no error of the caller's."""


def canonical_opportunities(
    table: pa.Table, *, stages: Stages, currency: str | None
) -> TableImport | None:
    """What ``read_opportunities`` gives for the table, or None."""
    try:
        return _opportunities(table, stages, currency)
    except (_UnsureError, Error, pa.ArrowException):
        return None


def canonical_history(
    table: pa.Table, *, stages: Stages, currency: str | None
) -> HistoryImport | None:
    """What ``read_history`` gives for the table, or None."""
    try:
        return _history(table, stages, currency)
    except (_UnsureError, Error, pa.ArrowException):
        return None


def canonical_interactions(table: pa.Table) -> InteractionsImport | None:
    """What ``read_interactions`` gives for the table, or None."""
    try:
        return _interactions(table)
    except (_UnsureError, Error, pa.ArrowException):
        return None


def _opportunities(table: pa.Table, stages: Stages, currency: str | None) -> TableImport:
    columns = _columns(table, OPPORTUNITY_FIELDS)
    diagnostics: list[Diagnostic] = []
    _full(table, "id", "stage", "currency")
    others = [name for name in table.column_names if name not in columns]
    texts = [name for name in columns if name not in _TIMES and name not in ("value", "currency")]
    _sure(not any(normal_name(name) == "status" for name in others))
    _tidy(table, [*texts, *others])
    specs = _settled_stages(table["stage"], parse_stages(stages), diagnostics)
    _closed_days(table, specs)
    code = _currency(table, columns, currency, diagnostics)
    if "value" in columns:
        _amounts(table["value"], minor_digits(code))
    _report_gaps(table, columns, specs, diagnostics)
    return TableImport(table, specs, code, diagnostics, dict(columns), "Table")


def _history(table: pa.Table, stages: Stages, currency: str | None) -> HistoryImport:
    columns = _columns(table, HISTORY_FIELDS)
    diagnostics: list[Diagnostic] = []
    _full(table, "opportunity", "at")
    _sure("currency" not in columns)
    _tidy(table, [name for name in ("stage", "owner") if name in columns])
    specs: list[StageSpec] = []
    if "stage" in columns:
        given = parse_stages(stages)
        used = _used(table["stage"])
        if given is not None or known_stages(used) is not None:
            specs = _settled_stages(table["stage"], given, diagnostics, used)
    code = currency or NO_CURRENCY
    if "value" in columns:
        code = _currency(table, columns, currency, diagnostics)
        _amounts(table["value"], minor_digits(code))
    kept = table.select(list(columns))
    if "stage" not in columns or table["stage"].null_count:
        report_empty({name: kept[name] for name in columns}, diagnostics)
    return HistoryImport(kept, specs, code, diagnostics, dict(columns), "Table")


def _interactions(table: pa.Table) -> InteractionsImport:
    columns = _columns(table, INTERACTION_FIELDS)
    _full(table, "at", "type")
    _tidy(table, [name for name in ("type", "owner", "account") if name in columns])
    _sure(all(kind in INTERACTION_TYPES for kind in _used(table["type"]).values.to_pylist()))
    subjects = [name for name in ("account", "opportunity") if name in columns]
    _sure(bool(subjects) or table.num_rows == 0)
    if all(table[name].null_count for name in subjects):
        alone = table[subjects[0]].is_null()
        for name in subjects[1:]:
            alone = pc.and_(alone, table[name].is_null())
        _sure(not any_true(alone))
    return InteractionsImport(table.select(list(columns)), [], dict(columns), "Table")


def _sure(holds: bool) -> None:
    if not holds:
        raise _UnsureError


def _columns(table: pa.Table, fields: tuple[Field, ...]) -> dict[str, str]:
    """The fields, when every column that is one has the field's own name and a type that needs no
    reading."""
    found = _fields_of(tuple(table.column_names), fields)
    _sure(found is not None)
    assert found is not None
    for name in found:
        column = table[name]
        _sure(column.num_chunks <= _MOST_CHUNKS)
        if name in _TIMES:
            _sure(pa.types.is_date32(column.type) or pa.types.is_timestamp(column.type))
        elif name != "value":
            _sure(_is_text(column.type))
    return found


@lru_cache(maxsize=256)
def _fields_of(names: tuple[str, ...], fields: tuple[Field, ...]) -> dict[str, str] | None:
    if len(names) > MAX_COLUMNS or len(set(names)) < len(names):
        return None
    if any(name.startswith("__index_level_") for name in names):
        return None
    empty = pa.table({name: pa.array([], pa.null()) for name in names})
    try:
        found = find_columns(RawTable(empty, "Table"), fields, None)
    except Error:
        return None
    return found if all(field == column for field, column in found.items()) else None


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view()
    )


def _full(table: pa.Table, *names: str) -> None:
    """No cell of these columns is empty."""
    for name in names:
        if name in table.column_names:
            _sure(table[name].null_count == 0)


def _tidy(table: pa.Table, names: Sequence[str]) -> None:
    for name in names:
        _sure(_is_text(table[name].type))
    _sure(_core.tidy_columns(table.select(list(names)).__arrow_c_stream__(), list(names)))


def _used(column: pa.ChunkedArray) -> Encoded:
    """The distinct values that rows have, in no order that tells anything."""
    names: dict[str, None] = {}
    for chunk in column.chunks:
        if pa.types.is_dictionary(column.type):
            values = chunk.dictionary.to_pylist() if len(chunk.dictionary) <= 1000 else None
            _sure(values is not None)
            assert values is not None
            codes = chunk.indices.unique().to_pylist()
            names.update(dict.fromkeys(values[code] for code in codes if code is not None))
        else:
            distinct = chunk.unique()
            _sure(len(distinct) <= 1000)
            names.update(dict.fromkeys(text for text in distinct.to_pylist() if text is not None))
    return Encoded(pa.chunked_array([], pa.int32()), pa.array(list(names), pa.string()))


def _settled_stages(
    column: pa.ChunkedArray,
    given: list[StageSpec] | None,
    diagnostics: list[Diagnostic],
    used: Encoded | None = None,
) -> list[StageSpec]:
    """The stages in order, when rows name them as they are written."""
    from salespipe.tables.bad_rows import BadRows

    used = used if used is not None else _used(column)
    specs, _ = settle_stages(
        RawTable(pa.table({}), "Table"),
        "stage",
        used,
        given if given is not None else known_stages(used),
        bad=BadRows(),
        diagnostics=diagnostics,
    )
    if given is None:  # what follows is said of stages that the caller named
        diagnostics[:] = [found for found in diagnostics if found.code != "no_won_stage"]
    _sure(set(used.values.to_pylist()) <= {spec.name for spec in specs})
    return specs


def _closed_days(table: pa.Table, specs: Collection[StageSpec]) -> None:
    """Exactly the won and lost deals have a day of closing, none before its creation."""
    ends = {spec.name for spec in specs if spec.kind in ("won", "lost")}
    parts = []
    for chunk in table["stage"].chunks:
        if pa.types.is_dictionary(chunk.type):
            mask = pa.array([name in ends for name in chunk.dictionary.to_pylist()], pa.bool_())
            parts.append(mask.take(chunk.indices))
        else:
            parts.append(pc.is_in(chunk, value_set=pa.array(sorted(ends), chunk.type)))
    ended = pa.chunked_array(parts, pa.bool_())
    if "closed" not in table.column_names:
        _sure(not any_true(ended))
        return
    closed = table["closed"]
    _sure(not any_true(pc.xor(ended, closed.is_valid())))
    if "created" in table.column_names:
        _sure(closed.type == table["created"].type)
        _sure(not any_true(pc.less(closed, table["created"])))


def _report_gaps(
    table: pa.Table,
    columns: dict[str, str],
    specs: list[StageSpec],
    diagnostics: list[Diagnostic],
) -> None:
    """The findings of ``report_gaps``, which only looks where there can be some."""
    value = table["value"] if "value" in columns else None
    least = None if value is None else pc.min(value).as_py()
    if (
        "created" in columns
        and table["created"].null_count == 0
        and (value is None or value.null_count == 0)
        and (least is None or least > 0)
    ):
        for name in ("account", "owner"):
            if name in columns:
                missing_cells(table[name], f"{name}_missing", name, name, diagnostics)
        return
    arrays = {name: table[name] for name in columns}
    arrays["stage"] = _stages_by_spec(table["stage"], specs)
    if value is not None and not pa.types.is_decimal(value.type):
        arrays["value"] = value.cast(pa.decimal128(20, 0))
    report_gaps(arrays, columns, specs, diagnostics)


def _stages_by_spec(column: pa.ChunkedArray, specs: list[StageSpec]) -> pa.ChunkedArray:
    """The column as a dictionary of the stages in their order."""
    names = pa.array([spec.name for spec in specs], pa.string())
    places = {spec.name: place for place, spec in enumerate(specs)}
    chunks = []
    for chunk in column.chunks:
        coded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        place = pa.array([places.get(name) for name in coded.dictionary.to_pylist()], pa.int32())
        chunks.append(pa.DictionaryArray.from_arrays(place.take(coded.indices), names))
    return pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string()))


def _currency(
    table: pa.Table,
    columns: Collection[str],
    given: str | None,
    diagnostics: list[Diagnostic],
) -> str:
    wanted = check_currency(given) if given is not None else None
    if "currency" in columns and table.num_rows:
        codes = _used(table["currency"]).values.to_pylist()
        _sure(len(codes) == 1 and codes[0] in MINOR_DIGITS)
        _sure(wanted is None or codes == [wanted])
        return str(codes[0])
    if wanted is not None and wanted != NO_CURRENCY:
        return wanted
    diagnostics.append(unknown_currency([]))
    return NO_CURRENCY


def _amounts(column: pa.ChunkedArray, digits: int) -> None:
    kind = column.type
    exact = pa.types.is_decimal128(kind) and 0 <= kind.scale <= digits
    _sure(bool(exact or pa.types.is_integer(kind)))
