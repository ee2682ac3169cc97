"""``salespipe flush``: close or park the deals that nobody works on, all in one."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

import salespipe
from salespipe.cli import options as o
from salespipe.cli.books import open_existing
from salespipe.cli.output import console, print_json
from salespipe.errors import NotFoundError
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe flush sales.db --inactive 90d --dry-run

  salespipe flush sales.db --inactive 90d --close-date-passed 30d --reason "No answer"

  salespipe flush sales.db --created-before 2025-01-01 --to fridge --wake-up 2026-09-01

A deal is stale when one of the conditions is met. Activity is a beginning, a move, an interaction
with the customer or a completed task; edits are not. The whole flush is one bulk: the command
prints the id with which salespipe undo takes it back."""

_DAYS = re.compile(r"(\d+)\s*(?:d|days?)?")


class To(str, Enum):
    lost = "lost"
    fridge = "fridge"


class _OnlyAskedError(Exception):
    """Ends a transaction of which nothing is to be kept."""


def flush(
    path: o.BookArgument,
    inactive: Annotated[
        str | None, typer.Option(metavar="90d", help="No activity for so many days.")
    ] = None,
    created_before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Created before this day.")
    ] = None,
    close_date_passed: Annotated[
        str | None, typer.Option(metavar="30d", help="To be closed so many days ago.")
    ] = None,
    to: Annotated[To, typer.Option(help="Where they go.")] = To.lost,
    reason: Annotated[str, typer.Option(help="Why; kept with each move.")] = "Inactive",
    wake_up: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="With --to fridge: when to look. Default: in 90 days."),
    ] = None,
    pipeline: Annotated[str | None, typer.Option(help="Only its deals: its id, or name.")] = None,
    owner: Annotated[str, typer.Option(help="Only the deals of this person.")] = "",
    actor: Annotated[str, typer.Option(help="Who flushes.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List only; write nothing.")] = False,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """List the stale deals and close them as lost, or park them."""
    if inactive is None and created_before is None and close_date_passed is None:
        raise typer.BadParameter(
            "give a condition", param_hint="--inactive / --created-before / --close-date-passed"
        )
    book = open_existing(path, timezone)
    at = o.now(today)
    day = at.astimezone(ZoneInfo(book.timezone)).date()
    event_id = f"flush-{day.isoformat()}-{book.last_sequence}"
    found: list[salespipe.StaleDeal] = []
    with suppress(_OnlyAskedError), book.transaction():
        found = book.flush(
            at=at,
            inactive_days=_days(inactive, "--inactive"),
            created_before=None
            if created_before is None
            else o.day(created_before, "--created-before"),
            close_date_passed_days=_days(close_date_passed, "--close-date-passed"),
            pipeline=_pipeline(book, pipeline),
            owner=owner,
            to=to.value,
            reason=reason,
            wake_up=_wake_up(wake_up, day) if to is To.fridge else None,
            actor=actor,
            event_id=event_id,
        )
        if dry_run:
            raise _OnlyAskedError
    if not dry_run:
        book.save()
    moved = [one for one in found if one.allowed]
    if as_json:
        told: dict[str, Any] = {"deals": [_told(one) for one in found], "written": not dry_run}
        if moved and not dry_run:
            told["undo"] = event_id
        print_json(told)
        return
    _print(found, len(moved), to, None if dry_run else event_id)


def _print(found: list[salespipe.StaleDeal], moved: int, to: To, event_id: str | None) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Deal", "Owner", "Value", "Why", "Stays because"):
        table.add_column(heading)
    for one in found:
        refused = "" if one.allowed else "; ".join(one.refusals)
        row = (one.deal.name, one.deal.owner, one.deal.value or "", "; ".join(one.reasons), refused)
        table.add_row(*map(visible, row))
    out = console()
    if found:
        out.print(table)
    where = "lost" if to is To.lost else "in the fridge"
    verb = "would be" if event_id is None else "are now"
    out.print(f"{moved:,} of {len(found):,} stale deals {verb} {where}", style="dim")
    if moved and event_id is not None:
        out.print(f"Take it back with: salespipe undo BOOK {event_id}", style="dim")


def _told(one: salespipe.StaleDeal) -> dict[str, Any]:
    told = {
        "id": one.deal.id,
        "name": one.deal.name,
        "owner": one.deal.owner,
        "reasons": one.reasons,
        "last_activity": one.last_activity and one.last_activity.isoformat(),
        "allowed": one.allowed,
        "refusals": one.refusals,
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _days(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    found = _DAYS.fullmatch(text.strip())
    if not found:
        raise typer.BadParameter(f"'{text}': write a number of days, 90d", param_hint=option)
    return int(found.group(1))


def _wake_up(text: str | None, today: date) -> date:
    return today + timedelta(days=90) if text is None else o.day(text, "--wake-up")


def _pipeline(book: salespipe.Book, name: str | None) -> salespipe.Pipeline | None:
    if name is None:
        return None
    for found in book.pipelines:
        if name in (found.id, found.name):
            return found
    known = ", ".join(pipeline.name for pipeline in book.pipelines)
    raise NotFoundError(f"there is no pipeline '{name}'; there are {known}")
