"""``salespipe suggest``: what to do next, and what becomes of a suggestion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from salespipe.cli import options as o
from salespipe.cli.books import find_deal, open_existing
from salespipe.cli.output import console, print_json
from salespipe.errors import ParseError, Place
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe suggest sales.db --assignee ann

  salespipe suggest sales.db --accept rotting_deal-742a604b307bd0c9 --due 2026-07-03

  salespipe suggest sales.db --dismiss rotting_deal-3f184e8c315e3813 --reason "On holiday"

  salespipe suggest sales.db --rules rules.json

rules.json sets the rules: {"inactive_account": {"days": 14}, "no_next_step": {"on": false}}. One
that was accepted or dismissed does not come back until its facts change."""


def suggest(
    path: Annotated[Path, typer.Argument(metavar="BOOK", help="A book.")],
    assignee: Annotated[str, typer.Option(help="Only for this person.")] = "",
    deal: Annotated[
        str | None, typer.Option(metavar="DEAL", help="Only about this deal: its id, or name.")
    ] = None,
    account: Annotated[str, typer.Option(help="Only about this account: its id, or name.")] = "",
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How the rules are set, as JSON.")
    ] = None,
    accept: Annotated[
        str | None, typer.Option(metavar="ID", help="Make a task of this suggestion.")
    ] = None,
    due: Annotated[
        str | None, typer.Option(metavar="DATE", help="With --accept: its day. Default: today.")
    ] = None,
    dismiss: Annotated[
        str | None, typer.Option(metavar="ID", help="Nobody will do this suggestion.")
    ] = None,
    reason: Annotated[str, typer.Option(help="With --dismiss: why.")] = "",
    actor: Annotated[str, typer.Option(help="Who accepts or dismisses.")] = "",
    timezone: o.Timezone = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Propose what to do next, or take or dismiss a proposal."""
    if accept is not None and dismiss is not None:
        raise typer.BadParameter("accept or dismiss, not both", param_hint="--accept / --dismiss")
    book = open_existing(path, timezone)
    at = o.now(today)
    settings = _read(rules)
    if accept is not None:
        day = None if due is None else o.day(due, "--due")
        task = book.accept_suggestion(accept, at=at, due=day, rules=settings, actor=actor)
        _done(book, {"accepted": task}, f"{visible(task)} is a task now", as_json)
        return
    if dismiss is not None:
        book.dismiss_suggestion(dismiss, at=at, reason=reason, rules=settings, actor=actor)
        _done(book, {"dismissed": dismiss}, f"{visible(dismiss)} is dismissed", as_json)
        return
    found = book.query(
        "suggestions",
        at=at,
        rules=settings,
        assignee=assignee,
        opportunity=None if deal is None else find_deal(book, deal, path).id,
        account=account and book.account_id(account),
    )["suggestions"]
    if as_json:
        print_json({"suggestions": found})
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("What", "Why", "Who", "Id"):
        table.add_column(heading)
    for one in found:
        row = (one["description"], one["why"], one.get("assignee", ""), one["id"])
        table.add_row(*map(visible, row))
    out = console()
    if found:
        out.print(table)
    out.print(f"{len(found):,} suggestions", style="dim")


def _done(book: Any, told: dict[str, Any], said: str, as_json: bool) -> None:
    book.save()
    if as_json:
        print_json(told)
    else:
        console().print(said)


def _read(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ParseError(f"this is no JSON: {error}", place=Place(file=str(path))) from None
