"""What a notebook shows: small tables in which text from data stays text."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
import salespipe as sp

HOSTILE = '<img src=x onerror=alert(1)>"&\u202e'
_TAGS = {
    "div", "style", "p", "strong", "small", "span", "table", "caption", "thead", "tbody", "tfoot",
    "tr", "th", "td",
}  # fmt: skip


class Reader(HTMLParser):
    """The cells of tables, and every tag; checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.rows: list[list[str]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def row(self, key: str) -> list[str]:
        return next(row for row in self.rows if row[0] == key)


def read(thing: Any) -> Reader:
    html = thing._repr_html_()
    assert len(html) < 25_000
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert reader.tags <= _TAGS
    assert reader.attributes <= {"class", "scope", "style", "title"}
    return reader


def test_a_dashboard_answers_its_questions_beside_the_period_before(board: sp.Dashboard) -> None:
    reader = read(board)
    assert reader.row("Question") == ["Question", "", "Now", "Before", "Change"]
    row = reader.row("How much have I closed?")
    metrics = board.rows[0]["metrics"]
    assert row[1] == "Won revenue"
    assert row[2].replace(",", "") == str(round(board["won_revenue"]))
    assert row[3].replace(",", "") == str(round(float(board.rows[0]["previous"]["won_revenue"])))
    assert f"{metrics['won_count']:,}" in reader.row("How many have I won and lost?")[2]


def test_a_dashboard_has_a_table_for_its_groups(board: sp.Dashboard) -> None:
    reader = read(board)
    best = max(board.rows[1:], key=lambda row: float(row["metrics"].get("won_revenue", 0)))
    row = reader.row(best["by"]["owner"])
    assert row[2].replace(",", "") == str(round(float(best["metrics"]["won_revenue"])))


def test_many_groups_are_cut_and_counted(team: sp.Prepared) -> None:
    board = team.metrics(period="2025", by="account", metrics="won_revenue")
    reader = read(board)
    groups = len(board.rows) - 1
    assert groups > 20
    assert f"and {groups - 20:,} more" in reader.words


def test_a_dashboard_of_states_is_shown_too(team: sp.Prepared) -> None:
    from salespipe.states import partial_of

    finished = partial_of(team, period="2025-Q3").finish()
    assert "How much have I closed?" in read(finished).words


def test_a_funnel_shows_its_stages_and_its_bend(team: sp.Prepared) -> None:
    funnel = team.funnel(period="2025")
    reader = read(funnel)
    for stage in funnel["groups"][0]["stages"][:2]:
        assert reader.row(stage["stage"])[2] == f"{stage['reached']:,}"
    assert reader.row("Qualified (qualified)")
    assert "Qualified" in reader.words.split("Won")[-1]


def test_a_funnel_is_a_document_like_before(team: sp.Prepared) -> None:
    funnel = team.funnel(period="2025")
    assert isinstance(funnel, dict)
    assert json.loads(json.dumps(funnel)) == funnel


def test_a_series_shows_its_last_steps(team: sp.Prepared) -> None:
    series = team.series(period="2025", every="week", by="stage")
    reader = read(series)
    last = series.groups[0]["points"][-1]
    assert reader.rows[-1][0] == "2025-12-31"
    assert reader.rows[-1][2] == f"{last['count']:,}"
    assert "the last 12" in reader.words
    assert set(reader.rows[0][-4:]) == {"Lead", "Contacted", "Qualified", "Proposal made"}


def test_a_pipeline_shows_its_stages() -> None:
    reader = read(sp.Pipeline.standard("New business", currency="EUR"))
    assert [row[0] for row in reader.rows[1:]] == [
        "Lead", "Contacted", "Qualified (qualified)", "Proposal made", "Won", "Lost",
    ]  # fmt: skip
    assert reader.row("Won")[1] == "won"
    assert reader.row("Won")[3] == "100%"


def test_a_deal_shows_where_it_stands_and_what_is_next(book: sp.Book) -> None:
    reader = read(next(book.deals))
    assert reader.row("Value") == ["Value", "12000.00 EUR"]
    assert reader.row("Next")[1].endswith("(by 2026-07-09)")
    assert "Lead → Contacted → Qualified → Proposal made" in reader.words


def test_a_book_shows_its_pipelines_and_their_open_deals(book: sp.Book) -> None:
    reader = read(book)
    assert "1 deals" in reader.words
    assert reader.row("Contacted")[2] == "1"
    assert reader.row("Lead")[2] == "0"


def test_a_book_with_nothing_in_it_is_shown() -> None:
    assert "in memory" in read(sp.Book()).words


@pytest.mark.parametrize("thing", ["book", "deal", "pipeline", "board", "funnel", "series"])
def test_hostile_text_is_shown_as_text(book: sp.Book, thing: str) -> None:
    asked = {
        "book": lambda: book,
        "deal": lambda: next(book.deals),
        "pipeline": lambda: book.pipelines[0],
        "board": lambda: book.metrics(
            period=(date(2026, 7, 1), date(2026, 8, 1)), by=["owner", "account"]
        ),
        "funnel": lambda: book.funnel(by="source"),
        "series": lambda: book.series(
            period=(date(2026, 7, 1), date(2026, 8, 1)), every="week", by=["source"]
        ),
    }[thing]()
    reader = read(asked)
    assert "img" not in reader.tags
    assert HOSTILE.replace("\u202e", "\ufffd") in reader.words


def test_text_and_ground_are_those_of_the_notebook(board: sp.Dashboard) -> None:
    """Neither dark text on a dark notebook nor a white ground in one."""
    style = board._repr_html_().split("<style>")[1].split("</style>")[0]
    assert "color: #2f9e58" in style  # good and bad news only
    assert style.count("color: #") == 2 + style.count("border-color: #")
    assert "background: white" not in style
    assert "background: #fff" not in style
