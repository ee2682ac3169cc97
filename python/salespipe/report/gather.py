"""A page's questions, asked of prepared data: the report, and what is drawn beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from salespipe.errors import AmbiguousError, InvalidArgumentError, NotFoundError, UnsupportedError
from salespipe.metrics import Dashboard, Prepared, catalogue
from salespipe.report.document import SPLITS, Document
from salespipe.report.html import Page
from salespipe.report.pictures import (
    Picture,
    areas,
    bins,
    closings,
    closings_picture,
    cycle_picture,
    evolution_picture,
    funnel,
    funnel_picture,
    reps_picture,
    waterfall_picture,
)
from salespipe.report.shapes import cycle_shape, evolution_shape
from salespipe.report.shapes.reps import REP_METRICS
from salespipe.states import partial_of

#: Tops that a page shows where the data has the dimension, and the report does not already.
_TOPS = ("owner", "account", "source", "product", "stage", "lost_reason")
_TOP = 10
#: What data can be unable to answer: said on the page instead of failing it.
_UNASKABLE = (AmbiguousError, InvalidArgumentError, NotFoundError, UnsupportedError)
_SERIES_OPTIONS = ("filters", "fiscal_year_start_month", "today")
_MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Asked:
    """A question as it was put to the data: the options of ``Prepared.metrics`` without what it is
    split by. ``stages`` are in the order of the pipeline; ``pipeline`` is the only one looked at,
    where there are several."""

    data: Prepared
    options: Mapping[str, Any]
    by: Sequence[str] = ()
    metrics: Sequence[str] = ()
    top: int | None = None
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

    def funnel(self) -> dict[str, Any]:
        """Of the deals created in the period; of all deals for "all"."""
        wanted = ("as_of", "filters", "fiscal_year_start_month", "today", "threads")
        options = {name: self.options[name] for name in wanted if name in self.options}
        period = self.options.get("period", "all")
        return self.data.funnel(
            period=None if period == "all" else period, pipeline=self.pipeline, **options
        )


def gather(
    asked: Asked, title: str, document: Mapping[str, Any], dimensions: Sequence[str]
) -> Page:
    """The page of a report: ``document`` is the answer to ``asked``, ``dimensions`` what the data
    knows of its deals. Asks the data for all that is shown beside it."""
    known = catalogue()
    report = Document(document, known)
    span = report.total.period
    split = split_for(span.first, span.after)
    trend = None
    if not set(asked.by) & set(SPLITS):
        trend = Document(asked.report_by(split), known)
    more = []
    pictures = () if report.chosen_metrics else tuple(_pictures(asked, report, split))
    told = {"owner", *asked.by} if pictures else set(asked.by)  # reps have a picture
    for dimension in _TOPS:
        if dimension in told or dimension not in dimensions:
            continue
        rows = asked.report_by(dimension, None if dimension == "stage" else _TOP)
        if sum(row["kind"] == "group" for row in rows["rows"]) > 1:
            more.append(Document(rows, known))
    return Page(report, title, more, trend, asked.stages, pictures)


def split_for(first: date, after: date) -> str:
    """Parts that give a course of some ten to forty columns."""
    span = after - first
    for split, longest in (("day", 45), ("week", 190), ("month", 1200), ("quarter", 4400)):
        if span <= timedelta(days=longest):
            return split
    return "year"


def _pictures(asked: Asked, report: Document, split: str) -> Iterator[Picture]:
    yield _or_why(funnel.TITLE, lambda: funnel_picture(asked.funnel()))
    yield waterfall_picture(report)
    yield _or_why(areas.TITLE, lambda: _evolution(asked, report, split))
    yield _reps(asked, report)
    yield _or_why(bins.TITLE, lambda: _cycle(asked, report), half=True)
    yield _or_why(closings.TITLE, lambda: _closings(asked), half=True)


def _or_why(title: str, ask: Callable[[], Picture], *, half: bool = False) -> Picture:
    """The picture, or the reason why these data do not give it."""
    try:
        return ask()
    except _UNASKABLE as error:
        return Picture.missing(title, error.message, half=half)


def _period(report: Document) -> tuple[date, date]:
    """The days of the report, without those that it must not look at."""
    span = report.total.period
    as_of = report.query.get("as_of")
    after = date.fromisoformat(as_of) + timedelta(days=1) if as_of else span.after
    return span.first, max(min(span.after, after), span.first + timedelta(days=1))


def _evolution(asked: Asked, report: Document, split: str) -> Picture:
    options = {name: asked.options[name] for name in _SERIES_OPTIONS if name in asked.options}
    series = asked.data.series(period=_period(report), every=split, by="stage", **options)
    return evolution_picture(evolution_shape(series.to_dict(), asked.stages), report.currency)


def _reps(asked: Asked, report: Document) -> Picture:
    wanted = [name for name in REP_METRICS if name in report.catalogue]
    rows = asked.report_by("owner", metrics=wanted)
    return reps_picture(Document(rows, catalogue()))


def _cycle(asked: Asked, report: Document) -> Picture:
    wanted = ["cycle_days_median", "cycle_days_p90"]
    options = {**asked.options, "compare": None, "metrics": wanted, "period": _whole(report)}
    state = partial_of(asked.data, **options)
    figures = state.finish().rows[0]["metrics"]
    unit = "business days" if asked.options.get("days") == "business" else "days"
    return cycle_picture(cycle_shape(state.to_arrow().to_pylist(), figures), unit)


def _whole(report: Document) -> tuple[date, date]:
    return report.total.period.first, report.total.period.after


def _closings(asked: Asked) -> Picture:
    span = asked.data.span
    if span is None:
        raise InvalidArgumentError("the data has no dates")
    last = span[1]
    ahead = last + timedelta(days=1)
    options = {
        name: value
        for name, value in asked.options.items()
        if name not in ("period", "compare", "as_of")
    }
    wanted = ["open_count", "open_count_closing", "open_value_closing"]
    overdue = asked.data.metrics(**options, period=(_LONG_AGO, ahead), metrics=wanted)
    months = asked.data.metrics(
        **options, period=(ahead, _months_on(ahead)), by=["month"], metrics=wanted
    )
    known = catalogue()
    return closings_picture(
        Document(overdue.to_dict(), known), Document(months.to_dict(), known), last.isoformat()
    )


_LONG_AGO = date(1970, 1, 1)


def _months_on(day: date) -> date:
    """The first day of the month that lies a year on."""
    months = day.year * 12 + day.month - 1 + _MONTHS_AHEAD
    return date(months // 12, months % 12 + 1, 1)
