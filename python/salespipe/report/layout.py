"""What a report shows and in which order: shared by the terminal and the page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from salespipe.report.document import Document, Row, Section
from salespipe.report.figures import has_something
from salespipe.report.questions import (
    NEEDS,
    QUESTIONS,
    WHEN_NOT_ZERO,
    Question,
    table_metrics,
    unanswered,
)

_GROUP_TITLES = {
    "waterfall": "More on the open value",
    "revenue": "More on revenue",
    "cycle": "More on the sales cycle",
    "rates": "More rates",
    "stages": "More on the stages",
    "team": "More on the team",
    "quota": "More on quota",
}


def asked_metrics(document: Document) -> list[str]:
    """Every metric that the report answers, in the catalogue's order or as chosen."""
    return document.chosen_metrics or list(document.catalogue)


def dashboard(document: Document) -> list[tuple[Question, list[str]]]:
    """The questions that the total answers, each with its metrics.

    Chosen metrics are all shown. Otherwise a question without anything to say is left out, and so
    are the metrics that no question needs.
    """
    chosen = document.chosen_metrics
    asked = asked_metrics(document)
    out = []
    for question in QUESTIONS:
        names = [name for name in question.metrics if name in asked]
        if not chosen:
            names = [name for name in names if _is_worth_it(document, question, name)]
        if names and (chosen or has_something(document.total, question.when or names)):
            out.append((question, names))
    if chosen:
        out += _others(document, chosen)
    return out


def not_answered(document: Document) -> list[tuple[Question, str]]:
    """The questions that these data do not answer, each with the reason. None where metrics were
    chosen: the others were not asked."""
    if document.chosen_metrics:
        return []
    answered = [question for question, _ in dashboard(document)]
    return [
        (question, question.lacks or document.why(question.answer))
        for question in QUESTIONS
        if question not in answered
    ]


def answer_of(document: Document, question: Question, names: Sequence[str]) -> str:
    """The metric that answers it here: how many deals are open, where none of them has a value."""
    answer = question.answer if question.answer in names else names[0]
    total = document.total
    is_blind = not has_something(total, [answer], now=True)
    if answer == "open_value" and is_blind and has_something(total, ["open_value_missing_count"]):
        return "open_count" if "open_count" in names else answer
    return answer


def _is_worth_it(document: Document, question: Question, name: str) -> bool:
    """The answer itself always; what explains it when it has a value now or before."""
    total = document.total
    needed = name if name in WHEN_NOT_ZERO else NEEDS.get(name)
    if needed is not None:
        return has_something(total, [needed])
    return name == question.answer or name in total.metrics or name in total.previous


def _others(document: Document, chosen: Sequence[str]) -> list[tuple[Question, list[str]]]:
    """Chosen metrics that belong to no question, by their group in the catalogue."""
    groups: dict[str, list[str]] = {}
    for name in unanswered(chosen):
        groups.setdefault(document.metric(name).group, []).append(name)
    return [
        (Question(_GROUP_TITLES.get(group, "Other figures"), tuple(names)), names)
        for group, names in groups.items()
    ]


def section_metrics(document: Document, section: Section) -> list[str]:
    """The columns of a table: those chosen, or those that matter for its dimensions and say
    something."""
    if document.chosen_metrics:
        return document.chosen_metrics
    names = table_metrics(section.dimensions, asked_metrics(document))
    said = [
        name for name in names if any(has_something(row, [name], now=True) for row in section.rows)
    ]
    return said or names[:1]


def ordered(
    document: Document, section: Section, names: Sequence[str], stages: Sequence[str] = ()
) -> list[Row]:
    """The rows as people want them: time as it goes, stages as the pipeline goes, the report's own
    order where a top was asked for, else most of the first column first and "others" last."""
    rows = list(section.rows)
    if section.split or "top" in document.query or not names:
        return rows
    if section.dimensions == ("stage",) and stages:
        places = {name: place for place, name in enumerate(stages)}
        return sorted(rows, key=lambda row: places.get(row.by.get("stage", ""), len(places)))
    first = names[0]

    def amount(row: Row) -> Decimal:
        return Decimal(str(row.metrics.get(first, "-Infinity")))

    return sorted(rows, key=lambda row: (row.kind == "other", -amount(row)))
