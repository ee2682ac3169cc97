"""A question as it was put to the data, so that more can be asked beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from salespipe.dashboard import Dashboard, Funnel, catalogue
from salespipe.metrics import Prepared
from salespipe.report.document import SPLITS, Document
from salespipe.report.shapes.cycle import CycleShape, cycle_shape
from salespipe.report.shapes.evolution import EvolutionShape, evolution_shape
from salespipe.report.shapes.reps import REP_METRICS
from salespipe.states import partial_of

_FUNNEL = ("as_of", "filters", "fiscal_year_start_month", "today", "threads")
_SERIES = ("filters", "fiscal_year_start_month", "today")


@dataclass(frozen=True)
class Asked:
    """A question as it was put to the data: the options of ``Prepared.metrics`` without what it is
    split by. ``stages`` are in the order of the pipeline; ``pipeline`` is the only one looked at,
    where there are several."""

    data: Prepared
    options: Mapping[str, Any]
    by: Sequence[str] = ()
    metrics: Sequence[str] = ()
    top: Any = None
    stages: Sequence[str] = field(default_factory=tuple)
    pipeline: str = ""

    def report(self) -> Dashboard:
        return self.data.metrics(**self.options, by=self.by, metrics=self.metrics, top=self.top)

    def report_by(
        self, dimension: str, top: int | None = None, metrics: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """The same by another dimension."""
        options = dict(self.options)
        if dimension in SPLITS and options.get("compare") == "previous":
            options["compare"] = "none"  # the part before stands in the same chart
        wanted = self.metrics if metrics is None else metrics
        return self.data.metrics(**options, by=[dimension], metrics=wanted, top=top).to_dict()

    def funnel(self, pipeline: str = "") -> Funnel:
        """Of the deals created in the period; of all deals for "all". ``pipeline``: which one,
        where the data has several."""
        options = {name: self.options[name] for name in _FUNNEL if name in self.options}
        asked = self.options.get("period", "all")
        period = None if asked == "all" else asked
        return self.data.funnel(period=period, pipeline=pipeline or self.pipeline, **options)

    def evolution(self, report: Document, every: str, by: str = "stage") -> EvolutionShape:
        """What was open at the end of each part of the report's period."""
        options = {name: self.options[name] for name in _SERIES if name in self.options}
        series = self.data.series(period=_seen(report), every=every, by=by, **options)
        return evolution_shape(series.to_dict(), self.stages if by == "stage" else ())

    def cycle(self, report: Document) -> CycleShape | None:
        """How long the deals won in the report's period took."""
        span = report.total.period
        wanted = ["cycle_days_median", "cycle_days_p90"]
        options = {**self.options, "compare": None, "metrics": wanted}
        options["period"] = (span.first, span.after)
        state = partial_of(self.data, **options)
        return cycle_shape(state.to_arrow().to_pylist(), state.finish().rows[0]["metrics"])

    def reps(self, report: Document) -> Document:
        """The report by owner, of what concerns reps."""
        wanted = [name for name in REP_METRICS if name in report.catalogue]
        return Document(self.report_by("owner", metrics=wanted), catalogue())


def split_for(first: date, after: date) -> str:
    """Parts that give a course of some ten to forty columns."""
    span = after - first
    for split, longest in (("day", 45), ("week", 190), ("month", 1200), ("quarter", 4400)):
        if span <= timedelta(days=longest):
            return split
    return "year"


def _seen(report: Document) -> tuple[date, date]:
    """The days of the report, without those that it must not look at."""
    span = report.total.period
    as_of = report.query.get("as_of")
    after = date.fromisoformat(as_of) + timedelta(days=1) if as_of else span.after
    return span.first, max(min(span.after, after), span.first + timedelta(days=1))
