"""A book with a few people in it, for the tests of mail, calendars and logs."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe

PEOPLE = (
    ("al", "Al Pha", "alpha", "al@alpha.example"),
    ("alma", "Alma", "alpha", "alma@alpha.example"),
    ("bea", "Bea", "beta", "bea@beta.example"),
    ("gus", "Gus", "gamma", "gus.gamma@gmail.com"),
)

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def book() -> salespipe.Book:
    """Accounts Alpha, Beta and Gamma with contacts; one open deal of Alpha, two of Beta."""
    made = salespipe.Book(timezone="Europe/Brussels")
    pipeline = made.add_pipeline(salespipe.Pipeline.standard("Sales", currency="EUR"))
    start = "2024-01-01T08:00:00Z"
    lines = [
        {"stream": {"kind": "account", "id": name}, "type": "account_added",
         "payload": {"name": name.capitalize()}}
        for name in ("alpha", "beta", "gamma")
    ]  # fmt: skip
    lines += [
        {"stream": {"kind": "contact", "id": key}, "type": "contact_added",
         "payload": {"name": name, "account": account, "email": email}}
        for key, name, account, email in PEOPLE
    ]  # fmt: skip
    made._core.append_json_lines(
        "\n".join(
            json.dumps({**line, "occurred_at": start, "recorded_at": start, "schema_version": 1})
            for line in lines
        )
    )
    at = datetime(2024, 1, 2, tzinfo=timezone.utc)
    for name, account in (("a1", "Alpha"), ("b1", "Beta"), ("b2", "Beta")):
        made.create_opportunity(pipeline, name, account=account, id=name, at=at)
    return made
