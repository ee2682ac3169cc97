"""For everybody: no violation of WCAG 2.2 AA that axe can find, in light and dark, on a phone, in
English and Swedish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import absent
from looking import card, deal_in, keyboard_on, names, shows_cards, title, told, until
from served_board import Serve

AXE = Path(__file__).resolve().parents[3] / "python/front/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {
        "color_scheme": "light",
        "viewport": {"width": 390, "height": 800},
        "has_touch": True,
    },
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        absent(f"axe-core is not at {AXE}: cd python/front && npm ci --ignore-scripts")
    return AXE.read_text("utf-8")


def violations(page: Any, axe: str) -> list[str]:
    """What axe finds on the page as it is now."""
    # Past the page's policy, which lets no script in from outside: as a debugger does.
    page.evaluate(f"() => {{ {axe} }}") if not page.evaluate("'axe' in window") else None
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def open_each(page: Any) -> Any:
    """Opens every dialog and menu of the board, one after the other."""
    yield "board"
    page.get_by_role("button", name="More").click()
    yield "menu"
    page.keyboard.press("Escape")
    title(page, "Acme seats").focus()
    for name, key in (
        ("deal", "Enter"), ("choose", "m"), ("lost", "l"), ("park", "f"), ("assign", "o"),
        ("tag", "g"), ("task", "t"), ("new", "n"), ("today", "d"), ("help", "?"),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(150)
        yield name
        if name == "deal":
            for tab in ("Tasks", "History"):
                page.get_by_role("tab", name=tab).click()
                yield f"deal: {tab}"
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        keyboard_on(page, "Acme seats")
    page.keyboard.press("x")
    yield "selection"
    page.keyboard.press("Escape")
    title(page, "Crisp seats").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("dialog").get_by_role("group", name="Budget").wait_for()
    yield "refused"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    title(page, "Acme seats").focus()
    page.keyboard.press("Shift+ArrowRight")
    told(page, "Acme seats moved")
    yield "toast"
    page.keyboard.press("Space")
    yield "carried"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Clean the pipeline").click()
    page.get_by_label("No activity for so many days").fill("30")
    page.get_by_role("button", name="Find stale deals").click()
    page.get_by_text("1 stale deal").wait_for()
    yield "flush"


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(
    serve: Serve, open_board: Callable[..., Any], axe: str, look: str
) -> None:
    page = open_board(serve().address.link, **LOOKS[look])
    found = {}
    for where in open_each(page):
        wrong = violations(page, axe)
        if wrong:
            found[where] = wrong
    assert not found, "\n".join(f"{where}: {one}" for where, all_ in found.items() for one in all_)


def test_everything_that_can_be_pressed_is_large_enough(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    page = open_board(serve().address.link)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input')].filter(one => {
            const { width, height } = one.getBoundingClientRect();
            const label = one.closest('label')?.getBoundingClientRect();
            const fits = r => r && r.width >= 24 && r.height >= 24;
            return width > 0 && !fits({ width, height }) && !fits(label);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_phone_shows_one_column_at_a_time_and_moves_deals(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    page = open_board(serve().address.link, viewport={"width": 390, "height": 800}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_role("region", name="Lead").bounding_box()
    assert 300 < box["width"] < 390
    card(page, "Acme seats").tap()
    page.get_by_role("dialog").get_by_role("group", name="Move the deal to").get_by_role(
        "button", name="Contacted"
    ).tap()
    told(page, "Acme seats moved to Contacted.")
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).tap()
    deal_in(page, "Contacted", "Acme seats").wait_for()
    page.get_by_role("button", name="Filters").tap()
    page.get_by_role("combobox", name="Owner").select_option("bob")
    shows_cards(page, 2)
    assert names(page) == ["Bolt seats", "Delta seats"]


def test_it_speaks_swedish_to_a_swede_and_when_told_to(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    served = serve()
    page = open_board(served.address.link, locale="sv-SE")
    assert page.evaluate("document.documentElement.lang") == "sv"
    assert "12\u00a0000,50\u00a0€" in card(page, "Acme seats").inner_text()
    assert "1 dag sen" in card(page, "Acme seats").inner_text()
    title(page, "Crisp seats").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_text("Steg på checklistan är inte klara.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mer").click()
    page.get_by_role("menuitemradio", name="English").click()
    page.get_by_role("button", name="New deal", exact=True).wait_for()
    page.reload()
    page.get_by_role("button", name="New deal", exact=True).wait_for()


def test_the_server_may_name_the_language(serve: Serve, open_board: Callable[..., Any]) -> None:
    page = open_board(serve(language="sv").address.link)
    page.get_by_role("button", name="Ny affär", exact=True).wait_for()


def test_light_and_dark_follow_the_system_until_one_is_chosen(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    page = open_board(serve().address.link, color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.emulate_media(color_scheme="light")
    until(page, f"{ground} !== '{dark}'")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitemradio", name="Dark", exact=True).click()
    until(page, ground, dark)
    page.reload()
    page.wait_for_selector(".card")
    until(page, ground, dark)


def test_keys_of_one_letter_can_be_switched_off(
    serve: Serve, open_board: Callable[..., Any]
) -> None:
    page = open_board(serve().address.link)
    title(page, "Acme seats").focus()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Keys of one letter are on").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    for key in ("n", "d", "m", "l", "?", "x"):
        page.keyboard.press(key)
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_role("toolbar").count() == 0
    page.keyboard.press("Enter")  # keys with names still work
    page.get_by_role("dialog", name="Acme seats").wait_for()
