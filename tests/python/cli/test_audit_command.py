"""``--actor`` and ``salespipe audit``."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run

NOW = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """A deal of ann's, one of bob's, and rita's wish to rename ann's."""
    path = tmp_path / "sales.db"
    with sp.open(path) as book:
        pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
        for owner, name in (("ann", "Acme 20 seats"), ("bob", "Bolt 5 seats")):
            book.create_opportunity(pipeline, name, owner=owner, value="1000 EUR", at=NOW)
        book.set_access(
            roles={"rep": {"read": "own", "write": "own"}, "reader": {"read": "all"}},
            actors={"ann": {"roles": ["rep"]}, "rita": {"roles": ["reader"]}},
            at=NOW,
        )
        with pytest.raises(sp.NotAllowedError):
            book.as_actor("rita").deal("opportunity-1").rename("Mine", at=NOW)
    return path


def test_a_report_is_over_what_the_actor_may_read(run: Run, sales: Path) -> None:
    ask = ("report", sales, "--period", "2026-01", "--metrics", "open_value", "--json")
    assert "2000" in run(*ask).out
    of_ann = run(*ask, "--actor", "ann")
    assert of_ann.code == 0, of_ann.err
    assert "1000" in of_ann.out
    assert "2000" not in of_ann.out


def test_commands_about_a_book_know_actors(run: Run, sales: Path) -> None:
    changes = run("changes", sales, "--since", "2025-12-31", "--actor", "ann")
    assert "Acme" in changes.out
    assert "Bolt" not in changes.out
    hidden = run("history", sales, "opportunity-2", "--actor", "ann")
    nothing = run("history", sales, "opportunity-9", "--actor", "ann")
    assert hidden.code == nothing.code == 13
    assert hidden.err.replace("opportunity-2", "X") == nothing.err.replace("opportunity-9", "X")
    assert run("funnel", sales, "--actor", "ann", "--json").code == 0
    assert run("tasks", sales, "--actor", "ann", "--json").document["tasks"] == []
    timeline = run("timeline", sales, "--deal", "opportunity-2", "--actor", "ann")
    assert timeline.code == 13


def test_a_table_has_no_actors(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("id,stage\n1,Won\n")
    assert run("report", table, "--actor", "ann").code == 2


def test_the_audit_tells_who_did_what_and_what_was_refused(run: Run, sales: Path) -> None:
    told = run("audit", sales, "--deal", "Acme 20 seats", "--json").document["events"]
    assert [event["type"] for event in told] == ["opportunity_created", "access_refused"]
    assert told[1]["text"] == "refused: renamed (may not write)"
    shown = run("audit", sales, "--actor", "rita").out
    assert "refused: renamed" in shown
    assert "1 events" in shown
