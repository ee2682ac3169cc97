"""When a deal was won or lost: the three ways to count closings, and how long it took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .deal import Deal, State
from .query import Query

CountDays = Callable[[date, date], int]

OUTCOMES = ("restated", "first", "as_recorded")


@dataclass(frozen=True)
class Closing:
    """An entry into a won or lost stage from a stage of another kind."""

    kind: str
    day: date
    state: State  # just entered: its value is the value at close, its owner the owner at close
    place: int  # of the state among the deal's dated states


def closings(deal: Deal, cut: date) -> list[Closing]:
    found: list[Closing] = []
    kind_before = None
    for place, state in enumerate(deal.dated_states(cut)):
        kind = state.stage.kind
        if kind in ("won", "lost") and kind != kind_before:
            assert state.day is not None
            found.append(Closing(kind, state.day, state, place))
        kind_before = kind
    return found


def counted(deal: Deal, cut: date, outcome: str) -> list[Closing]:
    """The closings that count at the cut."""
    every = closings(deal, cut)
    if outcome == "as_recorded":
        return every
    if outcome == "first":
        return every[:1]
    if outcome != "restated":
        raise ValueError(f"outcome is one of {OUTCOMES}, not {outcome!r}")
    states = deal.dated_states(cut)
    return every[-1:] if states and states[-1].is_closed else []


def closed_days(deal: Deal, first: date, closing: Closing, cut: date, days: CountDays) -> int:
    """Days from `first` to the closing spent closed before a reopening that came before it."""
    spells: list[tuple[date, date]] = []
    since: date | None = None
    for state in deal.dated_states(cut)[: closing.place]:
        assert state.day is not None
        if state.is_closed and since is None:
            since = state.day
        elif not state.is_closed and since is not None:
            spells.append((max(since, first), state.day))
            since = None
    return sum(days(start, to) for start, to in spells if start < to)


def cycle_days(
    deal: Deal, closing: Closing, cut: date, query: Query, first_contact: date | None
) -> int | None:
    """Local days (or business days) from the start of the cycle to this closing; None where the
    start is unknown."""
    if deal.created is None:
        return None
    start: date | None = deal.created
    if query.cycle_from == "qualified":
        ordinal = deal.pipeline.qualified_ordinal
        start = None if ordinal is None else deal.reached(ordinal, cut)
    elif query.cycle_from == "first_contact":
        start = first_contact
    elif query.cycle_from != "created":
        raise ValueError(f"no cycle begins at {query.cycle_from!r}")
    if start is None or start > closing.day:
        return None
    days = query.days_between(start, closing.day)
    if query.exclude_closed_gap:
        days -= closed_days(deal, start, closing, cut, query.days_between)
    return days
