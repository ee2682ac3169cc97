"""``salespipe tasks``, ``timeline``, ``fridge`` and ``flush``."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=timezone.utc)


@pytest.fixture(params=["sales.jsonl", "sales.db"])
def sales(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR", fridge=True))
    deal = book.create_opportunity(
        pipeline, "Acme 20 seats", id="acme", account="Acme", owner="ann", at=day(2)
    )
    book.add_task("Call [them]", deal=deal, due=date(2026, 1, 10), assignee="ann", at=day(3))
    book.add_task("Read", at=day(3))
    eve = book.add_contact("Eve", account="Acme", at=day(3))
    book.log_interaction("email_in", deal=deal, contact=eve, owner="ann", summary="Hi", at=day(4))
    return book.save(tmp_path / request.param)


def test_tasks_tell_what_is_overdue(run: Run, sales: Path) -> None:
    told = run("tasks", sales, "--today", "2026-01-12", "--json").document["tasks"]
    assert [task.get("days_left") for task in told] == [-2, None]
    shown = run("tasks", sales, "--today", "2026-01-12").out
    assert "2026-01-10 (2 late)  Call [them]  Acme 20 seats  ann" in shown
    assert "2 tasks, 1 overdue" in shown
    late = run("tasks", sales, "--due", "overdue", "--deal", "acme", "--today", "2026-01-10")
    assert "0 tasks" in late.out


def test_a_timeline_shows_what_happened_and_who_talks(run: Run, sales: Path) -> None:
    shown = run("timeline", sales, "--deal", "Acme 20 seats").out
    assert "email in: Hi" in shown
    assert "task: Call [them], due 2026-01-10, of ann" in shown
    assert "Last activity: 2026-01-04 12:00" in shown
    assert "ann   Eve" in shown
    told = run("timeline", sales, "--account", "Acme", "--json").document
    assert told["last_activity"] == "2026-01-04T12:00:00+00:00"
    assert "contact Eve" in [event["text"] for event in told["events"]]
    assert told["conversations"][0]["inbound"] == 1
    assert run("timeline", sales).code != 0


def test_a_flush_is_asked_for_done_and_taken_back(run: Run, sales: Path) -> None:
    flush = ("flush", sales, "--inactive", "90d", "--today", "2026-06-01")
    asked = run(*flush, "--dry-run").out
    assert "no activity for 148 days" in asked
    assert "1 of 1 stale deals would be lost" in asked
    assert sp.open(sales).deal("acme").is_open
    done = run(*flush, "--reason", "No answer", "--json").document
    assert done["written"] is True
    assert done["deals"][0]["id"] == "acme"
    assert sp.open(sales).deal("acme").state.lost_reason == "No answer"
    assert run("undo", sales, done["undo"]).code == 0
    assert sp.open(sales).deal("acme").is_open
    assert "0 of 0 stale deals" in run("flush", sales, "--inactive", "900d").out


def test_a_flush_to_the_fridge_is_listed_there(run: Run, sales: Path) -> None:
    run("flush", sales, "--created-before", "2026-02-01", "--to", "fridge", "--today", "2026-03-01")
    told = run("fridge", sales, "--json").document["opportunities"]
    assert [(deal["id"], deal["wake_up"]) for deal in told] == [("acme", "2026-05-30")]
    assert "2026-05-30" in run("fridge", sales).out
    assert run("fridge", sales, "--until", "2026-05-01", "--json").document["opportunities"] == []


@pytest.mark.parametrize(
    "wrong",
    [(), ("--inactive", "soon"), ("--inactive", "0"), ("--inactive", "9", "--pipeline", "x")],
)
def test_a_wrong_flush_changes_nothing(run: Run, sales: Path, wrong: tuple[str, ...]) -> None:
    before = sp.open(sales).state_json()
    assert run("flush", sales, *wrong).code != 0
    assert sp.open(sales).state_json() == before


def test_suggestions_are_listed_accepted_and_dismissed(run: Run, sales: Path) -> None:
    told = run("suggest", sales, "--today", "2026-03-01", "--json").document["suggestions"]
    assert [one["rule"] for one in told] == ["unanswered_mail", "rotting_deal", "inactive_account"]
    shown = run("suggest", sales, "--today", "2026-03-01", "--assignee", "ann").out
    assert 'Answer the mail "Hi" of Eve' in shown
    assert "3 suggestions" in shown
    mail, rotting = told[0]["id"], told[1]["id"]
    accepted = run("suggest", sales, "--accept", mail, "--today", "2026-03-01", "--json")
    assert accepted.document == {"accepted": mail}
    assert run("suggest", sales, "--dismiss", rotting, "--today", "2026-03-01").code == 0
    assert sp.open(sales)._core.task(rotting).state == "dismissed"
    left = run("suggest", sales, "--today", "2026-03-01", "--json").document["suggestions"]
    assert [one["rule"] for one in left] == ["inactive_account"]


def test_the_rules_of_suggestions_come_from_a_file(run: Run, sales: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text('{"unanswered_mail": {"on": false}, "rotting_deal": {"days": 60}}')
    told = run("suggest", sales, "--rules", rules, "--today", "2026-03-01", "--json").document
    assert [one["rule"] for one in told["suggestions"]] == ["inactive_account"]
    rules.write_text("{")
    assert "no JSON" in run("suggest", sales, "--rules", rules, "--json").error["message"]
