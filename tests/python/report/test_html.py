"""The page: one file, in which text from data stays text; whole without its script."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from salespipe.report import Document, Page, render_html
from salespipe.report.charts import nice_ticks
from salespipe.report.html import policy

_VOID = {"meta", "br", "img", "hr"}
_ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "section", "article",
    "footer", "figure", "figcaption", "details", "summary",
    "button", "data", "div", "p", "span", "small", "strong", "code", "a", "i", "h1", "h2", "h3",
    "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "rect",
    "line", "polyline", "polygon",
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; & <b>",
    "]]><!--",
    "\u202egnp.exe\x00",
]


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def page_of(document: dict[str, Any], catalogue: list[dict[str, str]], title: str = "deals") -> str:
    view = Document(document, catalogue)
    return render_html(Page(view, title, more=[view], trend=None, script=""))


def test_the_page_needs_no_network(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    page = page_of(document, catalogue)
    reader = read(page)
    assert reader.tags <= _ALLOWED
    names = {name for name, _ in reader.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "style", "srcdoc", "action", "formaction"}
    assert all(
        value.startswith("#") for name, value in reader.attributes if name == "href" and value
    )
    assert "url(" not in page
    assert "@import" not in page


def test_its_policy_names_its_style_and_its_script_and_forbids_the_rest(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    plain = re.search(
        'http-equiv="Content-Security-Policy" content="([^"]*)"', page_of(document, catalogue)
    )
    assert plain is not None
    sources = plain[1].replace("&#x27;", "'")
    assert re.fullmatch(
        "default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; "
        "form-action 'none'",
        sources,
    )
    both = policy("style", "script")
    assert "script-src 'sha256-" in both
    assert "unsafe" not in both


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_shown_as_text_everywhere(
    document: dict[str, Any], catalogue: list[dict[str, str]], text: str
) -> None:
    """Owner, account and stage names, messages, the currency, the title, the catalogue."""
    plain = read(page_of(document, catalogue))
    for row in document["rows"][1:]:
        row["by"] = {"owner": text}
    document["query"]["by"] = ["owner"]
    document["query"]["timezone"] = text
    document["query"]["filters"] = [{"dimension": text, "values": [text], "exclude": False}]
    document["diagnostics"][0].update(message=text, code=text)
    for entry in catalogue:
        entry.update(title=text, documentation=text, formula=text)
    page = page_of(document, catalogue, title=text)
    hostile = read(page)
    assert hostile.tags == plain.tags
    assert {name for name, _ in hostile.attributes} <= {name for name, _ in plain.attributes}
    assert "<script" not in page
    assert "onerror=" not in page.replace("onerror=alert(1)&gt;", "")
    shown = re.sub("[\x00\u202e]", "\ufffd", text)
    assert shown in "".join(hostile.words)


def test_every_figure_has_its_definition_at_hand_and_on_the_page(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    page = page_of(document, catalogue)
    reader = read(page)
    assert (
        '<button type="button" class="term">Won revenue<span class="tip">What Won revenue means.'
        "<code>formula of won_revenue</code></span></button>"
    ) in page
    assert "What Won revenue means." in reader.words
    assert "won_revenue = formula of won_revenue" in reader.words


def test_exact_amounts_stand_behind_rounded_ones(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    reader = read(page_of(document, catalogue))
    assert "30,000" in reader.words
    assert ("title", "30,000.25 EUR") in reader.attributes


def test_the_same_report_gives_the_same_page(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    assert page_of(document, catalogue) == page_of(document, catalogue)


def test_negative_amounts_get_no_bars(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    assert 'class="bar"' in page_of(document, catalogue)
    document["rows"][1]["metrics"]["won_revenue"] = "-5.00"
    assert 'class="bar"' not in page_of(document, catalogue)


def split_by_month(document: dict[str, Any], values: list[str]) -> dict[str, Any]:
    total = document["rows"][0]
    document["query"].update(by=["month"], compare="none")
    for name in ("previous_period", "previous", "change"):
        total.pop(name)
    document["rows"] = [total] + [
        {
            **total,
            "kind": "subtotal",
            "by": {"month": f"2017-{month:02d}"},
            "period": {"from": f"2017-{month:02d}-01", "to": f"2017-{month + 1:02d}-01"},
            "metrics": {"won_revenue": value},
        }
        for month, value in enumerate(values, start=1)
    ]
    return document


def test_parts_of_the_period_are_drawn_as_columns_and_stand_in_a_table(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    page = page_of(split_by_month(document, ["100.00", "0.00", "400.00", "200.00"]), catalogue)
    reader = read(page)
    assert 'data-picture="course_month"' in page
    assert {"2017-03", "400.00"} <= set(reader.words)


def test_columns_that_would_mislead_are_not_drawn(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    few = page_of(split_by_month(dict(document), ["1.00", "2.00"]), catalogue)
    assert "data-picture" not in few


def test_a_page_without_the_script_says_so_and_shows_its_tables(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    split_by_month(document, ["100.00", "0.00", "400.00", "200.00"])
    page = page_of(document, catalogue)
    assert "This page has no charts" in page
    assert '<details open="">' in page
    assert "<script" not in page
    view = Document(document, catalogue)
    drawn = render_html(Page(view, "deals", script="'</'"))
    assert "This page has no charts" not in drawn
    assert drawn.count("<script") == 2  # the data and what draws it


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 0.25, 0.5, 0.75, 1]),
        (390, [0, 100, 200, 300, 400]),
        (4, [0, 1, 2, 3, 4]),
    ],
)
def test_grid_lines_stand_at_round_figures(highest: float, ticks: list[float]) -> None:
    assert nice_ticks(highest) == ticks
