"""Every metric: its unit, the facts it needs and its formula over the facts of one group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .facts import ACTIVITY_TYPES, Fact
from .statistics import mean, median, p90, ratio

Value = int | Fraction | None


@dataclass(frozen=True)
class Group:
    """The facts of one row of the report, and what it must know besides."""

    facts: list[Fact]
    is_total: bool
    knows_qualified: bool  # some stage means that a deal is sales qualified
    knows_max_ages: bool  # some open stage has a maximum age
    by_owner: bool  # the rows are owners: only then has a row a quota of its own
    business_share: Fraction | None  # of the period's business days, those gone

    def of(self, *slots: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.slot in slots]

    def count(self, *slots: str) -> int:
        return len(self.of(*slots))

    def amount(self, *slots: str) -> Fraction | int:
        return sum(fact.amount for fact in self.of(*slots))

    def days(self, *slots: str) -> list[int]:
        return [fact.days for fact in self.of(*slots) if fact.days is not None]

    def created_as(self, *kinds: str) -> int:
        return sum(fact.kind in kinds for fact in self.of("created"))

    def activities(self, *types: str) -> int:
        return sum(fact.kind in types for fact in self.of("activity"))


Formula = Callable[[Group], Value]
Parts = Callable[[Group], tuple[Value, Value]]


@dataclass(frozen=True)
class Metric:
    unit: str  # money, count, ratio, days, number
    slots: tuple[str, ...]
    formula: Formula
    parts: Parts | None = None  # numerator and denominator of a ratio


def divided(unit: str, slots: tuple[str, ...], parts: Parts) -> Metric:
    def formula(group: Group) -> Value:
        numerator, denominator = parts(group)
        if numerator is None or denominator is None:
            return None
        return ratio(numerator, denominator)

    return Metric(unit, slots, formula, parts)


def quota(group: Group) -> Fraction | None:
    """By owner: the owner's. In total: the team's own quota where given, else the owners' sum.
    Other groups have none."""
    rows = group.of("quota")
    if group.is_total:
        rows = [fact for fact in rows if not fact.keys["owner"]] or rows
    elif group.by_owner:
        rows = [fact for fact in rows if fact.keys["owner"]]
    else:
        rows = []
    return sum((Fraction(fact.amount) for fact in rows), Fraction(0)) if rows else None


def gap(group: Group) -> Value:
    target = quota(group)
    return None if target is None else target - group.amount("won")


def qualified_count(group: Group) -> int | None:
    """No value where no stage means qualified."""
    return group.count("qualified") if group.knows_qualified else None


def rotting_count(group: Group) -> int | None:
    """No value where no stage has a maximum age."""
    return group.count("rotting") if group.knows_max_ages else None


def rotting_value(group: Group) -> Value:
    return group.amount("rotting") if group.knows_max_ages else None


def pace(group: Group) -> tuple[Value, Value]:
    target = quota(group)
    if target is None or group.business_share is None:
        return None, None
    return group.amount("won"), target * group.business_share


def weighted(group: Group) -> Fraction:
    return sum((Fraction(fact.amount * fact.ppm, 10**6) for fact in group.of("open")), Fraction(0))


def active_owners(group: Group) -> int:
    """Owners (the nameless one is nobody) who contributed anything in the period."""
    facts = group.of("open", "won", "lost", "created", "activity")
    return len({fact.keys["owner"] for fact in facts} - {""})


def amounts(group: Group) -> list[int]:
    return [int(fact.amount) for fact in group.of("won")]


CLOSED = ("won", "lost")
ACTIVE = ("open", "won", "lost", "created", "activity")


def money(slot: str) -> Metric:
    return Metric("money", (slot,), lambda group: group.amount(slot))


def count(slot: str) -> Metric:
    return Metric("count", (slot,), lambda group: group.count(slot))


def activity(*types: str) -> Metric:
    return Metric("count", ("activity",), lambda group: group.activities(*types))


METRICS: dict[str, Metric] = {
    "won_revenue": money("won"),
    "won_count": count("won"),
    "lost_value": money("lost"),
    "lost_count": count("lost"),
    "won_value_mean": divided("money", ("won",), lambda g: (g.amount("won"), g.count("won"))),
    "won_value_median": Metric("money", ("won",), lambda g: median(amounts(g))),
    "open_count": count("open"),
    "open_value": money("open"),
    "open_value_missing_count": Metric(
        "count", ("open",), lambda g: sum(fact.missing for fact in g.of("open"))
    ),
    "weighted_value": Metric("money", ("open",), weighted),
    "created_count": count("created"),
    "created_value": money("created"),
    "sales_qualified_count": Metric("count", ("qualified",), qualified_count),
    "cycle_days_mean": Metric("days", ("won",), lambda g: mean(g.days("won"))),
    "cycle_days_median": Metric("days", ("won",), lambda g: median(g.days("won"))),
    "cycle_days_p90": Metric("days", ("won",), lambda g: p90(g.days("won"))),
    "close_days_mean": Metric("days", CLOSED, lambda g: mean(g.days(*CLOSED))),
    "close_days_median": Metric("days", CLOSED, lambda g: median(g.days(*CLOSED))),
    "close_days_p90": Metric("days", CLOSED, lambda g: p90(g.days(*CLOSED))),
    "win_rate": divided("ratio", CLOSED, lambda g: (g.count("won"), g.count(*CLOSED))),
    "win_rate_value": divided("ratio", CLOSED, lambda g: (g.amount("won"), g.amount(*CLOSED))),
    "win_rate_cohort": divided(
        "ratio", ("created",), lambda g: (g.created_as("won"), g.created_as("won", "lost"))
    ),
    "cohort_open_share": divided(
        "ratio", ("created",), lambda g: (g.created_as("open", "parked"), g.count("created"))
    ),
    "cohort_win_rate_all": divided(
        "ratio", ("created",), lambda g: (g.created_as("won"), g.count("created"))
    ),
    "days_in_stage_mean": Metric("days", ("visit",), lambda g: mean(g.days("visit"))),
    "days_in_stage_median": Metric("days", ("visit",), lambda g: median(g.days("visit"))),
    "days_in_stage_p90": Metric("days", ("visit",), lambda g: p90(g.days("visit"))),
    "stage_age_days_mean": Metric("days", ("stage_age",), lambda g: mean(g.days("stage_age"))),
    "stage_age_days_median": Metric("days", ("stage_age",), lambda g: median(g.days("stage_age"))),
    "open_age_days_mean": Metric("days", ("open_age",), lambda g: mean(g.days("open_age"))),
    "open_age_days_median": Metric("days", ("open_age",), lambda g: median(g.days("open_age"))),
    "rotting_count": Metric("count", ("rotting",), rotting_count),
    "rotting_value": Metric("money", ("rotting",), rotting_value),
    "reopened_count": count("reopened"),
    "moved_back_count": count("moved_back"),
    "abandoned_count": count("abandoned"),
    "abandoned_value": money("abandoned"),
    "activities": activity(*ACTIVITY_TYPES),
    "emails_sent": activity("email_out"),
    "calls_made": activity("call"),
    "meetings_held": activity("meeting"),
    "activities_per_rep": divided(
        "number", ACTIVE, lambda g: (g.count("activity"), active_owners(g))
    ),
    "quota": Metric("money", ("quota",), quota),
    "attainment": divided("ratio", ("won", "quota"), lambda g: (g.amount("won"), quota(g))),
    "gap": Metric("money", ("won", "quota"), gap),
    "pace": divided("ratio", ("won", "quota"), pace),
}


def metric(name: str) -> Metric:
    if name not in METRICS:
        raise ValueError(f"unknown metric {name!r}; known: {', '.join(METRICS)}")
    return METRICS[name]
