"""A deal in a book: what it is asked, and the commands about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from salespipe import _core
from salespipe._core import Decision, Pipeline, Task, Undoing

if TYPE_CHECKING:
    from salespipe.book import Book
    from salespipe.day import Timeline


def command_context(at: datetime, extra: Mapping[str, Any]) -> _core.Context:
    """``actor``, ``recorded_at``, ``expected_version`` and ``event_id`` may come along."""
    return _core.Context(at, **extra)


class Verdict(str, Enum):
    """What the criteria of the qualification framework say together."""

    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"
    NOT_NOW = "not_now"
    INCOMPLETE = "incomplete"


class Deal:
    """An opportunity in a book. Its properties are read from the book each time they are asked."""

    __slots__ = ("_book", "id")

    def __init__(self, book: Book, deal_id: str) -> None:
        self._book = book
        self.id = deal_id

    @property
    def state(self) -> _core.OpportunityState:
        """Everything about the deal at this moment, as one value that stays as it is."""
        return self._book._core.opportunity(self.id)

    @property
    def name(self) -> str:
        """What people call the deal."""
        return self.state.name

    @property
    def stage(self) -> str:
        """The name of the stage that the deal stands in."""
        state = self.state
        stages = self._book._core.pipeline(state.pipeline).stages
        return next((stage.name for stage in stages if stage.id == state.stage), state.stage)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline that the deal stands in, as it is defined now."""
        return self._book._core.pipeline(self.state.pipeline)

    @property
    def account(self) -> str:
        """The name of the account, or an empty text."""
        account = self.state.account
        return self._book._core.account(account).name if account else ""

    @property
    def owner(self) -> str:
        """Who works on the deal; an empty text when nobody does."""
        return self.state.owner

    @property
    def value(self) -> str | None:
        """Total contract value, such as ``"12000.00 EUR"``; None when it is not known."""
        return self.state.value

    @property
    def verdict(self) -> Verdict:
        """What the framework of the pipeline says of the criteria that were assessed."""
        return Verdict(self.state.verdict)

    @property
    def is_open(self) -> bool:
        """Whether it stands in an open stage: neither won, lost nor parked."""
        return self.state.stage_kind == "open"

    def _repr_html_(self) -> str:
        from salespipe.notebook import deal_html

        return deal_html(self)

    # Edits: each returns whether something changed.

    def change_value(self, value: str | None, *, at: datetime, **context: Any) -> bool:
        """Set the total contract value, such as ``"12000 EUR"`` or ``"500 EUR/month x 24"``; None:
        it is not known any more. Raises CurrencyMismatchError unless it is in the pipeline's
        currency."""
        return self._book._core.change_value(self.id, value, command_context(at, context))

    def change_owner(self, owner: str, *, at: datetime, **context: Any) -> bool:
        """Hand the deal over; an empty text: nobody works on it."""
        return self._book._core.change_owner(self.id, owner, command_context(at, context))

    def change_expected_close(self, day: date | None, *, at: datetime, **context: Any) -> bool:
        """Set the day on which the deal is expected to close; None: not known any more."""
        return self._book._core.change_expected_close(self.id, day, command_context(at, context))

    def rename(self, name: str, *, at: datetime, **context: Any) -> bool:
        """Give the deal another name."""
        return self._book._core.rename(self.id, name, command_context(at, context))

    def tag(self, tag: str, *, at: datetime, **context: Any) -> bool:
        """Put a tag on the deal."""
        return self._book._core.tag(self.id, tag, command_context(at, context))

    def untag(self, tag: str, *, at: datetime, **context: Any) -> bool:
        """Take a tag away."""
        return self._book._core.untag(self.id, tag, command_context(at, context))

    def set_field(self, field: str, value: str, *, at: datetime, **context: Any) -> bool:
        """An empty value takes the field away."""
        return self._book._core.set_field(self.id, field, value, command_context(at, context))

    def qualify(
        self,
        *,
        at: datetime,
        actor: str = "",
        recorded_at: datetime | None = None,
        expected_version: int | None = None,
        event_id: str = "",
        **criteria: str,
    ) -> Verdict:
        """Say what is known about criteria of the framework and get its verdict.

        ``deal.qualify(budget="met", timeline="unmet", at=now)``; a state is ``unknown``, ``met``,
        ``partly_met`` or ``unmet``. Raises NotFoundError for a criterion the framework lacks.
        """
        context = _core.Context(at, actor, recorded_at, expected_version, event_id)
        return Verdict(self._book._core.qualify(self.id, criteria, context))

    def tick(
        self, stage: str, criterion: str, *, at: datetime, done: bool = True, **context: Any
    ) -> bool:
        """Say that a checklist task among a stage's exit criteria is done, or not after all."""
        return self._book._core.tick(self.id, stage, criterion, command_context(at, context), done)

    @property
    def next_question(self) -> str | None:
        """What to ask next to qualify the deal; None when nothing is left."""
        return self._book._core.next_question(self.id)

    # Moves: asking is separate from doing.

    def evaluate(
        self, stage: str, *, at: datetime, lost_reason: str = "", wake_up: date | None = None
    ) -> Decision:
        """May the deal go to ``stage``? Lists every reason at once and changes nothing."""
        return self._book._core.evaluate(self.id, stage, at, lost_reason, wake_up)

    def move(
        self,
        stage: str,
        *,
        at: datetime,
        lost_reason: str = "",
        wake_up: date | None = None,
        note: str = "",
        **context: Any,
    ) -> Decision:
        """Go to ``stage`` (id or name) if the policy allows it; a refusal changes nothing."""
        return self._book._core.move(
            self.id, stage, command_context(at, context), lost_reason, wake_up, note
        )

    def win(self, *, at: datetime, note: str = "", **context: Any) -> Decision:
        """Move to the pipeline's won stage; a refusal changes nothing."""
        return self._book._core.win(self.id, command_context(at, context), note)

    def lose(self, reason: str, *, at: datetime, note: str = "", **context: Any) -> Decision:
        """Move to the pipeline's lost stage, and say why: policies mostly refuse without a
        reason."""
        return self._book._core.lose(self.id, reason, command_context(at, context), note)

    def park(self, wake_up: date, *, at: datetime, note: str = "", **context: Any) -> Decision:
        """Into the fridge until ``wake_up``."""
        return self._book._core.park(self.id, wake_up, command_context(at, context), note)

    def reopen(self, stage: str = "", *, at: datetime, note: str = "", **context: Any) -> Decision:
        """A closed or parked deal, back to ``stage`` or to the open stage it was last in."""
        return self._book._core.reopen(self.id, command_context(at, context), stage, note)

    def move_to_pipeline(
        self, pipeline: Pipeline, stage: str, *, at: datetime, note: str = "", **context: Any
    ) -> Decision:
        """To a stage of another pipeline; the history is kept."""
        return self._book._core.move_to_pipeline(
            self.id, pipeline.id, stage, command_context(at, context), note
        )

    def undo(self, count: int = 1, *, at: datetime, reason: str = "", **context: Any) -> Undoing:
        """Take back the last ``count`` changes of the deal, as if they had not happened."""
        return self._book._core.undo_last(self.id, command_context(at, context), count, reason)

    # Tasks and history.

    def add_task(self, description: str, *, at: datetime, **options: Any) -> str:
        """Returns the new task's id. Options as of ``Book.add_task``: due, assignee, repeat."""
        return self._book.add_task(description, deal=self, at=at, **options)

    @property
    def open_tasks(self) -> list[Task]:
        """The open tasks about the deal by due day, those without a day last."""
        return self._book._core.open_tasks(self.id)

    def history(self) -> list[_core.Event]:
        """The deal's events in the order in which they happened."""
        return self._book._core.history(self.id)

    def timeline(self) -> Timeline:
        """The deal's events, those of its tasks and the interactions about it."""
        return self._book.timeline(deal=self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deal) and self._book is other._book and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        state = self.state
        return f"<Deal {self.id}: {state.name}, {self.stage}, {state.value or 'no value'}>"
