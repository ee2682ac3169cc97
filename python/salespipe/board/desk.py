"""The book behind a board: one thread reads and changes it, and tells what became of the cards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from salespipe.board import cards, commands
from salespipe.errors import NotFoundError

if TYPE_CHECKING:
    from salespipe.book import Book

Result = TypeVar("Result")
Json = dict[str, Any]
Clock = Callable[[], datetime]

#: More changed deals than this at once (an import beside us) and a browser reads everything anew.
MOST_CARDS_TOLD = 2000
#: Won and lost deals are on the board for so many days, unless a browser asks for more.
CLOSED_DAYS = 30


@dataclass(frozen=True)
class Changes:
    """What a browser must do to show the book as it is now."""

    cards: Sequence[Json] = ()
    gone: Sequence[str] = ()
    reload: bool = False

    def __bool__(self) -> bool:
        return bool(self.cards or self.gone or self.reload)

    @property
    def document(self) -> Json:
        return {"cards": list(self.cards), "gone": list(self.gone), "reload": self.reload}


@dataclass
class Desk:
    """A book that a board shows. With ``actor``, what this actor may read and change of it.

    Its methods without a leading underscore may be called from the thread of the server only by way
    of :meth:`run`: a book is used by one thread at a time.
    """

    book: Book
    clock: Clock
    actor: str | None = None
    _view: Book = field(init=False)
    _seen: int = field(init=False)
    _shown: set[str] = field(init=False, default_factory=set)
    _thread: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="salespipe-book")
        self._view = self.book if self.actor is None else self.book.as_actor(self.actor)
        self._seen = self.book.last_sequence

    async def run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do ``work`` on the thread that has the book."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, *arguments)

    def close(self) -> None:
        self._thread.shutdown(wait=True)

    # What is shown.

    @property
    def view(self) -> Book:
        """The book as the board's user has it."""
        return self._view

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self._view.timezone)).date()

    def board(self, closed_days: int | None = CLOSED_DAYS) -> Json:
        """All that the page shows. ``closed_days`` None: all won and lost deals."""
        found = cards.board(self._view, self.today, closed_days)
        self._shown.update(card["id"] for card in found["cards"])
        return {"actor": self.actor or "", **found}

    # What is done.

    def carry_out(self, documents: Sequence[Mapping[str, Any]]) -> tuple[Json, Changes]:
        """Commands in one transaction: the answer to each, the events that undo them all, and what
        became of the cards. A refused one changes nothing and says why; an error takes back all."""
        before = self._catch_up()
        answer = commands.carry_out(self._view, documents, self.now, self.actor or "")
        if not self.book.is_stored and self.book.path is not None:
            self.book.save()
        after = self._catch_up()
        return answer, _joined(before, after)

    def look(self) -> Changes:
        """Take in what others have written to the book's file since."""
        return self._catch_up()

    def _catch_up(self) -> Changes:
        self.book.refresh()
        first, last = self._seen + 1, self.book.last_sequence
        self._seen = last
        if first > last:
            return Changes()
        if self._view is not self.book:
            self._view.refresh()
        touched = _touched(self.book, range(first, last + 1))
        if touched is None:
            return Changes(reload=True)
        return self._told(touched)

    def _told(self, deals: Iterable[str]) -> Changes:
        told, gone = [], []
        today = self.today
        for deal in deals:
            try:
                told.append(cards.card_of(self._view, deal, today))
            except NotFoundError:  # hidden from this actor, or taken back
                if deal in self._shown:
                    gone.append(deal)
                self._shown.discard(deal)
        self._shown.update(card["id"] for card in told)
        return Changes(told, gone)


def _touched(book: Book, sequences: range) -> list[str] | None:
    """The deals that these events are about; None: too many, or about the whole book."""
    found: dict[str, None] = {}
    for sequence in sequences:
        stream = json.loads(book.event(sequence).to_json())["stream"]
        kind, name = stream["kind"], stream["id"]
        if kind in ("pipeline", "access"):
            return None
        if kind == "task":
            name = book._core.task(name).opportunity
        elif kind != "opportunity":
            continue
        if name:
            found[name] = None
        if len(found) > MOST_CARDS_TOLD:
            return None
    return list(found)


def _joined(before: Changes, after: Changes) -> Changes:
    """Later cards in place of earlier ones."""
    if before.reload or after.reload:
        return Changes(reload=True)
    told = {card["id"]: card for card in (*before.cards, *after.cards)}
    gone = {*before.gone, *after.gone} - {card["id"] for card in after.cards}
    return Changes([card for card in told.values() if card["id"] not in gone], sorted(gone))
