"""``salespipe erase``."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run

NOW = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
PERSONAL = (b"Jane Doe", b"jane@doe.example", b"has a new baby")


@pytest.fixture(params=["sales.db", "sales.jsonl"])
def sales(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"), at=NOW)
    jane = book.add_contact("Jane Doe", email="jane@doe.example", id="jane", at=NOW)
    book.add_contact("Sam", id="sam-1", at=NOW)
    book.add_contact("Sam", id="sam-2", at=NOW)
    deal = book.create_opportunity(pipeline, "Acme", id="acme", value="100 EUR", at=NOW)
    book.log_interaction("call", at=NOW, deal=deal, contact=jane, summary="has a new baby")
    path = tmp_path / request.param
    book.save(path)
    return path


def left(sales: Path) -> list[bytes]:
    everything = b"".join(file.read_bytes() for file in sales.parent.iterdir())
    return [personal for personal in PERSONAL if personal in everything]


@pytest.mark.parametrize("called", ["jane", "jane@doe.example", "Jane Doe"])
def test_a_person_is_erased_from_every_file_once(run: Run, sales: Path, called: str) -> None:
    assert left(sales) == list(PERSONAL)
    before = run("report", sales, "--json").document["rows"]
    options = ("--yes", "--reason", "asked on paper", "--actor", "ann", "--json")
    result = run("erase", sales, "--contact", called, *options)
    assert result.document == {"contact": "jane", "erased": True}
    assert left(sales) == []
    assert run("report", sales, "--json").document["rows"] == before
    last = sp.open(sales).event(sp.open(sales).last_sequence)
    assert last.actor == "ann"
    assert "asked on paper" in last.to_json()
    again = run("erase", sales, "--contact", "jane", "--yes")
    assert (again.code, again.out) == (0, "jane: nothing was left to erase\n")


def test_without_yes_nothing_happens(run: Run, sales: Path) -> None:
    result = run("erase", sales, "--contact", "jane", "--json")
    assert result.code == 2
    assert "--yes" in result.error["message"]
    assert left(sales) == list(PERSONAL)


def test_a_person_who_is_not_there_or_not_one_is_refused_without_repeating_the_name(
    run: Run, sales: Path
) -> None:
    result = run("erase", sales, "--contact", "John Roe", "--yes")
    assert result.code == 13
    assert "John" not in result.err
    result = run("erase", sales, "--contact", "Sam", "--yes", "--json")
    assert "sam-1, sam-2" in result.error["message"]
    assert left(sales) == list(PERSONAL)
