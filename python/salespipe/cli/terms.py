"""``salespipe metrics``: what can be asked for, and what it means."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

import salespipe
from salespipe.cli import options as o
from salespipe.cli.output import console, print_json
from salespipe.errors import NotFoundError

EXAMPLES = """Examples:

  salespipe metrics

  salespipe metrics win_rate won_revenue

  salespipe metrics --json"""


def metrics(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these, in full.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="All of them, the default.")] = False,
    as_json: o.Json = False,
) -> None:
    """List the metrics that can be asked for, and what they mean."""
    catalogue = salespipe.catalogue()
    if names and not list_:
        known = {entry["name"]: entry for entry in catalogue}
        for name in names:
            if name not in known:
                raise NotFoundError(f"there is no metric '{name}'; `salespipe metrics` lists them")
        catalogue = [known[name] for name in names]
    if as_json:
        print_json({"metrics": catalogue})
        return
    out = console()
    if names and not list_:
        for entry in catalogue:
            out.print(_in_full(entry))
        return
    for place, (group, entries) in enumerate(groupby(catalogue, key=lambda one: one["group"])):
        if place:
            out.print()
        out.print(Text(group.capitalize(), style="bold cyan"))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(style="dim", no_wrap=True)
        table.add_column()
        for entry in entries:
            table.add_row(f"  {entry['name']}", entry["unit"], entry["formula"])
        out.print(table)


def _in_full(entry: dict[str, str]) -> Text:
    text = Text()
    text.append(entry["name"], style="bold cyan")
    text.append(f"  {entry['title']}, {entry['unit']}\n")
    text.append(f"  = {entry['formula']}\n")
    if entry["documentation"]:
        text.append(f"  {entry['documentation']}\n")
    if entry["example"]:
        text.append(f"  example: {entry['example']}\n")
    if entry["options"]:
        text.append(f"  depends on: {entry['options']}\n", style="dim")
    return text
