"""What is asked: every option with its default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .days import ONE_DAY
from .periods import KINDS, Period

COMPARES = (None, "none", "previous", "last_year")


@dataclass(frozen=True)
class Query:
    metrics: Sequence[str]
    periods: Sequence[Period]
    compare: str | None = None
    by: Sequence[str] = ()
    as_of: date | None = None  # inclusive: as things stood at the end of that day
    outcome: str = "restated"
    value_at: str = "close"
    owner_at: str = "close"
    cycle_from: str = "created"
    exclude_closed_gap: bool = False
    created_value_at: str = "create"
    abandoned_days: int = 30
    top: tuple[int, str | None] | None = None
    timezone: str = "UTC"
    currency: str | None = None  # of the report, with rates
    known_at: date | None = None  # only what had been recorded by the end of that day
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def dimensions(self) -> list[str]:
        return [name for name in self.by if name not in KINDS]

    @property
    def split_kind(self) -> str | None:
        """A period kind in `by` is no dimension: it splits the period."""
        kinds = [name for name in self.by if name in KINDS]
        if len(kinds) > 1:
            raise ValueError(f"a period can be split one way only, not {kinds}")
        return kinds[0] if kinds else None

    def cut(self, period: Period) -> date:
        """Closings of the period are judged by what happened before this day."""
        return period.after if self.as_of is None else self.as_of + ONE_DAY

    def open_cut(self, period: Period) -> date:
        """What is open is looked at here: the end of the period, or `as_of` when earlier."""
        return min(period.after, self.cut(period))

    def compared(self, period: Period) -> Period | None:
        if self.compare not in COMPARES:
            raise ValueError(f"compare is one of {COMPARES}, not {self.compare!r}")
        if self.compare == "previous":
            return period.previous()
        return period.last_year() if self.compare == "last_year" else None


def as_period(given: Period | tuple[date, date]) -> Period:
    return given if isinstance(given, Period) else Period.guess(*given)
