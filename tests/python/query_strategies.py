"""Random queries as keyword arguments of reference.report(), and cases: a book and a query."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from reference import METRICS, Period, Tables
from strategies import ERA_DAYS, ERAS, ZONES, books, days, periods

DIMENSIONS = ["owner", "account", "source", "product", "lost_reason", "segment", "stage",
    "forecast_category",
]  # fmt: skip
FILTERS = [{"product": ["A"]}, {"segment": ["", "small"]}, {"owner": ["ann", ""]}]
QUOTA_METRICS = {"quota", "attainment", "gap", "pace", "coverage"}


def metric_lists() -> SearchStrategy[list[str]]:
    some = st.lists(st.sampled_from(sorted(METRICS)), min_size=1, max_size=6, unique=True)
    return some | st.just(list(METRICS))


def groupings() -> SearchStrategy[list[str]]:
    dimensions = st.lists(st.sampled_from(DIMENSIONS), max_size=2, unique=True)
    split = st.sampled_from([[], [], [], ["month"], ["quarter"], ["week"], ["year"]])
    return st.tuples(dimensions, split).map(lambda both: [*both[0], *both[1]])


@st.composite
def queries(draw: DrawFn, era: date = ERAS[0]) -> dict[str, Any]:
    """A quota is an owner's or the team's, so a filter and a quota are not asked for together."""
    by = draw(groupings())
    options: dict[str, Any] = {
        "metrics": draw(metric_lists()),
        "periods": draw(st.lists(periods(era), min_size=1, max_size=2)),
        "by": by,
        "compare": draw(st.sampled_from([None, None, "previous", "last_year"])),
        "as_of": draw(st.none() | days(era) | st.just(era + timedelta(days=ERA_DAYS + 400))),
        "outcome": draw(st.sampled_from(["restated", "first", "as_recorded"])),
        "value_at": draw(st.sampled_from(["close", "current"])),
        "owner_at": draw(st.sampled_from(["close", "current"])),
        "cycle_from": draw(st.sampled_from(["created", "qualified", "first_contact"])),
        "exclude_closed_gap": draw(st.booleans()),
        "created_value_at": draw(st.sampled_from(["create", "as_of"])),
        "abandoned_days": draw(st.sampled_from([0, 5, 30])),
        "days": draw(st.sampled_from(["calendar", "calendar", "business"])),
        "holidays": draw(st.lists(days(era), max_size=5)),
        "timezone": draw(st.sampled_from(ZONES)),
    }
    if any(name in DIMENSIONS for name in by) and draw(st.booleans()):
        ranked_by = draw(st.none() | st.sampled_from(["won_revenue", "win_rate", "open_count"]))
        options["top"] = (draw(st.integers(1, 3)), ranked_by)
    if draw(st.integers(0, 3)) == 0:
        wanted = [name for name in options["metrics"] if name not in QUOTA_METRICS]
        options["metrics"] = wanted or ["won_count"]
        options["filters"] = draw(
            st.sampled_from(
                [{"product": ["A"]}, {"segment": ["", "small"]}, {"owner": ["ann", ""]}]
            )
        )
    return options


@st.composite
def cases(draw: DrawFn, most_deals: int = 8) -> tuple[Tables, dict[str, Any]]:
    """A book and a query about its time."""
    era = draw(st.sampled_from(ERAS))
    return draw(books(era, most_deals)), draw(queries(era))


def asked_period(options: dict[str, Any]) -> Period:
    """The first period of a query, for waterfall() and funnel()."""
    period = options["periods"][0]
    assert isinstance(period, Period)
    return period
