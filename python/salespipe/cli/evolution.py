"""``salespipe evolution``: the open pipeline over time, and why it changed."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from salespipe.address import book_path
from salespipe.cli import options as o
from salespipe.cli.inputs import TableOptions, open_input
from salespipe.cli.output import console, print_json
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe evolution sales.jsonl --every month

  salespipe evolution team.parquet --period 2025 --by stage --every week

  salespipe evolution team.parquet --period 2025-03 --every day --json

A line says what was open at the end of its days and what changed it: open before, plus created,
reopened, moved in and value gained, less won, lost, parked, moved out and value lost, is open."""

#: Columns of the table: heading, flows that add, flows that take away.
_COLUMNS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Created", ("created",), ()),
    ("Reopened", ("reopened",), ()),
    (
        "Moved",
        ("advanced_in", "back_in", "moved_in"),
        ("advanced_out", "back_out", "moved_out"),
    ),
    ("Value", ("value_up",), ("value_down",)),
    ("Won", (), ("won",)),
    ("Lost", (), ("lost",)),
    ("Parked", (), ("parked",)),
)


class Every(str, Enum):
    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


def evolution(
    path: Annotated[
        Path,
        typer.Argument(metavar="BOOK|FILE", help="A book, or a table of deals.", parser=book_path),
    ],
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Which days.")] = "all",
    every: Annotated[Every, typer.Option(help="A line for each.")] = Every.month,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION", help="stage, owner, source, ...; several with commas."),
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of a book: only this pipeline.")
    ] = None,
    mapping: o.Map = None,
    stages: o.Stages = None,
    definition: o.Definition = None,
    dates: o.Dates = None,
    decimal: o.Decimal = None,
    rates: o.Rates = None,
    currency: o.CurrencyCode = None,
    timezone: o.Timezone = None,
    known_at: o.KnownAt = None,
    actor: o.Actor = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Show the open pipeline over time, and why it changed."""
    options = TableOptions(
        mapping=o.mapping(mapping),
        stages=stages,
        currency=currency,
        dates=dates.value if dates else None,
        decimal=decimal,
        definition=definition,
        rates=rates,
    )
    day = o.today_for(period, today, timezone)
    data = open_input(
        path,
        options,
        timezone=timezone,
        pipeline=pipeline,
        quotas=None,
        known_at=o.day(known_at, "--known-at") if known_at is not None else None,
        actor=actor,
    )
    filters = (
        [{"dimension": "pipeline", "values": [pipeline]}] if pipeline and not data.is_book else []
    )
    series = data.prepared().series(
        period=period, every=every.value, by=o.names(by), today=day, filters=filters
    )
    document = series.to_dict()
    if as_json:
        print_json(document)
        return
    out = console()
    for group in document["groups"]:
        out.print(_table(group, visible(data.name), document["currency"]))


def _table(group: dict[str, Any], name: str, currency: str) -> Table:
    title = ", ".join(f"{visible(key)} {visible(value)}" for key, value in group["by"].items())
    table = Table(title=title or name, title_justify="left", box=None, pad_edge=False)
    table.add_column("From")
    table.add_column("Open", justify="right")
    table.add_column("Value" if currency == "XXX" else f"Value, {currency}", justify="right")
    weighted = "weighted" in group["start"]
    if weighted:
        table.add_column("Weighted", justify="right")
    for heading, _, _ in _COLUMNS:
        table.add_column(heading, justify="right")
    for point in group["points"]:
        shown = [point["from"], f"{point['count']:,}", _amount(point["value"])]
        if weighted:
            shown.append(_amount(point["weighted"]))
        table.add_row(*shown, *(_net(point["flows"], *flows) for _, *flows in _COLUMNS))
    return table


def _net(flows: dict[str, Any], adds: tuple[str, ...], takes: tuple[str, ...]) -> str:
    total = sum(
        (Decimal(flows[flow]["value"]) for flow in adds if flow in flows), Decimal(0)
    ) - sum((Decimal(flows[flow]["value"]) for flow in takes if flow in flows), Decimal(0))
    return f"{total:+,}" if total else ""


def _amount(value: str) -> str:
    return f"{Decimal(value):,}"
