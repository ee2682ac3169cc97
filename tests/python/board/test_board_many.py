"""A board with thousands of cards works as one with five."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import salespipe as sp
from board_book import NOW, ago
from looking import card, column, deal_in, keyboard_on, shows_cards, title, told, until
from served_board import Serve, Served

CARDS = 5000


def many(path: Path) -> sp.Book:
    book = sp.open(path)
    with book.transaction():
        sales = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"), at=ago(300))
        for number in range(CARDS):
            book.create_opportunity(
                sales,
                f"Deal {number}",
                account=f"Customer {number % 700}",
                owner=f"rep {number % 12}",
                value="1000.01 EUR",
                id=f"deal-{number}",
                at=NOW - timedelta(minutes=number),
            )
    return book


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve(many)


def test_thousands_of_cards_move_and_add_up(served: Served, open_board: Callable[..., Any]) -> None:
    page = open_board(served.address.link)
    lead = column(page, "Lead")
    assert lead.locator(".sum").get_attribute("title") == "€5,000,050.00"
    assert "5,000" in lead.locator(".count").inner_text()
    assert page.locator(".card").count() < 200, "what is out of sight is not drawn"
    card(page, "Deal 3").drag_to(column(page, "Contacted"), target_position={"x": 60, "y": 40})
    told(page, "Deal 3 moved to Contacted.")
    title(page, "Deal 0").focus()
    page.keyboard.press("Shift+ArrowRight")
    told(page, "Deal 0 moved to Contacted.")
    keyboard_on(page, "Deal 0")
    assert lead.locator(".sum").get_attribute("title") == "€4,998,049.98"
    assert column(page, "Contacted").locator(".sum").get_attribute("title") == "€2,000.02"
    with served.read() as book:
        assert {book.deal(one).stage for one in ("deal-0", "deal-3")} == {"Contacted"}


def test_every_card_can_be_reached(served: Served, open_board: Callable[..., Any]) -> None:
    page = open_board(served.address.link)
    title(page, "Deal 0").focus()
    for place in range(10, 70, 10):
        page.keyboard.press("PageDown")
        keyboard_on(page, f"Deal {place}")
    page.keyboard.press("End")
    keyboard_on(page, f"Deal {CARDS - 1}")
    page.keyboard.press("Shift+ArrowRight")
    deal_in(page, "Contacted", f"Deal {CARDS - 1}").wait_for()
    page.locator("#search").fill("deal 4321")
    shows_cards(page, 1)
    page.locator("#search").fill("")
    until(page, "document.querySelectorAll('.card').length > 1")  # it is kept over a reload
    page.reload()
    page.locator(".card").first.wait_for()
    drawn = "document.querySelectorAll('.card').length"
    before = page.evaluate(drawn)
    more = page.get_by_role("button", name="4,959 more")
    more.evaluate("one => one.click()")  # a mouse would scroll there first, which shows more, too
    until(page, f"{drawn} > {before}")
    list_ = column(page, "Lead").locator(".cards")
    before = page.evaluate(drawn)
    list_.evaluate("one => { one.scrollTop = one.scrollHeight }")
    until(page, f"{drawn} > {before}")
    assert page.evaluate(drawn) < 500, "not all at once"
