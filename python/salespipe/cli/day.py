"""``salespipe tasks``, ``timeline`` and ``fridge``: the working day of a book."""

from __future__ import annotations

import json
from enum import Enum
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

TASKS_EXAMPLES = """Examples:

  salespipe tasks sales.db --assignee ann --due now

  salespipe tasks sales.db --deal "Acme 20 seats" --all --json

Due are days of the book's zone; --timezone names it."""

TIMELINE_EXAMPLES = """Examples:

  salespipe timeline sales.db --account Acme

  salespipe timeline sales.db --deal "Acme 20 seats" --json"""

FRIDGE_EXAMPLES = """Examples:

  salespipe fridge sales.db

  salespipe fridge sales.db --until 2026-09-30"""

BookPath = o.BookArgument


class Due(str, Enum):
    any = "any"
    overdue = "overdue"
    now = "now"
    later = "later"


def tasks(
    path: BookPath,
    assignee: Annotated[str, typer.Option(help="Only the tasks of this person.")] = "",
    deal: Annotated[
        str | None, typer.Option(metavar="DEAL", help="Only those of this deal: its id, or name.")
    ] = None,
    account: Annotated[str, typer.Option(help="Only those of this account: its id, or name.")] = "",
    due: Annotated[
        Due, typer.Option(help="overdue; now: today or overdue; later: not due yet.")
    ] = Due.any,
    all_: Annotated[bool, typer.Option("--all", help="Finished ones too.")] = False,
    actor: o.Actor = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """List tasks, those that are due first."""
    book = open_existing(path, timezone, actor)
    found = book.query(
        "tasks",
        opportunity=None if deal is None else find_deal(book, deal, path).id,
        account=account and book.account_id(account),
        assignee=assignee,
        state="any" if all_ else "open",
        due=due.value,
        at=o.now(today),
    )["tasks"]
    if as_json:
        print_json({"tasks": found})
        return
    names = {account.id: account.name for account in book.accounts}
    table = _table("Due", "Task", "About", "Assignee", "Id")
    for task in found:
        about = names.get(task.get("account", ""), "")
        if "opportunity" in task:
            about = book.deal(task["opportunity"]).name
        row = (_due(task), task["description"], about, task.get("assignee", ""), task["id"])
        table.add_row(*map(visible, row), style="bold" if task.get("days_left", 1) < 0 else None)
    out = console()
    out.print(table)
    overdue = sum(task.get("days_left", 0) < 0 for task in found)
    out.print(f"{len(found):,} tasks, {overdue:,} overdue", style="dim")


def timeline(
    path: BookPath,
    deal: Annotated[
        str | None, typer.Option(metavar="DEAL", help="Of this deal: its id, or its name.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="Of this account: its id, or its name.")
    ] = None,
    actor: o.Actor = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
) -> None:
    """Show everything that happened around a deal or an account, and who talks to whom."""
    if (deal is None) == (account is None):
        raise typer.BadParameter("name a deal or an account", param_hint="--deal / --account")
    book = open_existing(path, timezone, actor)
    found = book.timeline(
        deal=None if deal is None else find_deal(book, deal, path), account=account or ""
    )
    stages = stage_names(book)
    undone = set(book.undone())
    people = {contact.id: contact.name for contact in book.contacts}
    if as_json:
        print_json(_told(found, stages, undone))
        return
    zone = ZoneInfo(book.timezone)
    table = _table("When", "By", "What", "Of", "Event")
    for event in found:
        said = describe(event, stages)
        when = event.occurred_at
        row = (
            "unknown" if when is None else when.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            event.actor,
            f"undone later: {said}" if event.sequence in undone else said,
            event.stream,
            event.id,
        )
        table.add_row(*map(visible, row))
    out = console()
    out.print(table)
    if found.last_activity is not None:
        last = found.last_activity.astimezone(zone)
        out.print(f"Last activity: {last:%Y-%m-%d %H:%M}", style="dim")
    if found.conversations:
        talks = _table("Ours", "Theirs", "In", "Out", "Together", "Last")
        for one in found.conversations:
            last_day = "" if one.last is None else f"{one.last.astimezone(zone):%Y-%m-%d}"
            names = (one.owner or "not known", people.get(one.contact, "not known"))
            counts = (one.inbound, one.outbound, one.mutual)
            talks.add_row(*map(visible, names), *(f"{count:,}" for count in counts), last_day)
        out.print(talks)


def fridge(
    path: BookPath,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only those that wake up by this day.")
    ] = None,
    actor: o.Actor = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
) -> None:
    """List the parked deals by their day to wake up."""
    book = open_existing(path, timezone, actor)
    found = book.query("fridge", until=None if until is None else o.day(until, "--until"))
    if as_json:
        print_json(found)
        return
    table = _table("Wakes up", "Deal", "Owner", "Value", "Id")
    for deal in found["opportunities"]:
        members = ("wake_up", "name", "owner", "value", "id")
        table.add_row(*(visible(deal.get(member, "")) for member in members))
    console().print(table)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _due(task: dict[str, Any]) -> str:
    if task["state"] != "open":
        return str(task["state"])
    if "due" not in task:
        return "some time"
    left = task["days_left"]
    if left == 0:
        return "today"
    return f"{task['due']} ({-left:,} late)" if left < 0 else str(task["due"])


def _told(found: salespipe.Timeline, stages: dict[str, str], undone: set[int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "events": [
            {
                **json.loads(event.to_json()),
                "text": describe(event, stages),
                "undone": event.sequence in undone,
            }
            for event in found
        ],
        "conversations": [
            {
                "owner": one.owner,
                "contact": one.contact,
                "inbound": one.inbound,
                "outbound": one.outbound,
                "mutual": one.mutual,
                "last": None if one.last is None else one.last.isoformat(),
            }
            for one in found.conversations
        ],
    }
    if found.last_activity is not None:
        told["last_activity"] = found.last_activity.isoformat()
    for one in told["conversations"]:
        for name in [name for name, value in one.items() if value in ("", None)]:
            del one[name]
    return told
