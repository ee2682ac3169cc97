"""What each deal, interaction and quota contributes to a period: one fact per figure it enters.
Every metric is a sum, a count or a percentile over facts, and a group is a selection of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from .closings import counted, cycle_days
from .days import ONE_DAY
from .deal import Deal, State
from .loading import Book
from .periods import Period
from .query import Query

# What the team did, as opposed to what a prospect did.
ACTIVITY_TYPES = {
    "email_out": "emails_sent",
    "call": "calls_made",
    "meeting": "meetings_held",
    "note": "notes_written",
}


@dataclass(frozen=True)
class Fact:
    slot: str  # won, lost, open, created, qualified, visit, rotting, ...: what a metric names
    keys: Mapping[str, str]  # dimension -> value at the time that counts for this slot
    amount: int | Fraction = 0
    missing: bool = False  # no value was known
    days: int | None = None  # length of the cycle or visit, or an age
    kind: str = ""  # created: kind of the stage at the cut; activity: its type
    ppm: int = 0  # open: win probability of the stage


def keys_of(deal: Deal, owner: str, stage: str) -> dict[str, str]:
    return {**deal.dimensions, "owner": owner, "stage": stage}


def facts_of(book: Book, query: Query, period: Period) -> list[Fact]:
    """Every fact of the period that passes the filters. A period that has not begun has none but
    its quotas."""
    facts: list[Fact] = []
    if query.cut(period) > period.first:
        for deal in book.deals:
            facts += closed_facts(deal, query, period)
            facts += open_facts(deal, book, query, period)
            facts += move_facts(deal, query, period)
            facts += created_facts(deal, query, period)
            facts += qualified_facts(deal, query, period)
        facts += activity_facts(book, query, period)
    facts += quota_facts(book, period)
    return [
        fact
        for fact in facts
        if all(fact.keys.get(name, "") in allowed for name, allowed in query.filters.items())
    ]


def closed_facts(deal: Deal, query: Query, period: Period) -> list[Fact]:
    cut = query.cut(period)
    facts: list[Fact] = []
    for closing in counted(deal, cut, query.outcome):
        if not period.contains(closing.day):
            continue
        now = deal.dated_states(cut)[-1]
        valued = {"close": closing.state, "current": now}[query.value_at]
        owned = {"close": closing.state, "current": now}[query.owner_at]
        stage = closing.state if query.outcome == "as_recorded" else now
        days = cycle_days(deal, closing, cut, query.cycle_from, query.exclude_closed_gap)
        keys = keys_of(deal, owned.owner, stage.stage.name)
        facts.append(
            Fact(closing.kind, keys, valued.amount, missing=valued.value is None, days=days)
        )
    return facts


def open_facts(deal: Deal, book: Book, query: Query, period: Period) -> list[Fact]:
    cut = query.open_cut(period)
    state = deal.at(cut, book.data_through)
    if state is None or not state.is_open:
        return []
    owner = owner_now(deal, state, query, period) if query.owner_at == "current" else state.owner
    keys = keys_of(deal, owner, state.stage.name)
    missing = state.value is None
    facts = [Fact("open", keys, state.amount, missing, ppm=state.stage.probability_ppm)]
    last = last_activity(deal, book, cut)
    if last is not None and (cut - ONE_DAY - last).days > query.abandoned_days:
        facts.append(Fact("abandoned", keys, state.amount, missing))
    if deal.created is not None:
        age = (cut - ONE_DAY - deal.entered(cut)).days
        facts.append(Fact("stage_age", keys, days=age))
        facts.append(Fact("open_age", keys, days=(cut - ONE_DAY - deal.created).days))
        if state.stage.name in book.max_ages and age > book.max_ages[state.stage.name]:
            facts.append(Fact("rotting", keys, state.amount, missing))
    return facts


def move_facts(deal: Deal, query: Query, period: Period) -> list[Fact]:
    """A visit belongs to the stage that it was of, as does a move back; a reopening to the stage
    that it led to."""
    facts: list[Fact] = []
    states = deal.dated_states(query.cut(period))
    since = deal.created
    for before, after in pairwise(states):
        if after.stage == before.stage or after.day is None or since is None:
            continue
        days, since = (after.day - since).days, after.day
        if not period.contains(after.day):
            continue
        left = keys_of(deal, before.owner, before.stage.name)
        if before.is_open:
            facts.append(Fact("visit", left, days=days))
            if after.is_open and (after.stage.ordinal or 0) < (before.stage.ordinal or 0):
                facts.append(Fact("moved_back", left))
        elif before.is_closed and not after.is_closed:
            facts.append(Fact("reopened", keys_of(deal, before.owner, after.stage.name)))
    return facts


def owner_now(deal: Deal, state: State, query: Query, period: Period) -> str:
    """The owner at the cut (a deal of which only the present is known has just one)."""
    states = deal.dated_states(query.cut(period))
    return states[-1].owner if states else state.owner


def last_activity(deal: Deal, book: Book, cut: date) -> date | None:
    """The last day before the cut on which the deal changed or somebody was in touch about it."""
    if deal.created is None:
        return None
    days = [day for day in deal.touched if day < cut]
    days += [one.day for one in book.interactions if one.opportunity == deal.id and one.day < cut]
    return max(days)


def created_facts(deal: Deal, query: Query, period: Period) -> list[Fact]:
    cut = query.cut(period)
    if not period.contains(deal.created) or deal.created is None or deal.created >= cut:
        return []
    begin, now = deal.states[0], deal.dated_states(cut)[-1]
    valued = {"create": begin, "as_of": now}[query.created_value_at]
    owned = now if query.owner_at == "current" else begin
    keys = keys_of(deal, owned.owner, now.stage.name)
    missing = valued.value is None
    return [Fact("created", keys, valued.amount, missing, kind=now.stage.kind)]


def qualified_facts(deal: Deal, query: Query, period: Period) -> list[Fact]:
    cut, ordinal = query.cut(period), deal.pipeline.qualified_ordinal
    day = None if ordinal is None else deal.reached(ordinal, cut)
    if ordinal is None or day is None or not period.contains(day):
        return []
    states = deal.dated_states(cut)
    reaching = next(s for s in states if s.stage.ordinal is not None and s.stage.ordinal >= ordinal)
    owned = states[-1] if query.owner_at == "current" else reaching
    return [Fact("qualified", keys_of(deal, owned.owner, states[-1].stage.name))]


def activity_facts(book: Book, query: Query, period: Period) -> list[Fact]:
    """An interaction counts for its own owner; its own account comes before its deal's; the other
    dimensions are its deal's."""
    deals = {deal.id: deal for deal in book.deals}
    facts: list[Fact] = []
    for one in book.interactions:
        if one.type not in ACTIVITY_TYPES or not period.contains(one.day):
            continue
        if one.day >= query.cut(period):
            continue
        deal = deals.get(one.opportunity or "") if one.opportunity else None
        state = deal.at(query.cut(period), book.data_through) if deal else None
        keys = keys_of(deal, one.owner, state.stage.name if state else "") if deal else {}
        keys |= {"owner": one.owner}
        if one.account:
            keys["account"] = one.account
        facts.append(Fact("activity", keys, kind=one.type))
    return facts


def quota_facts(book: Book, period: Period) -> list[Fact]:
    """The part of each quota that lies inside the period, by days."""
    facts: list[Fact] = []
    for quota in book.quotas:
        first, after = max(quota.first, period.first), min(quota.after, period.after)
        if first < after:
            share = Fraction((after - first).days, (quota.after - quota.first).days)
            facts.append(Fact("quota", {"owner": quota.owner}, quota.amount * share))
    return facts
