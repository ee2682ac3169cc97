"""A report as one page: no network, no script, readable from disk, printable.

The page holds only text, inline CSS and inline SVG; its content security policy forbids everything
else. Whatever comes from data passes through :mod:`salespipe.report.markup`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from salespipe.report.cards import card, trend_of
from salespipe.report.document import Document
from salespipe.report.layout import dashboard, section_metrics
from salespipe.report.markup import Markup, join, tag
from salespipe.report.page_parts import asked, definitions, diagnostics, facts
from salespipe.report.tables import section_panel

#: Columns of cards on a desktop; see page.css.
_COLUMNS = 3
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True)
class Page:
    """What a page is made of: the report, further reports over the same data and period whose
    tables follow (tops by owner, by account...), and one split by time that draws the trends."""

    report: Document
    title: str
    more: Sequence[Document] = ()
    trend: Document | None = None
    stages: Sequence[str] = field(default_factory=tuple)


def render_html(page: Page) -> str:
    """The page as text of one HTML file."""
    head = join(
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{page.title}, {page.report.total.period}: sales report"),
        _style(),
    )
    body = tag("body", tag("main", *_content(page)), class_="salespipe")
    return f'<!doctype html>\n<html lang="en">\n{tag("head", head)}\n{body}\n</html>\n'


def fragment(document: Mapping[str, Any], catalogue: Sequence[Mapping[str, Any]] = ()) -> str:
    """The dashboard and tables as a piece of HTML, for notebooks."""
    if not catalogue:
        from salespipe.metrics import catalogue as known

        catalogue = known()
    report = Document(document, catalogue)
    parts = [tag("p", str(report.total.period), class_="over"), _cards(report, None)]
    parts += [section_panel(report, section, ()) for section in report.sections]
    if report.diagnostics:
        parts.append(diagnostics(report))
    return tag("div", _style(), *parts, class_="salespipe")


def _content(page: Page) -> list[Markup]:
    report, trend = page.report, page.trend
    parts = [facts(report, page.title), _cards(report, trend)]
    own_split = any(section.split for section in report.sections)
    if trend is not None and not own_split:
        parts += [section_panel(trend, section, ()) for section in trend.sections]
    parts += [section_panel(report, section, page.stages) for section in report.sections]
    panels = [
        section_panel(document, section, page.stages, narrow=True)
        for document in page.more
        for section in document.sections
    ]
    if panels:
        parts.append(tag("section", tag("div", *panels, class_="pair")))
    if report.diagnostics:
        parts.append(diagnostics(report))
    parts += [definitions(report, _shown(page)), asked(report)]
    parts.append(
        tag(
            "footer",
            "Made by salespipe. Amounts in tables may be rounded to whole units; point at a figure "
            "for the exact one.",
        )
    )
    return parts


def _cards(report: Document, trend: Document | None) -> Markup:
    trends = trend_of(trend or report)
    questions = dashboard(report)
    wide = -len(questions) % _COLUMNS  # so many cards of two columns leave no hole at the end
    cards = [
        card(report, question, names, trends, is_wide=place < wide)
        for place, (question, names) in enumerate(questions)
    ]
    return tag("section", tag("div", *cards, class_="cards"))


def _shown(page: Page) -> list[str]:
    """Every metric on the page, in the order of its first appearance."""
    names = [name for _, metrics in dashboard(page.report) for name in metrics]
    for document in (page.report, *page.more, *([page.trend] if page.trend else [])):
        for section in document.sections:
            names += section_metrics(document, section)
    return list(dict.fromkeys(names))


@cache
def _style() -> Markup:
    css = files("salespipe.report").joinpath("page.css").read_text(encoding="utf-8")
    return Markup(f"<style>\n{css}</style>")
