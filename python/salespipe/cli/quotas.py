"""Quotas from a table: ``owner`` (empty for the team), ``value``, and ``period`` or ``from`` and
``to`` (the first day after)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa

from salespipe import Period
from salespipe.errors import BadRow, Error, TableError
from salespipe.tables.source import RawTable, open_source

_FORMS = (("owner", "period", "value"), ("owner", "from", "to", "value"))


class _BadCellError(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def read_quotas(path: Path) -> pa.Table:
    """The quotas as the engine takes them, all or nothing. TableError lists every bad row."""
    raw = open_source(path, sheet=None, wanted=lambda header: "value" in _columns(header))
    columns = _columns(raw.table.column_names)
    form = next((form for form in _FORMS if set(form) <= set(columns)), None)
    if form is None:
        raise TableError(
            "quotas need the columns owner, value and period (or from and to); found "
            + ", ".join(f"'{name}'" for name in raw.table.column_names),
            code="schema_violation",
            problem="missing_column",
            place=raw.place,
        )
    quotas, bad = [], list(raw.bad)
    for row, cells in enumerate(raw.table.select([columns[name] for name in form]).to_pylist()):
        record = {name: cells[columns[name]] for name in form}
        try:
            quotas.append(_quota(record))
        except _BadCellError as cell:
            text = "" if record[cell.field] is None else str(record[cell.field])
            column = columns[cell.field]
            bad.append(BadRow(0, row + 1, column, text, cell.reason, "bad_quota"))
    if bad:
        raise _refused(raw, bad)
    schema = pa.schema(
        {"owner": pa.string(), "from": pa.date32(), "to": pa.date32(), "value": pa.string()}
    )
    return pa.Table.from_pylist(quotas, schema)


def _columns(header: Sequence[str]) -> dict[str, str]:
    """Names in lower case -> the columns' own names."""
    return {name.strip().lower(): name for name in header}


def _quota(record: Mapping[str, Any]) -> dict[str, Any]:
    first, after = _period(record) if "period" in record else _days(record)
    value = str(record["value"]).strip()
    try:
        is_amount = Decimal(value).is_finite()
    except InvalidOperation:
        is_amount = False
    if not is_amount:
        raise _BadCellError("value", "is not an amount; write it as 250000.00")
    owner = str(record["owner"] or "").strip()
    return {"owner": owner, "from": first, "to": after, "value": value}


def _period(record: Mapping[str, Any]) -> tuple[date, date]:
    try:
        period = Period.parse(str(record["period"] or ""))
    except Error as error:
        raise _BadCellError("period", error.message) from None
    return period.start, period.end


def _days(record: Mapping[str, Any]) -> tuple[date, date]:
    first, after = _day(record, "from"), _day(record, "to")
    if after <= first:
        raise _BadCellError("to", "is not after 'from'; it is the first day that no longer counts")
    return first, after


def _day(record: Mapping[str, Any], field: str) -> date:
    try:
        return date.fromisoformat(str(record[field]).strip()[:10])
    except ValueError:
        raise _BadCellError(field, "is no date; write it as 2017-12-31") from None


def _refused(raw: RawTable, bad: Sequence[BadRow]) -> TableError:
    lines = raw.lines([row.row - 1 for row in bad if row.row])
    found = dict(zip([row.row for row in bad if row.row], lines, strict=True))
    rows = [
        BadRow(found.get(row.row, row.line), row.row, row.column, row.value, row.reason, row.code)
        for row in bad
    ]
    return TableError(
        f"{len(rows):,} bad value{'' if len(rows) == 1 else 's'}; nothing was read",
        code="schema_violation",
        problem="bad_rows",
        place=raw.place,
        rows=rows,
    )
