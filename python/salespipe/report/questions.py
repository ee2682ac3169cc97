"""Which figures answer which question, and which way is good: the order of the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Question:
    """A question of the dashboard; one metric is the answer, the first one unless another is named,
    and the others explain it.

    A question is only asked when one of ``when`` (or of its metrics) has something to say.
    """

    text: str
    metrics: tuple[str, ...]
    when: tuple[str, ...] = ()
    answered_by: str = ""
    #: Why there is no answer, where the engine has no word for it.
    lacks: str = ""

    @property
    def answer(self) -> str:
        """The metric that answers it."""
        return self.answered_by or self.metrics[0]


_FLOWS = (
    "waterfall_start",
    "waterfall_created",
    "waterfall_reopened",
    "waterfall_moved_in",
    "waterfall_value_up",
    "waterfall_value_down",
    "waterfall_won",
    "waterfall_lost",
    "waterfall_parked",
    "waterfall_moved_out",
)

#: In the order of the documentation.
REVENUE = (
    Question("How much have I closed?", ("won_revenue", "won_value_missing_count")),
    Question(
        "What could I still close?",
        ("open_value", "weighted_value", "open_count", "open_value_missing_count"),
    ),
    Question(
        "How long is my sales cycle?",
        ("cycle_days_median", "cycle_days_mean", "cycle_days_p90", "close_days_median"),
    ),
    Question("What is a won deal worth?", ("won_value_mean", "won_value_median")),
    Question("How many have I won and lost?", ("won_count", "lost_count", "lost_value")),
    Question("How many new ones?", ("created_count", "created_value", "sales_qualified_count")),
    Question(
        "How has the open value moved?",
        (*_FLOWS, "waterfall_end"),
        when=_FLOWS,
        answered_by="waterfall_end",
    ),
)
TEAM = (
    Question("Who closes?", ("win_rate", "win_rate_value", "win_rate_cohort", "cohort_open_share")),
    Question(
        "Who is active?",
        ("activities", "emails_sent", "calls_made", "meetings_held", "activities_per_rep"),
    ),
    Question(
        "What is being neglected?",
        ("abandoned_count", "abandoned_value", "rotting_count", "rotting_value"),
    ),
    Question(
        "Are we on quota?",
        ("attainment", "quota", "gap", "pace"),
        when=("quota",),
        lacks="no quota is given for the period",
    ),
)
QUESTIONS = REVENUE + TEAM

#: Of these, more is good news, and of those, bad. The others are neither.
_UP = frozenset(
    {
        "won_revenue",
        "won_count",
        "won_value_mean",
        "won_value_median",
        "open_value",
        "open_count",
        "weighted_value",
        "created_count",
        "created_value",
        "sales_qualified_count",
        "win_rate",
        "win_rate_value",
        "win_rate_cohort",
        "cohort_win_rate_all",
        "activities",
        "emails_sent",
        "calls_made",
        "meetings_held",
        "activities_per_rep",
        "attainment",
        "pace",
    }
)
_DOWN = frozenset(
    {
        "lost_count",
        "lost_value",
        "cycle_days_mean",
        "cycle_days_median",
        "cycle_days_p90",
        "close_days_mean",
        "close_days_median",
        "close_days_p90",
        "abandoned_count",
        "abandoned_value",
        "days_in_stage_mean",
        "days_in_stage_median",
        "days_in_stage_p90",
        "stage_age_days_mean",
        "stage_age_days_median",
        "open_age_days_mean",
        "open_age_days_median",
        "rotting_count",
        "rotting_value",
        "moved_back_count",
        "gap",
        "open_value_missing_count",
        "won_value_missing_count",
    }
)

#: Only worth a line when it is not zero.
WHEN_NOT_ZERO = frozenset(
    {
        "open_value_missing_count",
        "won_value_missing_count",
        "weighted_value",
        "sales_qualified_count",
        "lost_value",
        *_FLOWS[1:],
    }
)

#: Says nothing unless another metric does: without a value lost, every rate by value is 100%.
NEEDS = {"win_rate_value": "lost_value"}

#: Which way a flow of the waterfall goes.
SIGNS = {
    **dict.fromkeys(("waterfall_created", "waterfall_reopened"), "+"),
    **dict.fromkeys(("waterfall_moved_in", "waterfall_value_up"), "+"),
    **dict.fromkeys(("waterfall_value_down", "waterfall_won", "waterfall_lost"), "-"),
    **dict.fromkeys(("waterfall_parked", "waterfall_moved_out"), "-"),
}

#: Ratios that are a number of things per thing, not a share.
NOT_A_SHARE = frozenset({"activities_per_rep"})

#: What a table by a dimension shows when nothing was chosen, most important first.
_TABLE = (
    "won_revenue", "won_count", "lost_count", "win_rate", "won_value_mean", "cycle_days_median",
    "open_value", "open_count", "created_count",
)  # fmt: skip
_TABLES = {
    "stage": ("open_value", "weighted_value", "open_count", "abandoned_count"),
    "forecast_category": ("open_value", "weighted_value", "open_count"),
    "lost_reason": ("lost_count", "lost_value"),
}


def good_direction(metric: str) -> Direction:
    """Whether more of it is good news."""
    if metric in _UP:
        return "up"
    return "down" if metric in _DOWN else "none"


def table_metrics(dimensions: Sequence[str], asked: Iterable[str]) -> list[str]:
    """The metrics that a table by these dimensions shows, of those that were asked for."""
    available = set(asked)
    for dimension in dimensions:
        if dimension in _TABLES:
            return [name for name in _TABLES[dimension] if name in available]
    return [name for name in _TABLE if name in available]


def unanswered(asked: Iterable[str]) -> list[str]:
    """Metrics that were asked for and belong to no question."""
    known = {name for question in QUESTIONS for name in question.metrics}
    return [name for name in asked if name not in known]
