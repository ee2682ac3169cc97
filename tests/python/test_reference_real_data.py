"""The reference gives the published facts of the real data set (the end of METRICS)."""

from __future__ import annotations

import csv
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from reference import Tables, report

REPOSITORY = Path(__file__).resolve().parents[2]

REAL_STAGES = [
    ("Prospecting", "open", 100_000, False),
    ("Engaging", "open", 300_000, True),
    ("Won", "won", 1_000_000, False),
    ("Lost", "lost", 0, False),
]
YEAR = (date(2016, 1, 1), date(2018, 1, 1))


@cache
def real_rows() -> tuple[dict[str, str], ...]:
    folder = Path(os.environ.get("SALESPIPE_DATA", REPOSITORY.parent / "shared" / "data"))
    path = folder / "crm_sales_opportunities" / "sales_pipeline.csv"
    if not path.exists():
        missing = f"the real data set is not at {path} (SALESPIPE_DATA names its folder)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def real_tables() -> Tables:
    rows = [
        {
            "id": row["opportunity_id"],
            "owner": row["sales_agent"],
            "product": row["product"],
            "account": row["account"] or None,
            "stage": row["deal_stage"],
            "created": day(row["engage_date"]),
            "closed": day(row["close_date"]),
            "value": row["close_value"] or None,
        }
        for row in real_rows()
    ]
    return Tables(rows, REAL_STAGES)


def total(metrics: list[str]) -> dict[str, Any]:
    return dict(report(real_tables(), metrics=metrics, period=YEAR)["rows"][0]["metrics"])


def test_real_data_totals() -> None:
    figures = total(
        ["won_count", "lost_count", "open_count", "won_revenue", "win_rate", "won_value_mean",
         "cycle_days_mean", "cycle_days_median", "close_days_mean", "open_value_missing_count"],
    )  # fmt: skip
    assert figures["won_count"] == 4238
    assert figures["lost_count"] == 2473
    assert figures["open_count"] == figures["open_value_missing_count"] == 1589 + 500
    assert figures["won_revenue"] == 10_005_534_00
    assert float(figures["win_rate"]) == pytest.approx(0.6315005, abs=5e-8)
    assert float(figures["won_value_mean"]) / 100 == pytest.approx(2360.909391, abs=5e-7)
    assert float(figures["cycle_days_mean"]) == pytest.approx(51.781973, abs=5e-7)
    assert figures["cycle_days_median"] == 57
    assert float(figures["close_days_mean"]) == pytest.approx(47.985397, abs=5e-7)


def test_real_data_by_quarter() -> None:
    rows = report(
        real_tables(),
        metrics=["won_count", "won_revenue", "lost_count"],
        period=(date(2017, 1, 1), date(2018, 1, 1)),
        by=["quarter"],
    )["rows"]
    assert [tuple(row["metrics"].values()) for row in rows[1:]] == [
        (531, 1_134_672_00, 116),
        (1254, 3_086_111_00, 778),
        (1257, 2_982_255_00, 790),
        (1196, 2_802_496_00, 789),
    ]


@pytest.mark.parametrize(
    ("dimension", "best"),
    [
        (
            "owner",
            {"Darcel Schlecht": 1153214, "Vicki Laflamme": 478396, "Kary Hendrixson": 454298,
             "Cassey Cress": 450489, "Donn Cantrell": 445860},
        ),
        (
            "account",
            {"Kan-code": 341455, "Konex": 269245, "Condax": 206410, "Cheers": 198020,
             "Hottechi": 194957},
        ),
    ],
)  # fmt: skip
def test_real_data_best_owners_and_accounts(dimension: str, best: dict[str, int]) -> None:
    rows = report(
        real_tables(), metrics=["won_revenue"], period=YEAR, by=[dimension], top=(5, "won_revenue")
    )["rows"]
    assert [(row["by"][dimension], row["metrics"]["won_revenue"]) for row in rows[1:6]] == [
        (name, revenue * 100) for name, revenue in best.items()
    ]
    assert sum(row["metrics"]["won_revenue"] for row in rows[1:]) == 10_005_534_00
