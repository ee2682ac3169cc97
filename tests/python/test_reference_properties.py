"""What must hold for any book and any query, whatever the figures are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from query_strategies import DIMENSIONS, QUOTA_METRICS, asked_period, cases
from reference import METRICS, Tables, adds_up, funnel, load, rendered, report, waterfall
from reference.waterfall import STEPS

PATIENT = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Plain sums of facts: what the groups have, together, is what the total has.
ADDITIVE = [
    name
    for name, metric in METRICS.items()
    if metric.unit in ("count", "money")
    and metric.parts is None
    and name not in QUOTA_METRICS
    and name != "sales_velocity"
    and not name.startswith("won_value_")
]
Case = tuple[Tables, dict[str, Any]]


def only(options: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: options[name] for name in names if name in options}


def assert_parts_add_up(
    whole: dict[str, Any], parts: list[dict[str, Any]], names: list[str]
) -> None:
    """A plain sum, and nothing where not even the whole has a value."""
    for name in names:
        if whole.get(name) is None:
            assert all(part.get(name) is None for part in parts), name
        else:
            assert whole[name] == sum(part[name] for part in parts), name


def undated(tables: Tables) -> bool:
    return any(deal.created is None for deal in load(tables).deals)


@PATIENT
@given(cases())
def test_every_case_has_an_answer_that_is_json(case: Case) -> None:
    tables, options = case
    answer = rendered(report(tables, **options))
    assert json.loads(json.dumps(answer)) == answer
    assert answer["rows"][0]["by"] == {}
    rows = answer["rows"]
    event("rows", min(len(rows), 10))
    event(f"some deal won: {any(row['metrics'].get('won_count') for row in rows)}")


@PATIENT
@given(cases())
def test_the_waterfall_adds_up_for_every_group(case: Case) -> None:
    tables, options = case
    by = [name for name in options["by"] if name in DIMENSIONS]
    chosen = only(options, "as_of", "timezone", "filters")
    total, *groups = waterfall(tables, period=asked_period(options), by=by, **chosen)["rows"]
    for row in (total, *groups):
        assert adds_up(row["value"])
        assert adds_up(row["count"])
        assert all(amount >= 0 for amount in row["value"].values())
    if by:
        for measure in ("value", "count"):
            for step in STEPS:
                assert total[measure][step] == sum(row[measure][step] for row in groups)
        if not options.get("filters"):
            assert total["value"]["moved_in"] == total["value"]["moved_out"]


@PATIENT
@given(cases())
def test_a_period_ends_as_the_next_one_starts(case: Case) -> None:
    tables, options = case
    period = asked_period(options)
    chosen = only(options, "timezone", "filters")
    before = waterfall(tables, period=period.previous(), **chosen)["rows"][0]
    now = waterfall(tables, period=period, **chosen)["rows"][0]
    assert before["value"]["end"] == now["value"]["start"]
    assert before["count"]["end"] == now["count"]["start"]


@PATIENT
@given(cases())
def test_the_waterfall_ends_with_the_open_value_and_tells_of_every_close(case: Case) -> None:
    tables, options = case
    assume(not undated(tables))
    chosen = only(options, "as_of", "timezone", "filters")
    period = asked_period(options)
    flows = waterfall(tables, period=period, **chosen)["rows"][0]
    metrics = ["open_value", "open_count", "created_value", "created_count"]
    figures = report(tables, metrics=metrics, period=period, **chosen)["rows"][0]["metrics"]
    assert figures["open_value"] == flows["value"]["end"]
    assert figures["open_count"] == flows["count"]["end"]
    if not chosen.get("filters") and (
        chosen.get("as_of") is None or chosen["as_of"] >= period.first
    ):
        assert figures["created_count"] == flows["count"]["created"]
        assert figures["created_value"] == flows["value"]["created"]


@PATIENT
@given(cases(), st.sampled_from(DIMENSIONS))
def test_groups_add_up_to_the_total(case: Case, dimension: str) -> None:
    tables, options = case
    asked = {**options, "by": [dimension], "metrics": ADDITIVE, "periods": options["periods"][:1]}
    asked.pop("top", None)
    total, *groups = report(tables, **asked)["rows"]
    event("groups", len(groups))
    figures = [row["metrics"] for row in groups]
    assert_parts_add_up(total["metrics"], figures, ADDITIVE)
    if options["compare"]:
        before = [row["previous"]["metrics"] for row in groups]
        assert_parts_add_up(total["previous"]["metrics"], before, ADDITIVE)
    names = [row["by"][dimension].encode() for row in groups]
    assert names == sorted(set(names))


@PATIENT
@given(cases(), st.sampled_from(DIMENSIONS), st.integers(1, 3))
def test_top_and_other_hold_everything(case: Case, dimension: str, n: int) -> None:
    tables, options = case
    asked = {**options, "by": [dimension], "metrics": ADDITIVE, "periods": options["periods"][:1]}
    asked["top"] = (n, "won_revenue")
    total, *rows = report(tables, **asked)["rows"]
    assert len(rows) <= n + 1
    assert [bool(row.get("other")) for row in rows] == [i == n for i in range(len(rows))]
    assert_parts_add_up(total["metrics"], [row["metrics"] for row in rows], ADDITIVE)
    best = [row["metrics"]["won_revenue"] for row in rows[:n]]
    assert best == sorted(best, reverse=True)


@PATIENT
@given(cases())
def test_an_owner_filter_is_the_row_of_that_owner(case: Case) -> None:
    tables, options = case
    metrics = [name for name in METRICS if name not in QUOTA_METRICS]
    asked = {**options, "by": ["owner"], "metrics": metrics, "periods": options["periods"][:1]}
    asked.pop("top", None)
    asked.pop("filters", None)
    for row in report(tables, **asked)["rows"][1:]:
        alone = report(tables, **{**asked, "by": [], "filters": {"owner": [row["by"]["owner"]]}})
        assert alone["rows"][0]["metrics"] == row["metrics"]


@PATIENT
@given(cases())
def test_flows_of_the_months_add_up_to_those_of_the_period(case: Case) -> None:
    tables, options = case
    chosen = only(options, "timezone", "filters", "owner_at")
    chosen |= {"as_of": options["as_of"], "period": asked_period(options), "by": ["month"]}
    metrics = ["created_count", "activities", "sales_qualified_count"]
    whole, *parts = report(tables, metrics=metrics, **chosen)["rows"]
    assert_parts_add_up(whole["metrics"], [row["metrics"] for row in parts], metrics)
    closes = ["won_count", "lost_count", "won_revenue", "lost_value"]
    whole, *parts = report(tables, metrics=closes, outcome="as_recorded", **chosen)["rows"]
    assert_parts_add_up(whole["metrics"], [row["metrics"] for row in parts], closes)


@PATIENT
@given(cases())
def test_the_ways_to_count_closes_keep_their_order(case: Case) -> None:
    tables, options = case
    period = asked_period(options)
    wide = (period.first - timedelta(days=1500), period.after + timedelta(days=1500))
    chosen = only(options, "timezone")

    def closes(outcome: str) -> Any:
        metrics = ["won_count", "lost_count", "win_rate"]
        rows = report(tables, metrics=metrics, period=wide, outcome=outcome, **chosen)["rows"]
        return rows[0]["metrics"]

    restated, first, recorded = (closes(way) for way in ("restated", "first", "as_recorded"))
    sums = [one["won_count"] + one["lost_count"] for one in (restated, first, recorded)]
    assert sums[0] <= sums[1] <= sums[2]
    assert sums[1] <= len(tables.opportunities)
    for one in (restated, first, recorded):
        assert one["win_rate"] is None or 0 <= one["win_rate"] <= 1


@PATIENT
@given(cases())
def test_the_order_of_the_deals_changes_nothing(case: Case) -> None:
    tables, options = case
    turned = replace(
        tables,
        opportunities=tables.opportunities[::-1],
        history=sorted(tables.history, key=lambda row: str(row["opportunity"])),
        interactions=tables.interactions[::-1],
        quotas=tables.quotas[::-1],
    )
    assert report(turned, **options) == report(tables, **options)


@PATIENT
@given(cases())
def test_a_funnel_narrows_and_its_parts_fit(case: Case) -> None:
    tables, options = case
    rows = funnel(tables, period=asked_period(options), **only(options, "as_of", "timezone"))
    for row in rows:
        assert row["strict"] <= row["entered"] <= row["reached"]
        assert row["entered"] + row["skipped"] == row["reached"]
        assert row["still_there"] <= row["entered"]
    for step, after in pairwise(rows):
        assert after["reached"] + step["pending"] + step["lost_before_next"] == step["reached"]
        assert after["strict"] <= step["strict"]
        low, high = step["bounds"]
        if step["decided"] is not None and low is not None and high is not None:
            assert low <= step["decided"] <= high
    event("deals in the funnel", rows[0]["reached"] if rows else 0)


@PATIENT
@given(cases())
def test_median_and_p90_lie_among_the_cycles_and_cohort_shares_are_whole(case: Case) -> None:
    tables, options = case
    metrics = ["cycle_days_median", "cycle_days_p90", "cohort_open_share", "cohort_win_rate_all",
               "win_rate_cohort", "created_count"]  # fmt: skip
    figures = report(tables, **{**options, "metrics": metrics})["rows"][0]["metrics"]
    if figures["cycle_days_median"] is not None:
        assert 0 <= figures["cycle_days_median"] <= figures["cycle_days_p90"]
    if figures["created_count"]:
        lost_share = 1 - figures["cohort_open_share"] - figures["cohort_win_rate_all"]
        assert 0 <= lost_share <= Fraction(1)
        if figures["win_rate_cohort"] is None:
            assert figures["cohort_open_share"] == 1
