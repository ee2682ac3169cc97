"""From tables to deals: local days, order of the history, and what is made up where none is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .days import day_of, instant_of
from .deal import Change, Deal, State, states_of
from .known import known_tables
from .money import minor_digits, one_currency
from .pipeline import Pipeline, Pipelines, Stage
from .rates import Rates
from .tables import RESERVED, STANDARD_DIMENSIONS, Row, Tables

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Interaction:
    day: date
    type: str
    owner: str
    account: str
    opportunity: str | None


@dataclass(frozen=True)
class Quota:
    owner: str  # "": the team
    first: date
    after: date
    amount: int


@dataclass(frozen=True)
class Book:
    """Everything known, in local days of one zone."""

    deals: list[Deal]
    interactions: list[Interaction]
    quotas: list[Quota]
    data_through: date | None  # the last day seen anywhere in the data
    currency: str
    diagnostics: dict[str, int]  # code -> rows
    knows_qualified: bool  # some stage means that a deal is sales qualified
    max_ages: Mapping[str, int]  # of the open stages that have one
    knows_annual: bool  # there is a column of annual values

    @property
    def digits(self) -> int:
        return minor_digits(self.currency)


def instant_within_day(when: Any) -> datetime:
    """Orders changes of one day: by instant where there is one, plain days before."""
    instant = instant_of(when)
    if instant is None:
        return EARLIEST
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def in_order(rows: list[Row], zone: ZoneInfo) -> list[tuple[date, Row]]:
    """By local day, then instant, then as the rows came (sorting is stable)."""
    dated: list[tuple[date, Row]] = []
    for row in rows:
        day = day_of(row.get("at"), zone)
        if day is None:
            raise ValueError(f"a history row without a day: {row}")
        dated.append((day, row))
    return sorted(dated, key=lambda pair: (pair[0], instant_within_day(pair[1]["at"])))


def close_goes_after(closed: Any, closed_day: date, day: date, row: Row) -> bool:
    """Whether a history row precedes a close that only the table tells of: the close is the last
    thing of its day, or comes at its instant where both have one."""
    if day != closed_day:
        return day < closed_day
    if isinstance(closed, datetime) and isinstance(row["at"], datetime):
        return instant_within_day(row["at"]) <= instant_within_day(closed)
    return True


def made_up(
    changes: list[Change],
    rows: list[tuple[date, Row]],
    pipeline: Pipeline,
    stage: Stage,
    created: date | None,
    closed_cell: Any,
    closed: date | None,
) -> list[Change]:
    """The changes together with a way through the stages: created in the first one, then at once
    in the present one, or on the day of closing when that is not an open stage."""
    done = list(changes)
    entering = stage.kind != "open" and closed is not None
    if closed is not None and entering:
        place = sum(close_goes_after(closed_cell, closed, day, one) for day, one in rows)
        done.insert(place, Change(closed, stage=stage))
    begin = created or (done[0].day if changes else None)
    if begin is None:
        return done
    start = [Change(begin, stage=pipeline.first)]
    if not entering:
        start.append(Change(begin, stage=stage))
    before = sum(change.day < begin for change in done)
    return [*done[:before], *start, *done[before:]]


def load_deal(
    row: Row,
    history: list[Row],
    pipelines: Pipelines,
    rates: Rates,
    zone: ZoneInfo,
    last_day: date | None,
) -> Deal:
    pipeline = pipelines.for_deal(row.get("pipeline") or "")
    rows = in_order(history, zone)
    own = row.get("currency")
    changes = [as_change(day, one, pipeline, rates, own, zone) for day, one in rows]
    created = day_of(row.get("created"), zone)
    closed_cell = row.get("closed")
    closed = day_of(closed_cell, zone)
    stage = pipeline.stage(row["stage"]) if row.get("stage") else None

    if not any(change.stage for change in changes):  # its way through the stages is made up
        if stage is None:
            raise ValueError(f"deal {row['id']!r} has neither a stage nor a history of stages")
        if stage.kind in ("won", "lost") and closed is None:
            raise ValueError(f"deal {row['id']!r} is closed, but no day says when")
        changes = made_up(changes, rows, pipeline, stage, created, closed_cell, closed)
    if created is None and rows:
        created = changes[0].day

    # The first value that anybody said was so from the beginning, at that day's rate.
    begins = created or closed or last_day or date.max
    first = next((one for _, one in rows if one.get("value") is not None), None)
    if first is None:
        value = rates.minor(row.get("value"), own, begins)
    else:
        value = rates.minor(first["value"], first.get("currency") or own, begins)
    current = State(
        day=closed if stage is not None and stage.kind != "open" else None,
        stage=stage or pipeline.first,
        value=value,
        owner=row.get("owner") or "",
        expected_close=day_of(row.get("expected_close"), zone),
    )
    if created is None:
        states: tuple[State, ...] = (current,)
    else:
        try:
            states = states_of(created, changes, pipeline.first, current)
        except ValueError as error:
            raise ValueError(f"deal {row['id']!r}: {error}") from None
    touched = [change.day for change in changes] + ([created] if created else [])
    dimensions = dict.fromkeys(STANDARD_DIMENSIONS, "")
    dimensions |= {name: cell or "" for name, cell in row.items() if name not in RESERVED}
    annual = rates.minor(row.get("annual_value"), own, begins) or None
    return Deal(row["id"], pipeline, dimensions, created, states, tuple(touched), annual)


def as_change(
    day: date, row: Row, pipeline: Pipeline, rates: Rates, own: str | None, zone: ZoneInfo
) -> Change:
    return Change(
        day,
        stage=pipeline.stage(row["stage"]) if row.get("stage") else None,
        value=rates.minor(row.get("value"), row.get("currency") or own, day),
        owner=row.get("owner"),
        expected_close=day_of(row.get("expected_close"), zone),
    )


def load_interaction(row: Row, zone: ZoneInfo) -> Interaction:
    day = day_of(row["at"], zone)
    if day is None:
        raise ValueError(f"an interaction without a day: {row}")
    return Interaction(
        day, row["type"], row.get("owner") or "", row.get("account") or "", row.get("opportunity")
    )


def load(
    tables: Tables,
    timezone: str = "UTC",
    currency: str | None = None,
    known_at: date | None = None,
) -> Book:
    zone = ZoneInfo(timezone)
    pipelines = Pipelines.of(tables.stages, tables.forecast_categories)
    if tables.rates is None or currency is None:
        currency = one_currency(tables.opportunities)
    rates = Rates(tables.rates or [], currency)
    # Of the table as it is: a deal that is not known yet does not take its column along.
    knows_annual = any("annual_value" in row for row in tables.opportunities)
    if known_at is not None:
        tables = known_tables(tables, known_at, zone)
    seen = [
        day_of(row.get(column), zone)
        for row in tables.opportunities
        for column in ("created", "closed")
    ]
    seen += [day_of(row["at"], zone) for row in [*tables.history, *tables.interactions]]
    last_day = max((day for day in seen if day is not None), default=None)
    if known_at is not None and last_day is not None:
        last_day = min(last_day, known_at)
    histories: dict[str, list[Row]] = {row["id"]: [] for row in tables.opportunities}
    if len(histories) != len(tables.opportunities):
        raise ValueError("two opportunities of one id")
    for row in tables.history:
        if row["opportunity"] not in histories:
            raise ValueError(f"history of an unknown deal {row['opportunity']!r}")
        histories[row["opportunity"]].append(row)
    deals = [
        load_deal(row, histories[row["id"]], pipelines, rates, zone, last_day)
        for row in tables.opportunities
    ]
    quotas: list[Quota] = []
    for row in tables.quotas:
        amount = rates.minor(row["value"], row.get("currency"), row["from"])
        assert amount is not None
        quotas.append(Quota(row.get("owner") or "", row["from"], row["to"], amount))
    interactions = [load_interaction(row, zone) for row in tables.interactions]
    diagnostics = Counter(
        created_unknown=sum(deal.created is None for deal in deals),
        value_missing=sum(deal.states[-1].value is None for deal in deals),
        currency_unknown=sum(not row.get("currency") for row in tables.opportunities),
    )
    return Book(
        deals, interactions, quotas, last_day, currency,
        {code: rows for code, rows in diagnostics.items() if rows}, pipelines.know_qualified,
        {name: tables.max_ages[name] for name in pipelines.open_names if tables.max_ages.get(name)},
        knows_annual,
    )  # fmt: skip
