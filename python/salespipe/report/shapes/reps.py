"""What each rep has earned, closed, done and neglected, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salespipe.report.document import Document, MetricInfo, Row

#: Who earns, who closes, who is active, what is neglected, who is on quota.
REP_METRICS = (
    "won_revenue", "attainment", "win_rate", "activities", "cycle_days_median",
    "abandoned_count", "open_count",
)  # fmt: skip
_COLUMNS_AT_MOST = 5


@dataclass(frozen=True)
class RepsShape:
    """The rows of a report by owner, most of the first metric first, and the metrics that say
    something of them."""

    rows: Sequence[Row]
    metrics: Sequence[MetricInfo]

    def values(self, metric: MetricInfo) -> list[float | None]:
        """A value for each row, for the length of its bar."""
        return [_number(row, metric.name) for row in self.rows]


def reps_shape(document: Document, most: int = 15) -> RepsShape:
    """The first ``most`` reps of a report by owner; those without a name are one of them."""
    rows = [row for row in document.rows[1:] if row.kind == "group" and "owner" in row.by]
    told = [
        document.metric(name)
        for name in REP_METRICS
        if any(_number(row, name) not in (None, 0.0) for row in rows)
        and all((_number(row, name) or 0.0) >= 0 for row in rows)
    ][:_COLUMNS_AT_MOST]
    if told:
        rows.sort(key=lambda row: (-(_number(row, told[0].name) or 0.0), row.by["owner"]))
    return RepsShape(rows[:most], told)


def _number(row: Row, name: str) -> float | None:
    value = row.metrics.get(name)
    return None if value is None else float(value)
