"""``salespipe undo``."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
    at = datetime(2026, 1, 2, tzinfo=timezone.utc)
    deal = book.create_opportunity(pipeline, "Acme", id="acme", value="100 EUR", at=at)
    deal.change_value("150 EUR", at=at, event_id="dearer")
    deal.lose("Price", at=at, event_id="lost")
    return book.save(tmp_path / "sales.jsonl")


def test_the_last_changes_of_a_deal_are_taken_back(run: Run, sales: Path) -> None:
    result = run("undo", sales, "--last", "Acme", "--count", "2", "--actor", "ann", "--json")
    assert result.document == {"undone": ["event-5"], "written": True}
    deal = sp.open(sales).deal("acme")
    assert (deal.value, deal.stage) == ("100.00 EUR", "Lead")
    shown = run("history", sales, "acme").out
    assert "undone later: Lost (lose): Price" in shown
    assert "undone: lost, dearer" in shown


def test_an_event_is_taken_back_by_its_id_or_only_asked_for(run: Run, sales: Path) -> None:
    before = sales.read_text(encoding="utf-8")
    assert run("undo", sales, "lost", "--dry-run").out == "acme: could be undone, by event-5\n"
    assert sales.read_text(encoding="utf-8") == before
    assert run("undo", sales, "lost").out == "acme: undone, by event-5\n"
    assert sp.open(sales).deal("acme").is_open


def test_a_book_in_a_database_keeps_what_was_undone_and_a_question_nothing(
    run: Run, sales: Path
) -> None:
    stored = sales.with_suffix(".db")
    with sp.open(stored) as book:
        book._core.append([*sp.open(sales).events()])
    assert run("undo", stored, "lost", "--dry-run").code == 0
    with sp.open(stored) as book:
        assert not book.deal("acme").is_open
    assert run("undo", stored, "lost").code == 0
    with sp.open(stored) as book:
        assert book.deal("acme").is_open


def test_what_is_refused_says_why_and_changes_nothing(run: Run, sales: Path) -> None:
    before = sales.read_text(encoding="utf-8")
    result = run("undo", sales, "event-2", "--json")
    assert result.code == 23
    assert "is not taken back" in result.error["message"]
    assert run("undo", sales, "nobody").code == 13
    assert run("undo", sales).code == 2
    assert run("undo", sales, "lost", "--last", "acme").code == 2
    assert sales.read_text(encoding="utf-8") == before
