"""How long the won deals took, as a distribution: the cells of the engine's own histogram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_WIDTHS = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365)
_BINS_AT_MOST = 26
_SLOT = "cycle_days"


@dataclass(frozen=True)
class CycleShape:
    """``counts[i]`` deals took from ``i * width`` to ``(i + 1) * width - 1`` days, ``deals`` all
    together; the median and the 90th percentile are the report's."""

    width: int
    counts: Sequence[int]
    deals: int
    median: float | None
    p90: float | None

    def days(self, place: int) -> str:
        """The days of a bin: "14 to 20", or "14"."""
        first = place * self.width
        return str(first) if self.width == 1 else f"{first} to {first + self.width - 1}"


def cycle_shape(
    cells: Iterable[Mapping[str, Any]], metrics: Mapping[str, Any]
) -> CycleShape | None:
    """The shape of the cells of a state (rows with ``slot``, ``bin``, ``value``) and the figures of
    the same query. None when no deal was won whose cycle is known."""
    days: Counter[int] = Counter()
    for cell in cells:
        if cell["slot"] == _SLOT:
            days[int(cell["bin"])] += int(cell["value"])
    days = +days
    if not days:
        return None
    longest = max(days)
    width = next((w for w in _WIDTHS if longest // w < _BINS_AT_MOST), _WIDTHS[-1])
    counts = [0] * (longest // width + 1)
    for day, count in days.items():
        counts[day // width] += count
    return CycleShape(
        width,
        counts,
        sum(counts),
        metrics.get("cycle_days_median"),
        metrics.get("cycle_days_p90"),
    )
