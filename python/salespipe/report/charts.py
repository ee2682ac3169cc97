"""Small charts as inline SVG. Lengths are percentages, so that text keeps its size on a phone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from salespipe.report.markup import Markup, join, tag

_TOP, _BASE = 4.0, 89.0  # percent: the labels stand below the base
_LABELS_AT_MOST = 13
_CHART_HEIGHT = "220"


@dataclass(frozen=True)
class Point:
    """A column of a chart: its label, what a pointer over it reads, its value now and before,
    and whether only a part of its days lies in the period."""

    label: str
    title: str
    value: float | None
    before: float | None = None
    is_cut: bool = False


def columns(points: Sequence[Point], *, ticks: Sequence[tuple[float, str]]) -> Markup:
    """A column for each point from zero up, and a line across it where it was before. ``ticks`` are
    the grid lines with their texts; the last one is the top of the chart."""
    top = ticks[-1][0] or 1.0
    step = 100 / len(points)
    every = math.ceil(len(points) / _LABELS_AT_MOST)
    parts: list[Markup] = []
    texts: list[Markup] = []
    for value, label in ticks:
        y = _percent(_height(value / top))
        parts.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="grid"))
        texts.append(tag("text", label, x="100%", y=y, dx="-8", dy="4", class_="tick"))
    for place, point in enumerate(points):
        left, upper = place * step, _height((point.value or 0) / top)
        parts.append(
            tag(
                "g",
                tag("title", point.title),
                tag(
                    "rect",
                    x=_percent(left),
                    width=_percent(step),
                    y="0",
                    height="100%",
                    class_="hit",
                ),
                tag(
                    "rect",
                    x=_percent(left + step * 0.15),
                    width=_percent(step * 0.7),
                    y=_percent(upper),
                    height=_percent(_BASE - upper),
                    rx="2",
                    class_="column cut" if point.is_cut else "column",
                ),
                _mark(left, step, _height(point.before / top)) if point.before else None,
            )
        )
        if place % every == 0:
            middle = _percent(left + step / 2)
            parts.append(tag("text", point.label, x=middle, y="97%", class_="label"))
    return tag(
        "div",
        tag("svg", *texts, width="100%", height=_CHART_HEIGHT, aria_hidden="true"),
        tag("svg", *parts, class_="columns", role="img", width="100%", height=_CHART_HEIGHT),
        class_="course",
    )


def _height(share: float) -> float:
    """Where a share of the top stands, in percent from above."""
    return _BASE - (_BASE - _TOP) * share


def _mark(left: float, step: float, y: float) -> Markup:
    return tag(
        "line",
        x1=_percent(left + step * 0.05),
        x2=_percent(left + step * 0.95),
        y1=_percent(y),
        y2=_percent(y),
        class_="before",
    )


def nice_ticks(highest: float) -> list[float]:
    """Zero and two to five round steps up to or beyond the highest value."""
    if highest <= 0:
        return [0.0, 1.0]
    raw = highest / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    return [step * count for count in range(math.ceil(highest / step - 1e-9) + 1)]


def bar(value: float, highest: float, before: float | None = None) -> Markup:
    """A bar from zero, as a share of the highest, and a mark where it was before."""
    width = 100 * value / highest if highest else 0.0
    mark = None
    if before is not None and highest:
        x = _percent(min(100 * before / highest, 99.5))
        mark = tag("line", x1=x, x2=x, y1="0", y2="100%", class_="before")
    return tag(
        "svg",
        tag("rect", width=_percent(width), height="8", y="3", rx="2", class_="column"),
        mark,
        class_="bar",
        width="100%",
        height="14",
        aria_hidden="true",
    )


def spark(values: Sequence[float | None], title: str) -> Markup:
    """A line through the values above a zero base, with gaps where there is no value."""
    highest = max((value for value in values if value is not None), default=0.0)
    if highest <= 0 or len(values) < 2:
        return Markup("")
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((100 * place / (len(values) - 1), 31 - 29 * value / highest))
    parts: list[Markup] = []
    for run in runs:
        if len(run) < 2:
            continue
        line = " ".join(f"{x:.2f},{y:.2f}" for x, y in run)
        area = f"{run[0][0]:.2f},32 {line} {run[-1][0]:.2f},32"
        parts += [
            tag("polygon", points=area, class_="area"),
            tag("polyline", points=line, class_="line", vector_effect="non-scaling-stroke"),
        ]
    return tag(
        "svg",
        tag("title", title),
        join(*parts),
        class_="spark",
        viewBox="0 0 100 32",
        preserveAspectRatio="none",
        role="img",
    )


def _percent(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"


def short_number(value: float) -> str:
    """A grid line's figure in few letters: 1500000 -> "1.5M"."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
