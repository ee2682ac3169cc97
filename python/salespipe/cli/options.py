"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from salespipe.address import book_path
from salespipe.errors import InvalidArgumentError

_FILE = "Reading a table"
_RELATIVE = re.compile(r"\s*(last|this)-", re.IGNORECASE)


class DateOrder(str, Enum):
    iso = "iso"
    mdy = "mdy"
    dmy = "dmy"
    ymd = "ymd"


BookArgument = Annotated[
    Path,
    typer.Argument(metavar="BOOK", help="A book: a file, or its address.", parser=book_path),
]
Actor = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of a book: only what this actor may read, by its rules."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, for machines.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column a field is in, where its name does not tell: --map value=Amount.",
        rich_help_panel=_FILE,
    ),
]
Stages = Annotated[
    str | None,
    typer.Option(
        metavar='"A,B,Won,Lost"',
        help="The stages in their order; NAME=won, =lost or =parked tells a kind.",
        rich_help_panel=_FILE,
    ),
]
Definition = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The pipeline that the deals follow, as JSON: stages, probabilities, rules. "
        "FILE.pipeline.json beside FILE.parquet is found.",
        rich_help_panel=_FILE,
    ),
]
Dates = Annotated[
    DateOrder | None,
    typer.Option(
        help="Order of day, month and year, where the columns leave it open.",
        rich_help_panel=_FILE,
    ),
]
Decimal = Annotated[
    str | None,
    typer.Option(
        metavar=". or ,",
        help="The decimal mark, where the columns leave it open.",
        rich_help_panel=_FILE,
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The sheet of a workbook.", rich_help_panel=_FILE),
]
CurrencyCode = Annotated[
    str | None,
    typer.Option(
        "--currency", metavar="EUR", help="ISO 4217 code of the amounts, where none is named."
    ),
]
Rates = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Exchange rates into --currency: columns day (or from), currency, rate.",
        rich_help_panel=_FILE,
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only what had been recorded by the end of that day."),
]
Timezone = Annotated[
    str | None,
    typer.Option(metavar="Europe/Stockholm", help="Whose days count. Default: UTC."),
]
Today = Annotated[
    str | None,
    typer.Option(
        envvar="SALESPIPE_TODAY",
        metavar="DATE",
        hidden=True,
        help="Instead of the clock, for relative periods and imports.",
    ),
]


def mapping(pairs: Sequence[str] | None) -> dict[str, str] | None:
    """``["value=Amount"]`` as a dictionary."""
    if not pairs:
        return None
    out: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise typer.BadParameter(f"'{pair}': write FIELD=COLUMN", param_hint="--map")
        if field.strip() in out:
            raise typer.BadParameter(f"'{field.strip()}' is mapped twice", param_hint="--map")
        out[field.strip()] = column.strip()
    return out


def names(values: Sequence[str] | None) -> list[str]:
    """Names given in several options or separated by commas, each once."""
    out = [name.strip() for value in values or () for name in value.split(",")]
    return list(dict.fromkeys(name for name in out if name))


def day(text: str, option: str) -> date:
    """A date in ISO form."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = f"'{text}' is no date; write it as 2017-12-31"
        raise typer.BadParameter(message, param_hint=option) from None


def holidays(text: str | None) -> list[date]:
    """Dates separated by commas, or a file with one date a line (text behind it is its name)."""
    if not text:
        return []
    file = Path(text)
    if file.is_file():
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        found = [re.split(r"[\s,;]", line.strip(), maxsplit=1)[0] for line in lines]
    else:
        found = text.split(",")
    return [day(one, "--holidays") for one in found if one.strip()]


def today_for(period: str, today: str | None, zone: str | None) -> date | None:
    """Today, where the period is a relative one: from the option, else from the clock."""
    if today:
        return day(today, "--today")
    if not _RELATIVE.match(period):
        return None
    try:
        return datetime.now(ZoneInfo(zone or "UTC")).date()
    except (KeyError, ValueError, OSError):
        raise InvalidArgumentError(f"there is no time zone '{zone}'") from None


def now(today: str | None) -> datetime:
    """The moment of an import: the clock's, or noon of the day given instead."""
    if today:
        given = day(today, "--today")
        return datetime(given.year, given.month, given.day, 12, tzinfo=timezone.utc)
    return datetime.now(timezone.utc)
