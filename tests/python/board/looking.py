"""How the tests find things on the page."""

from __future__ import annotations

from typing import Any


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
