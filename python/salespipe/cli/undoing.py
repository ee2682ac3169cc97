"""``salespipe undo``: take back what was done to a deal, or a whole command."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from salespipe.cli import options as o
from salespipe.cli.books import find_deal, open_existing
from salespipe.cli.output import console, print_json
from salespipe.errors import InvalidStateError
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe undo sales.jsonl event-43

  salespipe undo sales.jsonl flush-2026-06-30 --reason "the wrong list"

  salespipe undo sales.jsonl --last "Acme 20 seats" --count 2

Nothing is rewritten: an event is added that takes back what the others did, and undoing that one
brings it back. salespipe history shows the ids of events."""


class _OnlyAskedError(Exception):
    """Ends a transaction of which nothing is to be kept."""


def undo(
    path: Annotated[Path, typer.Argument(metavar="BOOK", help="A book.")],
    events: Annotated[
        list[str] | None,
        typer.Argument(metavar="EVENT...", help="Ids of events; of a command, all of it."),
    ] = None,
    last: Annotated[
        str | None, typer.Option(metavar="DEAL", help="Instead: the last changes of this deal.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="With --last: how many.")] = 1,
    reason: Annotated[str, typer.Option(help="Kept with the event.")] = "",
    actor: Annotated[str, typer.Option(help="Who undoes it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask only; write nothing.")] = False,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Take back events as if they had not happened."""
    if (not events) == (last is None):
        raise typer.BadParameter("name events, or a deal with --last", param_hint="EVENT...")
    book = open_existing(path, None)
    at = o.now(today)
    recorded = []
    with suppress(_OnlyAskedError), book.transaction():
        if last is not None:
            answer = find_deal(book, last, path).undo(count, at=at, reason=reason, actor=actor)
        else:
            answer = book.undo(events or [], at=at, reason=reason, actor=actor)
        if not answer:
            said = "; ".join(reason.message for reason in answer.reasons)
            raise InvalidStateError(f"nothing was undone: {said}")
        recorded = [book.event(sequence) for sequence in answer.recorded]
        if dry_run:
            raise _OnlyAskedError
    if not dry_run:
        book.save()
    if as_json:
        print_json({"undone": [event.id for event in recorded], "written": not dry_run})
        return
    verb = "could be undone" if dry_run else "undone"
    for event in recorded:
        console().print(f"{visible(event.stream)}: {verb}, by {visible(event.id)}")
