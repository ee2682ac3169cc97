"""A board that is served, and browsers that look at it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import salespipe as sp

sys.path.insert(0, str(Path(__file__).resolve().parent))

import board_book
from served_board import Serve, Served

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from salespipe.board import server
from salespipe.board.server import Address

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)


def absent(what: str) -> None:
    """A machine that proves a change must not leave the board out; another may, and says so."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the board of a book, and ends it when the test is over."""
    if not (server.STATIC / "index.html").is_file():
        absent("the page of the board is not built (./dev builds it where Node is)")
    running: list[tuple[Address, threading.Thread]] = []

    def start(
        make: Callable[[Path], sp.Book] = board_book.make,
        now: datetime = board_book.NOW,
        **options: Any,
    ) -> Served:
        path = tmp_path / f"book{len(running)}.db"
        book = make(path)
        addresses: Queue[Address] = Queue()
        given = {"clock": lambda: now, "started": addresses.put, **options}
        thread = threading.Thread(target=server.serve, args=(book,), kwargs=given, daemon=True)
        thread.start()
        address = addresses.get(timeout=30)
        running.append((address, thread))
        return Served(address, path)

    yield start
    for address, thread in running:
        address.stop()
        thread.join(timeout=15)
        assert not thread.is_alive(), "the board did not end"


@pytest.fixture(scope="module")  # Playwright allows one at a time, and others use it too
def chromium() -> Iterator[Any]:
    """Debian's Chromium, for all tests of a file."""
    if not Path(CHROMIUM).exists():
        absent(
            f"there is no {CHROMIUM} (CHROMIUM names another): the board is not tried in a browser"
        )
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as found:
        browser = found.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_board(chromium: Any, serve: Serve) -> Iterator[Callable[..., Any]]:
    """Opens a page of a board in a browser of its own. A script error, or something that the page's
    policy stopped, fails the test."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def start(link: str, **options: Any) -> Any:
        given = {"viewport": {"width": 1500, "height": 900}, "locale": "en-GB", **options}
        context = chromium.new_context(reduced_motion="reduce", **given)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: troubles.append(message.text) if message.type == "error" else None,
        )
        page.goto(link)
        page.wait_for_selector(".board, .notice")
        return page

    yield start
    for context in contexts:
        context.close()
    real = [trouble for trouble in troubles if "Failed to load resource" not in trouble]
    assert not real, real
