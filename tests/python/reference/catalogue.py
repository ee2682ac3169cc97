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
    knows_annual: bool  # which deals recur is known
    by_owner: bool  # the rows are owners: only then has a row a quota of its own
    business_share: Fraction | None  # of the period's business days, those gone
    days_gone: int  # of the period's, as the query counts them

    def of(self, *slots: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.slot in slots]

    def count(self, *slots: str) -> int:
        return len(self.of(*slots))

    def amount(self, *slots: str) -> Fraction | int:
        return sum(fact.amount for fact in self.of(*slots))

    def days(self, *slots: str) -> list[int]:
        return [fact.days for fact in self.of(*slots) if fact.days is not None]

    def of_kind(self, slot: str, kind: str) -> list[Fact]:
        return [fact for fact in self.of(slot) if fact.kind == kind]

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


def per_rep(group: Group, *types: str) -> tuple[Value, Value]:
    return group.activities(*types), active_owners(group)


def velocity(group: Group) -> Value:
    """open_count x win_rate x won_value_mean / cycle_days_mean, where each has a value."""
    won, cycle = group.count("won"), mean(group.days("won"))
    if not won or not cycle:
        return None
    win_rate = Fraction(won, group.count("won", "lost"))
    return group.count("open") * win_rate * Fraction(group.amount("won"), won) / cycle


def coverage(group: Group) -> tuple[Value, Value]:
    target = quota(group)
    to_go = None if target is None else target - group.amount("won")
    return group.amount("closing"), None if to_go is None or to_go <= 0 else to_go


def contracts(group: Group, *, recurring: bool | None) -> list[Fact]:
    """The won deals that recur, that do not, or all."""
    won = group.of("won")
    return [fact for fact in won if recurring is None or (fact.annual is not None) == recurring]


def annual_value(facts: list[Fact]) -> int:
    return sum(fact.annual or 0 for fact in facts)


def per_customer(
    facts: list[Fact], worth: Callable[[list[Fact]], int | Fraction]
) -> tuple[Value, Value]:
    """Deals without an account have no customer and are left out on both sides."""
    known = [fact for fact in facts if fact.keys["account"]]
    return worth(known), len({fact.keys["account"] for fact in known})


def value(facts: list[Fact]) -> int | Fraction:
    return sum(fact.amount for fact in facts)


def if_annual_known(formula: Formula) -> Formula:
    return lambda group: formula(group) if group.knows_annual else None


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
    "emails_per_rep": divided("number", ACTIVE, lambda g: per_rep(g, "email_out")),
    "calls_per_rep": divided("number", ACTIVE, lambda g: per_rep(g, "call")),
    "meetings_per_rep": divided("number", ACTIVE, lambda g: per_rep(g, "meeting")),
    "won_value_missing_count": Metric(
        "count", ("won",), lambda g: sum(fact.missing for fact in g.of("won"))
    ),
    "acv_value": Metric(
        "money", ("won",), if_annual_known(lambda g: annual_value(contracts(g, recurring=True)))
    ),
    "tcv_value": Metric(
        "money", ("won",), if_annual_known(lambda g: value(contracts(g, recurring=True)))
    ),
    "acv": divided(
        "money", ("won",), lambda g: per_customer(contracts(g, recurring=True), annual_value)
    ),
    "apv": divided("money", ("won",), lambda g: per_customer(contracts(g, recurring=False), value)),
    "arpa": divided("money", ("won",), lambda g: per_customer(contracts(g, recurring=None), value)),
    "sales_velocity": Metric("money", CLOSED, velocity),
    "realised_velocity": divided("money", ("won",), lambda g: (g.amount("won"), g.days_gone)),
    "open_count_closing": count("closing"),
    "open_value_closing": money("closing"),
    "coverage": divided("ratio", ("closing", "won", "quota"), coverage),
    "push_count": Metric("count", ("due",), lambda g: len(g.of_kind("due", "pushed"))),
    "push_rate": divided(
        "ratio", ("due",), lambda g: (len(g.of_kind("due", "pushed")), g.count("due"))
    ),
    "slipped_count": Metric(
        "count", ("starting",), lambda g: len(g.of_kind("starting", "slipped"))
    ),
    "slipped_value": Metric(
        "money", ("starting",), lambda g: value(g.of_kind("starting", "slipped"))
    ),
    "slip_rate": divided(
        "ratio",
        ("starting",),
        lambda g: (len(g.of_kind("starting", "slipped")), g.count("starting")),
    ),
    "slip_rate_value": divided(
        "ratio",
        ("starting",),
        lambda g: (value(g.of_kind("starting", "slipped")), g.amount("starting")),
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
