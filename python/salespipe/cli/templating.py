"""``salespipe template``, and the workbook that ``report --xlsx`` writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import pyarrow as pa
import typer

import salespipe
from salespipe.cli import options as o
from salespipe.cli.output import console, print_json
from salespipe.cli.quotas import read_quotas
from salespipe.errors import AlreadyExistsError, Place
from salespipe.report.text import visible
from salespipe.simulate import write as write_team
from salespipe.tables.stages import parse_stages
from salespipe.template.content import (
    ROWS,
    STANDARD_STAGES,
    Content,
    PeriodChoice,
    QuotaRow,
    StageRow,
)

EXAMPLES = """Examples:

  salespipe template sales.xlsx

  salespipe template sales.xlsx --stages "Lead,Demo,Offer,Won,Lost" --currency SEK

  salespipe template example.xlsx --example

Fill it in with Excel, Google Sheets or LibreOffice. Then:

  salespipe import filled.xlsx --into own.db

  salespipe report sales.db --xlsx sales.xlsx"""

_EXAMPLE_DEALS = 160
_EXAMPLE_MONTHS = 18


def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .xlsx file to write.")],
    stages: Annotated[
        str | None,
        typer.Option(
            metavar='"A,B,Won,Lost"',
            help="The stages in their order; NAME=won, =lost or =parked tells a kind.",
        ),
    ] = None,
    currency: Annotated[str, typer.Option(metavar="EUR", help="ISO 4217 code.")] = "EUR",
    pipeline: Annotated[str, typer.Option(metavar="NAME", help="Its name.")] = "Sales",
    rows: Annotated[
        int, typer.Option(min=1, max=20_000, help="How many deals it has room for.")
    ] = ROWS,
    language: Annotated[
        str, typer.Option(metavar="en|sv", help="Of its words: English, Swedish.")
    ] = "en",
    example: Annotated[
        bool, typer.Option("--example", help="Fill it with an invented team.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace FILE when it exists.")
    ] = False,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Write a workbook for people without a CRM: deals, tasks, board and dashboard."""
    from salespipe.template import write_template

    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"'{file.name}': name a .xlsx file", param_hint="FILE")
    if file.exists() and not overwrite:
        raise AlreadyExistsError(
            "exists; it may hold work, so name another file or say --overwrite",
            place=Place(file=str(file)),
        )
    if example and stages is not None:
        raise typer.BadParameter("the example has stages of its own", param_hint="--stages")
    code = _currency(currency)
    if example:
        content = _example(code, o.now(today).date())
    else:
        content = Content(pipeline=pipeline, currency=code, stages=_stages(stages))
    write_template(file, content, rows=rows, language=language)
    told = {"file": str(file), "deals": len(content.deals), "rows": rows, "currency": code}
    if as_json:
        print_json(told)
    else:
        console().print(f"wrote {visible(str(file))}: room for {rows:,} deals", markup=False)


def write_report(
    target: Path,
    source: Path,
    *,
    timezone: str | None,
    actor: str | None,
    pipeline: str | None,
    quotas: Path | None,
    period: tuple[str, str] | None,
    as_of: date | None,
    abandoned_days: int,
) -> None:
    """The deals of a book in a template."""
    from salespipe.template import write_template
    from salespipe.template.from_book import content_of

    book = salespipe.open_book(source, timezone=timezone or "UTC")
    if actor is not None:
        book = book.as_actor(actor)
    chosen = [one for one in book.pipelines if pipeline in (one.name, one.id)]
    content = content_of(
        book,
        pipeline=chosen[0] if chosen else None,
        quotas=() if quotas is None else _quotas(read_quotas(quotas)),
        today=as_of,
        abandoned_days=abandoned_days,
        period=None if period is None else choice_of(*map(date.fromisoformat, period)),
    )
    write_template(target, content)


def choice_of(first: date, after: date) -> PeriodChoice:
    """The period of a dashboard that has these days."""
    for kind, months in (("year", 12), ("quarter", 3), ("month", 1)):
        if first.day == 1 and (first.month - 1) % months == 0 and after == _later(first, months):
            return PeriodChoice(kind, first.year, (first.month - 1) // months + 1)
    last = after - timedelta(days=1)
    quarter = (first.month - 1) // 3 + 1
    return PeriodChoice("custom", first.year, quarter, first, last)


def _later(day: date, months: int) -> date:
    ahead = day.month - 1 + months
    return date(day.year + ahead // 12, ahead % 12 + 1, 1)


def _currency(code: str) -> str:
    salespipe.Pipeline.standard("check", currency=code)  # refuses what is no currency
    return code


def _stages(text: str | None) -> tuple[StageRow, ...]:
    if text is None:
        return STANDARD_STAGES
    specs = parse_stages(text) or []
    opens = [one for one in specs if one.kind == "open"]
    rows = []
    for spec in specs:
        if spec.kind == "open":
            share = Decimal(opens.index(spec) + 1) / (len(opens) + 1)
            given = spec.probability_ppm
            chance = int(share * 100) * 10_000 if given is None else given
            rows.append(StageRow(spec.name, "open", chance, 30, spec.qualified))
        else:
            chance = 1_000_000 if spec.kind == "won" else 0
            rows.append(StageRow(spec.name, spec.kind, chance))
    _check_pipeline(rows)
    return tuple(rows)


def _check_pipeline(rows: Sequence[StageRow]) -> None:
    """A definition that a book would refuse must not become a workbook."""
    from salespipe.template.into_book import definition

    document = definition(Content(stages=tuple(rows)))
    salespipe.Book().add_pipeline(salespipe.Pipeline.from_json(json.dumps(document)))


def _quotas(table: pa.Table) -> list[QuotaRow]:
    return [
        QuotaRow(
            row["owner"] or "", row["from"], row["to"] - timedelta(days=1), Decimal(row["value"])
        )
        for row in table.to_pylist()
    ]


def _example(currency: str, today: date) -> Content:
    """An invented team whose last days are these, with a quota a little above what it sells."""
    from salespipe.template.from_book import content_of

    first = _earlier(today.replace(day=1), _EXAMPLE_MONTHS - 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "team.jsonl"
        write_team(
            path, opportunities=_EXAMPLE_DEALS, seed=7, months=_EXAMPLE_MONTHS, start=first,
            team_size=5, currency=currency,
        )  # fmt: skip
        book = salespipe.open_book(path)
        whole = salespipe.Period.parse(f"{first.isoformat()}..{today.isoformat()}")
        won = Decimal(_won(book, whole)) / _EXAMPLE_MONTHS * 3
        goal = (won * Decimal("1.1")).quantize(Decimal(1)) // 1000 * 1000
        quotas, day = [], first.replace(month=(first.month - 1) // 3 * 3 + 1)
        while goal and day <= today:
            quotas.append(QuotaRow("", day, _later(day, 3) - timedelta(days=1), goal))
            day = _later(day, 3)
        return content_of(book, quotas=quotas)


def _won(book: salespipe.Book, period: Any) -> str:
    rows = book.metrics(period=period, metrics=["won_revenue"]).to_dict()["rows"]
    return str(rows[0]["metrics"].get("won_revenue", "0"))


def _earlier(day: date, months: int) -> date:
    back = day.year * 12 + day.month - 1 - months
    return date(back // 12, back % 12 + 1, 1)
