"""The eight deals of the golden examples G1 to G4 as canonical tables. Stages: New, Qualified,
Proposal. A is won, B lost, D skips a stage, E moves back, F is lost, reopened and won, G loses
value before it is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from reference import Tables

STAGES = [
    ("New", "open", 100_000, False),
    ("Qualified", "open", 400_000, True),
    ("Proposal", "open", 600_000, False),
    ("Won", "won", 1_000_000, False),
    ("Lost", "lost", 0, False),
]
Q1 = (date(2025, 1, 1), date(2025, 4, 1))

# deal: created, value, then what changed on which day
LOG: dict[str, tuple[str, int, list[tuple[str, dict[str, Any]]]]] = {
    "A": (
        "2025-01-05",
        100,
        [
            ("2025-01-15", {"stage": "Qualified"}),
            ("2025-02-10", {"stage": "Proposal"}),
            ("2025-03-10", {"stage": "Won"}),
        ],
    ),
    "B": (
        "2025-01-10",
        200,
        [("2025-01-30", {"stage": "Qualified"}), ("2025-02-20", {"stage": "Lost"})],
    ),
    "C": (
        "2024-12-01",
        300,
        [
            ("2024-12-20", {"stage": "Qualified"}),
            ("2025-01-20", {"stage": "Proposal"}),
            ("2025-02-15", {"value": 360}),
            ("2025-03-25", {"expected_close": date(2025, 4, 30)}),
        ],
    ),
    "D": (
        "2024-12-15",
        400,
        [
            ("2025-01-12", {"stage": "Proposal"}),
            ("2025-02-01", {"expected_close": date(2025, 3, 25)}),
            ("2025-03-20", {"stage": "Won"}),
        ],
    ),
    "E": (
        "2025-02-01",
        150,
        [
            ("2025-02-20", {"stage": "Qualified"}),
            ("2025-03-05", {"stage": "New"}),
            ("2025-03-15", {"stage": "Qualified"}),
        ],
    ),
    "F": (
        "2025-01-20",
        80,
        [
            ("2025-02-05", {"stage": "Lost"}),
            ("2025-02-25", {"stage": "Qualified"}),
            ("2025-03-27", {"value": 90}),
            ("2025-03-28", {"stage": "Won"}),
        ],
    ),
    "G": (
        "2024-11-01",
        250,
        [
            ("2024-11-20", {"stage": "Qualified"}),
            ("2025-01-25", {"value": 200}),
            ("2025-03-12", {"stage": "Lost"}),
        ],
    ),
    "H": ("2025-03-01", 500, []),
}


# When each deal was first expected to close.
EXPECTED = {
    "A": "2025-03-20", "B": "2025-03-31", "C": "2025-03-15", "D": "2025-05-10",
    "E": "2025-03-30", "F": "2025-02-28", "G": "2025-03-10", "H": "2025-06-30",
}  # fmt: skip


def golden_tables() -> Tables:
    opportunities: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    for deal, (created, value, changes) in LOG.items():
        born = date.fromisoformat(created)
        rows: list[dict[str, Any]] = [
            {
                "opportunity": deal,
                "at": born,
                "stage": "New",
                "value": value,
                "expected_close": date.fromisoformat(EXPECTED[deal]),
            }
        ]
        for day, what in changes:
            rows.append({"opportunity": deal, "at": date.fromisoformat(day), **what})
        stages = [row["stage"] for row in rows if "stage" in row]
        values = [row["value"] for row in rows if "value" in row]
        closed = rows[-1]["at"] if stages[-1] in ("Won", "Lost") else None
        opportunities.append(
            {
                "id": deal,
                "created": born,
                "stage": stages[-1],
                "value": values[-1],
                "closed": closed,
                "owner": "ann",
            }
        )
        history += rows
    return Tables(opportunities, STAGES, history)
