"""What the board shows besides cards: the page of a deal, the tasks of a day, stale deals."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from salespipe import _core

if TYPE_CHECKING:
    from salespipe.book import Book

Json = dict[str, Any]


def deal_page(book: Book, deal_id: str, now: datetime) -> Json:
    """A deal with its assessment, its tasks, everything that happened, and where it may go. Raises
    NotFoundError."""
    told: Json = book.query("opportunity", opportunity=deal_id)["opportunity"]
    state = book._core.opportunity(deal_id)
    told["total"] = None if state.value is None else state.value.partition(" ")[0]
    account = told.get("account")
    return {
        "deal": told,
        "account": book._core.account(account).name if account else "",
        "contacts": _contacts(book, account),
        "tasks": book.query("tasks", opportunity=deal_id, state="any", at=now)["tasks"],
        **book.query("timeline", opportunity=deal_id),
        "undone": _undone(book),
    }


def moves(book: Book, deal_id: str, now: datetime, wake_up: date) -> Json:
    """For each stage of the deal's pipeline what a move there would be told. A lost reason and a
    day to wake up are taken as given: the page asks for them when the move is made."""
    deal = book.deal(deal_id)
    decisions: Json = {}
    for stage in deal.pipeline.stages:
        details: Json = {}
        if stage.kind == "lost":
            details["lost_reason"] = "?"
        elif stage.kind == "parked":
            details["wake_up"] = wake_up
        told = book.query("evaluate", opportunity=deal_id, to=stage.id, at=now, **details)
        decisions[stage.id] = told["decision"]
    return {"moves": decisions}


def today(book: Book, now: datetime, day: date) -> Json:
    """Open tasks that are due or overdue, those of the next days, and what the library proposes."""
    tasks = book.query("tasks", at=now)["tasks"]
    return {
        "today": day.isoformat(),
        "tasks": [_with_deal(book, task) for task in tasks if task.get("days_left", 99) <= 7],
        "suggestions": [
            _with_deal(book, one) for one in book.query("suggestions", at=now)["suggestions"]
        ],
    }


def stale(book: Book, now: datetime, **conditions: Any) -> Json:
    """The deals of a flush, and what their pipelines would say to it."""
    return book.query("stale", at=now, **conditions)


def _with_deal(book: Book, thing: Json) -> Json:
    """With the name of the deal or the account that it is about."""
    if "opportunity" in thing:
        return {**thing, "about": book._core.opportunity(thing["opportunity"]).name}
    if "account" in thing:
        return {**thing, "about": book._core.account(thing["account"]).name}
    return thing


def _contacts(book: Book, account: str | None) -> list[Json]:
    if not account:
        return []
    found: list[Json] = book.query("contacts", account=account)["contacts"]
    return found


def _undone(book: Book) -> list[int]:
    """Sequences of the events that do not count any more."""
    core: _core.Book = book._core
    return core.undone()
