"""The figures of the dashboard: each by its name in the catalogue, with its formula.

The dashboard, and the test that compares each of its cells with the engine, read these lists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from salespipe.template.layout import Layout
from salespipe.template.rows import in_days, won_in

#: The formula of a figure in a period ("p" the chosen one, "q" the one before) without "=".
Formula = Callable[["Ask"], str]


@dataclass(frozen=True)
class Ask:
    """What a formula needs to know: the sheets, the period, the cells of the other figures."""

    layout: Layout
    suffix: str
    period: dict[str, str]
    cell_of: Callable[[str], str]

    def deals(self, key: str) -> str:
        return self.layout.deals.range(key)

    def mine(self, key: str) -> str:
        return self.layout.deals.range(f"{key}_{self.suffix}")

    def won(self, kind: str = "won") -> str:
        return won_in(self.layout, self.period, kind)

    def days(self, dates: str, last: str = "cut") -> str:
        return in_days(dates, self.period["from"], self.period[last])


@dataclass(frozen=True)
class Figure:
    """A line of the dashboard; ``metric`` is its name in the catalogue."""

    metric: str
    label: str
    unit: str  # money, count, ratio, days
    formula: Formula


def over(top: str, bottom: str) -> str:
    """A ratio that has no value where there is nothing to divide by."""
    return f'IF(N({bottom})=0,"",IF({top}="","",{top}/{bottom}))'


def _activities(*types: str) -> Formula:
    def formula(ask: Ask) -> str:
        a = ask.layout.activities
        return "+".join(
            f"COUNTIFS({a.range('type')},sp_activity_{one},{ask.days(a.range('at'))})"
            for one in types
        )

    return formula


def _of_created(ask: Ask, *more: str) -> str:
    conditions = [ask.days(ask.deals("created")), f'{ask.deals("stage_no")},">0"', *more]
    return f"COUNTIFS({','.join(conditions)})"


def _cohort(ask: Ask, kind: str) -> str:
    cut = ask.period["cut"]
    return _of_created(ask, f'{ask.deals("kind")},"{kind}"', f'{ask.deals("closed")},"<"&({cut}+1)')


def _quota(ask: Ask) -> str:
    q = ask.layout.quotas
    days, part = q.range(f"days_{ask.suffix}"), q.range(f"part_{ask.suffix}")
    owner = q.range("owner_no")
    return (
        f'IF(COUNTIFS({days},">0",{owner},0)>0,SUMIFS({part},{owner},0),'
        f'IF(COUNTIFS({days},">0")>0,SUM({part}),""))'
    )


def _pace(ask: Ask) -> str:
    first, last, cut = ask.period["from"], ask.period["to"], ask.period["cut"]
    attainment = ask.cell_of("attainment")
    gone = f"NETWORKDAYS({first},{cut})"
    return (
        f'IF({attainment}="","",IF({cut}>={last},{attainment},IF({cut}<{first},"",'
        f'IF({gone}<=0,"",{attainment}*NETWORKDAYS({first},{last})/{gone}))))'
    )


def _velocity(ask: Ask) -> str:
    parts = [ask.cell_of(one) for one in ("win_rate", "won_value_mean", "cycle_days_mean")]
    none = ",".join(f'{one}=""' for one in parts)
    rate, mean, days = parts
    return f'IF(OR({none}),"",IF({days}=0,"",{ask.cell_of("open_count")}*{rate}*{mean}/{days}))'


def _share(ask: Ask, top: str, *bottoms: str) -> str:
    return over(ask.cell_of(top), "(" + "+".join(ask.cell_of(one) for one in bottoms) + ")")


def _statistic(call: str) -> Formula:
    """``call`` with {column}; without a value where the column holds no number."""
    name = call[call.index("{") + 1 : call.index("}")]

    def formula(ask: Ask) -> str:
        column = ask.mine(name)
        return f'IF(COUNT({column})=0,"",{call.replace("{" + name + "}", column)})'

    return formula


REVENUE = (
    Figure("won_revenue", "Won revenue", "money", lambda a: f"SUMIFS({a.deals('value')},{a.won()})"),
    Figure("won_count", "Deals won", "count", lambda a: f"COUNTIFS({a.won()})"),
    Figure("won_value_mean", "Mean value of a won deal", "money", lambda a: over(a.cell_of("won_revenue"), a.cell_of("won_count"))),
    Figure("won_value_median", "Median value of a won deal", "money", _statistic("MEDIAN({won_value})")),
    Figure("lost_count", "Deals lost", "count", lambda a: f"COUNTIFS({a.won('lost')})"),
    Figure("lost_value", "Value lost", "money", lambda a: f"SUMIFS({a.deals('value')},{a.won('lost')})"),
    Figure("created_count", "New deals", "count", _of_created),
    Figure("created_value", "Value of new deals", "money", lambda a: f"SUMIFS({a.deals('at_first')},{a.days(a.deals('created'))},{a.deals('stage_no')},\">0\")"),
    Figure("sales_qualified_count", "Deals that became qualified", "count", lambda a: f"IF(sp_qualified_stage=0,\"\",COUNTIFS({a.days(a.deals('reached'))}))"),
    Figure("open_count", "Open deals at the end", "count", lambda a: f"COUNTIFS({a.mine('open')},\">0\")"),
    Figure("open_value", "Open value at the end", "money", lambda a: f"SUMIFS({a.deals('value')},{a.mine('open')},\">0\")"),
    Figure("weighted_value", "Weighted open value", "money", lambda a: f"SUMPRODUCT(sp_stage_value_{a.suffix},sp_stage_chance)"),
    Figure("open_count_closing", "Open, expected to close in the period", "count", lambda a: f"COUNTIFS({a.mine('open')},\">0\",{a.days(a.deals('expected_close'), 'to')})"),
    Figure("open_value_closing", "… their value", "money", lambda a: f"SUMIFS({a.deals('value')},{a.mine('open')},\">0\",{a.days(a.deals('expected_close'), 'to')})"),
    Figure("cycle_days_mean", "Sales cycle, mean days", "days", _statistic("AVERAGE({cycle})")),
    Figure("cycle_days_median", "Sales cycle, median days", "days", _statistic("MEDIAN({cycle})")),
    Figure("cycle_days_p90", "Sales cycle, 90th percentile", "days", _statistic("PERCENTILE({cycle},0.9)")),
    Figure("close_days_mean", "Days to a decision, mean", "days", _statistic("AVERAGE({close})")),
    Figure("close_days_median", "Days to a decision, median", "days", _statistic("MEDIAN({close})")),
    Figure("sales_velocity", "Sales velocity, per day", "money", _velocity),
)  # fmt: skip

TEAM = (
    Figure("win_rate", "Win rate", "ratio", lambda a: _share(a, "won_count", "won_count", "lost_count")),
    Figure("win_rate_value", "Win rate by value", "ratio", lambda a: _share(a, "won_revenue", "won_revenue", "lost_value")),
    Figure("win_rate_cohort", "Win rate of the new deals", "ratio", lambda a: over(_cohort(a, "won"), f"({_cohort(a, 'won')}+{_cohort(a, 'lost')})")),
    Figure("cohort_open_share", "… share of them undecided", "ratio", lambda a: over(f"({_of_created(a)}-{_cohort(a, 'won')}-{_cohort(a, 'lost')})", _of_created(a))),
    Figure("quota", "Quota", "money", _quota),
    Figure("attainment", "Quota attainment", "ratio", lambda a: over(a.cell_of("won_revenue"), a.cell_of("quota"))),
    Figure("gap", "Gap to quota", "money", lambda a: f'IF({a.cell_of("quota")}="","",{a.cell_of("quota")}-{a.cell_of("won_revenue")})'),
    Figure("pace", "Pace (100% is on track)", "ratio", _pace),
    Figure("coverage", "Coverage of what is to go", "ratio", lambda a: f'IF({a.cell_of("gap")}="","",IF({a.cell_of("gap")}<=0,"",{a.cell_of("open_value_closing")}/{a.cell_of("gap")}))'),
    Figure("activities", "Activities", "count", _activities("email_out", "call", "meeting", "note")),
    Figure("emails_sent", "Emails sent", "count", _activities("email_out")),
    Figure("calls_made", "Calls made", "count", _activities("call")),
    Figure("meetings_held", "Meetings held", "count", _activities("meeting")),
    Figure("rotting_count", "Rotting deals", "count", lambda a: f'IF(SUM({a.layout.stage_range("D")})=0,"",SUM({a.mine("rotting")}))'),
    Figure("rotting_value", "… their value", "money", lambda a: f'IF(SUM({a.layout.stage_range("D")})=0,"",SUMIFS({a.deals("value")},{a.mine("rotting")},1))'),
    Figure("abandoned_count", "Abandoned deals", "count", lambda a: f"SUM({a.mine('abandoned')})"),
    Figure("abandoned_value", "… their value", "money", lambda a: f"SUMIFS({a.deals('value')},{a.mine('abandoned')},1)"),
    Figure("stage_age_days_mean", "Days in their stage, open deals", "days", _statistic("AVERAGE({age})")),
)  # fmt: skip

FIGURES = REVENUE + TEAM


@dataclass(frozen=True)
class Split:
    """A table of the dashboard: figures by a dimension."""

    dimension: str
    title: str
    list: str  # of the settings sheet
    column: str  # of the deals, the number in that list
    figures: tuple[Figure, ...]
    #: How many lines the dashboard shows, the best first by the first figure.
    shown: int


def _by(conditions: Callable[[Ask], str], value: str | None = None) -> Formula:
    """A sum over the deals of one line; {line} stands for the condition of the line."""

    def formula(ask: Ask) -> str:
        if value is None:
            return f"COUNTIFS({conditions(ask)},{{line}})"
        return f"SUMIFS({ask.deals(value)},{conditions(ask)},{{line}})"

    return formula


def _open(ask: Ask) -> str:
    return f'{ask.mine("open")},">0"'


def _created(ask: Ask) -> str:
    return ask.days(ask.deals("created"))


_WON = Figure("won_revenue", "Won revenue", "money", _by(lambda a: a.won(), "value"))
_WON_COUNT = Figure("won_count", "Won", "count", _by(lambda a: a.won()))
_LOST_COUNT = Figure("lost_count", "Lost", "count", _by(lambda a: a.won("lost")))
_WIN_RATE = Figure(
    "win_rate", "Win rate", "ratio", lambda a: _share(a, "won_count", "won_count", "lost_count")
)
_OPEN_COUNT = Figure("open_count", "Open", "count", _by(_open))
_OPEN_VALUE = Figure("open_value", "Open value", "money", _by(_open, "value"))
_CREATED = Figure("created_count", "New", "count", _by(_created))


def _owner_activities(ask: Ask) -> str:
    a = ask.layout.activities
    return "+".join(
        f"COUNTIFS({a.range('type')},sp_activity_{one},{ask.days(a.range('at'))},{{activity_line}})"
        for one in ("email_out", "call", "meeting", "note")
    )


def _owner_quota(ask: Ask) -> str:
    q = ask.layout.quotas
    days, part = q.range(f"days_{ask.suffix}"), q.range(f"part_{ask.suffix}")
    return f'IF(COUNTIFS({days},">0",{{quota_line}})=0,"",SUMIFS({part},{{quota_line}}))'


SPLITS = (
    Split("owner", "By owner", "owners", "owner_no", (
        _WON, _WON_COUNT, _LOST_COUNT, _WIN_RATE, _CREATED, _OPEN_COUNT, _OPEN_VALUE,
        Figure("activities", "Activities", "count", _owner_activities),
        Figure("quota", "Quota", "money", _owner_quota),
        Figure("attainment", "Attainment", "ratio", lambda a: over(a.cell_of("won_revenue"), a.cell_of("quota"))),
    ), 40),
    Split("source", "By source", "sources", "source_no", (
        _WON, _WON_COUNT, _LOST_COUNT, _WIN_RATE, _CREATED, _OPEN_COUNT, _OPEN_VALUE,
    ), 15),
    Split("lost_reason", "Why deals are lost", "lost_reasons", "reason_no", (
        Figure("lost_count", "Lost", "count", _by(lambda a: a.won("lost"))),
        Figure("lost_value", "Value lost", "money", _by(lambda a: a.won("lost"), "value")),
    ), 15),
)  # fmt: skip
