"""Every bad input ends in a message that says what, where and what to do, and in its exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cli_command import Run

Deals = Callable[..., Path]
HEADER = "id,stage,created,closed,value,owner\n"
GOOD = "d1,Won,2017-01-02,2017-02-03,100.00,ann\n"

INVALID, PARSE, NOT_FOUND, AMBIGUOUS = 11, 12, 13, 15
OVERFLOW, CURRENCY, SCHEMA, UNSUPPORTED, IO = 17, 18, 19, 20, 21

TABLES = {
    "an empty file": ("", PARSE, "empty"),
    "a header without rows": (HEADER, PARSE, "no rows"),
    "missing columns": ("name,amount\nAcme,5\n", SCHEMA, "id"),
    "a duplicate id": (HEADER + GOOD + GOOD, SCHEMA, "deals.csv:3, column 'id'"),
    "a close before its creation": (
        HEADER + "d1,Won,2017-02-03,2017-01-02,100,ann\n",
        SCHEMA,
        "closes before it is created",
    ),
    "an unknown stage": (HEADER + "d1,Zugzwang,2017-01-02,,100,ann\n", AMBIGUOUS, "Zugzwang"),
    "a huge amount": (
        HEADER + "d1,Won,2017-01-02,2017-02-03,99999999999999999999.00,ann\n",
        OVERFLOW,
        "too large",
    ),
    "an amount that is NaN": (
        HEADER + "d1,Won,2017-01-02,2017-02-03,NaN,ann\n",
        SCHEMA,
        "deals.csv:2, column 'value'",
    ),
    "an amount that is no number": (
        HEADER + "d1,Won,2017-01-02,2017-02-03,many,ann\n",
        SCHEMA,
        "deals.csv:2, column 'value'",
    ),
    "mixed currencies": (
        "id,stage,created,closed,value,currency\n"
        "d1,Won,2017-01-02,2017-02-03,100,EUR\nd2,Won,2017-01-02,2017-02-03,100,SEK\n",
        CURRENCY,
        "EUR",
    ),
    "an impossible date": (HEADER + "d1,Won,2017-02-30,2017-03-03,100,ann\n", SCHEMA, "2017-02-30"),
    "a row with too many fields": (
        HEADER + "d1,Won,2017-01-02,2017-02-03,1,ann,x,y\n",
        SCHEMA,
        ":2",
    ),
    "dates that can be read two ways": (
        HEADER + "d1,Won,01/02/2017,03/04/2017,100,ann\n",
        AMBIGUOUS,
        "--dates",
    ),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_bad_table_is_refused_with_its_place_and_its_exit_code(
    run: Run, deals: Deals, what: str
) -> None:
    text, code, said = TABLES[what]
    result = run("report", deals(text))
    assert result.code == code, result.err
    assert result.err.startswith("error: ")
    assert "deals.csv" in result.err
    assert said in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


@pytest.mark.parametrize("what", TABLES)
def test_a_bad_table_is_told_to_machines_with_the_same_exit_code(
    run: Run, deals: Deals, what: str
) -> None:
    text, code, _ = TABLES[what]
    result = run("report", deals(text), "--json")
    assert result.code == code
    assert result.out == ""
    assert set(result.error) >= {"code", "message", "place", "rows"}
    assert result.error["place"]["file"].endswith("deals.csv")


def test_a_wrong_encoding_is_named_with_its_line_and_the_way_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes((HEADER + GOOD + "d2,Won,2017-01-02,2017-02-03,1,Åsa\n").encode("latin-1"))
    result = run("report", path)
    assert result.code == PARSE
    assert "latin.csv:3" in result.err
    assert "UTF-8" in result.err


def test_a_million_columns_are_refused_quickly(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{number}" for number in range(1_000_000)) + "\n1\n")
    result = run("report", path)
    assert result.code == UNSUPPORTED
    assert "too many columns: 1,000,000" in result.err
    assert len(result.err) < 500


def test_json_lists_every_bad_row_and_text_the_first_ten(run: Run, deals: Deals) -> None:
    rows = "".join(f"d{number},Won,2017-01-02,2017-02-03,oops,ann\n" for number in range(25))
    path = deals(HEADER + rows)
    text = run("report", path)
    assert text.err.count("oops") == 10
    assert "15 more" in text.err
    assert "--json lists all 25" in text.err
    machine = run("report", path, "--json")
    assert [row["line"] for row in machine.error["rows"]] == list(range(2, 27))
    assert machine.error["problem"] == "bad_rows"


def test_a_file_that_is_not_there_is_not_found(run: Run, tmp_path: Path) -> None:
    result = run("report", tmp_path / "nothing.csv")
    assert result.code == NOT_FOUND
    assert "nothing.csv: no such file" in result.err


def test_a_folder_is_no_table(run: Run, tmp_path: Path) -> None:
    result = run("report", tmp_path)
    assert result.code == IO
    assert "directory" in result.err


def test_a_broken_book_is_refused_with_its_line(run: Run, deals: Deals) -> None:
    book = deals('{"salespipe":"journal","version":1}\n{"not": "an event"}\n', "book.jsonl")
    result = run("report", book)
    assert result.code in (PARSE, SCHEMA, 22)
    assert "book.jsonl:2" in result.err


def test_a_database_that_is_no_book_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sales.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE deals (name)")
    result = run("report", path)
    assert result.code == SCHEMA
    assert "not a book" in result.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--period", "2017-Q5"], PARSE),
        (["--by", "colour"], NOT_FOUND),
        (["--metrics", "won_revenu"], NOT_FOUND),
        (["--timezone", "Europe/Atlantis"], NOT_FOUND),
        (["--by", "month,quarter"], INVALID),
        (["--currency", "EURO"], INVALID),
    ],
)
def test_an_option_that_names_nothing_has_the_exit_code_of_its_error(
    run: Run, deals: Deals, arguments: list[str], code: int
) -> None:
    result = run("report", deals(HEADER + GOOD), *arguments)
    assert result.code == code, result.err
    assert result.err.startswith("error: ")
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--map", "value"],
        ["--map", "value=a", "--map", "value=b"],
        ["--only", "owner"],
        ["--as-of", "yesterday"],
        ["--top", "0"],
        ["--compare", "sideways"],
        ["--dates", "mixed"],
        ["--no-such-option"],
    ],
)
def test_a_wrong_option_is_a_usage_error(run: Run, deals: Deals, arguments: list[str]) -> None:
    path = deals(HEADER + GOOD)
    text = run("report", path, *arguments)
    assert text.code == 2
    assert text.err.startswith("error: ")
    assert "salespipe report --help" in text.err
    machine = run("report", path, *arguments, "--json")
    assert machine.code == 2
    assert machine.error["code"] == "usage"


def test_a_message_cannot_steer_the_terminal(run: Run, deals: Deals) -> None:
    result = run("report", deals(HEADER + "d1,\x1b[2J\x1b]0;pwned\x07,2017-01-02,,1,ann\n"))
    assert result.code != 0
    assert "\x1b" not in result.err
    assert "\x07" not in result.err
