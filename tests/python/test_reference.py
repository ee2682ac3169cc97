"""The slow reference gives the golden figures, and what the golden examples leave open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from golden_log import Q1, STAGES, golden_tables
from reference import (
    CurrencyMismatchError,
    Tables,
    adds_up,
    funnel,
    half_even,
    rendered,
    report,
    to_minor,
    to_text,
    waterfall,
)


def total(tables: Tables, metrics: Sequence[str], **options: Any) -> dict[str, Any]:
    row = report(tables, metrics=metrics, **{"period": Q1, **options})["rows"][0]
    assert row["by"] == {}
    return dict(row["metrics"])


def deal(**cells: Any) -> dict[str, Any]:
    return {"id": "d", "stage": "New", "owner": "ann", "value": 100} | cells


# ---- golden examples of METRIC_SEMANTICS, section 6 ----


def test_g1_rolling_waterfall_adds_up() -> None:
    row = waterfall(golden_tables(), period=Q1)["rows"][0]
    whole_units = {step: amount // 100 for step, amount in row["value"].items()}
    assert whole_units == {
        "start": 950, "created": 1030, "reopened": 80, "moved_in": 0, "value_up": 70,
        "value_down": 50, "won": 590, "lost": 480, "parked": 0, "moved_out": 0, "end": 1010,
    }  # fmt: skip
    assert adds_up(row["value"])
    assert adds_up(row["count"])
    assert row["count"]["start"] == 3
    assert row["count"]["end"] == 3


def test_g1_windowed_waterfall_adds_up() -> None:
    row = waterfall(golden_tables(), period=Q1, waterfall_window="closing")["rows"][0]
    whole_units = {step: amount // 100 for step, amount in row["value"].items()}
    assert whole_units == {
        "start": 550, "created": 530, "reopened": 80, "moved_in": 400, "value_up": 70,
        "value_down": 50, "won": 590, "lost": 480, "parked": 0, "moved_out": 360, "end": 150,
    }  # fmt: skip
    assert adds_up(row["value"])


def test_g5_velocity() -> None:
    figures = total(golden_tables(), ["sales_velocity", "realised_velocity"])
    assert figures["sales_velocity"] == Fraction(531, 113) * 100
    assert figures["realised_velocity"] == Fraction(59, 9) * 100


def test_g6_slip_and_coverage() -> None:
    tables = golden_tables()
    figures = total(tables, ["slip_rate", "slip_rate_value", "push_count"])
    assert figures == {
        "slip_rate": Fraction(1, 2),
        "slip_rate_value": Fraction(6, 11),
        "push_count": 1,
    }
    tables.quotas.append({"owner": None, "from": Q1[0], "to": Q1[1], "value": 800})
    coverage = total(tables, ["coverage"], as_of=date(2025, 1, 1))["coverage"]
    assert coverage == Fraction(11, 16)
    assert total(tables, ["coverage"], as_of=date(2025, 3, 14))["coverage"] == Fraction(99, 70)


def test_g2_win_rate_by_outcome() -> None:
    tables = golden_tables()

    def rate(outcome: str) -> Any:
        row = report(tables, metrics=["win_rate"], period=Q1, outcome=outcome)["rows"][0]
        return tuple(row["parts"]["win_rate"].values())

    assert rate("restated") == (3, 5)
    assert rate("first") == (2, 5)
    assert rate("as_recorded") == (3, 6)


def test_g2_win_rate_by_value_and_cohort() -> None:
    figures = total(
        golden_tables(),
        ["won_revenue", "lost_value", "win_rate_value", "win_rate_cohort", "cohort_win_rate_all",
         "cohort_open_share", "created_count", "created_value"],
    )  # fmt: skip
    assert figures == {
        "won_revenue": 590_00,
        "lost_value": 400_00,
        "win_rate_value": Fraction(59, 99),
        "win_rate_cohort": Fraction(2, 3),
        "cohort_win_rate_all": Fraction(2, 5),
        "cohort_open_share": Fraction(2, 5),
        "created_count": 5,
        "created_value": 1030_00,
    }


def test_g3_stage_reach() -> None:
    rows = funnel(golden_tables(), as_of=date(2025, 3, 31))
    assert [row["stage"] for row in rows] == ["New", "Qualified", "Proposal", "won"]
    assert [row["reached"] for row in rows] == [8, 7, 4, 3]
    assert [row["entered"] for row in rows] == [8, 6, 3, 3]
    assert [row["strict"] for row in rows] == [8, 6, 2, 1]
    assert [row["skipped"] for row in rows] == [0, 1, 1, 0]
    assert [row["still_there"] for row in rows] == [1, 1, 1, 3]
    assert [row["lost_from"] for row in rows] == [0, 2, 0, 0]
    steps = [(row["conversion"], row["decided"], row["bounds"]) for row in rows[:3]]
    assert steps == [
        (Fraction(7, 8), Fraction(1), (Fraction(7, 8), Fraction(1))),
        (Fraction(4, 7), Fraction(4, 6), (Fraction(4, 7), Fraction(5, 7))),
        (Fraction(3, 4), Fraction(1), (Fraction(3, 4), Fraction(1))),
    ]


def test_g4_durations() -> None:
    metrics = ["cycle_days_mean", "cycle_days_median", "close_days_mean"]
    assert total(golden_tables(), metrics) == {
        "cycle_days_mean": Fraction(226, 3),
        "cycle_days_median": 67,
        "close_days_mean": Fraction(398, 5),
    }
    without_gap = total(golden_tables(), metrics, exclude_closed_gap=True)
    assert without_gap["cycle_days_mean"] == Fraction(206, 3)


def test_g4_stage_days_of_a_deal_that_moved_back() -> None:
    tables = golden_tables()
    tables.opportunities = [row for row in tables.opportunities if row["id"] == "E"]
    tables.history = [row for row in tables.history if row["opportunity"] == "E"]
    new, qualified, _, _ = funnel(tables, period=Q1)
    assert new["completed_days"] == {10: 1, 19: 1}
    assert new["censored_days"] == {}
    assert qualified["completed_days"] == {13: 1}
    assert qualified["censored_days"] == {17: 1}


def test_g14_the_day_is_the_day_of_the_zone() -> None:
    won = datetime(2025, 3, 31, 23, 30, tzinfo=timezone(timedelta(hours=-4)))
    tables = Tables(
        [deal(created=datetime(2025, 1, 5, tzinfo=UTC), stage="Won", closed=won)], STAGES
    )
    assert total(tables, ["won_count"], timezone="America/New_York") == {"won_count": 1}
    assert total(tables, ["won_count"], timezone="UTC") == {"won_count": 0}


def test_g17_an_owner_without_losses_still_counts_in_the_denominator() -> None:
    def closed(name: str, owner: str, stage: str, value: int) -> dict[str, Any]:
        day = date(2025, 2, 1)
        return deal(id=name, owner=owner, stage=stage, value=value, created=day, closed=day)

    tables = Tables(
        [closed("1", "A", "Won", 100), closed("2", "B", "Won", 50), closed("3", "B", "Lost", 50),
         closed("4", "C", "Lost", 30)],
        STAGES,
    )  # fmt: skip
    rows = report(tables, metrics=["win_rate_value"], period=Q1, by=["owner"])["rows"]
    found = {row["by"].get("owner", ""): row["metrics"]["win_rate_value"] for row in rows}
    assert found == {"": Fraction(150, 230), "A": 1, "B": Fraction(1, 2), "C": 0}


# ---- what the golden examples leave open ----


def test_a_deal_without_dates_is_open_from_the_last_day_of_the_data_on() -> None:
    tables = Tables([deal(id="old"), deal(id="new", created=date(2025, 2, 10), value=5)], STAGES)
    metrics = ["open_count", "created_count"]
    before = total(tables, metrics, period=(date(2025, 2, 1), date(2025, 2, 10)))
    assert before == {"open_count": 0, "created_count": 0}
    since = total(tables, metrics, period=(date(2025, 2, 1), date(2025, 2, 11)))
    assert since == {"open_count": 2, "created_count": 1}
    assert waterfall(tables, period=Q1)["rows"][0]["value"]["end"] == 500
    assert report(tables, metrics=metrics, period=Q1)["diagnostics"]["created_unknown"] == 1


def test_value_before_its_first_change_is_that_change() -> None:
    tables = Tables(
        [deal(created=date(2025, 1, 2), value=900)],
        STAGES,
        [
            {"opportunity": "d", "at": date(2025, 2, 1), "value": 100},
            {"opportunity": "d", "at": date(2025, 3, 1), "value": 900},
        ],
    )
    figures = total(tables, ["open_value", "created_value"], as_of=date(2025, 1, 10))
    assert figures == {"open_value": 100_00, "created_value": 100_00}


def test_a_value_given_later_on_the_day_of_closing_does_not_count() -> None:
    day = date(2025, 2, 1)
    rows = [
        {"opportunity": "d", "at": day, "value": 200},
        {"opportunity": "d", "at": day, "stage": "Won"},
        {"opportunity": "d", "at": day, "value": 300},
    ]
    tables = Tables([deal(created=date(2025, 1, 2))], STAGES, rows)
    assert total(tables, ["won_revenue"]) == {"won_revenue": 200_00}
    assert total(tables, ["won_revenue"], value_at="current") == {"won_revenue": 300_00}


def test_a_deal_moved_between_owners_is_moved_in_the_waterfall_by_owner() -> None:
    tables = golden_tables()
    tables.history.append({"opportunity": "C", "at": date(2025, 3, 1), "owner": "bob"})
    tables.history.insert(0, {"opportunity": "C", "at": date(2024, 12, 1), "owner": "ann"})
    total_row, ann, bob = waterfall(tables, period=Q1, by=["owner"])["rows"]
    assert ann["value"]["moved_out"] == bob["value"]["moved_in"] == 360_00
    assert bob["value"]["end"] == 360_00
    assert all(adds_up(row["value"]) for row in (total_row, ann, bob))


def test_the_team_quota_comes_before_the_sum_of_the_owners() -> None:
    tables = golden_tables()
    year = (date(2025, 1, 1), date(2026, 1, 1))
    tables.quotas = [
        {"owner": "ann", "from": Q1[0], "to": Q1[1], "value": 1000},
        {"owner": "bob", "from": year[0], "to": year[1], "value": 3650},
    ]
    metrics = ["quota", "attainment", "gap"]
    assert total(tables, metrics) == {
        "quota": 1900_00, "attainment": Fraction(590, 1900), "gap": 1310_00,
    }  # fmt: skip
    tables.quotas.append({"owner": None, "from": Q1[0], "to": Q1[1], "value": 1180})
    assert total(tables, metrics)["attainment"] == Fraction(1, 2)
    rows = report(tables, metrics=metrics, period=Q1, by=["owner"])["rows"]
    assert [row["metrics"]["quota"] for row in rows] == [1180_00, 1000_00, 900_00]


def test_pace_divides_by_the_business_days_gone() -> None:
    tables = golden_tables()
    week = (date(2025, 3, 10), date(2025, 3, 17))
    tables.quotas = [{"owner": "", "from": week[0], "to": week[1], "value": 500}]
    figures = total(tables, ["attainment", "pace"], period=week, as_of=date(2025, 3, 11))
    assert figures == {"attainment": Fraction(1, 5), "pace": Fraction(1, 2)}
    assert total(tables, ["pace"], period=week) == {"pace": Fraction(1, 5)}


def test_abandoned_means_more_than_n_days_without_activity() -> None:
    tables = Tables([deal(created=date(2025, 3, 1))], STAGES)
    metrics = ["abandoned_count"]
    assert total(tables, metrics, as_of=date(2025, 3, 31)) == {"abandoned_count": 0}
    assert total(tables, metrics, as_of=date(2025, 3, 31), abandoned_days=29) == {
        "abandoned_count": 1
    }
    tables.interactions = [
        {"opportunity": "d", "at": date(2025, 3, 2), "type": "web_visit", "owner": "ann"}
    ]
    assert total(tables, metrics, abandoned_days=29) == {"abandoned_count": 0}


def test_top_puts_the_rest_into_one_row_of_true_ratios() -> None:
    day = date(2025, 2, 1)
    rows = [
        deal(id=f"{n}", owner=owner, stage=stage, value=value, created=day, closed=day)
        for n, (owner, stage, value) in enumerate(
            [("a", "Won", 5), ("b", "Won", 9), ("c", "Won", 1), ("d", "Lost", 1), ("d", "Lost", 1)]
        )
    ]
    answer = report(
        Tables(rows, STAGES), metrics=["win_rate"], period=Q1, by=["owner"], top=(2, None)
    )["rows"]
    assert [row["by"] for row in answer] == [{}, {"owner": "b"}, {"owner": "a"}, {"owner": "other"}]
    assert answer[-1]["other"] is True
    assert answer[-1]["metrics"] == {"win_rate": Fraction(1, 3)}


def test_a_comparison_has_difference_and_ratio() -> None:
    row = report(golden_tables(), metrics=["created_count", "win_rate"], period=Q1,
                 compare="previous")["rows"][0]  # fmt: skip
    assert row["previous"]["period"] == {"from": "2024-10-01", "to": "2025-01-01"}
    assert row["change"]["created_count"] == {"difference": 2, "ratio": Fraction(2, 3)}
    assert row["change"]["win_rate"] == {"difference": None, "ratio": None}


def test_several_currencies_without_rates_are_an_error() -> None:
    rows = [
        deal(id="1", currency="EUR"),
        deal(id="2", currency="SEK"),
        deal(id="3", currency="SEK"),
    ]
    with pytest.raises(CurrencyMismatchError, match=r"EUR \(1 rows\), SEK \(2 rows\)"):
        report(Tables(rows, STAGES), metrics=["won_revenue"], period=Q1)


def test_closed_before_created_is_refused() -> None:
    row = deal(stage="Won", created=date(2025, 2, 1), closed=date(2025, 1, 1))
    with pytest.raises(ValueError, match="closed before it was created"):
        report(Tables([row], STAGES), metrics=["won_count"], period=Q1)


def test_rendered_forms() -> None:
    answer = report(golden_tables(), metrics=["won_value_mean", "won_count", "win_rate"], period=Q1)
    assert rendered(answer)["rows"] == [
        {
            "by": {},
            "period": {"from": "2025-01-01", "to": "2025-04-01"},
            "metrics": {"won_value_mean": "196.67", "won_count": 3, "win_rate": 0.6},
        }
    ]


def test_money_is_exact_and_rounds_half_to_even() -> None:
    assert to_minor("92233720368547758.07") == 2**63 - 1
    assert to_text(2**63 - 1) == "92233720368547758.07"
    assert [half_even(Fraction(n, 2)) for n in (1, 3, 5, -1)] == [0, 2, 2, 0]
    assert to_text(-5) == "-0.05"
    with pytest.raises(TypeError):
        to_minor(0.5)
    with pytest.raises(ValueError, match="decimals"):
        to_minor("1.005")
