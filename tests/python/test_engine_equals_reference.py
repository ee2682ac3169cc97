"""The engine against the slow reference, on random books and queries: to the last unit."""

from __future__ import annotations

import math
from typing import Any

from engine import engine_report
from golden_log import Q1, golden_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_strategies import asked_period, cases
from reference import Tables, rendered, report, to_minor, waterfall
from reference.waterfall import STEPS

Row = dict[str, Any]


def key_of(row: Row, split: str | None) -> tuple[Any, ...]:
    by = {name: value for name, value in row["by"].items() if name != split}
    other = bool(row.get("other")) or row.get("kind") == "other"
    # "other" stands for itself, in whatever column it is written.
    return (row["period"]["from"], row["period"]["to"], other, () if other else tuple(by.items()))


def says_nothing(row: Row) -> bool:
    before = row.get("previous", {"metrics": {}})
    figures = [*row["metrics"].values(), *before["metrics"].values()]
    return all(value is None or float(value) == 0 for value in figures)


def same_figures(ours: Row, theirs: Row, where: str) -> None:
    wanted = {name: value for name, value in theirs.items() if value is not None}
    assert set(ours) == set(wanted), where
    for name, value in wanted.items():
        if isinstance(value, float):
            assert math.isclose(ours[name], value, rel_tol=1e-12, abs_tol=1e-12), (where, name)
        else:
            assert ours[name] == value, (where, name)


def assert_same(tables: Tables, options: dict[str, Any]) -> None:
    theirs = rendered(report(tables, **options))
    ours = engine_report(tables, **options)
    split = next((name for name in options.get("by", ()) if name in KINDS), None)
    whole: dict[Any, Row] = {}
    for row in ours["rows"]:
        whole.setdefault(key_of(row, split), row)
    seen = set()
    for row in theirs["rows"]:
        key = key_of(row, split)
        if key in seen:
            continue  # a part that is the whole period is answered once, as the whole
        seen.add(key)
        if key not in whole and says_nothing(row):
            continue  # the engine leaves out a group that has no part in any figure asked for
        assert key in whole, f"no row {key}"
        same_figures(whole[key]["metrics"], row["metrics"], f"{key}")
        if "previous" in row:
            same_figures(whole[key]["previous"], row["previous"]["metrics"], f"{key} before")
    if split is None:
        order = [key_of(row, split) for row in theirs["rows"]]
        # A period that is asked for twice is answered once.
        once = [key for key in dict.fromkeys(order) if key in whole]
        assert list(dict.fromkeys(key_of(row, split) for row in ours["rows"])) == once


KINDS = ("day", "week", "month", "quarter", "year")


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_engine_and_reference_agree_on_random_books_and_queries(
    case: tuple[Tables, dict[str, Any]],
) -> None:
    assert_same(*case)


def test_engine_and_reference_agree_on_the_golden_log() -> None:
    from reference import METRICS

    for outcome in ("restated", "first", "as_recorded"):
        options: dict[str, Any] = {
            "metrics": list(METRICS),
            "periods": [Q1],
            "by": ["owner"],
            "outcome": outcome,
        }
        assert_same(golden_tables(), options)


def same_steps(ours: Row, theirs: Row, where: str) -> None:
    for step, amount in theirs.items():
        figure = ours.get(f"waterfall_{step}", "0")
        assert to_minor(figure) == amount, (where, step)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.sampled_from(["rolling", "closing"]))
def test_engine_and_reference_agree_on_random_waterfalls(
    case: tuple[Tables, dict[str, Any]], window: str
) -> None:
    """Group by group; a total of its own, since within it nothing moves from group to group."""
    tables, asked = case
    period = asked_period(asked)
    options = {name: asked[name] for name in ("as_of", "timezone", "filters") if name in asked}
    options["waterfall_window"] = window
    metrics = [f"waterfall_{step}" for step in STEPS]
    for by in ([], [name for name in asked["by"] if name not in KINDS]):
        theirs = waterfall(tables, period=period, by=by, **options)["rows"]
        ours = engine_report(tables, metrics=metrics, period=period, by=by, **options)["rows"]
        figures = {tuple(row["by"].items()): row["metrics"] for row in ours}
        for row in theirs if not by else theirs[1:]:
            same_steps(figures.get(tuple(row["by"].items()), {}), row["value"], f"{row['by']}")
