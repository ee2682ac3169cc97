"""Whatever a text says, the board shows it as a text, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import board_book
import salespipe as sp
from board_book import NOW, ago
from looking import card, column, keyboard_on, shows_cards, title
from served_board import Serve

SCRIPT = "<script>window.hurt = 1</script>"
IMAGE = "<img src=x onerror='window.hurt = 2'>"
FRAME = "\"><svg onload=window.hurt=3><iframe srcdoc='<script>parent.hurt=4</script>'>"
LINK = "javascript:window.hurt=5//{{constructor.constructor('window.hurt=6')()}}"
HOSTILE = (SCRIPT, IMAGE, FRAME, LINK)


def hostile_book(path: Path) -> sp.Book:
    """Script and HTML in every text that a book can hold."""
    book = board_book.make(path)
    sales = book.pipelines[0]
    for number, evil in enumerate(HOSTILE):
        deal = book.create_opportunity(
            sales,
            f"{evil} name",
            account=f"{evil} account",
            owner=f"{evil} owner",
            value="100 EUR",
            source=f"{evil} source",
            product=f"{evil} product",
            tags=[f"{evil} tag"],
            fields={f"{evil} field": f"{evil} value"},
            at=ago(2),
            id=f"{evil} {number}",
        )
        by = {"at": ago(1), "actor": f"{evil} actor"}
        book.add_contact(f"{evil} contact", account=f"{evil} account", email="a@b.example", **by)
        book.command(
            "assess",
            opportunity=deal.id,
            criterion="budget",
            state="met",
            evidence=f"{evil} evidence",
            **by,
        )
        for kind in ("note", "email_in", "email_out", "call", "meeting"):
            book.log_interaction(kind, deal=deal, summary=f"{evil} {kind}", **by)
        deal.add_task(f"{evil} task", due=date(2026, 7, 15), assignee=f"{evil} doer", **by)
        done = deal.add_task(f"{evil} done", **by)
        book.complete_task(done, outcome=f"{evil} outcome", **by)
        dropped = deal.add_task(f"{evil} dropped", **by)
        book.dismiss_task(dropped, reason=f"{evil} dismissal", **by)
        deal.lose(f"{evil} reason", note=f"{evil} loss", **by)
        deal.reopen(note=f"{evil} again", **by)
        deal.tag("to undo", **by)
        deal.undo(reason=f"{evil} undoing", **by)
        lost = book.create_opportunity(sales, f"{evil} lost", at=ago(2))
        lost.lose(f"{evil} reason", **by)
    return book


def unhurt(page: Any) -> None:
    assert page.evaluate("window.hurt") is None
    assert page.locator("script").count() == 1, "only the page's own"
    assert page.locator("iframe, object, embed, img, base, [onerror], [onload]").count() == 0


def test_script_and_html_are_shown_as_text_everywhere(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    page = open_board(serve(hostile_book).address.link)
    for evil in HOSTILE:
        name = f"{evil} name"
        text = card(page, name).inner_text()
        for part in ("name", "account", "task", "tag"):
            assert f"{evil} {part}" in text, part
        assert column(page, "Lost").get_by_text(f"{evil} reason").count() == 1
        title(page, name).click()
        dialog = page.get_by_role("dialog")
        dialog.locator(".entry").first.wait_for()
        text = dialog.inner_text()
        for part in (
            "name", "account", "source", "product", "tag", "contact", "evidence", "note",
            "email_in", "email_out", "call", "meeting", "reason · ", "loss", "again", "actor",
            "outcome", "dismissal", "undoing",
        ):  # fmt: skip
            assert f"{evil} {part}" in text, part
        dialog.get_by_role("tab", name="Tasks").click()
        text = dialog.get_by_role("tabpanel").inner_text()
        for part in ("task", "done", "dropped", "doer"):
            assert f"{evil} {part}" in text, part
        dialog.get_by_role("tab", name="History").click()
        unhurt(page)
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")


def test_hostile_text_goes_through_every_form_and_comes_back_as_it_was(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    served = serve()
    page = open_board(served.address.link)
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(IMAGE)
    dialog.get_by_label("Account").fill(SCRIPT)
    dialog.get_by_label("Owner").fill(FRAME)
    page.keyboard.press("Enter")
    title(page, IMAGE).wait_for()
    title(page, IMAGE).click()
    dialog.get_by_role("textbox", name="What was said or done?").fill(SCRIPT)
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.locator(".entry", has_text=SCRIPT).wait_for()
    page.keyboard.press("Escape")
    keyboard_on(page, IMAGE)
    page.keyboard.press("l")
    page.get_by_role("dialog").get_by_role("combobox").fill(FRAME)
    page.keyboard.press("Enter")
    column(page, "Lost").locator(".line", has_text=FRAME).wait_for()
    page.locator("#search").fill("<img")
    shows_cards(page, 1)
    unhurt(page)
    with served.read() as book:
        deal = next(one for one in book.deals if one.name == IMAGE)
        assert (deal.account, deal.owner, deal.state.lost_reason) == (SCRIPT, FRAME, FRAME)


def test_a_hostile_address_opens_nothing(serve: Serve, open_board: Callable[..., Any]) -> None:
    served = serve()
    page = open_board(served.address.link)
    page.goto(f"{served.address.url}#deal={IMAGE}&text={SCRIPT}&owner={FRAME}&pipeline={LINK}")
    page.reload()
    page.get_by_role("dialog").get_by_role("alert").wait_for()
    unhurt(page)
    assert page.locator("#search").input_value() == SCRIPT


def test_the_policy_lets_nothing_in_from_elsewhere(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    served = serve()
    page = open_board(served.address.link)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.reload()
    page.wait_for_selector(".card")
    assert seen
    assert all(url.startswith(served.address.url) for url in seen), seen
    assert page.evaluate("document.cookie") == ""
    assert NOW  # the day is that of the book, whatever the machine's clock says
    assert "3 d" in card(page, "Acme seats").inner_text()
