"""The books that are put into templates, and the periods that their dashboards show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import salespipe as sp
from salespipe.tables import read_opportunities
from salespipe.template import Content, PeriodChoice, QuotaRow
from salespipe.template.from_book import content_of
from salespipe.template.into_book import import_content

NOW = datetime(2026, 7, 1, 9, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Case:
    """A filled template, and the book whose figures it must show."""

    name: str
    content: Content
    book: sp.Book
    period: sp.Period
    previous: sp.Period

    @property
    def today(self) -> date:
        assert self.content.today is not None
        return self.content.today


def real(file: Path) -> Case:
    """The real data set, which has its dates, stages and values as a template has them."""
    deals = read_opportunities(file, currency="USD", stages="Prospecting,Engaging,Won,Lost")
    stages = [
        {"name": "Prospecting", "kind": "open", "probability": 0.2},
        {"name": "Engaging", "kind": "open", "probability": 0.45, "max_age_days": 60},
        {"name": "Won", "kind": "won", "probability": 1},
        {"name": "Lost", "kind": "lost", "probability": 0},
    ]
    document = {"salespipe": "pipeline", "version": 1, "name": "Sales", "currency": "USD"}
    book = sp.Book()
    book.add_pipeline(sp.Pipeline.from_json(json.dumps({**document, "stages": stages})))
    book.import_table(deals, at=NOW)
    choice = PeriodChoice("quarter", 2017, 3)
    content = content_of(book, today=date(2017, 12, 31), period=choice)
    return Case("real", content, book, parsed("2017-Q3"), parsed("2017-Q2"))


def parsed(text: str) -> sp.Period:
    return sp.Period.parse(text)


def simulated(
    folder: Path, seed: int, choice: PeriodChoice, periods: tuple[str, str], today: date
) -> Case:
    """An invented team, as it is when it has come out of a template: deals that went back and
    forth have lost a part of their way there."""
    path = folder / f"team-{seed}.jsonl"
    sp.simulate.write(
        path, opportunities=160, seed=seed, months=24, start=date(2024, 7, 1), team_size=5
    )
    first = content_of(
        sp.open_book(path), quotas=_quotas(), today=today, period=choice, abandoned_days=20
    )
    book = sp.Book()
    import_content(book, first, at=NOW)
    content = content_of(book, quotas=_quotas(), today=today, period=choice, abandoned_days=20)
    return Case(f"simulated-{seed}", content, book, parsed(periods[0]), parsed(periods[1]))


def _quotas() -> Sequence[QuotaRow]:
    """The team's for a year, so that a quarter has a part of it, and one of an owner."""
    return [
        QuotaRow("", date(2025, 1, 1), date(2025, 12, 31), Decimal("1000000.00")),
        QuotaRow("", date(2026, 1, 1), date(2026, 6, 30), Decimal("777777.77")),
    ]


def quota_table(content: Content) -> pa.Table | None:
    """The quotas of a template as the engine takes them."""
    if not content.quotas:
        return None
    rows: list[dict[str, Any]] = [
        {
            "owner": one.owner,
            "from": one.first,
            "to": date.fromordinal(one.last.toordinal() + 1) if one.last else None,
            "value": str(one.value),
        }
        for one in content.quotas
    ]
    schema = pa.schema(
        {"owner": pa.string(), "from": pa.date32(), "to": pa.date32(), "value": pa.string()}
    )
    return pa.Table.from_pylist(rows, schema)
