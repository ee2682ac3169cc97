"""The life of one deal: the states it passed through, one change at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from .pipeline import Pipeline, Stage

T = TypeVar("T")


@dataclass(frozen=True)
class State:
    """What was true of a deal from `day` on, until its next state."""

    day: date | None  # None only for an open deal of which nothing is known but that it is open now
    stage: Stage
    value: int | None
    owner: str
    expected_close: date | None

    @property
    def is_open(self) -> bool:
        return self.stage.kind == "open"

    @property
    def is_closed(self) -> bool:
        return self.stage.kind in ("won", "lost")

    @property
    def amount(self) -> int:
        """The value in sums: unknown counts as 0."""
        return self.value or 0


@dataclass(frozen=True)
class Deal:
    """`states` in order; two neighbours differ in exactly one of stage, value, owner and expected
    close. The first one is the deal's beginning."""

    id: str
    pipeline: Pipeline
    dimensions: Mapping[str, str]  # the static ones; owner and stage are found in the states
    created: date | None  # None: unknown, and there is no history to tell
    states: tuple[State, ...]
    touched: tuple[date, ...]  # days on which something about the deal changed

    def at(self, cut: date, data_through: date | None) -> State | None:
        """The state that changes before `cut` left; None where the deal had not begun.
        A deal of which only the present is known is there from the data's last day on."""
        begun = [
            state
            for state in self.states
            if (state.day < cut if state.day else data_through is None or cut > data_through)
        ]
        return begun[-1] if begun else None

    def dated_states(self, cut: date) -> list[State]:
        return [state for state in self.states if state.day is not None and state.day < cut]

    def entered(self, cut: date) -> date:
        """Since when the deal stands in the stage where it stands at the cut."""
        states = self.dated_states(cut)
        days = [state.day for state in states if state.day is not None]
        for place in range(len(states) - 1, 0, -1):
            if states[place].stage != states[place - 1].stage:
                return days[place]
        return days[0]

    def reached(self, ordinal: int, cut: date) -> date | None:
        """The first day on which the deal stood in an open stage of that ordinal or a later one,
        or was won. Moving back does not un-reach."""
        for state in self.dated_states(cut):
            if state.stage.ordinal is not None and state.stage.ordinal >= ordinal:
                return state.day
        return None


@dataclass(frozen=True)
class Change:
    """One row of a history: from `day` on, what is not None here is so."""

    day: date
    stage: Stage | None = None
    value: int | None = None
    owner: str | None = None
    expected_close: date | None = None


def single_steps(before: State, change: Change) -> list[State]:
    """A row as states one change apart: owner, value and expected close first, the stage last, so
    that a value given in the closing row is the value at close. A row that says what is so already
    leads nowhere."""
    steps: list[State] = []
    now = replace(before, day=change.day)
    if change.owner is not None and change.owner != now.owner:
        now = replace(now, owner=change.owner)
        steps.append(now)
    if change.value is not None and change.value != now.value:
        now = replace(now, value=change.value)
        steps.append(now)
    if change.expected_close is not None and change.expected_close != now.expected_close:
        now = replace(now, expected_close=change.expected_close)
        steps.append(now)
    if change.stage is not None and change.stage != now.stage:
        now = replace(now, stage=change.stage)
        steps.append(now)
    return steps


def first_known(before: list[T | None], later: list[T | None], current: T) -> T:
    """What held when the deal began: what was said last before it, else the first that was ever
    said (the deal was created with it), else what the table says now."""
    said = [one for one in before if one is not None]
    if said:
        return said[-1]
    return next((one for one in later if one is not None), current)


def states_of(
    created: date, changes: list[Change], stage: Stage | None, current: State
) -> tuple[State, ...]:
    """The states from `created` on. `stage` is where the deal begins when no row says so on or
    before that day; `current` is what the opportunity table says, for what no row ever says."""
    before = [change for change in changes if change.day < created]
    later = [change for change in changes if change.day >= created]
    on_the_day = [change.stage for change in later if change.day == created and change.stage]
    entered = [change.stage for change in before if change.stage] or on_the_day[:1]
    if any(change.stage and change.stage.kind in ("won", "lost") for change in before):
        raise ValueError(f"closed before it was created ({created})")
    begin = State(
        day=created,
        stage=entered[-1] if entered else (stage or current.stage),
        value=first_known([c.value for c in before], [], current.value),  # as of the beginning
        owner=first_known([c.owner for c in before], [c.owner for c in later], current.owner),
        expected_close=first_known(
            [c.expected_close for c in before],
            [c.expected_close for c in later],
            current.expected_close,
        ),
    )
    states = [begin]
    for change in later:
        states += single_steps(states[-1], change)
    return tuple(states)
