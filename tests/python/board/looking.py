"""How the tests find things on the page."""

from __future__ import annotations

import time
from typing import Any

LONGEST = 15.0


def column(page: Any, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def card(page: Any, name: str) -> Any:
    return page.locator(".card", has=page.get_by_role("button", name=name, exact=True))


def title(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def deal_in(page: Any, stage: str, name: str) -> Any:
    return column(page, stage).get_by_role("button", name=name, exact=True)


def told(page: Any, text: str) -> None:
    """Waits until the page has said so."""
    page.locator(".toast", has_text=text).last.wait_for()


def names(page: Any) -> list[str]:
    found: list[str] = page.locator(".card .title").all_text_contents()
    return sorted(found)


def until(page: Any, expression: str, wanted: Any = True) -> None:
    """Waits until a script gives what is wanted. Playwright's own wait_for_function evaluates texts
    inside the page, which the page's policy forbids."""
    end = time.monotonic() + LONGEST
    while (found := page.evaluate(expression)) != wanted:
        assert time.monotonic() < end, f"{expression} stays {found!r}, not {wanted!r}"
        page.wait_for_timeout(30)


def keyboard_on(page: Any, name: str) -> None:
    """Waits until the card of that name has the keyboard."""
    until(page, "document.activeElement?.textContent", name)


def shows_cards(page: Any, count: int) -> None:
    until(page, "document.querySelectorAll('.card').length", count)
