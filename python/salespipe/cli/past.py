"""``salespipe history`` and ``salespipe changes``: what happened to a deal, and to all of them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

import salespipe
from salespipe.cli import options as o
from salespipe.cli.books import find_deal, open_existing, stage_names
from salespipe.cli.output import console, print_json
from salespipe.report.event_text import describe
from salespipe.report.text import visible

HISTORY_EXAMPLES = """Examples:

  salespipe history sales.jsonl opportunity-7

  salespipe history sales.jsonl "Acme 20 seats" --as-of 2026-03-31

Events stand in the order in which they happened. "Recorded" is shown where the book learned of one
on another day."""

CHANGES_EXAMPLES = """Examples:

  salespipe changes sales.jsonl --since 2026-03-31 --until 2026-04-30

  salespipe changes sales.jsonl --since 2026-04-23 --json

  salespipe changes sales.jsonl --since 2026-03-31 --until 2026-03-31 --known-since 2026-03-31

The last one asks what has been learned since of how the book stood then."""

BookPath = o.BookArgument


def history(
    path: BookPath,
    deal: Annotated[str, typer.Argument(metavar="DEAL", help="Its id, or its name.")],
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what had happened by then.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what had been recorded by then.")
    ] = None,
    actor: o.Actor = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
) -> None:
    """Show everything that happened to a deal."""
    book = open_existing(path, timezone, actor)
    found = find_deal(book, deal, path)
    zone = ZoneInfo(book.timezone)
    happened = None if as_of is None else o.day(as_of, "--as-of")
    known = None if known_at is None else o.day(known_at, "--known-at")
    events = [
        event
        for event in found.history()
        if _by(event.occurred_at, happened, zone) and _by(event.recorded_at, known, zone)
    ]
    stages = stage_names(book)
    undone = set(book.undone())
    if as_json:
        told = [
            {
                **json.loads(event.to_json()),
                "text": describe(event, stages),
                "undone": event.sequence in undone,
            }
            for event in events
        ]
        print_json({"deal": found.id, "name": found.name, "events": told})
        return
    table = Table(
        title=f"{visible(found.name)} ({visible(found.id)})",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for heading in ("When", "Recorded", "By", "What", "Event"):
        table.add_column(heading)
    for event in events:
        said = visible(describe(event, stages))
        recorded = _time(event.recorded_at, zone)
        when = _time(event.occurred_at, zone)
        table.add_row(
            when,
            recorded if recorded[:10] != when[:10] else "",
            visible(event.actor),
            f"undone later: {said}" if event.sequence in undone else said,
            visible(event.id),
        )
    console().print(table)


def changes(
    path: BookPath,
    since: Annotated[str, typer.Option(metavar="DATE", help="From the end of this day on.")],
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Up to the end of this day. Default: all.")
    ] = None,
    known_since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The earlier moment as it was known at that day."),
    ] = None,
    known_until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The later moment as it was known at that day."),
    ] = None,
    actor: o.Actor = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
) -> None:
    """Show what became of the deals between two days."""
    book = open_existing(path, timezone, actor)

    def moment(day: str | None, known: str | None, options: tuple[str, str]) -> salespipe.BookAt:
        return salespipe.BookAt(
            book,
            None if day is None else o.day(day, options[0]),
            None if known is None else o.day(known, options[1]),
        )

    before = moment(since, known_since, ("--since", "--known-since"))
    after = moment(until, known_until, ("--until", "--known-until"))
    found = after.since(before)
    if as_json:
        print_json({"since": _told(before), "until": _told(after), "deals": [*map(_deal, found)]})
        return
    stages = stage_names(book)
    table = Table(box=None, pad_edge=False)
    for heading in ("Deal", "Owner", "What", "Stage", "Value", "Expected close"):
        table.add_column(heading)
    for one in found:
        names = {state.name: None for state in (one.before, one.after) if state is not None}
        table.add_row(
            visible(list(names)[-1]),
            _step(one, "owner"),
            ", ".join(one.differences),
            _step(one, "stage", stages),
            _step(one, "value_terms"),
            _step(one, "expected_close"),
        )
    out = console()
    out.print(table)
    out.print(f"{len(found):,} deals of {len(after):,}", style="dim")


def _by(moment: datetime | None, limit: date | None, zone: ZoneInfo) -> bool:
    return limit is None or moment is None or moment.astimezone(zone).date() <= limit


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return "unknown" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _step(one: salespipe.DealDifference, what: str, names: dict[str, str] | None = None) -> str:
    """A cell: what it is, or "what it was -> what it is" where the two differ."""
    shown: list[str] = []
    for state in (one.before, one.after):
        if state is None:
            continue
        value = getattr(state, what)
        text = "none" if value in (None, "") else str(value)
        shown.append(visible((names or {}).get(text, text)))
    return " -> ".join(dict.fromkeys(shown))


def _told(moment: salespipe.BookAt) -> dict[str, str]:
    told = {}
    if moment.as_of is not None:
        told["as_of"] = moment.as_of.isoformat()
    if moment.known_at is not None:
        told["known_at"] = moment.known_at.isoformat()
    return told


def _deal(one: salespipe.DealDifference) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "differences": one.differences}
    for name, state in (("before", one.before), ("after", one.after)):
        if state is None:
            continue
        members = {
            "name": state.name,
            "pipeline": state.pipeline,
            "stage": state.stage,
            "stage_kind": state.stage_kind,
            "owner": state.owner,
            "value": state.value_terms,
            "expected_close": state.expected_close and state.expected_close.isoformat(),
            "lost_reason": state.lost_reason,
        }
        told[name] = {key: value for key, value in members.items() if value}
    return told
