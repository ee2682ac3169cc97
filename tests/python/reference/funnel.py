"""The funnel: how far the deals of a cohort came, where they stand and where they were lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .closings import closings
from .conversion import chain, incidence, interval, survival_mean, survival_median
from .days import ONE_DAY
from .deal import Deal, State
from .facts import keys_of
from .loading import Book, load
from .periods import Period
from .pipeline import Pipeline
from .query import Query, as_period
from .statistics import median, ratio
from .tables import Row, Tables


@dataclass(frozen=True)
class Journey:
    """One deal as the funnel sees it, up to the cut. Ordinals count open stages from 1; won is one
    more than the last."""

    entered: set[int]  # literally
    furthest: int  # 0: never in an open stage nor won
    strict: int  # the last ordinal of an unbroken way from the first stage
    now: State
    last_open: int | None  # the open stage it stood in last
    visits: list[tuple[int, int, bool]]  # ordinal, days, completed
    waits: dict[int, tuple[int, str]]  # by ordinal reached: days, and advanced, lost or waiting
    won_value: int  # of a deal that stands in won, when it was won


def journey(deal: Deal, cut: date, data_through: date | None) -> Journey | None:
    now = deal.at(cut, data_through)
    if now is None:
        return None
    states = deal.dated_states(cut) or [now]
    ordinals = [state.stage.ordinal for state in states if state.stage.ordinal is not None]
    strict = 0
    for ordinal in ordinals:
        if ordinal == strict + 1:
            strict = ordinal
    opens = [state.stage.ordinal for state in states if state.is_open]
    return Journey(
        entered=set(ordinals),
        furthest=max(ordinals, default=0),
        strict=strict,
        now=now,
        last_open=opens[-1] if opens else None,
        visits=visits(states, cut),
        waits=waits(deal, cut, max(ordinals, default=0)) if deal.created else {},
        won_value=won_value(deal, now, cut),
    )


def won_value(deal: Deal, now: State, cut: date) -> int:
    if now.stage.kind != "won":
        return 0
    found = closings(deal, cut)
    return found[-1].state.amount if found else now.amount


def waits(deal: Deal, cut: date, furthest: int) -> dict[int, tuple[int, str]]:
    """From reaching each stage to reaching a later one, or to being lost, or through the last day
    that was seen."""
    found: dict[int, tuple[int, str]] = {}
    kind = deal.dated_states(cut)[-1].stage.kind
    for k in range(1, min(furthest, deal.pipeline.won_ordinal - 1) + 1):
        reached, later = deal.reached(k, cut), deal.reached(k + 1, cut)
        assert reached is not None
        if later is not None:
            found[k] = ((later - reached).days, "advanced")
        elif kind == "lost":
            found[k] = ((closings(deal, cut)[-1].day - reached).days, "lost")
        else:
            found[k] = ((cut - ONE_DAY - reached).days, "waiting")
    return found


def visits(states: list[State], cut: date) -> list[tuple[int, int, bool]]:
    """Stays in open stages in local days; one that goes on lasts up to the cut and is censored."""
    found: list[tuple[int, int, bool]] = []
    stage, since = None, None
    for state in states:
        if stage == state.stage:
            continue
        if stage is not None and stage.kind == "open" and since is not None and state.day:
            found.append((stage.ordinal or 0, (state.day - since).days, True))
        stage, since = state.stage, state.day
    if stage is not None and stage.kind == "open" and since is not None:
        found.append((stage.ordinal or 0, (cut - since).days, False))
    return found


def funnel(
    tables: Tables, *, period: Period | tuple[date, date] | None = None, **options: Any
) -> list[Row]:
    """One row per open stage and one for won. Without a period: all deals, as of `as_of` or the
    last day seen in the data."""
    asked = as_period(period) if period is not None else None
    query = Query((), [asked] if asked else [], **options)
    book = load(tables, query.timezone)
    if asked is not None:
        cut = query.cut(asked)
    elif query.as_of is not None or book.data_through is not None:
        cut = (query.as_of or book.data_through or date.min) + ONE_DAY
    else:
        return []
    pipelines = {deal.pipeline for deal in book.deals}
    if len(pipelines) > 1:
        raise ValueError("a funnel is drawn for one pipeline: filter by it")
    journeys = [
        one
        for deal in book.deals
        if belongs(deal, query, asked, cut, book)
        and (one := journey(deal, cut, book.data_through)) is not None
    ]
    rows = [stage_row(journeys, k, pipelines.copy().pop()) for k in ordinals_of(pipelines)]
    if rows:
        add_way(journeys, rows)
    return rows


def exits(journeys: list[Journey], open_stages: int) -> dict[int, dict[int | str, int]]:
    """Where visits of each stage led: to the next visit, whatever came between, the last one to
    the closing that holds."""
    found: dict[int, Counter[int | str]] = {k: Counter() for k in range(1, open_stages + 1)}
    for one in journeys:
        path: list[int | str] = [ordinal for ordinal, _, _ in one.visits]
        if one.now.is_closed:
            path.append(one.now.stage.kind)
        for stage, to in pairwise(path):
            assert isinstance(stage, int)
            found[stage][to] += 1
    return {stage: dict(to) for stage, to in found.items()}


def watched(journeys: list[Journey], k: int) -> list[tuple[int, bool]]:
    """Visits; one that goes on was seen through the day before the cut."""
    return [
        (days if done else days - 1, done)
        for one in journeys
        for ordinal, days, done in one.visits
        if ordinal == k
    ]


def add_way(journeys: list[Journey], rows: list[Row]) -> None:
    """What looks at more than one stage."""
    steps = range(1, len(rows))
    means = {k: survival_mean(watched(journeys, k)) for k in steps}
    outlook = chain(exits(journeys, len(rows) - 1), means)
    chance: Fraction | None = Fraction(1)
    for k, row in enumerate(rows, start=1):
        row["cumulative_estimated"] = chance
        if k in outlook:
            row["win_probability"], row["expected_days"] = outlook[k]
        estimated = row.get("estimated")
        chance = chance * estimated["advanced"] if chance is not None and estimated else None
    rows[-1]["won_value"] = sum(one.won_value for one in journeys)


def ordinals_of(pipelines: set[Pipeline]) -> range:
    return range(1, next(iter(pipelines)).won_ordinal + 1) if pipelines else range(0)


def belongs(deal: Deal, query: Query, asked: Period | None, cut: date, book: Book) -> bool:
    """Created in the period and before the cut; the filters look at the deal as it was created,
    and at the stage where it stands."""
    if asked is not None and (deal.created is None or not asked.contains(deal.created)):
        return False
    if deal.created is not None and deal.created >= cut:
        return False
    now = deal.at(cut, book.data_through)
    if now is None:
        return False
    keys = keys_of(deal, deal.states[0].owner, now.stage.name)
    return all(keys.get(name, "") in allowed for name, allowed in query.filters.items())


def stage_row(journeys: list[Journey], k: int, pipeline: Pipeline) -> Row:
    is_won = k == pipeline.won_ordinal
    here = [one for one in journeys if one.furthest >= k]
    beyond = [one for one in here if one.furthest > k]
    stuck = [one for one in here if one.furthest == k]
    lost = [one for one in stuck if one.now.stage.kind == "lost"]
    pending = len(stuck) - len(lost)
    stays = [(days, done) for one in journeys for ordinal, days, done in one.visits if ordinal == k]
    row: Row = {
        "stage": "won" if is_won else pipeline.open_stages[k - 1].name,
        "reached": len(here),
        "entered": sum(k in one.entered for one in journeys),
        "strict": sum(one.strict >= k for one in journeys),
        "still_there": sum(one.now.stage.ordinal == k for one in journeys),
        "lost_from": sum(one.now.stage.kind == "lost" and one.last_open == k for one in journeys),
        "skipped": sum(k not in one.entered for one in here),
        "completed_days": dict(sorted(Counter(days for days, done in stays if done).items())),
        "censored_days": dict(sorted(Counter(days for days, done in stays if not done).items())),
        "cumulative": ratio(len(here), sum(one.furthest >= 1 for one in journeys)),
    }
    if not is_won:
        ends = [one.waits[k] for one in journeys if k in one.waits]
        row["estimated"] = incidence(ends)
        row["interval"] = interval(row["estimated"]) if row["estimated"] else None
        row["advance_days_median"] = median([days for days, how in ends if how == "advanced"])
        row["stay_days_median"] = survival_median(watched(journeys, k))
        row["conversion"] = ratio(len(beyond), len(here))
        row["decided"] = ratio(len(beyond), len(beyond) + len(lost))
        row["bounds"] = (ratio(len(beyond), len(here)), ratio(len(beyond) + pending, len(here)))
        row["pending"] = pending
        row["lost_before_next"] = len(lost)
    return row
