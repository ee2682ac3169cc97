"""`salespipe import`: a book holds what the table held, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import salespipe
from cli_command import Run

Deals = Callable[..., Path]
TABLE = """id,stage,created,closed,value,currency,owner,source,Region
d1,Won,2017-01-02,2017-02-03,12000.50,EUR,ann,Web,North
d2,Lost,2017-01-05,2017-02-20,900,EUR,bob,Web,South
d3,Proposal,2017-03-01,,5000,EUR,bob,Fair,
"""


def test_an_import_says_what_came_and_what_was_kept_as_custom_fields(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    book = tmp_path / "sales.jsonl"
    document = run("import", deals(TABLE), "--into", book, "--json").document
    assert document["new"] is True
    assert document["imported"]["opportunities"] == 3
    assert document["files"][0]["custom_fields"] == ["Region"]
    assert book.exists()


def test_a_book_in_a_database_takes_tables_as_one_in_json_lines_does(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    database, lines = tmp_path / "new" / "sales.db", tmp_path / "sales.jsonl"
    table = deals(TABLE)
    assert run("import", table, "--into", database, "--dry-run").code == 0
    assert not database.exists()
    for book in (database, lines):
        assert run("import", table, "--into", book, "--today", "2026-01-01").code == 0
    with salespipe.open(database) as stored:
        assert stored.state_json() == salespipe.open(lines).state_json()
        before = stored.last_sequence
    more = deals(TABLE.replace("d1", "e1").replace("d2", "e2").replace("d3", "e3"))
    assert run("import", more, "--into", database, "--dry-run").code == 0
    with salespipe.open(database) as stored:
        assert stored.last_sequence == before
    query = ("--period", "2017", "--by", "owner", "--json")
    reports = [run("report", book, *query).document for book in (database, lines)]
    assert reports[0]["rows"] == reports[1]["rows"]


def test_a_column_that_a_book_cannot_keep_is_told(run: Run, deals: Deals, tmp_path: Path) -> None:
    table = TABLE.replace("Region", "ACV").replace("North", "1200").replace("South", "")
    document = run("import", deals(table), "--into", tmp_path / "b.jsonl", "--json").document
    assert document["files"][0]["custom_fields"] == []
    told = [one for one in document["diagnostics"] if one["code"] == "column_not_kept"]
    assert [(one["severity"], one["rows"]) for one in told] == [("warning", 1)]
    assert "'ACV'" in told[0]["message"]


def test_a_report_of_an_imported_book_equals_the_report_of_the_file(
    run: Run, real_file: Path, tmp_path: Path
) -> None:
    book = tmp_path / "sales.jsonl"
    result = run("import", real_file, "--into", book, "--currency", "USD")
    assert result.code == 0, result.err
    assert "8,800 opportunities" in result.out
    options = (
        "--currency",
        "USD",
        "--period",
        "2017",
        "--by",
        "owner",
        "--compare",
        "previous",
        "--json",
    )
    of_file = run("report", real_file, *options, "--json").document
    of_book = run("report", book, *options, "--json").document
    # A book knows its history and interactions, be they empty, where a bare table does not.
    for in_book, in_file in zip(of_book["rows"], of_file["rows"], strict=True):
        for part in ("metrics", "ratios", "previous", "change"):
            shared = {name: in_book[part][name] for name in in_file[part]}
            assert shared == in_file[part]
        assert in_book["by"] == in_file["by"]


def test_a_dry_run_writes_nothing(run: Run, deals: Deals, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    result = run("import", deals(TABLE), "--into", book, "--dry-run")
    assert result.code == 0, result.err
    assert "nothing was written" in result.out
    assert not book.exists()


def test_one_bad_file_keeps_the_good_one_out_too(run: Run, deals: Deals, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    bad = deals(TABLE.replace("2017-02-03", "2017-99-03"), "bad.csv")
    result = run("import", deals(TABLE), bad, "--into", book)
    assert result.code != 0
    assert "bad.csv:2" in result.err
    assert not book.exists()


def test_the_same_deals_twice_are_refused_and_the_book_stays_as_it_was(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    book = tmp_path / "sales.jsonl"
    assert run("import", deals(TABLE), "--into", book).code == 0
    before = book.read_bytes()
    result = run("import", deals(TABLE), "--into", book)
    assert result.code == 14
    assert "d1" in result.err
    assert book.read_bytes() == before


def test_a_book_needs_a_currency(run: Run, deals: Deals, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    path = deals(TABLE.replace(",currency", "").replace(",EUR", ""))
    result = run("import", path, "--into", book)
    assert result.code == 11
    assert "--currency" in result.err
    assert run("import", path, "--into", book, "--currency", "SEK").code == 0


def test_stages_that_a_pipeline_needs_and_the_table_lacks_are_added_and_told(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    document = run("import", deals(TABLE), "--into", tmp_path / "b.jsonl", "--json").document
    [told] = [item for item in document["diagnostics"] if item["code"] == "stages_added"]
    assert "'Lead'" in told["message"]


def test_a_second_table_is_added_to_the_first(run: Run, deals: Deals, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    assert run("import", deals(TABLE), "--into", book).code == 0
    more = deals(TABLE.replace("\nd", "\nx"), "more.csv")
    second = run("import", more, "--into", book, "--json").document
    assert second["new"] is False
    document = run("report", book, "--period", "2017", "--json").document
    assert document["rows"][0]["metrics"]["won_count"] == 2


@pytest.mark.parametrize("kind", ["salesforce", "hubspot", "pipedrive", "salesflare"])
def test_a_table_that_is_no_export_of_the_named_crm_is_refused(
    run: Run, deals: Deals, tmp_path: Path, kind: str
) -> None:
    result = run("import", deals(TABLE), "--into", tmp_path / "b.jsonl", "--as", kind)
    assert result.code == 19
    assert "no file is a table of a" in result.err
    assert not (tmp_path / "b.jsonl").exists()


def test_a_file_that_is_no_book_is_never_overwritten(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.csv"
    precious.write_text("do not touch")
    result = run("import", deals(TABLE), "--into", precious)
    assert result.code == 20
    assert precious.read_text() == "do not touch"


def test_an_unknown_pipeline_is_answered_with_those_there_are(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    book = tmp_path / "sales.jsonl"
    assert run("import", deals(TABLE), "--into", book, "--pipeline", "New business").code == 0
    other = deals(TABLE.replace("d1", "x1").replace("d2", "x2").replace("d3", "x3"), "more.csv")
    result = run("import", other, "--into", book, "--pipeline", "Renewals")
    assert result.code == 13
    assert "New business" in result.err
