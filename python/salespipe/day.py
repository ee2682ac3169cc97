"""The working day of a book: what happened around a deal, what is stale, what is in the fridge.

:class:`salespipe.Book` has the functions; here is what they give, and how they ask the library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from salespipe._core import Event
from salespipe.deal import Deal
from salespipe.errors import InvalidArgumentError

if TYPE_CHECKING:
    from salespipe.book import Book


@dataclass(frozen=True)
class Conversation:
    """How one of ours (``owner``) and one of theirs (``contact``, an id) talk."""

    owner: str = ""
    contact: str = ""
    inbound: int = 0
    outbound: int = 0
    mutual: int = 0
    last: datetime | None = None


@dataclass(frozen=True)
class Timeline(Sequence[Event]):
    """The events around a deal or an account in the order in which they happened.

    ``last_activity``: the last move, interaction, completed task or beginning, None when no time
    is known; ``conversations``: who talks to whom, the latest first.
    """

    events: list[Event]
    last_activity: datetime | None
    conversations: list[Conversation]

    def __getitem__(self, index: Any) -> Any:
        return self.events[index]

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)


@dataclass(frozen=True)
class StaleDeal:
    """A deal that a flush is about, and why.

    ``reasons``: one for each condition that is met; ``allowed`` and ``refusals``: whether its
    pipeline lets it go there; ``event``: the id of the event that moved it, empty where none did.
    """

    deal: Deal
    reasons: list[str]
    last_activity: datetime | None = None
    allowed: bool = True
    refusals: list[str] = field(default_factory=list)
    event: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail of a mailing, filled in; ``key`` is that of its message in the outbox, ``opportunity``
    and ``contact`` are ids."""

    key: str
    opportunity: str
    contact: str
    to: str
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Something to do that the library proposes: ``description``, and ``why``.

    ``id`` is stable: while its facts hold it is the same suggestion. ``since`` is the day of its
    cause; ``opportunity``, ``account`` and ``contact`` are ids, empty where it is not about one.
    """

    id: str
    rule: str
    description: str
    why: str
    since: date
    opportunity: str = ""
    account: str = ""
    contact: str = ""
    assignee: str = ""


def suggestions(told: list[dict[str, Any]]) -> list[Suggestion]:
    return [Suggestion(**{**one, "since": date.fromisoformat(one["since"])}) for one in told]


def document(members: dict[str, Any]) -> str:
    """A question or command as JSON; what is None or an empty text is left out."""
    return json.dumps({name: _plain(value) for name, value in members.items() if _is_said(value)})


def timeline(book: Book, deal: Deal | None, account: str) -> Timeline:
    if (deal is None) == (not account):
        raise InvalidArgumentError("a timeline is of a deal or of an account; name one of them")
    told = book.query("timeline", opportunity=deal and deal.id, account=account)
    return Timeline(
        [Event.from_json(json.dumps(event)) for event in told["events"]],
        _moment(told.get("last_activity")),
        [
            Conversation(**{**one, "last": _moment(one.get("last"))})
            for one in told["conversations"]
        ],
    )


def stale(book: Book, told: list[dict[str, Any]]) -> list[StaleDeal]:
    return [
        StaleDeal(
            Deal(book, one["opportunity"]),
            one["reasons"],
            _moment(one.get("last_activity")),
            one["decision"]["allowed"],
            [
                reason["message"]
                for reason in one["decision"]["reasons"]
                if reason["severity"] == "refuse"
            ],
            one.get("event", ""),
        )
        for one in told
    ]


def _is_said(value: Any) -> bool:
    return value is not None and value != ""


def _plain(value: Any) -> Any:
    """Dates and moments as text; a moment must know its zone, which the library checks."""
    return value.isoformat() if isinstance(value, date) else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
