"""``salespipe audit``: who did what in a book, and what was refused."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from salespipe.cli import options as o
from salespipe.cli.books import find_deal, open_existing, stage_names
from salespipe.cli.output import console, print_json
from salespipe.report.event_text import describe
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe audit sales.db

  salespipe audit sales.db --deal "Acme 20 seats"

  salespipe audit sales.db --actor ann --json

Events stand in the order in which they were recorded: those of deals, of their tasks, and what an
actor asked for and was not allowed."""


def audit(
    path: o.BookArgument,
    deal: Annotated[
        str | None, typer.Option(metavar="DEAL", help="Only about this deal: its id, or its name.")
    ] = None,
    actor: Annotated[str, typer.Option(metavar="NAME", help="Only by this actor.")] = "",
    timezone: o.Timezone = None,
    as_json: o.Json = False,
) -> None:
    """Show who did what, and what was refused."""
    book = open_existing(path, timezone)
    about = "" if deal is None else find_deal(book, deal, path).id
    events = book.audit(deal=about, actor=actor)
    stages = stage_names(book)
    if as_json:
        told = [
            {**json.loads(event.to_json()), "text": describe(event, stages)} for event in events
        ]
        print_json({"events": told})
        return
    zone = ZoneInfo(book.timezone)
    table = Table(box=None, pad_edge=False)
    for heading in ("Recorded", "By", "About", "What", "Event"):
        table.add_column(heading)
    for event in events:
        table.add_row(
            _time(event.recorded_at, zone),
            visible(event.actor),
            visible(event.stream),
            visible(describe(event, stages)),
            visible(event.id),
        )
    out = console()
    out.print(table)
    out.print(f"{len(events):,} events", style="dim")


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
