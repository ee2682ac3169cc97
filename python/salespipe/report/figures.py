"""Figures as people read them: separators, percent, days, arrows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from salespipe.report.document import MetricInfo, Number, Row
from salespipe.report.questions import NOT_A_SHARE, SIGNS, good_direction

Mood = Literal["good", "bad", "plain"]

NO_VALUE = "–"
#: From here on an amount for people is told in whole units.
_WHOLE_FROM = 10_000


@dataclass(frozen=True)
class ChangeText:
    """How a figure moved: "▲ 12.3%", and whether that is good news."""

    text: str
    mood: Mood


def is_share(metric: MetricInfo) -> bool:
    """Whether a ratio is written in percent."""
    return metric.unit == "ratio" and metric.name not in NOT_A_SHARE


def signed_title(metric: MetricInfo) -> str:
    """The title of a metric; a flow of the waterfall with its sign."""
    sign = SIGNS.get(metric.name)
    return f"{sign} {metric.title}" if sign else metric.title


def whole_units(values: Iterable[Number]) -> bool:
    """Whether the amounts of one column are long enough to be told without minor units."""
    return any(abs(Decimal(str(value))) >= _WHOLE_FROM for value in values)


def figure_text(metric: MetricInfo, value: Number | None, *, whole: bool | None = None) -> str:
    """The figure without its currency. ``whole`` drops the minor units of an amount (rounded half
    to even); None decides by its size."""
    if value is None:
        return NO_VALUE
    if metric.unit == "money":
        amount = Decimal(str(value))
        if amount == 0 or (whole_units([value]) if whole is None else whole):
            amount = amount.quantize(Decimal(1), ROUND_HALF_EVEN)
        return f"{amount:,f}"
    if metric.unit == "count":
        return f"{int(value):,}"
    number = float(value)
    if is_share(metric):
        return f"{number * 100:,.1f}%"
    return f"{number:,.1f}"


def unit_text(metric: MetricInfo, currency: str) -> str:
    """What stands behind a figure: "EUR", "days", or nothing."""
    if metric.unit == "money":
        return currency
    return "days" if metric.unit == "days" else ""


def with_unit(metric: MetricInfo, value: Number | None, currency: str) -> str:
    """The figure with its currency or unit."""
    unit = unit_text(metric, currency) if value is not None else ""
    return " ".join(part for part in (figure_text(metric, value), unit) if part)


def exact_text(metric: MetricInfo, value: Number | None, currency: str) -> str:
    """The figure unrounded, for tooltips."""
    if value is None:
        return "no value"
    if metric.unit == "money":
        return f"{Decimal(str(value)):,f} {currency}".rstrip()
    if metric.unit == "count":
        return f"{int(value):,}"
    return with_unit(metric, value, currency) if metric.unit != "ratio" else f"{float(value):.6f}"


def change_text(metric: MetricInfo, row: Row) -> ChangeText:
    """The change of a figure since the period before; shares in percentage points, days in days,
    the rest in percent where that means something."""
    change = row.change.get(metric.name)
    if change is None:
        return ChangeText("", "plain")
    difference = Decimal(str(change["difference"]))
    ratio = change.get("ratio")
    if is_share(metric):
        size = f"{abs(difference * 100):,.1f} pts"
        is_zero = abs(difference) < Decimal("0.0005")
    elif metric.unit == "days":
        size = f"{abs(difference):,.1f} days"
        is_zero = abs(difference) < Decimal("0.05")
    elif ratio is None:
        size = figure_text(metric, str(abs(difference)))
        is_zero = difference == 0
    else:
        share = abs(Decimal(str(ratio)))
        size = f"{share + 1:,.0f} times" if difference > 0 and share >= 10 else _percent(share)
        is_zero = difference == 0
    if is_zero:
        return ChangeText("= unchanged", "plain")
    rises = difference > 0
    direction = good_direction(metric.name)
    mood: Mood = "plain"
    if direction != "none":
        mood = "good" if rises == (direction == "up") else "bad"
    return ChangeText(f"{'▲' if rises else '▼'} {size}", mood)


def _percent(share: Decimal) -> str:
    """A share in percent; a small one is not nothing."""
    return f"{share * 100:,.1f}%" if share == 0 or share >= Decimal("0.0005") else "< 0.1%"


def has_something(row: Row, names: Iterable[str], *, now: bool = False) -> bool:
    """Whether a row says anything but zero for one of the metrics: now, or now or before."""
    return any(
        value is not None and Decimal(str(value)) != 0
        for name in names
        for value in (row.metrics.get(name), None if now else row.previous.get(name))
    )


def counted(row: Row, metric: MetricInfo) -> str:
    """What a share is of: "4,238 of 6,711", for counts; empty for shares of amounts."""
    parts = row.ratios.get(metric.name)
    if parts is None or metric.name not in ("win_rate", "win_rate_cohort", "cohort_open_share"):
        return ""
    return f"{int(parts['numerator']):,} of {int(parts['denominator']):,}"
