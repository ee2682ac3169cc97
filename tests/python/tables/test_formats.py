"""The same table reads the same from every kind of source."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from salespipe.tables import read_opportunities

NAMES = ["id", "stage", "created", "close date", "value", "owner", "region"]
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=6)
DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))


@st.composite
def deals(draw: st.DrawFn) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for at in range(draw(st.integers(1, 8))):
        stage = draw(st.sampled_from(["New", "Proposal", "Won", "Lost"]))
        days = sorted([draw(DAYS), draw(DAYS)])
        closed = days[1] if stage in ("Won", "Lost") else draw(st.sampled_from([None, days[1]]))
        cents = draw(st.none() | st.integers(-(10**9), 10**9))
        value = None if cents is None else Decimal(cents).scaleb(-2)
        owner = draw(st.none() | WORDS)
        rows.append([f"D{at}", stage, days[0], closed, value, owner, draw(WORDS)])
    return rows


def arrow(rows: list[list[Any]]) -> pa.Table:
    types = [pa.string(), pa.string(), pa.date32(), pa.date32(), pa.decimal128(18, 2)]
    columns = zip(*rows, strict=True)
    return pa.table(
        [pa.array(cells, kind) for cells, kind in zip(columns, [*types, *types[:2]], strict=True)],
        names=NAMES,
    )


def write_all(rows: list[list[Any]], folder: Path) -> list[Any]:
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([NAMES, *rows])
    book = openpyxl.Workbook()
    for row in [NAMES, *rows]:
        book.active.append([None if cell is None else cell for cell in row])
    book.save(folder / "a.xlsx")
    table = arrow(rows)
    pq.write_table(table, folder / "a.parquet")
    return [folder / "a.csv", folder / "a.xlsx", folder / "a.parquet", table]


@given(deals())
@settings(max_examples=40, deadline=None)
def test_a_table_reads_the_same_from_csv_xlsx_parquet_and_arrow(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]
) -> None:
    sources = write_all(rows, tmp_path_factory.mktemp("formats"))
    read = [read_opportunities(source, currency="EUR") for source in sources]
    for other in read[1:]:
        assert other.opportunities.equals(read[0].opportunities)
        assert other.stages == read[0].stages
        assert other.mapping == read[0].mapping
    assert read[0].opportunities["value"].to_pylist() == [row[4] for row in rows]


def test_a_table_reads_the_same_from_pandas_polars_and_duckdb() -> None:
    rows = [
        ["D1", "Won", date(2016, 1, 1), date(2016, 2, 1), Decimal("1.50"), "ann", "North"],
        ["D2", "New", date(2016, 1, 2), None, None, None, "South"],
    ]
    table = arrow(rows)
    expected = read_opportunities(table).opportunities
    connection = duckdb.connect()
    connection.register("deals", table)
    for source in (
        polars.from_arrow(table),
        connection.sql("select * from deals"),
        table.to_reader(),
    ):
        assert read_opportunities(source).opportunities.equals(expected)
    frame = table.to_pandas()
    assert read_opportunities(frame).opportunities.equals(expected)
    floats = frame.assign(value=[1.5, float("nan")], owner=pandas.Categorical(["ann", None]))
    assert read_opportunities(floats).opportunities.equals(expected)


def test_timestamps_of_a_frame_are_kept() -> None:
    stamps = pa.array([1_480_000_000_000], pa.timestamp("ms", "Europe/Stockholm"))
    table = pa.table({"id": ["1"], "stage": ["New"], "created": stamps})
    kept = read_opportunities(table).opportunities
    assert kept["created"].type == pa.timestamp("ms", "Europe/Stockholm")
    assert kept["created"].to_pylist() == table["created"].to_pylist()


def test_whole_float_ids_of_a_frame_lose_their_point() -> None:
    table = pa.table({"id": [1.0, 2.0], "stage": ["New", "New"]})
    assert read_opportunities(table).opportunities["id"].to_pylist() == ["1", "2"]


def test_columns_without_a_text_form_are_left_out_and_reported() -> None:
    table = pa.table({"id": ["1"], "stage": ["New"], "tags": [["a", "b"]]})
    imported = read_opportunities(table)
    assert imported.opportunities.column_names == ["id", "stage"]
    assert any(entry.code == "column_skipped" for entry in imported.diagnostics)


def test_text_of_all_arrow_types_and_chunks_is_read() -> None:
    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        cells = pa.chunked_array([pa.array(["New"]).cast(kind), pa.array(["Won "]).cast(kind)])
        days = pa.array([date(2016, 1, 1)] * 2)
        ids = pa.chunked_array([["1"], ["2"]])
        table = pa.table({"id": ids, "stage": cells, "closed": days, "owner": cells})
        read = read_opportunities(table).opportunities
        assert read["stage"].to_pylist() == ["New", "Won"]
        assert read["owner"].to_pylist() == ["New", "Won"]


def test_words_for_nothing_in_dates_and_amounts_are_empty_and_reported(tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, ["1", "New", "NULL", "-", "n/a", "NULL", "None"]])
    path = tmp_path / "a.csv"
    path.write_text(text.getvalue())
    imported = read_opportunities(path)
    row = imported.opportunities.to_pylist()[0]
    assert (row["created"], row["value"]) == (None, None)
    assert (row["owner"], row["region"]) == ("NULL", "None")  # people may be called so
    assert sum(entry.rows for entry in imported.diagnostics if entry.code == "null_word") == 3
