"""Watched figures: a dashboard that stays current while the book changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salespipe import _core
from salespipe.dashboard import Dashboard
from salespipe.metrics import quotas_capsule
from salespipe.query_document import PeriodLike, query_document

if TYPE_CHECKING:
    from salespipe._core import Pipeline
    from salespipe.book import Book


class Watch:
    """A question that a book keeps the answer to; :meth:`Book.watch` gives one.

    What a command records reaches the figures event by event; the book is not read again.
    """

    def __init__(
        self,
        live: _core.LiveBook,
        book: _core.Book,
        query: Mapping[str, Any],
        *,
        today: date | None,
        timezone: str,
    ) -> None:
        self._live = live
        self._book = book
        self._query = json.dumps(query)
        self._timezone = timezone
        self._number: int | None = live.watch(self._query, today)

    def report(self) -> Dashboard:
        """The figures of the book as it stands now."""
        return Dashboard(self._live.report(self._known()), timezone=self._timezone)

    def catch_up(self) -> None:
        """Take in what the book has recorded; :meth:`report` does it by itself."""
        self._live.catch_up()

    @property
    def version(self) -> int:
        """The number of the book's last event: as long as it stays, so does the report."""
        return self._book.last_sequence

    def roll(self, today: date) -> None:
        """Ask the same seen from another day: "this-month" is then that day's month. Costs one
        pass over the deals."""
        number = self._live.watch(self._query, today)
        self._live.unwatch(self._known())
        self._number = number

    def close(self) -> None:
        """Watch no longer. A second time changes nothing."""
        if self._number is not None:
            self._live.unwatch(self._number)
            self._number = None

    def _known(self) -> int:
        # What is closed has no number any more: the engine says so.
        return self._number if self._number is not None else 2**32 - 1

    def __repr__(self) -> str:
        state = "closed" if self._number is None else f"event {self.version}"
        return f"<Watch {self._query}: {state}>"


def watch_book(
    book: Book,
    *,
    period: PeriodLike | Sequence[PeriodLike],
    timezone: str | None = None,
    pipelines: Sequence[Pipeline] = (),
    quotas: Any = None,
    data_through: date | None = None,
    today: date | None = None,
    **options: Any,
) -> Watch:
    """A watch on a book: ``timezone``, ``pipelines``, ``quotas`` and ``data_through`` as in
    :meth:`Book.metrics`, ``options`` those of a query. Watches of the same part of a book, without
    quotas, share one live copy of it."""
    query = query_document(period, None, options)
    zone = timezone or book.timezone
    chosen = [pipeline.id for pipeline in pipelines]
    key = (zone, tuple(chosen), data_through)
    live = book._live.get(key) if quotas is None else None
    if live is None:
        live = _core.LiveBook(book._core, zone, chosen, quotas_capsule(quotas), data_through)
        if quotas is None:
            book._live[key] = live
    return Watch(live, book._core, query, today=today, timezone=zone)
