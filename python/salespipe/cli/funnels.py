"""``salespipe funnel``: how deals came through the stages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

import salespipe
from salespipe.cli import options as o
from salespipe.cli.inputs import TableOptions, open_input
from salespipe.cli.output import console, print_json
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe funnel team.parquet --period 2025

  salespipe funnel sales.jsonl --by source

A deal has reached a stage when it entered it or a later one, or was won. Conversion to the next
stage lies between the first bound, which takes the undecided for lost, and the second, which takes
them for converted; decided leaves them out."""


def funnel(
    path: Annotated[Path, typer.Argument(metavar="BOOK|FILE", help="A book, or a table of deals.")],
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Deals created in it. Default: all.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION", help="A funnel for each value: source, account, ..."),
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which one, where there are several.")
    ] = None,
    mapping: o.Map = None,
    stages: o.Stages = None,
    definition: o.Definition = None,
    dates: o.Dates = None,
    decimal: o.Decimal = None,
    currency: o.CurrencyCode = None,
    timezone: o.Timezone = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="As it stood at the end of that day.")
    ] = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Show how deals came through the stages, with bounds for the undecided."""
    options = TableOptions(
        mapping=o.mapping(mapping),
        stages=stages,
        currency=currency,
        dates=dates.value if dates else None,
        decimal=decimal,
        definition=definition,
    )
    day = o.today_for(period, today, timezone) if period else None
    data = open_input(path, options, timezone=timezone, pipeline=None, quotas=None)
    result = data.prepared().funnel(
        period=None if period is None else salespipe.Period.parse(period, today=day),
        pipeline=pipeline or "",
        as_of=as_of,
        by=by or (),
    )
    if as_json:
        print_json(result)
        return
    out = console()
    for group in result["groups"]:
        out.print(_table(group, data.name))


def _table(group: dict[str, Any], name: str) -> Table:
    title = ", ".join(f"{visible(key)} {visible(value)}" for key, value in group["by"].items())
    table = Table(title=title or visible(name), title_justify="left", box=None, pad_edge=False)
    table.add_column("Stage")
    for heading in ("Reached", "Skipped", "Still there", "Lost from", "Pending"):
        table.add_column(heading, justify="right")
    for heading in ("To the next", "Decided", "Of all", "Median days"):
        table.add_column(heading, justify="right")
    for stage in group["stages"]:
        table.add_row(
            "Won" if stage["kind"] == "won" else visible(stage["stage"]),
            *(f"{stage[key]:,}" for key in ("reached", "skipped", "still_there", "lost_from")),
            f"{stage['pending']:,}",
            _bounds(stage),
            _percent(stage.get("conversion_decided")),
            _percent(stage.get("cumulative_conversion")),
            f"{stage['visit_days_median']:.1f}" if "visit_days_median" in stage else "",
        )
    return table


def _bounds(stage: dict[str, Any]) -> str:
    low, high = stage.get("conversion"), stage.get("conversion_upper_bound")
    if low is None or high is None:
        return ""
    return _percent(low) if low == high else f"{low:.1%} to {high:.1%}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
