"""Contacts, tasks, timelines, flushing and the fridge from Python."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import salespipe as sp


def day(number: int, month: int = 1) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=UTC)


@pytest.fixture
def book() -> sp.Book:
    book = sp.Book()
    pipeline = book.add_pipeline(
        sp.Pipeline.standard("Sales", currency="EUR", fridge=True), at=day(1)
    )
    for name in ("Acme", "Bolt"):
        book.create_opportunity(pipeline, name, id=name, account=name, owner="ann", at=day(2))
    return book


def test_contacts_are_found_again(book: sp.Book) -> None:
    eve = book.add_contact("Eve", account="Acme", email="eve@acme.example", at=day(3))
    (contact,) = book.contacts
    assert (contact.id, contact.name, contact.email) == (eve, "Eve", "eve@acme.example")
    assert contact.account == book.account_id("Acme")
    assert [account.name for account in book.accounts] == ["Acme", "Bolt"]
    with pytest.raises(sp.NotFoundError):
        book.account_id("Nobody")


def test_tasks_are_found_by_what_they_are_about_and_when_they_are_due(book: sp.Book) -> None:
    acme = book.deal("Acme")
    call = book.add_task("Call", deal=acme, due=date(2026, 1, 10), assignee="ann", at=day(3))
    visit = book.add_task("Visit", account="Bolt", due=date(2026, 1, 20), at=day(3))
    done = book.add_task("Read", at=day(3))
    book.complete_task(done, at=day(4))
    assert book.edit_task(visit, "Visit them", at=day(4))

    def ids(**wanted: object) -> list[str]:
        return [task.id for task in book.tasks(**wanted)]  # type: ignore[arg-type]

    assert ids() == [call, visit]
    assert ids(state="any") == [call, visit, done]
    assert ids(deal=acme) == ids(account="Acme") == ids(assignee="ann") == [call]
    assert ids(due="now", at=day(10)) == [call]
    assert ids(due="overdue", at=day(10)) == []
    assert ids(due="overdue", at=day(21)) == [call, visit]
    assert ids(due="later", at=day(15)) == [visit]
    with pytest.raises(sp.SchemaViolationError, match="give at"):
        book.tasks(due="now")


def test_a_timeline_tells_the_last_activity_and_who_talks_to_whom(book: sp.Book) -> None:
    eve = book.add_contact("Eve", account="Acme", at=day(3))
    deal = book.deal("Acme")
    for _ in range(2):  # the second is the first one again
        book.log_interaction(
            "email_in", deal=deal, contact=eve, owner="ann", external_id="<1@acme>", at=day(4)
        )
    book.log_interaction(
        "call", deal=deal, direction="outbound", contact=eve, owner="ann", at=day(5)
    )
    deal.rename("Acme 20 seats", at=day(6))
    told = deal.timeline()
    assert [event.type for event in told] == [
        "opportunity_created",
        "interaction_logged",
        "interaction_logged",
        "renamed",
    ]
    assert told.last_activity == day(5)
    assert told.conversations == [sp.Conversation("ann", eve, inbound=1, outbound=1, last=day(5))]
    assert len(book.timeline(account="Acme")) > len(told)
    with pytest.raises(sp.InvalidArgumentError, match="name one"):
        book.timeline()


def test_a_flush_closes_what_is_stale_and_is_taken_back_whole(book: sp.Book) -> None:
    book.deal("Bolt").move("Contacted", at=day(1, 3))
    asked = book.stale(inactive_days=60, at=day(1, 4))
    assert [(one.deal.id, one.reasons) for one in asked] == [
        ("Acme", ["no activity for 89 days"]),
    ]
    assert asked[0].last_activity == day(2)
    done = book.flush(inactive_days=30, reason="Gone", event_id="f", actor="eva", at=day(1, 4))
    assert [one.event for one in done] == ["f", "f/2"]
    assert [deal.state.lost_reason for deal in book.deals] == ["Gone", "Gone"]
    assert book.undo(["f"], at=day(2, 4))
    assert all(deal.is_open for deal in book.deals)


def test_a_flush_to_the_fridge_and_waking_up(book: sp.Book) -> None:
    book.flush(created_before=date(2026, 1, 3), to="fridge", wake_up=date(2026, 6, 1), at=day(1, 4))
    assert [deal.id for deal in book.fridge(until=date(2026, 6, 1))] == ["Acme", "Bolt"]
    assert book.fridge(until=date(2026, 5, 31)) == []
    assert book.deal("Acme").reopen(at=day(1, 6))
    assert [deal.id for deal in book.fridge()] == ["Bolt"]


def test_a_flush_without_a_condition_is_refused(book: sp.Book) -> None:
    with pytest.raises(sp.InvalidArgumentError, match="needs a condition"):
        book.flush(at=day(1, 4))


def test_a_flush_of_a_stored_book_is_one_write(book: sp.Book, tmp_path: Path) -> None:
    book.save(tmp_path / "book.db")
    with sp.open(tmp_path / "book.db") as stored:
        stored.flush(inactive_days=30, event_id="f", at=day(1, 4))
    with sp.open(tmp_path / "book.db") as again:
        assert [deal.stage for deal in again.deals] == ["Lost", "Lost"]


def test_suggestions_are_accepted_or_dismissed_and_stay_away(book: sp.Book) -> None:
    def rules_of(**options: object) -> list[str]:
        return [one.rule for one in book.suggestions(at=day(20), **options)]  # type: ignore[arg-type]

    acme = book.deal("Acme")
    assert rules_of() == ["inactive_account"] * 2 + ["no_next_step"] * 2
    assert rules_of(deal=acme) == ["no_next_step"]
    assert rules_of(account="Acme") == ["inactive_account", "no_next_step"]
    off = {"inactive_account": {"on": False}, "no_next_step": {"days": 18}}
    assert rules_of(rules=off) == ["no_next_step"] * 2
    assert rules_of(assignee="bob") == []
    first, second, *_ = book.suggestions(at=day(20))
    assert (first.why, first.since, first.assignee) == (
        "no activity for 18 days",
        date(2026, 1, 2),
        "ann",
    )
    task = book.accept_suggestion(first, due=date(2026, 1, 22), at=day(20))
    assert [one.id for one in book.tasks(due="now", at=day(22))] == [task] == [first.id]
    book.dismiss_suggestion(second.id, reason="On holiday", at=day(20))
    assert rules_of() == ["no_next_step"] * 2
    with pytest.raises(sp.NotFoundError, match="facts have changed"):
        book.dismiss_suggestion("rotting_deal-0000000000000000", at=day(20))
    with pytest.raises(sp.SchemaViolationError):
        book.suggestions(at=day(20), rules={"inactive": {}})


def test_a_task_that_repeats_is_followed_by_the_next_one(book: sp.Book, tmp_path: Path) -> None:
    deal = book.deal("Acme")
    first = book.add_task("Call", deal=deal, due=date(2026, 1, 7), repeat="weekly", at=day(3))
    assert [task.repeat for task in book.tasks(deal=deal)] == ["FREQ=WEEKLY"]
    book.complete_task(first, at=day(7))
    (second,) = book.tasks(deal=deal)
    assert (second.due, second.id) == (date(2026, 1, 14), f"{first}@2026-01-14")
    with pytest.raises(sp.ParseError, match="COUNT"):
        book.add_task("Call", due=date(2026, 1, 7), repeat="FREQ=DAILY;COUNT=3", at=day(3))
    book.save(tmp_path / "book.db")
    with sp.open(tmp_path / "book.db") as stored:
        stored.complete_task(second.id, at=day(14))
    with sp.open(tmp_path / "book.db") as again:
        assert [task.due for task in again.open_tasks] == [date(2026, 1, 21)]


def test_a_checklist_comes_as_tasks_and_the_last_one_asks_for_the_next(book: sp.Book) -> None:
    definition = json.loads(book.pipelines[0].to_json())
    definition["revision"] = 2
    definition["next_step"] = "refuse"
    contacted = definition["stages"][1]
    contacted["exit_criteria"] = [{"id": "ask", "type": "task", "description": "Ask"}]
    contacted["checklist_as_tasks"] = True
    book.change_pipeline(sp.Pipeline.from_json(json.dumps(definition)), at=day(2))
    deal = book.deal("Acme")
    assert deal.move("Contacted", at=day(3)).allowed
    (task,) = book.tasks(deal=deal)
    assert (task.description, task.stage, task.criterion) == ("Ask", "contacted", "ask")
    refused = book.complete_task(task.id, at=day(4))
    assert (refused.allowed, refused.reasons[0].code) == (False, "no_next_step")
    done = book.complete_task(task.id, next="Send", next_due=date(2026, 1, 9), at=day(4))
    assert done.allowed
    (after,) = book.tasks(deal=deal)
    assert (after.description, after.due, after.assignee) == ("Send", date(2026, 1, 9), "ann")
    assert book.add_checklist_tasks(deal, at=day(5)) == []
    assert "exit_criteria_open" not in [
        reason.code for reason in deal.evaluate("Qualified", at=day(5)).reasons
    ]
