"""Messages that leave a book because of its events: kept with them, delivered at least once.

A worker leases messages, delivers each, and only then says ``delivered``. One that dies in between
loses its lease when that ends, and another delivers again: so whoever receives messages must take
the ``key`` for what it is, and the second message of a key for the first one again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from salespipe._core import Delivery

if TYPE_CHECKING:
    from salespipe.book import Book


class Outbox:
    """The outbox of a book in a database; see :attr:`salespipe.Book.outbox`."""

    __slots__ = ("_core",)

    def __init__(self, book: Book) -> None:
        self._core = book._core

    def post(self, key: str, topic: str, body: str) -> None:
        """Send a message because of what was recorded last: kept with the transaction that is under
        way, or by itself. The same key again is the same message, and changes nothing."""
        self._core.post(key, topic, body)

    def lease(
        self, worker: str, *, now: datetime, seconds: float = 60, most: int = 100
    ) -> list[Delivery]:
        """Messages that are due and that nobody has: the worker's for so many seconds."""
        return self._core.lease(worker, now, now + timedelta(seconds=seconds), most)

    def delivered(self, message: Delivery) -> bool:
        """It has arrived. False when the worker no longer had it: then it may arrive twice."""
        return self._core.delivered(message.number, message.worker)

    def failed(self, message: Delivery, trouble: str, *, again: datetime | None = None) -> bool:
        """It has not arrived: to be tried again from ``again`` on; without it, given up (dead)."""
        return self._core.failed(message.number, message.worker, trouble, again)

    def waiting(self, *, after: int = 0, most: int = 1000) -> list[Delivery]:
        """What is not delivered yet, in the order of posting, from the number behind ``after``."""
        return self._core.messages("waiting", after, most)

    def dead(self, *, after: int = 0, most: int = 1000) -> list[Delivery]:
        """What was given up; a person must look."""
        return self._core.messages("dead", after, most)

    def revive(self, message: Delivery, *, at: datetime) -> bool:
        """Let a dead message wait again."""
        return self._core.revive(message.number, at)
