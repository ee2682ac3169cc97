"""``salespipe report``: the dashboard of a table or a book."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

import salespipe
from salespipe.cli import options as o
from salespipe.cli import templating
from salespipe.cli.inputs import TableOptions, is_book, open_input
from salespipe.cli.output import console, print_json
from salespipe.cli.progress import phase
from salespipe.report import Document, print_report, render_html
from salespipe.report.asked import Asked
from salespipe.report.gather import gather
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe report deals.csv

  salespipe report deals.csv --period 2017-Q3 --compare previous --by owner

  salespipe report deals.csv --period 2017 --by month,product --metrics won_revenue,win_rate

  salespipe report deals.csv --period last-30-days --by account --top 10 --html report.html

  salespipe report export.csv --map value=Amount --stages "Lead,Demo,Done=won,Gone=lost"

  salespipe report sales.db --xlsx sales.xlsx

  salespipe report sales.jsonl --period this-quarter --timezone Europe/Stockholm --json

Periods: 2017, 2017-Q3, 2017-08, 2017-W23, 2017-08-14, FY2018, 2017-01-01..2017-06-30 (both days
included), last-30-days, this- or last- with day, week, month, quarter or year; all."""

_FIGURES = "Which figures"
_RULES = "How they are counted"


class Compare(str, Enum):
    previous = "previous"
    last_year = "last-year"
    none = "none"


class Outcome(str, Enum):
    restated = "restated"
    first = "first"
    as_recorded = "as_recorded"


class CycleFrom(str, Enum):
    created = "created"
    qualified = "qualified"
    first_contact = "first_contact"


class Days(str, Enum):
    calendar = "calendar"
    business = "business"


class WaterfallWindow(str, Enum):
    rolling = "rolling"
    closing = "closing"


def report(
    path: Annotated[
        Path, typer.Argument(metavar="BOOK|FILE", help="A book, or a CSV, Parquet or XLSX table.")
    ],
    period: Annotated[
        str, typer.Option(help="Which days; see below.", rich_help_panel=_FIGURES)
    ] = "all",
    compare: Annotated[
        Compare,
        typer.Option(help="What to put beside each figure.", rich_help_panel=_FIGURES),
    ] = Compare.none,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIMENSION",
            help="owner, source, account, product, pipeline, stage, lost_reason, any column; or "
            "day, week, month, quarter, year. Several with commas.",
            rich_help_panel=_FIGURES,
        ),
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only these; `salespipe metrics` lists them. Several with commas.",
            rich_help_panel=_FIGURES,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, help="The first N groups, the rest as one.", rich_help_panel=_FIGURES),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIMENSION=VALUE",
            help="Only deals with this value: --only source=Web.",
            rich_help_panel=_FIGURES,
        ),
    ] = None,
    pipeline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only this pipeline.", rich_help_panel=_FIGURES),
    ] = None,
    mapping: o.Map = None,
    stages: o.Stages = None,
    dates: o.Dates = None,
    decimal: o.Decimal = None,
    sheet: o.Sheet = None,
    history: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What changed when. FILE.history.parquet beside FILE.parquet is found.",
            rich_help_panel="Reading a table",
        ),
    ] = None,
    interactions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Emails, calls, meetings; found beside the table likewise.",
            rich_help_panel="Reading a table",
        ),
    ] = None,
    definition: o.Definition = None,
    quotas: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Columns owner (empty: the team), period, value.",
            rich_help_panel="Reading a table",
        ),
    ] = None,
    rates: o.Rates = None,
    currency: o.CurrencyCode = None,
    timezone: o.Timezone = None,
    actor: o.Actor = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only what had been recorded by the end of that day.",
            rich_help_panel=_RULES,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Judge by what had happened by that day.", rich_help_panel=_RULES
        ),
    ] = None,
    fiscal_year_start: Annotated[
        int,
        typer.Option(min=1, max=12, help="Month in which the year begins.", rich_help_panel=_RULES),
    ] = 1,
    outcome: Annotated[
        Outcome,
        typer.Option(
            help="A deal that was reopened counts as it ended, as it ended first, or each time.",
            rich_help_panel=_RULES,
        ),
    ] = Outcome.restated,
    cycle_from: Annotated[
        CycleFrom,
        typer.Option(help="Where the sales cycle begins.", rich_help_panel=_RULES),
    ] = CycleFrom.created,
    days: Annotated[
        Days,
        typer.Option(
            help="Durations in days, or in business days (Monday to Friday).",
            rich_help_panel=_RULES,
        ),
    ] = Days.calendar,
    holidays: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|DATE,...",
            help="Days that are no business days; a file has one date a line.",
            rich_help_panel=_RULES,
        ),
    ] = None,
    waterfall_window: Annotated[
        WaterfallWindow,
        typer.Option(
            help="The waterfall of all open deals, or of those expected to close in the period.",
            rich_help_panel=_RULES,
        ),
    ] = WaterfallWindow.rolling,
    abandoned_days: Annotated[
        int,
        typer.Option(
            min=0, help="Without activity for longer is abandoned.", rich_help_panel=_RULES
        ),
    ] = 30,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page that opens in a browser.")
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a book into the workbook of `salespipe template`: its deals, and the "
            "dashboard of the period.",
        ),
    ] = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Answer the questions of a sales team, as tables, as a page or as JSON."""
    table_options = TableOptions(
        mapping=o.mapping(mapping),
        stages=stages,
        currency=currency,
        dates=dates.value if dates else None,
        decimal=decimal,
        sheet=sheet,
        history=history,
        interactions=interactions,
        definition=definition,
        rates=rates,
    )
    for option, target in (("--html", html), ("--xlsx", xlsx)):
        if target is not None and target.exists() and path.exists() and target.samefile(path):
            raise typer.BadParameter("it would replace the data itself", param_hint=option)
    if xlsx is not None and not is_book(path):
        raise typer.BadParameter(
            f"{path.name} is a table; bring it into a book first (salespipe import)",
            param_hint="--xlsx",
        )
    day = o.today_for(period, today, timezone)
    if period != "all":  # a period that is none is told before a table is read
        salespipe.Period.parse(period, fiscal_year_start_month=fiscal_year_start, today=day)
    options: dict[str, Any] = {
        "period": period,
        "compare": compare.value.replace("-", "_"),
        "as_of": o.day(as_of, "--as-of") if as_of else None,
        "fiscal_year_start_month": fiscal_year_start,
        "outcome": outcome.value,
        "cycle_from": cycle_from.value,
        "days": days.value,
        "holidays": o.holidays(holidays),
        "waterfall_window": waterfall_window.value,
        "abandoned_after_days": abandoned_days,
        "filters": _filters(only),
        "today": day,
        "threads": os.cpu_count() or 1,
    }
    data = open_input(
        path,
        table_options,
        timezone=timezone,
        pipeline=pipeline,
        quotas=quotas,
        known_at=o.day(known_at, "--known-at") if known_at is not None else None,
        actor=actor,
    )
    asked = Asked(
        data.prepared(),
        data.completed(options),
        o.names(by),
        o.names(metrics),
        top,
        data.stages,
        pipeline or "",
    )
    document = asked.report().to_dict()
    if xlsx is not None:
        row = document["rows"][0]["period"]
        templating.write_report(
            xlsx,
            path,
            timezone=timezone,
            actor=actor,
            pipeline=pipeline,
            quotas=quotas,
            period=None if period == "all" else (row["from"], row["to"]),
            as_of=options["as_of"],
            abandoned_days=abandoned_days,
        )
    _warn_of_empty_comparison(document, period)
    if html is not None:
        phase("drawing the page")
        page = gather(asked, data.name, document)
        html.write_bytes(render_html(page).encode("utf-8"))
    if as_json:
        print_json(document)
        return
    out = console()
    view = Document(document, salespipe.catalogue())
    print_report(view, out, source=visible(data.name), stages=data.stages)
    for target in (html, xlsx):
        if target is not None:
            out.print(f"\nwrote {visible(str(target))}")


def _filters(only: Sequence[str] | None) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for pair in only or ():
        dimension, equals, value = pair.partition("=")
        if not equals or not dimension.strip():
            raise typer.BadParameter(f"'{pair}': write DIMENSION=VALUE", param_hint="--only")
        found.setdefault(dimension.strip(), []).append(value)
    return [{"dimension": name, "values": values} for name, values in found.items()]


def _warn_of_empty_comparison(document: dict[str, Any], period: str) -> None:
    """All days of the data have nothing before them: say it instead of showing a great rise."""
    if period == "all" and "previous_period" in document["rows"][0]:
        document["diagnostics"].append(
            {
                "severity": "warning",
                "code": "nothing_before",
                "message": "the period is all days of the data, so there is nothing before it to "
                "compare with; name a --period",
            }
        )
