"""The board as values: pipelines with their stages, and a card for each deal."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from salespipe import _core

if TYPE_CHECKING:
    from salespipe.book import Book

Json = dict[str, Any]

#: Reasons for losses that are offered, the most frequent first.
MOST_REASONS = 12


def board(book: Book, today: date, closed_days: int | None) -> Json:
    """``closed_days``: how long won and lost deals stay on the board; None: for ever."""
    since = None if closed_days is None else today - timedelta(days=closed_days)
    accounts = {account.id: account.name for account in book.accounts}
    tasks = _next_tasks(book.open_tasks)
    reasons: Counter[str] = Counter()
    owners: set[str] = set()
    cards = []
    for deal_id in book._core.opportunity_ids():
        deal = book._core.opportunity(deal_id)
        owners.add(deal.owner)
        if deal.stage_kind == "lost":
            reasons[deal.lost_reason] += 1
        if since is not None and deal.stage_kind in ("won", "lost"):
            closed = _day(deal.closed_at, book.timezone)
            if closed is None or closed < since.isoformat():
                continue
        account = accounts.get(deal.account, "")
        cards.append(_card(deal, account, tasks.get(deal_id, []), book.timezone))
    return {
        "today": today.isoformat(),
        "timezone": book.timezone,
        "book": "" if book.path is None else book.path.name,
        "closed_days": closed_days,
        "pipelines": [_pipeline(one) for one in book.pipelines],
        "owners": sorted(owners - {""}),
        "accounts": sorted(set(accounts.values())),
        "lost_reasons": [reason for reason, _ in reasons.most_common(MOST_REASONS + 1) if reason][
            :MOST_REASONS
        ],
        "cards": cards,
    }


def card_of(book: Book, deal_id: str, today: date) -> Json:
    """The card of one deal. Raises NotFoundError."""
    deal = book._core.opportunity(deal_id)
    account = book._core.account(deal.account).name if deal.account else ""
    return _card(deal, account, book._core.open_tasks(deal_id), book.timezone)


def _card(
    deal: _core.OpportunityState, account: str, tasks: list[_core.Task], timezone: str
) -> Json:
    """What is empty is left out: a board may have thousands of cards."""
    card: Json = {
        "id": deal.id,
        "version": deal.version,
        "name": deal.name,
        "pipeline": deal.pipeline,
        "stage": deal.stage,
        "account": account,
        "owner": deal.owner,
        "value": None if deal.value is None else deal.value.partition(" ")[0],
        "entered": _day(deal.stage_entered_at, timezone),
        "created": _day(deal.created_at, timezone),
        "tags": deal.tags,
        "close": _iso(deal.expected_close),
        "wake_up": _iso(deal.wake_up),
        "lost_reason": deal.lost_reason,
        "verdict": deal.verdict,
        "tasks": len(tasks),
    }
    if deal.stage_kind in ("won", "lost"):
        card["closed"] = _day(deal.closed_at, timezone)
    if tasks:
        first = tasks[0]
        card["next"] = {"id": first.id, "text": first.description, "due": _iso(first.due)}
    return {name: value for name, value in card.items() if value not in (None, "", [], 0)}


def _next_tasks(tasks: list[_core.Task]) -> dict[str, list[_core.Task]]:
    """The open tasks of each deal, the first due first, as the book lists them."""
    found: dict[str, list[_core.Task]] = {}
    for task in tasks:
        if task.opportunity:
            found.setdefault(task.opportunity, []).append(task)
    return found


def _pipeline(pipeline: _core.Pipeline) -> Json:
    """As its definition says, with what a page cannot know by itself."""
    definition = json.loads(pipeline.to_json())
    return {
        "id": pipeline.id,
        "name": pipeline.name,
        "currency": pipeline.currency,
        "digits": _core.currency_digits(pipeline.currency),
        "framework": definition["qualification"],
        "stages": [
            {
                "id": stage.id,
                "name": stage.name,
                "kind": stage.kind,
                "probability_ppm": stage.probability_ppm,
                "max_age_days": stage.max_age_days,
                "criteria": told.get("exit_criteria", []),
            }
            for stage, told in zip(pipeline.stages, definition["stages"], strict=True)
        ],
    }


def _day(at: datetime | None, timezone: str) -> str | None:
    return None if at is None else _iso(_core.day_of(at, timezone))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
