"""What had been recorded by the end of a day: the tables as they would have been then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from .days import day_of
from .pipeline import Pipelines
from .tables import Row, Tables

CELLS = ("value", "owner", "expected_close")


def recorded(row: Row, zone: ZoneInfo) -> date | None:
    """When a row was learned of: when it happened, where it does not tell."""
    return day_of(row.get("recorded_at"), zone) or day_of(row.get("at"), zone)


def known_tables(tables: Tables, known_at: date, zone: ZoneInfo) -> Tables:
    pipelines = Pipelines.of(tables.stages, tables.forecast_categories)
    deals: list[Row] = []
    history: list[Row] = []
    for deal in tables.opportunities:
        rows = [row for row in tables.history if row["opportunity"] == deal["id"]]
        stays = [row for row in rows if (recorded(row, zone) or date.min) <= known_at]
        goes = [row for row in rows if row not in stays]
        if not existed(deal, rows, stays, known_at, zone):
            continue
        history += stays
        deals.append(as_known(deal, stays, goes, pipelines, known_at, zone))
    ids = {deal["id"] for deal in deals}
    interactions = [
        {**row, "opportunity": row.get("opportunity") if row.get("opportunity") in ids else None}
        for row in tables.interactions
        if (recorded(row, zone) or date.min) <= known_at
    ]
    return replace(tables, opportunities=deals, history=history, interactions=interactions)


def existed(deal: Row, rows: list[Row], stays: list[Row], known_at: date, zone: ZoneInfo) -> bool:
    """By its own recorded_at; else by the row of its creation, the first up to that day; else by
    the day of creation; else when anything that was said of it is known."""
    told = day_of(deal.get("recorded_at"), zone)
    created = day_of(deal.get("created"), zone)
    if told is None and created is not None:
        first = [row for row in rows if (day_of(row["at"], zone) or date.max) <= created]
        told = recorded(min(first, key=lambda row: instant(row, zone)), zone) if first else created
    if told is not None:
        return told <= known_at
    return bool(stays) or not rows


def instant(row: Row, zone: ZoneInfo) -> tuple[date, str]:
    day = day_of(row["at"], zone)
    assert day is not None
    return (day, row["at"].isoformat())


def as_known(
    deal: Row,
    stays: list[Row],
    goes: list[Row],
    pipelines: Pipelines,
    known_at: date,
    zone: ZoneInfo,
) -> Row:
    """The deal's own cells tell of today: what has changed since is not known yet."""
    then = dict(deal)
    for name in CELLS:
        if any(row.get(name) is not None for row in goes):
            then[name] = None
    closed = day_of(deal.get("closed"), zone)
    closed_later = closed is not None and closed > known_at
    moved_later = any(row.get("stage") for row in goes)
    if any(row.get("stage") for row in stays):
        then["stage"] = None if moved_later else deal.get("stage")
    elif moved_later or closed_later:
        then["stage"] = pipelines.for_deal(deal.get("pipeline") or "").first.name
    if closed_later:
        then["closed"] = None
    return then
