"""A small report document, made by hand, that has one of everything."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
Q3 = {"from": "2017-07-01", "to": "2017-10-01"}
Q2 = {"from": "2017-04-01", "to": "2017-07-01"}

CATALOGUE = [
    ("won_revenue", "Won revenue", "money", "revenue"),
    ("won_count", "Deals won", "count", "revenue"),
    ("lost_count", "Deals lost", "count", "revenue"),
    ("open_value", "Open value", "money", "revenue"),
    ("cycle_days_median", "Sales cycle, median", "days", "cycle"),
    ("win_rate", "Win rate", "ratio", "rates"),
    ("activities_per_rep", "Activities per rep", "ratio", "team"),
    ("quota", "Quota", "money", "quota"),
]


@pytest.fixture
def catalogue() -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "title": title,
            "unit": unit,
            "group": group,
            "formula": f"formula of {name}",
            "documentation": f"What {title} means.",
            "options": "",
        }
        for name, title, unit, group in CATALOGUE
    ]


def _row(by: dict[str, str], kind: str, won: str, lost: int) -> dict[str, Any]:
    return {
        "by": by,
        "kind": kind,
        "period": Q3,
        "metrics": {
            "won_revenue": won,
            "won_count": 3,
            "lost_count": lost,
            "open_value": "1200.50",
            "cycle_days_median": 57.0,
            "win_rate": 0.6,
        },
        "ratios": {"win_rate": {"numerator": "3", "denominator": "5", "undecided": 2}},
        "previous_period": Q2,
        "previous": {"won_revenue": "20000.00", "won_count": 3, "lost_count": 1, "win_rate": 0.75},
        "change": {
            "won_revenue": {"difference": "10000.25", "ratio": 0.5000125},
            "won_count": {"difference": 0, "ratio": 0.0},
            "lost_count": {"difference": lost - 1, "ratio": float(lost - 1)},
            "win_rate": {"difference": -0.15, "ratio": -0.2},
        },
    }


_DOCUMENT: dict[str, Any] = {
    "query": {
        "metrics": [],
        "period": "2017-Q3",
        "compare": "previous",
        "by": ["owner"],
        "filters": [],
        "currency": "EUR",
        "outcome": "restated",
        "value_at": "at_close",
        "owner_at": "at_event",
        "created_value_at": "at_create",
        "cycle_from": "created",
        "exclude_closed_gap": False,
        "abandoned_after_days": 30,
        "fiscal_year_start_month": 1,
        "timezone": "Europe/Stockholm",
    },
    "rows": [
        _row({}, "total", "30000.25", 2),
        _row({"owner": "bob"}, "group", "10000.25", 2),
        _row({"owner": "ann"}, "group", "15000.00", 1),
        _row({"owner": ""}, "group", "5000.00", 1),
    ],
    "diagnostics": [
        {"severity": "info", "code": "dates_read", "message": "dates were read as day first"},
        {
            "severity": "warning",
            "code": "created_unknown",
            "message": "500 open deals have no creation date",
            "rows": 500,
            "where": {"column": "engage_date"},
        },
    ],
}


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(_DOCUMENT)


@pytest.fixture(scope="session")
def schemas() -> dict[str, dict[str, Any]]:
    folder = REPOSITORY / "docs" / "schemas"
    return {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("report", "query")
    }
