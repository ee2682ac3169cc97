"""The pipeline waterfall: open at the start, every flow of the period, open at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .deal import Deal, State
from .facts import keys_of
from .grouping import Key, byte_order
from .loading import Book, load
from .periods import Period
from .query import Query, as_period
from .tables import Row, Tables

INFLOWS = ("created", "reopened", "moved_in", "value_up")
OUTFLOWS = ("value_down", "won", "lost", "parked", "moved_out")
STEPS = ("start", *INFLOWS, *OUTFLOWS, "end")

Flow = tuple[str, Key, int, int]  # step, group, deals, minor units


def waterfall(
    tables: Tables, *, period: Period | tuple[date, date], by: Sequence[str] = (), **options: Any
) -> dict[str, Any]:
    """{"rows": [{"by", "period", "value": {step: minor units}, "count": {step: deals}}]}, total
    first. Deals of unknown beginning stand outside. Only flows before the cut are seen."""
    query = Query((), [as_period(period)], by=by, **options)
    (asked,) = query.periods
    book = load(tables, query.timezone)
    flows = [
        flow
        for deal in book.deals
        if deal.created is not None and query.cut(asked) > asked.first
        for flow in flows_of(deal, book, query, asked)
    ]
    keys = sorted({key for _, key, _, _ in flows}, key=byte_order) if query.dimensions else []
    names = query.dimensions
    rows = [row({}, flows, asked)]
    rows += [
        row(dict(zip(names, k, strict=True)), [f for f in flows if f[1] == k], asked) for k in keys
    ]
    return {"currency": book.currency, "rows": rows, "diagnostics": book.diagnostics}


def row(by: dict[str, str], flows: list[Flow], period: Period) -> Row:
    count, value = dict.fromkeys(STEPS, 0), dict.fromkeys(STEPS, 0)
    for step, _, deals, amount in flows:
        count[step] += deals
        value[step] += amount
    return {"by": by, "period": period.as_json(), "value": value, "count": count}


def adds_up(figures: dict[str, int]) -> bool:
    gained = sum(figures[step] for step in INFLOWS)
    gone = sum(figures[step] for step in OUTFLOWS)
    return figures["start"] + gained - gone == figures["end"]


def flows_of(deal: Deal, book: Book, query: Query, period: Period) -> list[Flow]:
    """Every flow of one deal inside the period that touches a group that passes the filters."""
    first, after = period.first, query.open_cut(period)
    flows: list[Flow] = []

    def in_window(state: State) -> bool:
        return query.waterfall_window == "rolling" or period.contains(state.expected_close)

    def inside(state: State) -> bool:
        return state.is_open and in_window(state)

    def add(step: str, state: State, deals: int = 1, amount: int | None = None) -> None:
        place = place_of(deal, state, query)
        if place is not None:
            flows.append((step, place, deals, state.amount if amount is None else amount))

    for step, cut in (("start", first), ("end", after)):
        state = deal.at(cut, book.data_through)
        if state is not None and inside(state):
            add(step, state)

    begin = deal.states[0]
    if deal.created is not None and first <= deal.created < after and in_window(begin):
        add("created", begin)
        if not begin.is_open:
            add(begin.stage.kind, begin)

    for before, now in zip(deal.states, deal.states[1:], strict=False):
        if now.day is None or not first <= now.day < after:
            continue
        if before.is_open and now.is_open:
            moved = place_of(deal, before, query) != place_of(deal, now, query)
            if inside(before) and (moved or not inside(now)):
                add("moved_out", before)
            if inside(now) and (moved or not inside(before)):
                add("moved_in", now, amount=before.amount)
            if inside(now) and now.amount > before.amount:
                add("value_up", now, 0, now.amount - before.amount)
            if inside(now) and now.amount < before.amount:
                add("value_down", now, 0, before.amount - now.amount)
        elif inside(before):
            add(now.stage.kind, before)
        elif inside(now):
            add("reopened", now)
    return flows


def place_of(deal: Deal, state: State, query: Query) -> Key | None:
    """The group that a deal in this state belongs to; None: the filters keep it out."""
    keys = keys_of(deal, state.owner, state.stage.name)
    if any(keys.get(name, "") not in allowed for name, allowed in query.filters.items()):
        return None
    return tuple(keys.get(name, "") for name in query.dimensions)
