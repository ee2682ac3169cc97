"""One list of everything bad, with the physical line, and nothing read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from salespipe.tables import TableError, TableImport, read_opportunities
from salespipe.tables.csv_records import records

Refuse = Callable[..., TableError]


def test_every_bad_row_is_listed_at_once_in_the_order_of_the_file(refuse: Refuse) -> None:
    error = refuse(
        "1,Won,2016-01-01,2016-02-30,12\n"  # line 2: no such day
        '2,Lost,2016-01-01,,"5\n"\n'  # line 3: closed without a date; the value spans two lines
        "\n"  # line 5: empty
        "2,New,soon,,abc\n"  # line 6: the same id, no date, no number
        "3,,2016-05-01,,1.5\n"  # line 7: no stage
        "4,Won,2016-05-01,2016-04-01,99999999999999999999\n"  # line 8: before creation, too large
        ",New,2016-05-01,,1\n"  # line 9: no id
        "6,Wonn,2016-05-01,,1.234\n",  # line 10: no such stage, too many decimals
        stages="New,Won,Lost",
        decimal=".",
    )
    assert [(bad.line, bad.column, bad.code) for bad in error.rows] == [
        (2, "close_date", "no_such_date"),
        (3, "close_date", "missing_close_date"),
        (6, "id", "duplicate_id"),
        (6, "created", "unreadable_date"),
        (6, "value", "not_a_number"),
        (7, "stage", "missing_stage"),
        (8, "close_date", "close_before_create"),
        (8, "value", "huge_amount"),
        (9, "id", "missing_id"),
        (10, "stage", "unknown_stage"),
        (10, "value", "too_many_decimals"),
    ]
    assert error.problem == "bad_rows"
    assert "11 bad values; nothing was read" in str(error)


def test_a_duplicate_id_names_both_lines(refuse: Refuse) -> None:
    (bad,) = refuse('7,New,,,"1\n"\n8,New,,,1\n7,New,,,1\n').rows
    assert (bad.line, bad.row, bad.value) == (5, 3, "7")
    assert bad.reason == "the same id as line 2"


def test_the_message_shows_ten_rows_and_counts_the_rest(refuse: Refuse) -> None:
    error = refuse("".join(f"{at},New,,,x\n" for at in range(1234)))
    text = str(error)
    assert len(error.rows) == 1234
    assert "deals.csv:2, column 'value': 'x': is not a number" in text
    assert text.count("is not a number") == 10
    assert text.endswith("... and 1,224 more")


def test_rows_with_too_many_or_too_few_fields_are_listed_with_the_others(refuse: Refuse) -> None:
    error = refuse("1,New,,,1\n2,New\n3,New,,,x\n   \n4,New,,,1,2\n")
    assert [(bad.line, bad.code) for bad in error.rows] == [
        (3, "field_count"),
        (4, "not_a_number"),
        (6, "field_count"),
    ]
    assert "has 2 fields, the header has 5" in error.rows[0].reason


def test_a_deal_that_closes_before_it_is_created_is_bad_and_one_of_a_day_is_not(
    read: Callable[..., TableImport], refuse: Refuse
) -> None:
    assert read("1,Won,2016-05-01 18:00,2016-05-01,1\n").opportunities.num_rows == 1
    (bad,) = refuse("1,Won,2016-05-02,2016-05-01,1\n").rows
    assert (bad.code, bad.value) == ("close_before_create", "2016-05-01")


def test_a_day_of_grace_separates_instants_from_civil_days(
    read: Callable[..., TableImport], refuse: Refuse
) -> None:
    assert read("1,Won,2016-05-02T01:00:00Z,2016-05-01,1\n").opportunities.num_rows == 1
    (bad,) = refuse("1,Won,2016-05-03T01:00:00Z,2016-05-01,1\n").rows
    assert bad.code == "close_before_create"


def test_closed_deals_of_a_table_without_close_dates_are_bad(write: Callable[..., Path]) -> None:
    with pytest.raises(TableError) as caught:
        read_opportunities(write("id,stage\n1,New\n2,Won\n"))
    (bad,) = caught.value.rows
    assert (bad.line, bad.code) == (3, "missing_close_date")


def test_bad_rows_of_a_frame_have_a_row_and_no_line() -> None:
    with pytest.raises(TableError) as caught:
        read_opportunities(pa.table({"id": ["1", "1"], "stage": ["New", "New"]}))
    (bad,) = caught.value.rows
    assert (bad.line, bad.row, bad.reason) == (0, 2, "the same id as row 1")
    assert "Table, row 2, column 'id'" in str(caught.value)


def test_rows_without_any_cell_are_left_out_and_lines_stay_right(
    read: Callable[..., TableImport], refuse: Refuse
) -> None:
    imported = read("1,New,,,1\n,,,,\n2,New,,,1\n")
    assert imported.opportunities["id"].to_pylist() == ["1", "2"]
    assert [entry.rows for entry in imported.diagnostics if entry.code == "empty_rows"] == [1]
    assert refuse("1,New,,,1\n,,,,\n2,New,,,x\n").rows[0].line == 4


FIELDS = st.text(st.sampled_from('ab," \n\r;'), max_size=6)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=3), max_size=12), st.booleans())
@settings(max_examples=200, deadline=None)
def test_records_are_found_where_the_csv_module_finds_them(
    rows: list[list[str]], windows: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n" if windows else "\n")
    writer.writerows(rows)
    reader = csv.reader(io.StringIO(text.getvalue(), newline=""))
    expected = []
    line = 1
    for row in reader:
        expected.append((line, len(row)))
        line = reader.line_num + 1
    found = records(text.getvalue().encode(), ",")
    assert [(record.line, record.fields) for record in found] == expected


@given(st.lists(st.one_of(st.just("x"), FIELDS.filter(lambda text: text.strip())), min_size=1))
@settings(max_examples=60, deadline=None)
def test_the_line_of_a_bad_row_is_the_line_where_it_begins(
    tmp_path_factory: pytest.TempPathFactory, notes: list[str]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "stage", "notes", "value"])
    lines = []
    for at, note in enumerate(notes):
        lines.append(text.getvalue().count("\n") + 1 + text.getvalue().count("\r"))
        lines[-1] -= text.getvalue().count("\r\n")
        writer.writerow([at, "New", note, "bad"])
    path = tmp_path_factory.mktemp("lines") / "deals.csv"
    path.write_bytes(text.getvalue().encode())
    with pytest.raises(TableError) as caught:
        read_opportunities(path)
    assert [bad.line for bad in caught.value.rows] == lines
