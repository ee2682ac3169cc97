"""A report as one page: no network, readable from disk, printable.

The page holds text, one style sheet, and one script that draws its charts; its content security
policy names both by their hashes and forbids everything else. Without the script (a build without
Node, a reader that runs none) it is whole: each chart stands beside a table that says the same.
Whatever comes from data passes through :mod:`salespipe.report.markup` or
:mod:`salespipe.report.data_block`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from salespipe.report.cards import card, trend_of
from salespipe.report.data_block import data_block
from salespipe.report.document import Document
from salespipe.report.layout import dashboard, not_answered, section_metrics
from salespipe.report.markup import Markup, join, tag, tag_alone
from salespipe.report.page_parts import asked, definitions, diagnostics, facts
from salespipe.report.pictures.picture import Chart, Picture, picture_sections
from salespipe.report.tables import section_panel

#: Columns of cards on a desktop; see page.css.
_COLUMNS = 3
#: Where the front end's build leaves the script; the wheel holds it.
_SCRIPT = "static/report.js"
#: The data of the charts; python/front/report/main.ts reads it.
_DATA = "salespipe-pictures"


@dataclass(frozen=True)
class Page:
    """What a page is made of: the report, further reports over the same data and period whose
    tables follow (tops by owner, by account...), one split by time that draws the trends, and the
    pictures. ``script`` draws them: None takes the one that is installed, "" does without."""

    report: Document
    title: str
    more: Sequence[Document] = ()
    trend: Document | None = None
    stages: Sequence[str] = field(default_factory=tuple)
    pictures: Sequence[Picture] = ()
    script: str | None = None


def render_html(page: Page) -> str:
    """The page as text of one HTML file."""
    script = installed_script() if page.script is None else page.script
    charts: list[Chart] = []
    content = _content(page, charts)
    if charts and not script:
        content.insert(1, tag("p", _NO_SCRIPT, class_="notice"))
    head = join(
        Markup('<meta charset="utf-8">'),
        tag_alone("meta", http_equiv="Content-Security-Policy", content=policy(_css(), script)),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{page.title}, {page.report.total.period}: sales report"),
        _style(),
    )
    drawing = None
    if charts and script:
        data = data_block(_DATA, {chart.name: chart.spec for chart in charts})
        drawing = join(data, Markup(f"<script>{script}</script>"))
    body = tag("body", tag("main", *content), drawing, class_="salespipe")
    return f'<!doctype html>\n<html lang="en">\n{tag("head", head)}\n{body}\n</html>\n'


_NO_SCRIPT = (
    "This page has no charts: salespipe was installed from a build without its front end (Node). "
    "The tables say the same."
)


def policy(style: str, script: str) -> str:
    """The content security policy: nothing from anywhere but this style and this script."""
    allowed = ["default-src 'none'", f"style-src {_hash(style)}"]
    if script:
        allowed.append(f"script-src {_hash(script)}")
    return "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def installed_script() -> str:
    """The script of the charts, or nothing where salespipe was built without its front end."""
    try:
        text = files("salespipe.report").joinpath(_SCRIPT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    # A browser ends the script at these letters, wherever they stand in it.
    return text.strip().replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _content(page: Page, charts: list[Chart]) -> list[Markup]:
    """The parts of the page; the charts that it shows are added to ``charts``."""
    report, trend = page.report, page.trend
    drawn = ["waterfall_end"] if page.pictures else []  # its picture says more
    parts = [facts(report, page.title), _cards(report, trend, without=drawn)]
    own_split = any(section.split for section in report.sections)
    if trend is not None and not own_split:
        parts += [section_panel(trend, section, (), charts=charts) for section in trend.sections]
    parts += [
        section_panel(report, section, page.stages, charts=charts) for section in report.sections
    ]
    parts += picture_sections(page.pictures)
    charts += [chart for picture in page.pictures for chart in picture.charts]
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
            "for the exact one, and at its name for what it means.",
        )
    )
    return parts


def _cards(report: Document, trend: Document | None, *, without: Sequence[str] = ()) -> Markup:
    trends = trend_of(trend or report)
    questions = [
        (question, names) for question, names in dashboard(report) if question.answer not in without
    ]
    wide = -len(questions) % _COLUMNS  # so many cards of two columns leave no hole at the end
    cards = [
        card(report, question, names, trends, is_wide=place < wide)
        for place, (question, names) in enumerate(questions)
    ]
    heading = tag("h2", "The questions", class_="unseen")
    open_questions = [
        tag("li", tag("span", question.text), f" {why[:1].upper()}{why[1:].rstrip('.')}.")
        for question, why in not_answered(report)
        if question.answer not in without
    ]
    return tag(
        "section",
        heading,
        tag("div", *cards, class_="cards"),
        tag("ul", *open_questions, class_="open") if open_questions else None,
    )


def _shown(page: Page) -> list[str]:
    """Every metric on the page, in the order of its first appearance."""
    names = [name for _, metrics in dashboard(page.report) for name in metrics]
    for document in (page.report, *page.more, *([page.trend] if page.trend else [])):
        for section in document.sections:
            names += section_metrics(document, section)
    return list(dict.fromkeys(names))


def _style() -> Markup:
    return Markup(f"<style>{_css()}</style>")


@cache
def _css() -> str:
    css = files("salespipe.report").joinpath("page.css").read_text(encoding="utf-8")
    return f"\n{css}"
