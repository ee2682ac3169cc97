"""All tables of a question from one library after the other: the same figures, and the work lets
other threads run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import salespipe as sp

TEAM = sp.simulate.tables(opportunities=300)
QUOTAS = pa.table(
    {
        "owner": ["", TEAM["opportunities"]["owner"][0].as_py()],
        "from": [date(2025, 1, 1)] * 2,
        "to": [date(2026, 1, 1)] * 2,
        "value": pa.array([Decimal("900000.00"), Decimal("50000.00")], pa.decimal128(12, 2)),
    }
)
TABLES = {name: TEAM[name] for name in ("opportunities", "history", "interactions")}
ASKED: dict[str, Any] = {"period": "2025", "by": "owner", "compare": "previous"}


def in_duckdb(table: pa.Table) -> Any:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("source", table)
    return connection.sql("SELECT * FROM source")


def in_ibis(table: pa.Table) -> Any:
    """A table expression of the DuckDB backend; it is run when it is read."""
    connection = ibis.duckdb.connect()
    connection.con.execute("SET TimeZone = 'UTC'")
    connection.con.register("source", table)
    return connection.table("source").order_by(table.column_names[0])


LIBRARIES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas with Arrow types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas": lambda table: table.to_pandas(),
    "polars": pl.from_arrow,
    "reader": lambda table: table.to_reader(max_chunksize=97),
    "chunks": lambda table: pa.concat_tables([table.slice(0, 7), table.slice(7, 0), table[7:]]),
    "slices": lambda table: pa.concat_tables([table, table]).combine_chunks()[table.num_rows :],
    "duckdb": in_duckdb,
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_library_gives_all_tables(name: str) -> None:
    given = {table: LIBRARIES[name](content) for table, content in TABLES.items()}
    quotas = LIBRARIES[name](QUOTAS)
    if name == "pandas":
        quotas["from"], quotas["to"] = (pd.to_datetime(quotas[end]) for end in ("from", "to"))
    answer = sp.metrics(**given, quotas=quotas, **ASKED)
    assert answer.rows == sp.metrics(**TABLES, quotas=QUOTAS, **ASKED).rows


def test_ibis_expressions_are_tables() -> None:
    deals = in_ibis(TABLES["opportunities"])
    answer = sp.metrics(opportunities=deals, quotas=in_ibis(QUOTAS), **ASKED)
    plain = sp.metrics(opportunities=TABLES["opportunities"], quotas=QUOTAS, **ASKED)
    assert answer.rows == plain.rows
    filtered = deals.filter(deals.owner == QUOTAS["owner"][1].as_py())
    only = sp.metrics(opportunities=filtered, period="2025")
    assert only["won_count"] == plain.value("won_count", owner=QUOTAS["owner"][1].as_py())


def test_a_record_batch_is_a_table() -> None:
    batch = TABLES["opportunities"].combine_chunks().to_batches()[0]
    answer = sp.metrics(opportunities=batch, **ASKED)
    assert answer.rows == sp.metrics(opportunities=TABLES["opportunities"], **ASKED).rows


def deals(**columns: Any) -> pa.Table:
    own: dict[str, Any] = {
        "id": ["a", "b", "c"],
        "stage": ["Won", "Won", "Lead"],
        "created": [date(2025, 1, 5)] * 3,
        "closed": pa.array([date(2025, 2, 1), date(2025, 2, 2), None], pa.date32()),
        "value": pa.array([10, 20, 30], pa.int64()),
        "owner": ["ann", "bob", "ann"],
    }
    return pa.table({**own, **columns})


def figures(table: Any, **options: Any) -> list[dict[str, Any]]:
    return sp.metrics(opportunities=table, currency="EUR", **{**ASKED, **options}).rows


INTEGERS = [getattr(pa, f"{sign}int{bits}")() for sign in ("", "u") for bits in (8, 16, 32, 64)]


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_amounts_are_integers_of_any_width(kind: pa.DataType) -> None:
    assert figures(deals(value=pa.array([10, 20, 30], kind))) == figures(deals())


@pytest.mark.parametrize("kind", INTEGERS, ids=str)
def test_codes_of_dictionaries_are_integers_of_any_width(kind: pa.DataType) -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([1, 0, 1], kind), pa.array(["bob", "ann"]))
    assert figures(deals(owner=coded)) == figures(deals())


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()], ids=str)
def test_floats_are_exact_or_refused_with_row_and_column(kind: pa.DataType) -> None:
    assert figures(deals(value=pa.array([10.0, 20.0, 30.0], kind))) == figures(deals())
    with pytest.raises(sp.TableError) as caught:
        figures(deals(value=pa.array([10.0, 20.0625, 30.0], kind)))
    (bad,) = caught.value.rows
    assert (bad.row, bad.column, bad.code) == (2, "value", "too_many_decimals")


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Kolkata"])
def test_timestamps_of_any_unit_with_and_without_zone(unit: str, zone: str | None) -> None:
    noon = [datetime(2025, 1, 5, 12, tzinfo=timezone.utc if zone else None)] * 3
    created = pa.array(noon, pa.timestamp(unit, tz=zone))
    assert figures(deals(created=created)) == figures(deals())
    assert figures(deals(created=created), timezone="Asia/Kolkata") == figures(deals())


def test_nothing_but_nulls_and_no_rows_at_all() -> None:
    empty = deals().slice(0, 0)
    assert figures(empty)[0]["metrics"]["won_count"] == 0
    nothing = deals(owner=pa.nulls(3), value=pa.nulls(3, pa.decimal128(5, 2)))
    answer = sp.metrics(opportunities=nothing, currency="EUR", **ASKED)
    assert answer["won_count"] == 2
    assert answer["won_value_missing_count"] == 2


def test_results_go_back_to_every_library() -> None:
    answer = sp.metrics(**TABLES, quotas=QUOTAS, **ASKED)
    arrow, frame, polars = answer.to_arrow(), answer.to_pandas(), answer.to_polars()
    assert arrow.num_rows == len(frame) == polars.height == len(answer)
    for name in ("kind", "owner", "won_revenue", "win_rate", "won_count_previous"):
        column = arrow[name].to_pylist()
        assert polars[name].to_list() == column
        assert [None if pd.isna(cell) else cell for cell in frame[name]] == column
    assert pl.DataFrame(answer).equals(polars)
    assert pa.table(answer).equals(arrow)
    assert duckdb.sql("SELECT sum(won_count) FROM arrow WHERE kind = 'group'").fetchall() == [
        (answer["won_count"],)
    ]


def test_other_threads_run_while_figures_are_computed() -> None:
    """A thread counts in Python while the engine works in one call: without the interpreter's lock
    it gets far, with it it would not move within that call."""
    prepared = sp.prepare(
        **{name: sp.simulate.tables(opportunities=5_000)[name] for name in TABLES}
    )
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1

    query = '{"period": ["2024", "2025"], "by": ["owner", "week"]}'
    thread = threading.Thread(target=count)
    thread.start()
    try:
        before = counted
        prepared._data.evaluate(query, None, 1)
        during = counted - before
    finally:
        done.set()
        thread.join()
    assert during > 1_000


def test_a_history_in_a_file_is_in_the_currency_that_its_deals_name(tmp_path: Any) -> None:
    sp.simulate.write(tmp_path / "team.parquet", opportunities=50, currency="SEK")
    board = sp.metrics(
        opportunities=tmp_path / "team.parquet", history=tmp_path / "team.history.parquet"
    )
    assert "currency_unknown" not in [found["code"] for found in board.diagnostics]
