"""``salespipe funnel``: how deals came through the stages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import salespipe
from salespipe.address import book_path
from salespipe.cli import options as o
from salespipe.cli.inputs import TableOptions, open_input
from salespipe.cli.output import console, print_json
from salespipe.report.funnel import bend_sentence, stage_table

EXAMPLES = """Examples:

  salespipe funnel team.parquet --period 2025

  salespipe funnel sales.jsonl --by source --details

A deal has reached a stage when it entered it or a later one, or was won. "To the next" is the
probability to come further, estimated with the deals that are still undecided, with its 95%
interval; "Of all" the product of those before; "Days, median" when half of all visits have ended.
--details adds what the conversion would be if none or all of the undecided came further, that of
the decided alone, and the chance to win with the days to it, moves back included."""


def funnel(
    path: Annotated[
        Path,
        typer.Argument(metavar="BOOK|FILE", help="A book, or a table of deals.", parser=book_path),
    ],
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
    history: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What changed when. FILE.history.parquet beside FILE.parquet is found.",
            rich_help_panel="Reading a table",
        ),
    ] = None,
    dates: o.Dates = None,
    decimal: o.Decimal = None,
    rates: o.Rates = None,
    currency: o.CurrencyCode = None,
    timezone: o.Timezone = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="As it stood at the end of that day.")
    ] = None,
    known_at: o.KnownAt = None,
    actor: o.Actor = None,
    details: Annotated[bool, typer.Option("--details", help="The other conversions too.")] = False,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Show how deals came through the stages, and where they are lost."""
    options = TableOptions(
        mapping=o.mapping(mapping),
        stages=stages,
        currency=currency,
        dates=dates.value if dates else None,
        decimal=decimal,
        definition=definition,
        history=history,
        rates=rates,
    )
    day = o.today_for(period, today, timezone) if period else None
    data = open_input(
        path,
        options,
        timezone=timezone,
        pipeline=None,
        quotas=None,
        known_at=o.day(known_at, "--known-at") if known_at is not None else None,
        actor=actor,
    )
    result = data.prepared().funnel(
        period=None if period is None else salespipe.Period.parse(period, today=day),
        pipeline=pipeline or "",
        as_of=o.day(as_of, "--as-of") if as_of else None,
        by=o.names(by),
    )
    if as_json:
        print_json(result)
        return
    out = console()
    if not result["knows_history"]:
        out.print("No history of stages: every deal goes from the first one to where it stands.")
    for group in result["groups"]:
        out.print(stage_table(group, data.name, details=details))
        if sentence := bend_sentence(result, group):
            out.print(sentence)
