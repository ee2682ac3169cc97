"""A page's questions, asked of prepared data: the report, and what is drawn beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from salespipe.dashboard import catalogue
from salespipe.errors import (
    AmbiguousError,
    InvalidArgumentError,
    InvalidStateError,
    NotFoundError,
    UnsupportedError,
)
from salespipe.report.asked import Asked, split_for
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
    neglected,
    neglected_picture,
    reps_picture,
    waterfall_picture,
)

#: Tops that a page shows where the data has the dimension, and the report does not already.
_TOPS = ("owner", "account", "source", "product", "stage", "forecast_category", "lost_reason")
#: Of these a few are all there are.
_FEW = ("stage", "forecast_category")
_TOP = 10
#: What data can be unable to answer: said on the page instead of failing it.
_UNASKABLE = (
    AmbiguousError,
    InvalidArgumentError,
    InvalidStateError,  # a book that has gone on
    NotFoundError,
    UnsupportedError,
)
_MONTHS_AHEAD = 12
#: Of so many pipelines, those with most new deals.
_FUNNELS = 4
#: Deals that the page lists of those that nobody works on.
_NEGLECTED = 15


def gather(asked: Asked, title: str, document: Mapping[str, Any]) -> Page:
    """The page of a report: ``document`` is the answer to ``asked``. Asks the data for all that is
    shown beside it."""
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
        if dimension in told or dimension not in asked.data.dimensions:
            continue
        rows = asked.report_by(dimension, None if dimension in _FEW else _TOP)
        groups = [row for row in rows["rows"] if row["kind"] == "group"]
        if dimension == "forecast_category":  # closed and omitted are no forecast
            groups = [row for row in groups if row["metrics"].get("open_count", 0)]
        if len(groups) > 1:
            more.append(Document(rows, known))
    return Page(report, title, more, trend, asked.stages, pictures)


def _pictures(asked: Asked, report: Document, split: str) -> Iterator[Picture]:
    yield from _funnels(asked)
    yield waterfall_picture(report)
    yield _or_why(areas.TITLE, lambda: _evolution(asked, report, split))
    yield _reps(asked, report)
    yield _or_why(neglected.TITLE, lambda: _neglected(asked, report))
    yield _or_why(bins.TITLE, lambda: _cycle(asked, report), half=True)
    yield _or_why(closings.TITLE, lambda: _closings(asked), half=True)


def _or_why(title: str, ask: Callable[[], Picture], *, half: bool = False) -> Picture:
    """The picture, or the reason why these data do not give it."""
    try:
        return ask()
    except _UNASKABLE as error:
        return Picture.missing(title, error.message, half=half)


def _evolution(asked: Asked, report: Document, split: str) -> Picture:
    return evolution_picture(asked.evolution(report, split), report.currency)


def _funnels(asked: Asked) -> Iterator[Picture]:
    """One, or one for each pipeline: their stages are not the same."""
    names = [asked.pipeline]
    if not asked.pipeline and "pipeline" in asked.data.dimensions:
        rows = asked.report_by("pipeline", metrics=["created_count"])["rows"][1:]
        found = {row["by"]["pipeline"]: row["metrics"].get("created_count", 0) for row in rows}
        names = sorted((name for name in found if found[name]), key=lambda name: -found[name])
    for place, name in enumerate(names[:_FUNNELS] or [""]):
        title = f"{funnel.TITLE[:-1]} of {name}?" if len(names) > 1 else funnel.TITLE
        asks = partial(_funnel, asked, name, title, place)
        yield _or_why(title, asks)


def _funnel(asked: Asked, pipeline: str, title: str, place: int) -> Picture:
    return funnel_picture(asked.funnel(pipeline), title, place)


def _neglected(asked: Asked, report: Document) -> Picture:
    if "abandoned_count" not in report.total.metrics:
        return Picture.missing(neglected.TITLE, report.why("abandoned_count"))
    span = report.total.period
    found = asked.data.abandoned(
        **{**asked.options, "period": (span.first, span.after)}, most=_NEGLECTED
    )
    return neglected_picture(report, found)


def _reps(asked: Asked, report: Document) -> Picture:
    return reps_picture(asked.reps(report))


def _cycle(asked: Asked, report: Document) -> Picture:
    unit = "business days" if asked.options.get("days") == "business" else "days"
    return cycle_picture(asked.cycle(report), unit)


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
