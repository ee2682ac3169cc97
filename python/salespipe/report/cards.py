"""The cards of the dashboard: a question, its answer, what it was before, and what explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salespipe.report.charts import spark
from salespipe.report.document import Document, MetricInfo, Number
from salespipe.report.figures import (
    change_text,
    counted,
    exact_text,
    figure_text,
    signed_title,
    unit_text,
    with_unit,
)
from salespipe.report.layout import answer_of
from salespipe.report.markup import Markup, tag
from salespipe.report.questions import Question

#: metric name -> its value in each part of the period
Trends = Mapping[str, Sequence[float | None]]
_FEWEST_PARTS = 4


def trend_of(document: Document) -> Trends:
    """The course of every metric over the parts of a split period; empty without a split, and
    where there are too few parts to draw a course."""
    for section in document.sections:
        if section.dimensions == (section.split,) and len(section.rows) >= _FEWEST_PARTS:
            return {
                name: [
                    float(row.metrics[name]) if name in row.metrics else None
                    for row in section.rows
                ]
                for name in document.catalogue
            }
    return {}


def explained(metric: MetricInfo, title: str | None = None) -> Markup:
    """The name of a metric; its definition shows while it is pointed at, focused or touched."""
    if not (metric.documentation or metric.formula):
        return tag("span", title or metric.title)
    tip = tag(
        "span",
        metric.documentation or None,
        tag("code", metric.formula) if metric.formula else None,
        class_="tip",
    )
    return tag("button", title or metric.title, tip, type="button", class_="term")


def card(
    document: Document,
    question: Question,
    names: Sequence[str],
    trends: Trends,
    *,
    is_wide: bool = False,
) -> Markup:
    """One question with its answer."""
    first = answer_of(document, question, names)
    answer, row = document.metric(first), document.total
    value = row.metrics.get(answer.name)
    unit = unit_text(answer, document.currency) if value is not None else ""
    figure = tag(
        "p",
        _figure(answer, value, document.currency),
        tag("small", unit) if unit else None,
        class_="answer",
    )
    course = trends.get(answer.name, ())
    return tag(
        "article",
        tag("h3", question.text),
        figure,
        tag("p", explained(answer), _of(document, answer), class_="name"),
        _moved(document, answer),
        spark(course, f"{answer.title} over the period") if course else None,
        _more(document, [name for name in names if name != first]),
        class_="card wide" if is_wide else "card",
    )


def _figure(metric: MetricInfo, value: Number | None, currency: str) -> Markup:
    """A figure as people read it, beside the exact one for a pointer and for machines."""
    shown, exact = figure_text(metric, value), exact_text(metric, value, currency)
    if value is None:
        return tag("span", shown, title=exact)
    return tag("data", shown, value=str(value), data_metric=metric.name, title=exact)


def _of(document: Document, metric: MetricInfo) -> str:
    of = counted(document.total, metric)
    return f": {of}" if of else ""


def _moved(document: Document, metric: MetricInfo) -> Markup | None:
    row = document.total
    if row.previous_period is None:
        return None
    change = change_text(metric, row)
    before = with_unit(metric, row.previous.get(metric.name), document.currency)
    known = metric.name in row.previous
    return tag(
        "p",
        tag("span", change.text, class_=f"chip {change.mood}") if change.text else None,
        tag("span", f"{before} in {row.previous_period}" if known else "no value before"),
        class_="moved",
    )


def _more(document: Document, names: Sequence[str]) -> Markup | None:
    if not names:
        return None
    row, lines = document.total, []
    for name in names:
        metric = document.metric(name)
        value = row.metrics.get(name)
        unit = unit_text(metric, "") if value is not None else ""
        figure = _figure(metric, value, document.currency)
        cells = [
            tag("th", explained(metric, signed_title(metric)), scope="row"),
            tag("td", figure, f" {unit}" if unit else None),
        ]
        if document.is_compared:
            change = change_text(metric, row)
            was = with_unit(metric, row.previous.get(name), document.currency)
            cells.append(
                tag("td", change.text, class_=f"delta {change.mood}", title=f"before: {was}")
            )
        lines.append(tag("tr", *cells))
    return tag("table", *lines, class_="more")
