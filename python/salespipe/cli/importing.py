"""``salespipe import``: what the files are, and whose work it is to bring them into a book."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from salespipe.cli import (
    importing_activity,
    importing_crm,
    importing_tables,
    importing_template,
)
from salespipe.cli import options as o
from salespipe.cli.import_output import Into
from salespipe.cli.inputs import TableOptions
from salespipe.crm.table import Reads

EXAMPLES = """Examples:

  salespipe import deals.csv --into sales.db

  salespipe import deals.csv --into sales.db --dry-run

  salespipe import crm.csv --into crm.jsonl --currency EUR --map owner="Deal Owner"

  salespipe import deals.parquet --history changes.parquet --into team.jsonl

  salespipe import export/ --into sales.db --rejects rejects.csv

  salespipe import Opportunity.csv OpportunityHistory.csv User.csv --as salesforce --into sales.db

  salespipe import inbox.mbox --into sales.db --own "ann@us.example=Ann Lee" --own @us.example

  salespipe import calendar.ics --into sales.db --own ann@us.example

  salespipe import calls.csv --as calls --into sales.db

  salespipe import filled.xlsx --into own.db

Nothing is written unless everything can be. A new book gets a pipeline with the table's stages."""


class Kind(str, Enum):
    auto = "auto"
    table = "table"
    salesforce = "salesforce"
    hubspot = "hubspot"
    pipedrive = "pipedrive"
    salesflare = "salesflare"
    mail = "mail"
    calendar = "calendar"
    calls = "calls"
    tracking = "tracking"
    template = "template"
    interactions = "interactions"


_CRMS = (Kind.auto, Kind.salesforce, Kind.hubspot, Kind.pipedrive, Kind.salesflare)
_LOGS = (Kind.calls, Kind.tracking, Kind.interactions)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="A table of deals, a CRM's export (files or folder), mail (mbox, Maildir, EML), "
            "a calendar (.ics), a log of calls or tracking events, a filled template.",
        ),
    ],
    into: Annotated[Path, typer.Option(metavar="BOOK", help="The book; a new one is made.")],
    kind: Annotated[
        Kind, typer.Option("--as", help="What the files are; auto goes by what is in them.")
    ] = Kind.auto,
    pipeline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where deals go whose table names no pipeline."),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS[=OWNER]",
            help="An address of yours, or @domain; several may be given.",
            rich_help_panel="Reading mail and calendars",
        ),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DOMAIN=ACCOUNT",
            help="Whose a domain is, where the addresses of contacts do not tell.",
            rich_help_panel="Reading mail and calendars",
        ),
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
    currency: o.CurrencyCode = None,
    timezone: o.Timezone = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write every row and value that could not be read or used, as CSV.",
            rich_help_panel="Reading what other systems wrote",
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Import nothing when a row or value cannot be read.",
            rich_help_panel="Reading what other systems wrote",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")
    ] = False,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Bring files into a book: all of it, or nothing and what is wrong."""
    at = o.now(today)
    target = Into(into, timezone, rejects, strict=strict, dry_run=dry_run, as_json=as_json)
    order = dates.value if dates else None
    columns = o.mapping(mapping)
    only_tables = [stages, sheet, history, interactions, definition]
    is_plain = mapping is None and all(given is None for given in only_tables)
    domains = importing_activity.domains_of(domain)

    if kind is Kind.template or (
        kind is Kind.auto and is_plain and importing_template.is_one(files)
    ):
        importing_template.run(
            files, into, at=at, timezone=timezone, dry_run=dry_run, as_json=as_json
        )
        return
    activity = None
    if kind is Kind.auto and is_plain:
        activity = importing_activity.kind_of(files)
    elif kind in (Kind.mail, Kind.calendar):
        activity = kind.value
    if activity is not None:
        importing_activity.run_mailbox(activity, files, target, at=at, own=own, domains=domains)
        return
    if kind in _LOGS:
        importing_activity.run_log(
            kind.value, files, target, at=at, mapping=columns, domains=domains, date_order=order
        )
        return
    if kind in _CRMS and not is_plain and kind is not Kind.auto:
        raise typer.BadParameter(
            "--map, --stages, --sheet, --history, --interactions and --definition are for "
            "tables; an export of a CRM is read by its own columns",
            param_hint="--as",
        )
    if kind in _CRMS and is_plain:
        found = importing_crm.find(files, kind.value)
        if isinstance(found, str):
            importing_activity.run_log(
                found, files, target, at=at, mapping=None, domains=domains, date_order=order
            )
            return
        if found is not None:
            reads = Reads(timezone or "UTC", order, decimal)
            importing_crm.run(
                found, target, at=at, reads=reads, currency=currency, pipeline=pipeline
            )
            return
    if len(files) > 1 and (history or interactions):
        raise typer.BadParameter("give one FILE with it", param_hint="--history, --interactions")
    options = TableOptions(
        mapping=columns,
        stages=stages,
        currency=currency,
        dates=order,
        decimal=decimal,
        sheet=sheet,
        history=history,
        interactions=interactions,
        definition=definition,
    )
    importing_tables.run(
        files,
        options,
        into,
        at=at,
        pipeline=pipeline,
        timezone=timezone,
        dry_run=dry_run,
        as_json=as_json,
    )
