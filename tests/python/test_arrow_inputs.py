"""Tables as other libraries give them: whatever the layout, the report is the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import salespipe as sp
from salespipe import _core

QUERY = {"period": "2025", "by": ["owner"]}
STAGES = [
    ("", "Lead", "open", 100_000, False, -1),
    ("", "Qualified", "open", 400_000, True, -1),
    ("", "Won", "won", 1_000_000, False, -1),
    ("", "Lost", "lost", 0, False, -1),
]
ZONE = "America/New_York"


def plain() -> pa.Table:
    days = pa.date32()
    return pa.table(
        {
            "id": pa.array(["d1", "d2", "d3", "d4", "d5"]),
            "stage": pa.array(["Won", "Lost", "Qualified", "Lead", "Won"]),
            "owner": pa.array(["ann", "ann", None, "Bartholomew the Second", "bob"]),
            "region": pa.array(["north", None, "south", "south", "north"]),
            "created": pa.array(
                [date(2025, 1, 5), date(2025, 1, 10), date(2025, 2, 1), None, date(2025, 3, 1)],
                days,
            ),
            "closed": pa.array(
                [date(2025, 2, 10), date(2025, 3, 1), None, None, date(2025, 3, 31)], days
            ),
            "value": pa.array(
                [Decimal("100.00"), Decimal("200.50"), Decimal("50.25"), None, Decimal("70.00")],
                pa.decimal128(12, 2),
            ),
        }
    )


def recast(**types: pa.DataType) -> pa.Table:
    table = plain()
    for name, kind in types.items():
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(kind))
    return table


def chunked() -> pa.Table:
    """Chunks whose dictionaries differ, and slices with offsets that are no multiple of eight."""
    coded = recast(owner=pa.dictionary(pa.int8(), pa.string()))
    parts = [coded.slice(0, 1), coded.slice(1, 3), coded.slice(4)]
    return pa.concat_tables([pa.Table.from_batches(part.to_batches()) for part in parts])


def sliced() -> pa.Table:
    table = plain()
    return pa.concat_tables([table, table, table]).combine_chunks().slice(5, 5)


def duck(query: str) -> Any:
    connection = duckdb.connect()
    connection.register("deals", plain())
    return connection.sql(query)


def numpy_frame() -> pd.DataFrame:
    frame = plain().to_pandas()
    for name in ("created", "closed"):
        frame[name] = pd.to_datetime(frame[name])
    frame["value"] = frame["value"].astype(float)
    return frame


def pandas_arrow() -> pd.DataFrame:
    return plain().to_pandas(types_mapper=pd.ArrowDtype)


def pandas_categories() -> pd.DataFrame:
    return pandas_arrow().astype({"owner": "category", "stage": "category"})


def polars_categories() -> pl.DataFrame:
    return pl.from_arrow(plain()).with_columns(pl.col("owner", "region").cast(pl.Categorical))


SOURCES: dict[str, Callable[[], Any]] = {
    "pyarrow": plain,
    "large utf8": lambda: recast(id=pa.large_string(), owner=pa.large_string()),
    "string view": lambda: recast(
        id=pa.string_view(), owner=pa.string_view(), stage=pa.string_view()
    ),
    "uint64 codes": lambda: recast(owner=pa.dictionary(pa.uint64(), pa.large_string())),
    "date64": lambda: recast(created=pa.date64(), closed=pa.date64()),
    "timestamps": lambda: recast(created=pa.timestamp("s"), closed=pa.timestamp("ns")),
    "decimal256": lambda: recast(value=pa.decimal256(70, 55)),
    "decimal64": lambda: recast(value=pa.decimal64(18, 3)),
    "decimal32": lambda: recast(value=pa.decimal32(9, 2)),
    "floats": lambda: recast(value=pa.float64()),
    "text amounts": lambda: recast(value=pa.string()),
    "chunks": chunked,
    "slices": sliced,
    "record batch": lambda: plain().to_batches()[0],
    "pandas": numpy_frame,
    "pandas arrow": pandas_arrow,
    "pandas categories": pandas_categories,
    "polars": lambda: pl.from_arrow(plain()),
    "polars categories": polars_categories,
    "duckdb": lambda: duck("SELECT * FROM deals"),
    "duckdb enum": lambda: duck(
        "SELECT * REPLACE (owner::ENUM('ann', 'bob', 'Bartholomew the Second') AS owner) FROM deals"
    ),
}


def engine(source: Any) -> dict[str, Any]:
    """The native reading of a stream, without the Python readers in front of it."""
    capsule = source.__arrow_c_stream__()
    data = _core.Dataset.from_tables(capsule, None, None, None, STAGES, "EUR", ZONE, None)
    assert "region" in data.dimensions
    report: dict[str, Any] = json.loads(data.evaluate(json.dumps(QUERY), None, 1).to_json())
    return report


def board(source: Any, **options: Any) -> sp.Dashboard:
    return sp.metrics(opportunities=source, timezone=ZONE, currency="EUR", **{**QUERY, **options})


@pytest.mark.parametrize("name", SOURCES)
def test_the_engine_reads_every_layout_alike(name: str) -> None:
    source = SOURCES[name]()
    if not hasattr(source, "__arrow_c_stream__"):
        pytest.skip(f"{type(source).__name__} is no stream by itself")
    assert engine(source) == engine(plain())


@pytest.mark.parametrize("name", SOURCES)
def test_metrics_answers_every_table_alike(name: str) -> None:
    assert board(SOURCES[name]()).to_dict()["rows"] == board(plain()).to_dict()["rows"]


def test_nulls_are_not_known_in_every_library() -> None:
    for source in (plain(), numpy_frame(), pl.from_arrow(plain()), duck("SELECT * FROM deals")):
        answer = board(source, period="2025", by=["owner"])
        assert answer.value("open_value", owner="") == Decimal("50.25")
        assert answer["open_value_missing_count"] == 1


def test_an_instant_counts_on_its_day_of_the_asked_zone() -> None:
    # 1 April 02:00 in UTC is still March in New York.
    late = [None, None, None, None, datetime(2025, 4, 1, 2, tzinfo=UTC)]
    closed = [date(2025, 2, 10), date(2025, 3, 1)]
    noon = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in closed]
    instants = pa.array([*noon, *late[2:]], pa.timestamp("us", "UTC"))
    table = plain().set_column(5, "closed", instants)
    stockholm = pa.timestamp("ns", "Europe/Stockholm")
    connection = duckdb.connect()
    connection.register("zoned", table)
    sources = [
        table,
        table.set_column(5, "closed", table["closed"].cast(stockholm)),
        table.to_pandas(types_mapper=pd.ArrowDtype),
        pl.from_arrow(table),
        connection.sql("SELECT * FROM zoned"),
    ]
    for source in sources:
        march = board(source, period="2025-03", by=[])
        assert march["won_count"] == 1
        assert march.to_dict()["rows"] == board(plain(), period="2025-03", by=[]).to_dict()["rows"]


def test_booleans_are_a_dimension_of_two_texts() -> None:
    flags = pa.array([True, None, False, True, True])
    table = plain().append_column("partner", flags)
    data = _core.Dataset.from_tables(
        table.__arrow_c_stream__(), None, None, None, STAGES, "EUR", ZONE, None
    )
    query = {"period": "2025", "by": ["partner"], "metrics": ["won_count", "created_count"]}
    rows = json.loads(data.evaluate(json.dumps(query), None, 1).to_json())["rows"]
    assert [row["by"].get("partner") for row in rows] == [None, "", "false", "true"]
    for source in (table, pl.from_arrow(table), table.to_pandas(types_mapper=pd.ArrowDtype)):
        answer = board(source, by=["partner"], metrics=["won_count"])
        assert answer.value("won_count", partner="true") == 2


def test_a_run_end_encoded_column_is_refused_with_its_name() -> None:
    import pyarrow.compute as pc

    table = plain().append_column("team", pc.run_end_encode(pa.array(["a"] * 5)))
    with pytest.raises(sp.SchemaViolationError, match=r"team.*run-end encoded"):
        engine(table)


def test_the_answer_goes_back_to_every_library() -> None:
    answer = board(plain())
    frame = answer.to_pandas()
    assert list(frame["owner"]) == ["", "", "Bartholomew the Second", "ann", "bob"]
    assert frame["won_revenue"][0] == Decimal("170.00")
    assert answer.to_polars()["won_revenue"][0] == Decimal("170.00")
    connection = duckdb.connect()
    connection.register("board", answer.to_arrow())
    sums = connection.sql("SELECT sum(won_revenue) FROM board WHERE kind = 'group'").fetchall()
    assert sums == [(Decimal("170.00"),)]
    assert connection.sql("SELECT kind, won_count FROM board").fetchall()[0] == ("total", 2)
