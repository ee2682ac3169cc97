"""A book as it stood: as of a day, as known at a day, and what became of it since."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from salespipe import _core
from salespipe._core import DealDifference, OpportunityState, Pipeline, Task

if TYPE_CHECKING:
    from salespipe.book import Book


class BookAt:
    """What was there at a moment, to be read; :meth:`Book.as_of` and :meth:`Book.known_at` give
    one.

    It stays as it is when the book goes on. The rules for back-dated, reopened and undated deals
    are in docs/past.md.
    """

    def __init__(self, book: Book, as_of: date | None, known_at: date | datetime | None) -> None:
        self._core = _core.BookAt(book._core, as_of, known_at)

    @property
    def as_of(self) -> date | None:
        """The day by whose end everything had happened; None: no such limit."""
        return self._core.as_of

    @property
    def known_at(self) -> datetime | None:
        """The moment by which everything had been recorded; None: no such limit."""
        return self._core.known_at

    @property
    def deals(self) -> list[OpportunityState]:
        """The deals as they stood, in the order in which they came into the book."""
        return self._core.opportunities

    def deal(self, deal_id: str) -> OpportunityState:
        """Raises NotFoundError for a deal that was not there."""
        return self._core.opportunity(deal_id)

    def __len__(self) -> int:
        """The number of deals."""
        return len(self._core)

    def board(self, pipeline: Pipeline) -> dict[str, list[OpportunityState]]:
        """The open deals by the names of their stages, in the pipeline's order."""
        names = {stage.id: stage.name for stage in pipeline.stages}
        return {names[stage]: deals for stage, deals in self._core.board(pipeline.id)}

    @property
    def tasks(self) -> list[Task]:
        """The tasks at this moment, in the order of creation."""
        return self._core.tasks

    @property
    def accounts(self) -> list[_core.Account]:
        """The accounts that were there."""
        return self._core.accounts

    @property
    def interactions(self) -> list[_core.Interaction]:
        """The interactions up to this moment."""
        return self._core.interactions

    def since(self, earlier: BookAt) -> list[DealDifference]:
        """The deals that were created, moved, closed, reopened, or changed in value, owner or
        expected close between ``earlier`` and this moment, with how they stood at both."""
        return _core.differences(earlier._core, self._core)

    def __repr__(self) -> str:
        limits = [f"as of {self.as_of}"] if self.as_of else []
        if self.known_at:
            limits.append(f"known at {self.known_at.isoformat()}")
        return f"<BookAt {', '.join(limits) or 'now'}: {len(self)} deals>"
