"""``salespipe automate``: put rules in force, look at them, run them."""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

import salespipe
from salespipe.automation import AutomationRun, Firing
from salespipe.cli import options as o
from salespipe.cli.books import open_existing
from salespipe.cli.output import console, print_json
from salespipe.diagnostics import Diagnostic
from salespipe.errors import NotFoundError, ParseError, Place
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe automate sales.db --rules automation.json --lint

  salespipe automate sales.db --rules automation.json --dry-run

  salespipe automate sales.db --rules automation.json

  salespipe automate sales.db

The first looks for mistakes, the second tells what would happen and why, the third puts the rules
in force and runs them, the last runs those in force: call it every few minutes, or once a day. Each
effect happens once, however often it runs. What leaves the book waits in its outbox."""

_MISTAKES = 11  # as an invalid argument


class _OnlyAskedError(Exception):
    """Ends a transaction of which nothing is to be kept."""


def automate(
    path: Annotated[Path, typer.Argument(metavar="BOOK", help="A book.")],
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Put these rules in force first.")
    ] = None,
    lint: Annotated[
        bool, typer.Option("--lint", help="Only look for mistakes; run nothing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would happen; write nothing.")
    ] = False,
    actor: Annotated[str, typer.Option(help="With --rules: for whom they run.")] = "",
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Instead of now: 2026-07-01T09:00Z.")
    ] = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Run the rules of a book: what happened since, and what has become due."""
    book = open_existing(path, timezone)
    document = None if rules is None else _read(rules)
    if lint:
        _print_lint(book.lint_automation(document), as_json)
        return
    when = o.now(today) if at is None else _moment(at)
    told: AutomationRun | None = None
    with suppress(_OnlyAskedError), book.transaction():
        if document is not None:
            book.configure_automation(document, at=when, actor=actor)
        told = book.automate(at=when, dry_run=dry_run)
        if dry_run:
            raise _OnlyAskedError
    assert told is not None
    if not dry_run:
        book.save()
    if as_json:
        print_json(dataclasses.asdict(told))
    else:
        _print_run(book, told)


def _print_run(book: salespipe.Book, told: AutomationRun) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Rule", "Deal", "Why", "What"):
        table.add_column(heading)
    for firing in told.firings:
        row = (firing.rule, book.deal(firing.opportunity).name, firing.why, _what(firing))
        table.add_row(*map(visible, row))
    out = console()
    if told.firings:
        out.print(table)
    for one in told.diagnostics:
        out.print(visible(f"{one.severity}: {one.message}"), style="yellow")
    if book.automation is None and not told.dry_run:
        out.print("The book has no rules; give some with --rules FILE", style="dim")
    verb = "would speak" if told.dry_run else "spoke"
    out.print(f"{told.events:,} events; rules {verb} {len(told.firings):,} times", style="dim")


def _what(firing: Firing) -> str:
    if firing.held:
        return f"nothing: {firing.held}"
    return "; ".join(
        one.what
        + (f" (refused: {one.trouble})" if one.result == "refused" else "")
        + (" (so already)" if one.result == "nothing_new" else "")
        for one in firing.actions
    )


def _print_lint(found: list[Diagnostic], as_json: bool) -> None:
    if as_json:
        print_json({"diagnostics": [one.to_dict() for one in found]})
    else:
        table = Table(box=None, pad_edge=False)
        for heading in ("Severity", "Code", "What"):
            table.add_column(heading)
        for one in found:
            table.add_row(*map(visible, (one.severity, one.code, one.message)))
        out = console()
        if found:
            out.print(table)
        out.print(f"{len(found):,} findings", style="dim")
    if any(one.severity == "error" for one in found):
        raise typer.Exit(_MISTAKES)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFoundError("no such file", place=Place(file=str(path))) from None
    except ValueError as error:
        raise ParseError(f"this is no JSON: {error}", place=Place(file=str(path))) from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(
            f"'{text}': write a time with its offset, 2026-07-01T09:00Z", param_hint="--at"
        )
    return moment
