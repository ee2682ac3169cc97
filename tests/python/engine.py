"""The fast engine asked in the words of the reference: the same tables and options, the same form
of answer, so that a test can hold one against the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from reference import Period, Tables
from reference.tables import STANDARD_DIMENSIONS
from salespipe import _core

Row = dict[str, Any]
TEXT = pa.string()
MONEY = pa.decimal128(38, 2)
#: The reference's words for the options that the library calls otherwise.
WORDS = {"close": "at_close", "create": "at_create"}
OWNER_WORDS = {"close": "at_event"}


def engine_report(tables: Tables, **options: Any) -> dict[str, Any]:
    """The report document of the engine for reference.report()'s arguments."""
    data = dataset(
        tables,
        options.pop("timezone", "UTC"),
        options.get("currency") or "",
        options.pop("known_at", None),
    )
    return json.loads(data.evaluate(json.dumps(query(options)), None, 1).to_json())


def dataset(
    tables: Tables, timezone: str = "UTC", currency: str = "", known_at: date | None = None
) -> _core.Dataset:
    return _core.Dataset.from_tables(
        capsule(opportunities_table(tables.opportunities)),
        capsule(history_table(tables.history)),
        capsule(interactions_table(tables.interactions)),
        capsule(quotas_table(tables.quotas)) if tables.quotas else None,
        stage_tuples(tables),
        currency,
        timezone,
        None,
        None if tables.rates is None else capsule(rates_table(tables.rates)),
        known_at,
    )


def stage_tuples(tables: Tables) -> list[tuple[str, str, str, int, bool, int]]:
    pipelines = tables.stages if isinstance(tables.stages, Mapping) else {"": tables.stages}
    return [
        (pipeline, *stage, tables.max_ages.get(stage[0], -1))
        for pipeline, stages in pipelines.items()
        for stage in stages
    ]


def query(options: Mapping[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, value in options.items():
        if value is None:
            continue
        if name in ("period", "periods"):
            many = [value] if name == "period" else value
            asked["period"] = [period_text(as_period(one)) for one in many]
        elif name == "as_of":
            asked[name] = value.isoformat()
        elif name == "owner_at":
            asked[name] = OWNER_WORDS.get(value, value)
        elif name == "abandoned_days":
            asked["abandoned_after_days"] = value
        elif name == "top":
            asked[name] = {"count": value[0], **({"metric": value[1]} if value[1] else {})}
        elif name == "filters":
            asked[name] = [{"dimension": key, "values": list(v)} for key, v in value.items()]
        elif name in ("metrics", "by"):
            asked[name] = list(value)
        else:
            asked[name] = WORDS.get(value, value) if isinstance(value, str) else value
    return asked


def as_period(given: Period | tuple[date, date]) -> Period:
    return given if isinstance(given, Period) else Period.guess(*given)


def period_text(period: Period) -> str | dict[str, str]:
    first = period.first
    if period.kind == "day":
        return first.isoformat()
    if period.kind == "week":
        iso = first.isocalendar()
        return f"{iso.year}-W{iso.week:02}"
    if period.kind == "month":
        return f"{first.year}-{first.month:02}"
    if period.kind == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if period.kind == "year":
        return str(first.year)
    return {"from": first.isoformat(), "to": period.after.isoformat()}


# ---- tables ---------------------------------------------------------------------------------


def capsule(table: pa.Table) -> Any:
    return table.__arrow_c_stream__()


def times(values: Sequence[date | datetime | None]) -> pa.Array:
    if any(isinstance(value, datetime) for value in values):
        return pa.array(values, pa.timestamp("us", "UTC"))
    return pa.array(values, pa.date32())


def column(rows: Sequence[Row], name: str) -> list[Any]:
    return [row.get(name) for row in rows]


def opportunities_table(rows: Sequence[Row]) -> pa.Table:
    plain = {"created", "closed", "expected_close", "value", "recorded_at"}
    always = {"id", "stage", "owner", *STANDARD_DIMENSIONS, "segment"} - {"pipeline"}
    names = sorted(({name for row in rows for name in row} - plain) | always)
    columns: dict[str, pa.Array] = {name: pa.array(column(rows, name), TEXT) for name in names}
    for name in ("created", "closed"):
        columns[name] = times(column(rows, name))
    columns["expected_close"] = times(column(rows, "expected_close"))
    columns["value"] = pa.array(column(rows, "value"), MONEY)
    columns["recorded_at"] = times(column(rows, "recorded_at"))
    return pa.table(columns)


def history_table(rows: Sequence[Row]) -> pa.Table:
    return pa.table(
        {
            "opportunity": pa.array(column(rows, "opportunity"), TEXT),
            "at": times(column(rows, "at")),
            "stage": pa.array(column(rows, "stage"), TEXT),
            "value": pa.array(column(rows, "value"), MONEY),
            "owner": pa.array(column(rows, "owner"), TEXT),
            "expected_close": times(column(rows, "expected_close")),
            "currency": pa.array(column(rows, "currency"), TEXT),
            "recorded_at": times(column(rows, "recorded_at")),
        }
    )


def interactions_table(rows: Sequence[Row]) -> pa.Table:
    texts = ("type", "owner", "account", "opportunity")
    columns = {name: pa.array(column(rows, name), TEXT) for name in texts}
    moments = {name: times(column(rows, name)) for name in ("at", "recorded_at")}
    return pa.table({**moments, **columns})


def quotas_table(rows: Sequence[Row]) -> pa.Table:
    return pa.table(
        {
            "owner": pa.array(column(rows, "owner"), TEXT),
            "from": times(column(rows, "from")),
            "to": times(column(rows, "to")),
            "value": pa.array([Decimal(value) for value in column(rows, "value")], MONEY),
            "currency": pa.array(column(rows, "currency"), TEXT),
        }
    )


def rates_table(rows: Sequence[Row]) -> pa.Table:
    return pa.table(
        {
            "day": pa.array(column(rows, "day"), pa.date32()),
            "currency": pa.array(column(rows, "currency"), TEXT),
            "rate": pa.array([str(rate) for rate in column(rows, "rate")], TEXT),
        }
    )
