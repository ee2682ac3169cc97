"""The book that the tests of the board use: few deals, strict rules, a day that is given."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import salespipe as sp

NOW = datetime(2026, 7, 15, 9, tzinfo=timezone.utc)

MUST = {
    "permission": "allow",
    "when_missing": {"qualified_verdict": "refuse", "exit_criteria": "refuse"},
}
PIPELINE = {
    "salespipe": "pipeline",
    "version": 1,
    "name": "Sales",
    "currency": "EUR",
    "stages": [
        {"name": "Lead", "kind": "open", "probability": 0.1, "max_age_days": 30},
        {
            "name": "Contacted",
            "kind": "open",
            "probability": 0.2,
            "exit_criteria": [{"type": "task", "description": "Decision maker met"}],
        },
        {"name": "Qualified", "kind": "open", "probability": 0.5, "qualified": True},
        {"name": "Won", "kind": "won", "probability": 1},
        {"name": "Lost", "kind": "lost", "probability": 0},
        {"name": "Fridge", "kind": "parked", "probability": 0},
    ],
    "policy": {"forward": MUST, "skip": MUST},
}


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def make(path: Path) -> sp.Book:
    """Acme and Bolt in Lead (Bolt rots), Crisp in Contacted, Delta lost, Echo in the fridge."""
    book = sp.open(path)
    sales = book.add_pipeline(sp.Pipeline.from_json(json.dumps(PIPELINE)), at=ago(300))
    book.add_pipeline(sp.Pipeline.standard("Partners", currency="EUR"), at=ago(300))

    def add(name: str, owner: str, value: str, days: int, **more: object) -> sp.Deal:
        return book.create_opportunity(
            sales,
            f"{name} seats",
            account=name,
            owner=owner,
            value=value,
            at=ago(days),
            id=name.lower(),
            **more,  # type: ignore[arg-type]
        )

    acme = add("Acme", "ann", "12000.50 EUR", 3, tags=["big"])
    acme.add_task("Call Eva", due=date(2026, 7, 14), assignee="ann", at=ago(3))
    add("Bolt", "bob", "8000 EUR", 40)
    crisp = add("Crisp", "ann", "30000 EUR", 20)
    crisp.move("Contacted", at=ago(10))
    crisp.add_task("Send the offer", due=date(2026, 7, 15), assignee="bob", at=ago(10))
    add("Delta", "bob", "5000 EUR", 60).lose("Price", at=ago(5))
    add("Echo", "ann", "7000 EUR", 60).park(date(2026, 9, 1), at=ago(6))
    return book
