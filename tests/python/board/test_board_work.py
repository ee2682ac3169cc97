"""A day's work at the board: finding deals, many at once, tasks, the page of a deal, cleaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from looking import card, column, deal_in, keyboard_on, names, shows_cards, title, told
from served_board import Serve, Served


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve()


@pytest.fixture
def page(open_board: Callable[..., Any], served: Served) -> Any:
    return open_board(served.address.link)


def test_a_column_tells_count_value_and_weighted_value(page: Any) -> None:
    lead = column(page, "Lead")
    assert "2 deals" in lead.locator(".count").inner_text()
    assert lead.locator(".sum").get_attribute("title") == "€20,000.50"
    assert "€2,000 weighted at 10%" in lead.locator(".weighted").inner_text()
    assert lead.locator(".weighted").get_attribute("title") == "€2,000.05"
    lead.get_by_text("1 rotting").wait_for()
    page.keyboard.press("Tab")
    title(page, "Acme seats").focus()
    page.keyboard.press("Shift+ArrowRight")
    told(page, "Acme seats moved")
    assert lead.locator(".sum").get_attribute("title") == "€8,000.00"
    assert column(page, "Contacted").locator(".sum").get_attribute("title") == "€42,000.50"


def test_a_card_tells_what_one_must_know(page: Any) -> None:
    acme = card(page, "Acme seats")
    text = acme.inner_text()
    for said in ("Acme", "€12,000.50", "3 d", "Call Eva", "1 day late", "big"):
        assert said in text, said
    assert acme.get_by_title("ann").count() == 1
    assert card(page, "Bolt seats").locator(".age").text_content() == "40 d, rotting"
    assert "No next task" in card(page, "Bolt seats").inner_text()
    assert "today" in card(page, "Crisp seats").inner_text()
    assert "Price" in card(page, "Delta seats").inner_text()
    assert "Wakes up 1 Sept" in card(page, "Echo seats").inner_text()


def test_cards_are_found_by_words_and_filters(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("seats acm")
    shows_cards(page, 1)
    assert names(page) == ["Acme seats"]
    page.get_by_text("1 deal shown").wait_for()
    page.reload()  # filters are in the address
    page.wait_for_selector(".card")
    assert names(page) == ["Acme seats"]
    page.get_by_role("button", name="Show all").click()
    for label, value, found in (
        ("Owner", "bob", ["Bolt seats", "Delta seats"]),
        ("Account", "Crisp", ["Crisp seats"]),
        ("Tag", "big", ["Acme seats"]),
        ("Age in stage", "7", ["Bolt seats", "Crisp seats"]),
        ("Age in stage", "rotting", ["Bolt seats"]),
        ("Age in stage", "idle", ["Bolt seats"]),
    ):
        page.get_by_role("combobox", name=label, exact=True).select_option(value)
        shows_cards(page, len(found))
        assert names(page) == found, label
        page.get_by_role("button", name="Show all").click()
    shows_cards(page, 5)


def test_cards_stand_in_the_order_that_is_asked_for(page: Any) -> None:
    lead = column(page, "Lead").locator(".title")
    assert lead.all_text_contents() == ["Acme seats", "Bolt seats"]
    page.get_by_role("combobox", name="Order of cards").select_option("Longest in stage")
    assert lead.all_text_contents() == ["Bolt seats", "Acme seats"]
    page.reload()
    page.wait_for_selector(".card")
    assert lead.all_text_contents() == ["Bolt seats", "Acme seats"]


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_many_deals_are_closed_at_once_and_brought_back(
    page: Any, served: Served, how: str
) -> None:
    for name in ("Acme seats", "Bolt seats", "Crisp seats"):
        if how == "mouse":
            card(page, name).hover()
            card(page, name).get_by_role("checkbox").check()
        else:
            title(page, name).focus()
            page.keyboard.press("x")
    toolbar = page.get_by_role("toolbar", name="Selected deals")
    toolbar.get_by_text("3 selected").wait_for()
    assert "€50,001" in toolbar.inner_text()  # 50,000.50
    if how == "mouse":
        toolbar.get_by_role("button", name="Lost …").click()
    else:
        page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="3 deals are lost")
    dialog.get_by_role("combobox").fill("Recession")
    page.keyboard.press("Enter")
    told(page, "3 deals moved.")
    with served.read() as book:
        assert {book.deal(one).stage for one in ("acme", "bolt", "crisp")} == {"Lost"}
    page.get_by_role("button", name="Undo", exact=True).click()
    told(page, "Undone.")
    deal_in(page, "Lead", "Acme seats").wait_for()
    deal_in(page, "Contacted", "Crisp seats").wait_for()


def test_many_deals_move_and_who_is_refused_stays_and_says_why(page: Any, served: Served) -> None:
    for name in ("Bolt seats", "Echo seats"):
        title(page, name).focus()
        page.keyboard.press("x")
    page.get_by_role("toolbar").get_by_role("button", name="Move …").click()
    page.get_by_role("dialog").get_by_role("button", name="Qualified").first.click()
    told(page, "1 stayed: Not qualified yet")
    with served.read() as book:
        assert book.deal("bolt").stage == "Lead"


def test_many_deals_get_an_owner_and_a_tag(page: Any, served: Served) -> None:
    for name in ("Acme seats", "Bolt seats"):
        title(page, name).focus()
        page.keyboard.press("x")
    page.keyboard.press("o")
    page.get_by_role("dialog").get_by_role("combobox", name="Owner").fill("carl")
    page.keyboard.press("Enter")
    told(page, "2 deals changed.")
    title(page, "Bolt seats").focus()
    page.keyboard.press("g")
    page.get_by_role("dialog").get_by_role("combobox", name="Tag").fill("q3")
    page.keyboard.press("Enter")
    card(page, "Bolt seats").get_by_text("q3").wait_for()
    with served.read() as book:
        for deal in ("acme", "bolt"):
            assert book.deal(deal).owner == "carl"
            assert "q3" in book.deal(deal).state.tags


def test_dragging_one_of_the_selected_moves_them_all(page: Any, served: Served) -> None:
    for name in ("Acme seats", "Bolt seats"):
        title(page, name).focus()
        page.keyboard.press("x")
    card(page, "Acme seats").drag_to(column(page, "Contacted"), target_position={"x": 60, "y": 40})
    told(page, "2 deals moved.")
    with served.read() as book:
        assert {book.deal(one).stage for one in ("acme", "bolt")} == {"Contacted"}


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_deal_is_created(page: Any, served: Served, how: str) -> None:
    if how == "mouse":
        page.get_by_role("button", name="New deal in Contacted").click()
    else:
        page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New deal")
    dialog.get_by_label("Name").fill("Fox seats")
    dialog.get_by_label("Account").fill("Fox")
    dialog.get_by_label("Value in EUR").fill("1 250,50")
    dialog.get_by_label("Owner").fill("ann")
    page.keyboard.press("Enter")
    stage = "Contacted" if how == "mouse" else "Lead"
    deal_in(page, stage, "Fox seats").wait_for()
    keyboard_on(page, "Fox seats")
    with served.read() as book:
        deal = next(one for one in book.deals if one.name == "Fox seats")
        assert (deal.account, deal.value, deal.stage) == ("Fox", "1250.50 EUR", stage)


def test_a_value_that_is_none_is_told_and_the_form_stays(page: Any) -> None:
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New deal")
    dialog.get_by_label("Name").fill("Fox seats")
    dialog.get_by_label("Value in EUR").fill("a lot")
    dialog.get_by_role("button", name="Create").click()
    told(page, "That did not work")
    assert dialog.get_by_label("Name").input_value() == "Fox seats"


def test_the_page_of_a_deal_edits_it(page: Any, served: Served) -> None:
    title(page, "Acme seats").click()
    dialog = page.get_by_role("dialog", name="Acme seats")
    dialog.get_by_role("textbox", name="Value").fill("15000")
    dialog.get_by_label("Expected to close").fill("2026-08-31")
    dialog.get_by_role("combobox", name="Owner").fill("bob")
    dialog.get_by_role("button", name="Save").click()
    told(page, "Saved.")
    dialog.get_by_text("€15,000.00").wait_for()
    dialog.get_by_placeholder("Add a tag").fill("urgent")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Take off urgent").wait_for()
    dialog.get_by_role("button", name="Take off big").click()
    dialog.get_by_role("button", name="Take off big").wait_for(state="hidden")
    page.keyboard.press("Escape")
    assert "€15,000" in card(page, "Acme seats").inner_text()
    with served.read() as book:
        state = book.deal("acme").state
    assert (state.value, state.owner, state.tags) == ("15000.00 EUR", "bob", ["urgent"])
    assert str(state.expected_close) == "2026-08-31"


def test_the_page_of_a_deal_qualifies_it_and_keeps_its_checklist(page: Any, served: Served) -> None:
    title(page, "Crisp seats").click()
    dialog = page.get_by_role("dialog", name="Crisp seats")
    dialog.get_by_text("Ask next: Is there money for this").wait_for()
    for criterion in ("Budget", "Authority", "Need", "Timeline"):
        dialog.get_by_role("group", name=criterion).get_by_role(
            "radio", name="Met", exact=True
        ).check()
    dialog.get_by_role("button", name="Save").click()
    dialog.locator(".verdict", has_text="Qualified").wait_for()
    dialog.get_by_role("checkbox", name="Decision maker met").check()
    dialog.get_by_text("Done: Decision maker met").wait_for()
    dialog.get_by_role("group", name="Move the deal to").get_by_role(
        "button", name="Qualified"
    ).click()
    told(page, "Crisp seats moved to Qualified.")
    with served.read() as book:
        assert book.deal("crisp").stage == "Qualified"


def test_the_timeline_takes_notes_and_the_history_tells_the_stages(
    page: Any, served: Served
) -> None:
    title(page, "Crisp seats").click()
    dialog = page.get_by_role("dialog", name="Crisp seats")
    dialog.get_by_role("combobox", name="Kind of contact").select_option("Call")
    dialog.get_by_role("textbox", name="What was said or done?").fill("They want\ntwo sites")
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.locator(".entry", has_text="They want").wait_for()
    dialog.get_by_role("tab", name="Timeline").focus()
    page.keyboard.press("ArrowLeft")
    rows = dialog.get_by_role("row")
    rows.nth(2).wait_for()
    told_rows = [rows.nth(i).inner_text() for i in range(1, rows.count())]
    assert "Created in Lead" in told_rows[0]
    assert "10" in told_rows[0]
    assert "Moved to Contacted" in told_rows[1]
    with served.read() as book:
        logged = [one.summary for one in book._core.interactions()]
    assert logged == ["They want\ntwo sites"]


def test_a_task_is_added_done_and_the_next_one_asked_for(page: Any, served: Served) -> None:
    title(page, "Acme seats").focus()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="New task for Acme seats")
    dialog.get_by_label("What is to be done?").fill("Send prices")
    dialog.get_by_label("Due").fill("2026-07-15")
    page.keyboard.press("Enter")
    told(page, "Task added.")
    title(page, "Acme seats").click()
    deal = page.get_by_role("dialog", name="Acme seats", exact=True)
    deal.get_by_role("tab", name="Tasks").click()
    deal.get_by_role("button", name="Done: Call Eva").click()
    told(page, "Task done.")
    deal.get_by_role("button", name="Done: Send prices").click()
    asks = page.get_by_role("dialog", name="What comes next for Acme seats?")
    # The framework's next question is proposed.
    assert "money" in asks.get_by_label("What is to be done?").input_value()
    asks.get_by_role("button", name="Add the task").click()
    told(page, "Task added.")
    with served.read() as book:
        states = [task.state for task in book.tasks(deal=book.deal("acme"), state="any")]
    assert states == ["completed", "completed", "open"]


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_the_tasks_of_the_day_are_done_and_put_off(page: Any, served: Served, how: str) -> None:
    if how == "mouse":
        page.get_by_role("button", name="Today").click()
    else:
        page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="Tasks of the day")
    dialog.get_by_text("1 day late").wait_for()
    dialog.get_by_role("combobox", name="Put off: Call Eva").select_option("In 3 days")
    told(page, "Task put off.")
    dialog.get_by_role("button", name="Done: Send the offer").click()
    told(page, "Task done.")
    page.keyboard.press("Escape")  # what comes next?
    dialog.get_by_role("combobox", name="Of", exact=True).select_option("bob")
    dialog.get_by_text("Nothing is due.").wait_for()
    dialog.get_by_role("button", name="Make it a task").first.click()
    told(page, "It is a task now.")
    with served.read() as book:
        tasks = {task.description: task for task in book.tasks(state="any")}
    assert str(tasks["Call Eva"].due) == "2026-07-18"
    assert tasks["Send the offer"].state == "completed"
    assert len(tasks) == 3


def test_the_pipeline_is_cleaned_and_that_is_undone(page: Any, served: Served) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Clean the pipeline").click()
    dialog = page.get_by_role("dialog", name="Clean Sales")
    dialog.get_by_label("No activity for so many days").fill("30")
    dialog.get_by_role("button", name="Find stale deals").click()
    dialog.get_by_text("1 stale deal").wait_for()
    dialog.locator(".row", has_text="Bolt seats").wait_for()
    dialog.get_by_role("button", name="Close 1 deal as lost").click()
    deal_in(page, "Lost", "Bolt seats").wait_for()
    with served.read() as book:
        assert book.deal("bolt").state.lost_reason == "Inactive"
    page.get_by_role("button", name="Undo", exact=True).click()
    deal_in(page, "Lead", "Bolt seats").wait_for()


def test_a_board_that_ends_says_so(page: Any, served: Served) -> None:
    served.address.stop()
    page.get_by_text("Not connected").wait_for()
    title(page, "Acme seats").focus()
    page.keyboard.press("Shift+ArrowRight")
    told(page, "The board cannot be reached.")
    deal_in(page, "Lead", "Acme seats").wait_for()
