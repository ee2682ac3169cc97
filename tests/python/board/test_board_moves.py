"""Moving deals in a browser, by mouse and by keyboard: the same moves, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import salespipe as sp
from board_book import NOW
from looking import card, column, deal_in, keyboard_on, told
from served_board import Serve, Served


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve()


@pytest.fixture
def page(open_board: Callable[..., Any], served: Served) -> Any:
    return open_board(served.address.link)


def stage_of(served: Served, deal: str) -> str:
    with served.read() as book:
        return book.deal(deal).stage


def drag(page: Any, name: str, stage: str) -> None:
    card(page, name).drag_to(column(page, stage), target_position={"x": 60, "y": 40})


def carry(page: Any, name: str, steps: int) -> None:
    """Picks a card up with Space, carries it with arrows, puts it down."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Space")
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    page.keyboard.press("Space")


def shift(page: Any, name: str, steps: int) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Shift+ArrowRight" if steps > 0 else "Shift+ArrowLeft")


STEPS = {"Lead": 0, "Contacted": 1, "Qualified": 2, "Won": 3, "Lost": 4, "Fridge": 5}


def go(page: Any, how: str, name: str, start: str, stage: str) -> None:
    """A move by one of three ways."""
    if how == "mouse":
        drag(page, name, stage)
    elif how == "keyboard":
        carry(page, name, STEPS[stage] - STEPS[start])
    else:
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("m")
        page.get_by_role("dialog").get_by_role("button", name=stage).first.click()


WAYS = pytest.mark.parametrize("how", ["mouse", "keyboard", "menu"])


@WAYS
def test_a_deal_moves_and_stays_there(page: Any, served: Served, how: str) -> None:
    go(page, how, "Acme seats", "Lead", "Contacted")
    deal_in(page, "Contacted", "Acme seats").wait_for()
    told(page, "Acme seats moved to Contacted.")
    assert stage_of(served, "acme") == "Contacted"
    page.reload()
    deal_in(page, "Contacted", "Acme seats").wait_for()


@WAYS
def test_a_refused_move_says_why_and_helps(page: Any, served: Served, how: str) -> None:
    go(page, how, "Crisp seats", "Contacted", "Qualified")
    dialog = page.get_by_role("dialog", name="Crisp seats cannot go to Qualified yet")
    dialog.get_by_text("Not qualified yet").wait_for()
    dialog.get_by_text("Steps of the checklist are not done.").wait_for()
    deal_in(page, "Contacted", "Crisp seats").wait_for()
    for criterion in ("Budget", "Authority", "Need"):
        dialog.get_by_role("group", name=criterion).get_by_role(
            "radio", name="Met", exact=True
        ).check(force=True)
    again = dialog.get_by_role("button", name="Save and move to Qualified")
    again.click()
    # What was said is kept; what is still missing is asked for.
    dialog.get_by_text("Not qualified yet: timeline.").wait_for()
    assert stage_of(served, "crisp") == "Contacted"
    dialog.get_by_role("group", name="Timeline").get_by_role("radio", name="Met", exact=True).check(
        force=True
    )
    dialog.get_by_role("textbox", name="Timeline: how do we know?").fill("Go-live in May")
    dialog.get_by_role("checkbox", name="Decision maker met").check()
    again.click()
    deal_in(page, "Qualified", "Crisp seats").wait_for()
    dialog.wait_for(state="hidden")
    with served.read() as book:
        told = book.query("opportunity", opportunity="crisp")["opportunity"]
    assert told["stage"] == "qualified"
    assert told["criteria"]["timeline"]["evidence"] == "Go-live in May"
    assert told["ticked"] == {"contacted": ["decision-maker-met"]}


@WAYS
def test_a_lost_deal_asks_for_the_reason(page: Any, served: Served, how: str) -> None:
    go(page, how, "Bolt seats", "Lead", "Lost")
    dialog = page.get_by_role("dialog", name="Bolt seats is lost")
    assert dialog.get_by_role("button", name="Close as lost").is_disabled()
    dialog.get_by_role("combobox", name="Why was it lost?").fill("Chose a competitor")
    page.keyboard.press("Enter")
    deal_in(page, "Lost", "Bolt seats").wait_for()
    told(page, "Bolt seats moved to Lost.")
    with served.read() as book:
        assert book.deal("bolt").state.lost_reason == "Chose a competitor"


def test_a_reason_that_was_given_before_is_one_click_away(page: Any, served: Served) -> None:
    drag(page, "Bolt seats", "Lost")
    page.get_by_role("button", name="Price", exact=True).click()
    page.get_by_role("button", name="Close as lost").click()
    deal_in(page, "Lost", "Bolt seats").wait_for()
    told(page, "Bolt seats moved to Lost.")
    with served.read() as book:
        assert book.deal("bolt").state.lost_reason == "Price"


@WAYS
def test_a_deal_goes_into_the_fridge_until_a_day(page: Any, served: Served, how: str) -> None:
    go(page, how, "Acme seats", "Lead", "Fridge")
    dialog = page.get_by_role("dialog", name="Acme seats goes into the fridge")
    dialog.get_by_label("When to look at it again").fill("2026-10-01")
    dialog.get_by_role("button", name="Put into the fridge").click()
    deal_in(page, "Fridge", "Acme seats").wait_for()
    card(page, "Acme seats").get_by_text("Wakes up 1 Oct").wait_for()
    told(page, "Acme seats moved to Fridge.")
    assert stage_of(served, "acme") == "Fridge"


@WAYS
def test_a_parked_or_lost_deal_is_reopened(page: Any, served: Served, how: str) -> None:
    go(page, how, "Echo seats", "Fridge", "Lead")
    deal_in(page, "Lead", "Echo seats").wait_for()
    told(page, "Echo seats moved to Lead.")
    go(page, how, "Delta seats", "Lost", "Contacted")
    deal_in(page, "Contacted", "Delta seats").wait_for()
    told(page, "Delta seats moved to Contacted.")
    assert (stage_of(served, "echo"), stage_of(served, "delta")) == ("Lead", "Contacted")


def test_letters_win_lose_and_park(page: Any, served: Served) -> None:
    page.get_by_role("button", name="Acme seats", exact=True).focus()
    page.keyboard.press("w")
    deal_in(page, "Won", "Acme seats").wait_for()
    page.get_by_role("button", name="Bolt seats", exact=True).focus()
    page.keyboard.press("l")
    page.get_by_role("dialog", name="Bolt seats is lost").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.keyboard.press("f")
    page.get_by_role("dialog", name="Bolt seats goes into the fridge").wait_for()
    page.keyboard.press("Escape")
    assert stage_of(served, "acme") == "Won"
    assert stage_of(served, "bolt") == "Lead"


def test_shift_and_an_arrow_move_one_stage_and_the_card_keeps_the_keyboard(
    page: Any, served: Served
) -> None:
    shift(page, "Acme seats", 1)
    deal_in(page, "Contacted", "Acme seats").wait_for()
    keyboard_on(page, "Acme seats")
    told(page, "Acme seats moved to Contacted.")
    page.keyboard.press("Shift+ArrowLeft")
    deal_in(page, "Lead", "Acme seats").wait_for()
    told(page, "Acme seats moved to Lead.")
    assert stage_of(served, "acme") == "Lead"


def test_escape_puts_a_carried_card_back(page: Any, served: Served) -> None:
    page.get_by_role("button", name="Acme seats", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.get_by_text("Over Contacted, column 2 of 6.").wait_for(state="attached")
    page.keyboard.press("Escape")
    page.get_by_text("Acme seats is back where it was.").wait_for(state="attached")
    deal_in(page, "Lead", "Acme seats").wait_for()
    assert stage_of(served, "acme") == "Lead"


def test_arrows_go_from_card_to_card(page: Any) -> None:
    page.get_by_role("button", name="Acme seats", exact=True).focus()
    for key, name in (
        ("ArrowDown", "Bolt seats"),
        ("ArrowDown", "Bolt seats"),
        ("ArrowRight", "Crisp seats"),
        ("ArrowRight", "Delta seats"),  # over columns without cards
        ("ArrowLeft", "Crisp seats"),
        ("ArrowLeft", "Acme seats"),
        ("End", "Bolt seats"),
        ("Home", "Acme seats"),
    ):
        page.keyboard.press(key)
        keyboard_on(page, name)
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Acme seats").wait_for()
    page.keyboard.press("Escape")
    keyboard_on(page, "Acme seats")


def test_a_move_is_undone_by_the_button_and_by_the_key(page: Any, served: Served) -> None:
    drag(page, "Acme seats", "Contacted")
    page.get_by_role("button", name="Undo", exact=True).click()
    deal_in(page, "Lead", "Acme seats").wait_for()
    told(page, "Undone.")
    assert stage_of(served, "acme") == "Lead"
    shift(page, "Acme seats", 1)
    told(page, "Acme seats moved to Contacted.")
    page.keyboard.press("Control+z")
    deal_in(page, "Lead", "Acme seats").wait_for()


def test_a_second_browser_sees_a_move_at_once(
    page: Any, served: Served, open_board: Callable[..., Any]
) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Link for another browser").click()
    link = page.get_by_role("textbox", name="A link to this board").input_value()
    page.keyboard.press("Escape")
    second = open_board(link)
    deal_in(second, "Lead", "Acme seats").wait_for()
    drag(page, "Acme seats", "Contacted")
    deal_in(second, "Contacted", "Acme seats").wait_for(timeout=5000)
    shift(second, "Acme seats", -1)
    deal_in(page, "Lead", "Acme seats").wait_for(timeout=5000)


def test_what_another_program_does_shows_on_the_board(page: Any, served: Served) -> None:
    with sp.open(served.path) as book:
        book.deal("acme").move("Contacted", at=NOW)
        book.deal("bolt").rename("Bolt, renamed", at=NOW)
    deal_in(page, "Contacted", "Acme seats").wait_for(timeout=8000)
    deal_in(page, "Lead", "Bolt, renamed").wait_for()


def test_a_move_onto_what_changed_meanwhile_is_told_and_changes_nothing(
    page: Any, served: Served
) -> None:
    # The page must not hear of the other change first.
    page.route("**/api/events", lambda route: route.abort())
    page.reload()
    deal_in(page, "Lead", "Acme seats").wait_for()
    with sp.open(served.path) as book:
        book.deal("acme").change_owner("bob", at=NOW)
    drag(page, "Acme seats", "Contacted")
    told(page, "Somebody else changed this deal meanwhile.")
    deal_in(page, "Lead", "Acme seats").wait_for()
    assert stage_of(served, "acme") == "Lead"


def test_a_deal_goes_to_another_pipeline_with_its_history(page: Any, served: Served) -> None:
    page.get_by_role("button", name="Acme seats", exact=True).focus()
    page.keyboard.press("m")
    page.get_by_role("dialog").get_by_role("button", name="Proposal made").click()
    page.get_by_role("button", name="Acme seats", exact=True).wait_for(state="hidden")
    page.get_by_role("combobox", name="Pipeline").select_option("Partners")
    deal_in(page, "Proposal made", "Acme seats").wait_for()
    with served.read() as book:
        assert book.deal("acme").pipeline.name == "Partners"
    page.reload()  # the pipeline is in the address
    deal_in(page, "Proposal made", "Acme seats").wait_for()
