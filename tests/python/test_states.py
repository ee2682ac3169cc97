"""States: whatever the split, the order and the form they travel in, the report is the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import duckdb
import engine
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import salespipe as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_strategies import cases
from reference import Tables
from salespipe import _core
from strategies import LEAD, LOST, QUALIFIED, WON

DEALS = pa.table(
    {
        "id": ["d1", "d2", "d3", "d4"],
        "stage": ["Won", "Lost", "Won", "Qualified"],
        "owner": ["ann", "ann", "bob", None],
        "created": pa.array([date(2025, 1, day) for day in (5, 6, 7, 8)]),
        "closed": pa.array([date(2025, 1, 20), date(2025, 1, 21), date(2025, 1, 27), None]),
        "value": pa.array([Decimal(n) for n in (100, 50, 10, 7)], pa.decimal128(10, 2)),
    }
)
ASKED: dict[str, Any] = {
    "period": "2025-01",
    "by": ["owner"],
    "currency": "EUR",
    "stages": "Lead,Qualified,Won,Lost",
    "data_through": date(2025, 1, 31),
}


def part(first: int, last: int, **other: Any) -> sp.State:
    deals = DEALS.slice(first, last - first)
    return sp.partial(opportunities=deals, **{**ASKED, **other})


def summed(tables: Sequence[pa.Table]) -> pa.Table:
    """The merge that an engine which knows nothing of this library does."""
    connection = duckdb.connect()
    connection.register("states", pa.concat_tables(tables, promote_options="permissive"))
    keys = ", ".join(f'"{name}"' for name in tables[0].column_names if name != "value")
    relation = connection.sql(f"SELECT {keys}, SUM(value) AS value FROM states GROUP BY {keys}")
    return pa.table(relation)


def test_the_sum_of_the_parts_is_the_whole() -> None:
    whole = sp.metrics(opportunities=DEALS, **ASKED)
    parts = [part(0, 1), part(1, 3), part(3, 4)]
    board = sp.merge(parts).finish()
    assert board["won_revenue"] == Decimal("110.00")
    assert board["cycle_days_median"] == 17.5
    assert board.to_dict()["rows"] == whole.to_dict()["rows"]
    assert (parts[2] + parts[0] + parts[1]).finish().to_dict()["rows"] == board.to_dict()["rows"]
    assert parts[0] + parts[1] == parts[1] + parts[0]
    assert parts[0] != parts[1]


def test_states_travel_as_bytes_and_as_tables() -> None:
    state = part(0, 4)
    data = state.to_bytes(producer="job 7")
    assert sp.State.from_bytes(data) == state
    assert sp.states.producer_of(data) == "job 7"
    for table in (state.to_arrow(), pl.from_arrow(state.to_arrow())):
        assert sp.State.from_arrow(table) == state
    damaged = data[:40] + bytes([data[40] ^ 1]) + data[41:]
    with pytest.raises(sp.CorruptError, match="checksum"):
        sp.State.from_bytes(damaged)
    with pytest.raises(sp.SchemaViolationError):
        sp.State.from_arrow(DEALS)


def test_duckdb_and_polars_merge_states_without_this_library() -> None:
    parts = [part(0, 2), part(2, 3), part(3, 4)]
    merged = sp.merge(parts)
    tables = [each.to_arrow() for each in parts]
    assert sp.State.from_arrow(summed(tables)) == merged
    assert sp.State.from_arrow(pa.concat_tables(tables, promote_options="permissive")) == merged
    frame = pl.concat([pl.from_arrow(table).with_columns(pl.col("owner").cast(pl.String))
                       for table in tables])  # fmt: skip
    keys = [name for name in frame.columns if name != "value"]
    assert sp.State.from_arrow(frame.group_by(keys).agg(pl.col("value").sum())) == merged


def test_states_merged_by_other_engines_are_the_figures_of_everything() -> None:
    team = sp.simulate.tables(opportunities=400)
    asked: dict[str, Any] = {
        "period": "2025",
        "compare": "previous",
        "by": ["owner", "month"],
        "currency": "EUR",
        "stages": list(dict.fromkeys(team["history"]["stage"].drop_null().to_pylist())),
        "data_through": date(2025, 12, 31),
    }
    tables = []
    for first in range(0, 400, 90):
        deals = team["opportunities"].slice(first, 90)
        of_deals = {
            name: team[name].filter(pc.is_in(team[name]["opportunity"], value_set=ids))
            for ids in [deals["id"].combine_chunks()]
            for name in ("history", "interactions")
        }
        tables.append(sp.partial(opportunities=deals, **of_deals, **asked).to_arrow())
    kept = {name: team[name] for name in ("opportunities", "history", "interactions")}
    about_deals = kept["interactions"].filter(kept["interactions"]["opportunity"].is_valid())
    whole = sp.metrics(**{**kept, "interactions": about_deals}, **asked)
    assert sp.State.from_arrow(summed(tables)).finish().rows == whole.rows
    frame = pl.concat(
        [pl.from_arrow(table).with_columns(pl.col("owner").cast(pl.String)) for table in tables]
    )
    keys = [name for name in frame.columns if name != "value"]
    merged = frame.group_by(keys).agg(pl.col("value").sum())
    assert sp.State.from_arrow(merged).finish().rows == whole.rows


def test_all_is_no_period_of_a_part() -> None:
    for period in ("all", ["2025", "all"]):
        with pytest.raises(sp.InvalidArgumentError, match="'all' is another span in every part"):
            part(0, 2, period=period)
    with pytest.raises(sp.InvalidArgumentError, match="at least one"):
        sp.merge([])


def test_states_of_different_queries_do_not_merge() -> None:
    with pytest.raises(sp.InvalidArgumentError, match="different queries"):
        part(0, 2) + part(2, 4, period="2025-02")
    with pytest.raises(sp.InvalidArgumentError, match="differ in"):
        part(0, 2) + part(2, 4, stages="Lead,Won,Qualified,Lost")


def test_what_one_part_does_not_know_the_whole_does_not_know() -> None:
    calls = pa.table({"at": [date(2025, 1, 9)], "type": ["call"], "owner": ["ann"]})
    knowing = part(0, 2, interactions=calls)
    assert knowing.finish()["calls_made"] == 1
    for state in (knowing + part(2, 4), part(2, 4) + knowing):
        assert state.finish()["calls_made"] is None
        assert sp.State.from_arrow(summed([knowing.to_arrow(), part(2, 4).to_arrow()])) == state


def split(tables: Tables, homes: Sequence[int], count: int) -> list[Tables]:
    """The book in parts by deal; what belongs to no deal goes to the first."""
    home = {row["id"]: homes[at % len(homes)] for at, row in enumerate(tables.opportunities)}

    def of(rows: Sequence[dict[str, Any]], key: str, at: int) -> list[dict[str, Any]]:
        return [row for row in rows if home.get(row.get(key), 0) == at]

    return [
        replace(
            tables,
            opportunities=of(tables.opportunities, "id", at),
            history=of(tables.history, "opportunity", at),
            interactions=of(tables.interactions, "opportunity", at),
            quotas=tables.quotas if at == 0 else [],
        )
        for at in range(count)
    ]


def dataset(
    tables: Tables, columns: pa.Schema, zone: str, currency: str, through: date | None
) -> _core.Dataset:
    """`columns`: those of the whole book's deals, which a part without deals has as well."""
    deals = engine.opportunities_table(tables.opportunities)
    for one in columns:
        if one.name not in deals.column_names:
            deals = deals.append_column(one.name, pa.nulls(deals.num_rows, one.type))
    return _core.Dataset.from_tables(
        engine.capsule(deals),
        engine.capsule(engine.history_table(tables.history)),
        engine.capsule(engine.interactions_table(tables.interactions)),
        engine.capsule(engine.quotas_table(tables.quotas)) if tables.quotas else None,
        engine.stage_tuples(tables),
        currency,
        zone,
        through,
        forecast_categories=engine.forecast_categories(tables),
    )


def assert_parts_add_up(
    tables: Tables, options: dict[str, Any], homes: Sequence[int], order: Sequence[int]
) -> None:
    asked = dict(options)
    zone = asked.pop("timezone")
    query = json.dumps(engine.query(asked))
    columns = engine.opportunities_table(tables.opportunities).schema
    whole_data = dataset(tables, columns, zone, "", None)
    span = whole_data.span
    through = span[1] if span else None
    whole_data = dataset(tables, columns, zone, whole_data.currency, through)
    whole = json.loads(whole_data.evaluate(query, None, 1).to_json())
    datasets = [
        dataset(each, columns, zone, whole_data.currency, through)
        for each in split(tables, homes, 3)
    ]
    parts = [sp.State(_core.State.of(data, query, None, 1)) for data in datasets]
    merged = sp.merge([parts[at] for at in order])
    assert merged.finish().rows == whole["rows"]
    assert sp.State.from_bytes(merged.to_bytes()) == merged
    assert sp.State.from_arrow(merged.to_arrow()) == merged


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(cases(), st.lists(st.integers(0, 2), min_size=1, max_size=8), st.permutations(range(3)))
def test_random_books_are_the_sum_of_any_parts(
    case: tuple[Tables, dict[str, Any]], homes: list[int], order: list[int]
) -> None:
    assert_parts_add_up(*case, homes, order)


def test_maximum_ages_and_annual_values_are_known_to_parts_without_deals() -> None:
    won = {
        "id": "d1",
        "stage": "Won",
        "created": date(2025, 1, 6),
        "closed": date(2025, 1, 20),
        "value": Decimal(100),
        "annual_value": Decimal(50),
    }
    waiting = {**won, "id": "d2", "stage": "Lead", "closed": None, "annual_value": None}
    book = Tables([won, waiting], [LEAD, QUALIFIED, WON, LOST], max_ages={"Lead": 3})
    asked = {
        "metrics": ["acv_value", "rotting_count"],
        "period": (date(2025, 1, 1), date(2025, 2, 1)),
        "timezone": "UTC",
    }
    figures = engine.engine_report(book, **asked)["rows"][0]["metrics"]
    assert figures == {"acv_value": "50.00", "rotting_count": 1}
    assert_parts_add_up(book, asked, [0, 0], [2, 0, 1])


def test_a_random_walk_of_merges_is_one_merge() -> None:
    parts = [part(at, at + 1) for at in range(4)]
    for first, second in product(range(4), repeat=2):
        if first == second:
            continue
        rest = [parts[at] for at in range(4) if at not in (first, second)]
        assert sp.merge([*rest, parts[first] + parts[second]]) == sp.merge(parts)
