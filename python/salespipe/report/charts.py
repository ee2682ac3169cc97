"""Small charts that stand in a line of text or a table, as inline SVG: they need no script."""

from __future__ import annotations

import math
from collections.abc import Sequence

from salespipe.report.markup import Markup, join, tag


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
