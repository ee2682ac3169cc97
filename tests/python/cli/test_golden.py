"""The published facts of the real data set, through the command line.

The figures come from the data set's own file, added up independently (the end of METRICS)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli_command import Run

YEAR = {"from": "2017-01-01", "to": "2018-01-01"}
QUARTERS = [
    ("2017-Q1", 531, "1134672.00", 116),
    ("2017-Q2", 1254, "3086111.00", 778),
    ("2017-Q3", 1257, "2982255.00", 790),
    ("2017-Q4", 1196, "2802496.00", 789),
]
BEST_OWNERS = {
    "Darcel Schlecht": 1153214,
    "Vicki Laflamme": 478396,
    "Kary Hendrixson": 454298,
    "Cassey Cress": 450489,
    "Donn Cantrell": 445860,
}
BEST_ACCOUNTS = {
    "Kan-code": 341455,
    "Konex": 269245,
    "Condax": 206410,
    "Cheers": 198020,
    "Hottechi": 194957,
}


def revenue(row: dict[str, Any]) -> Decimal:
    return Decimal(row["metrics"].get("won_revenue", "0"))


def test_the_year_2017_gives_the_published_figures(
    run: Run, real_file: Path, report_schema: dict[str, Any]
) -> None:
    document = run("report", real_file, "--period", "2017", "--json").document
    jsonschema.validate(document, report_schema)
    [total] = document["rows"]
    assert total["kind"] == "total"
    assert total["by"] == {}
    assert total["period"] == YEAR
    figures = total["metrics"]
    assert figures["won_revenue"] == "10005534.00"
    assert figures["won_count"] == 4238
    assert figures["lost_count"] == 2473
    assert figures["open_count"] == 1589 + 500
    assert figures["win_rate"] == pytest.approx(0.6315005, abs=5e-8)
    assert total["ratios"]["win_rate"]["numerator"] == "4238"
    assert total["ratios"]["win_rate"]["denominator"] == "6711"
    assert Decimal(figures["won_value_mean"]) == Decimal("2360.91")
    assert figures["cycle_days_mean"] == pytest.approx(51.781973, abs=5e-7)
    assert figures["cycle_days_median"] == 57
    assert figures["close_days_mean"] == pytest.approx(47.985397, abs=5e-7)


def test_without_a_period_the_report_is_over_all_days_of_the_data(
    run: Run, real_file: Path
) -> None:
    [total] = run("report", real_file, "--json").document["rows"]
    assert total["period"] == {"from": "2016-10-20", "to": "2018-01-01"}
    assert total["metrics"]["created_count"] == 8300
    assert total["metrics"]["won_revenue"] == "10005534.00"


def test_rows_without_dates_and_without_account_are_reported_and_kept(
    run: Run, real_file: Path
) -> None:
    document = run("report", real_file, "--period", "2017", "--by", "account", "--json").document
    rows_of = {item["code"]: item.get("rows") for item in document["diagnostics"]}
    assert rows_of["created_unknown"] == 500
    assert rows_of["account_missing"] == 1425
    nameless = [row for row in document["rows"] if row["by"] == {"account": ""}]
    assert len(nameless) == 1
    assert nameless[0]["metrics"]["open_count"] > 0


@pytest.mark.parametrize(("quarter", "won", "amount", "lost"), QUARTERS)
def test_each_quarter_gives_its_published_figures(
    run: Run, real_file: Path, quarter: str, won: int, amount: str, lost: int
) -> None:
    [total] = run("report", real_file, "--period", quarter, "--json").document["rows"]
    figures = total["metrics"]
    assert (figures["won_count"], figures["won_revenue"], figures["lost_count"]) == (
        won,
        amount,
        lost,
    )


def test_by_quarter_splits_the_year_into_the_same_quarters(
    run: Run, real_file: Path, report_schema: dict[str, Any]
) -> None:
    document = run("report", real_file, "--period", "2017", "--by", "quarter", "--json").document
    jsonschema.validate(document, report_schema)
    total, *parts = document["rows"]
    assert total["metrics"]["won_revenue"] == "10005534.00"
    assert [
        (
            row["by"]["quarter"],
            row["metrics"]["won_count"],
            row["metrics"]["won_revenue"],
            row["metrics"]["lost_count"],
        )
        for row in parts
    ] == QUARTERS
    assert {row["kind"] for row in parts} == {"subtotal"}


@pytest.mark.parametrize(
    ("dimension", "best"), [("owner", BEST_OWNERS), ("account", BEST_ACCOUNTS)]
)
def test_the_best_owners_and_accounts_of_2017(
    run: Run,
    real_file: Path,
    report_schema: dict[str, Any],
    dimension: str,
    best: dict[str, int],
) -> None:
    document = run("report", real_file, "--period", "2017", "--by", dimension, "--json").document
    jsonschema.validate(document, report_schema)
    total, *groups = document["rows"]
    named = [row for row in groups if row["by"][dimension]]
    ranked = sorted(named, key=lambda row: (-revenue(row), row["by"][dimension]))
    assert {row["by"][dimension]: revenue(row) for row in ranked[:5]} == best
    assert sum(map(revenue, groups)) == revenue(total) == 10005534


def test_the_top_five_and_all_others_add_up_to_the_total(run: Run, real_file: Path) -> None:
    document = run(
        "report", real_file, "--period", "2017", "--by", "owner", "--top", 5, "--json"
    ).document
    total, *groups = document["rows"]
    assert [row["by"]["owner"] for row in groups] == [*BEST_OWNERS, "other"]
    assert groups[-1]["kind"] == "other"
    assert sum(map(revenue, groups)) == revenue(total)
