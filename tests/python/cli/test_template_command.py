"""``salespipe template``, ``report --xlsx``, and ``import`` of what was filled in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import salespipe as sp
from cli_command import Run
from salespipe.cli.templating import choice_of
from salespipe.template import PeriodChoice
from salespipe.template.reading import read_template

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "import.schema.json"


def test_a_template_has_the_stages_and_the_currency_that_were_asked_for(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "sales.xlsx"
    stages = "Lead,Demo,Won,Lost"
    told = run(
        "template", file, "--stages", stages, "--currency", "SEK", "--rows", 20, "--json"
    ).document
    assert told == {"file": str(file), "deals": 0, "rows": 20, "currency": "SEK"}
    content = read_template(file)
    assert content.currency == "SEK"
    assert [(stage.name, stage.kind) for stage in content.stages] == [
        ("Lead", "open"), ("Demo", "open"), ("Won", "won"), ("Lost", "lost"),
    ]  # fmt: skip


def test_work_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sales.xlsx"
    file.write_bytes(b"my deals")
    refused = run("template", file)
    assert refused.code != 0
    assert "--overwrite" in refused.err
    assert file.read_bytes() == b"my deals"
    assert run("template", file, "--rows", 10, "--overwrite").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--currency", "EURO"], "EURO"),
        (["--stages", "Lead,Won"], "stage"),
        (["--language", "xx"], "language"),
    ],
)
def test_what_cannot_be_a_template_is_refused(
    run: Run, tmp_path: Path, options: list[str], said: str
) -> None:
    refused = run("template", tmp_path / "sales.xlsx", *options)
    assert refused.code != 0
    assert said in refused.err
    assert not (tmp_path / "sales.xlsx").exists()


def test_a_book_goes_into_a_workbook_and_into_another_book(run: Run, tmp_path: Path) -> None:
    book, file, other = (tmp_path / name for name in ("team.db", "team.xlsx", "other.db"))
    sp.simulate.write(book, opportunities=30, seed=2, months=12, start=date(2025, 7, 1))
    period = "2026-01-10..2026-02-18"
    outcome = run("report", book, "--xlsx", file, "--period", period, "--as-of", "2026-06-30")
    assert outcome.code == 0, outcome.err
    assert "team.xlsx" in outcome.out
    sheet = openpyxl.load_workbook(file)["Dashboard"]
    assert (sheet["B3"].value, str(sheet["B4"].value)[:10]) == ("custom", "2026-01-10")
    assert str(sheet["D4"].value)[:10] == "2026-02-18"
    told = run("import", file, "--into", other, "--json").document
    jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert told["source"] == "template"
    assert told["imported"]["opportunities"] == 30
    assert len(sp.open_book(other)) == 30
    assert run("import", file, "--into", other, "--json").document["imported"] == {}


def test_a_bad_cell_leaves_no_book_behind(run: Run, tmp_path: Path) -> None:
    file, into = tmp_path / "filled.xlsx", tmp_path / "sales.db"
    assert run("template", file, "--rows", 10).code == 0
    book = openpyxl.load_workbook(file)
    book["Deals"]["B2"], book["Deals"]["G2"], book["Deals"]["H2"] = "Acme", "Lead", "plenty"
    book.save(file)
    refused = run("import", file, "--into", into)
    assert refused.code != 0
    assert "Deals!H2" in refused.err
    assert not into.exists()


def test_a_table_is_no_book_to_write_into_a_workbook(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("id,stage,created\n1,Lead,2026-01-05\n", encoding="utf-8")
    refused = run("report", table, "--xlsx", tmp_path / "out.xlsx")
    assert refused.code != 0
    assert "import" in refused.err
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("first", "after", "choice"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), PeriodChoice("year", 2026, 1)),
        (date(2026, 4, 1), date(2026, 7, 1), PeriodChoice("quarter", 2026, 2)),
        (date(2026, 12, 1), date(2027, 1, 1), PeriodChoice("month", 2026, 12)),
    ],
)
def test_a_calendar_period_is_chosen_as_one(first: date, after: date, choice: PeriodChoice) -> None:
    assert choice_of(first, after) == choice
