"""How fast the board is with many cards: what a person waits for, measured in Chromium.

Usage: board.py [CARDS]     (5,000 open deals unless another number is given)

A move counts from the key (or the release of the mouse) until the frame after the one in which the
card stands in its new column; "kept" until the server has written it to the disk and said so.
CHROMIUM names another browser than Debian's.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from queue import Queue

import salespipe as sp
from playwright.sync_api import Page, sync_playwright
from salespipe.board.server import Address, serve

NOW = datetime(2026, 10, 14, 9, tzinfo=timezone.utc)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STAGES = ("Lead", "Contacted", "Qualified", "Proposal made")
MOVES = 30

#: From the next event of a kind until the frame after the one in which something is there.
STOPWATCH = """([kind, selector]) => {
  window.measured = new Promise(done => {
    addEventListener(kind, () => {
      const began = performance.now();
      const look = () => {
        if (!document.querySelector(selector)) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      };
      look();
    }, { capture: true, once: true });
  });
}"""


def book_of(path: Path, cards: int) -> sp.Book:
    book = sp.open(path)
    with book.transaction():
        sales = book.add_pipeline(
            sp.Pipeline.standard("Sales", currency="EUR"), at=NOW - timedelta(days=400)
        )
        for number in range(cards):
            at = NOW - timedelta(days=number % 90, minutes=number)
            deal = book.create_opportunity(
                sales,
                f"Deal {number}",
                account=f"Customer {number % 700}",
                owner=f"rep {number % 12}",
                value=f"{1000 + number * 7}.50 EUR",
                stage=STAGES[number % 4],
                tags=["key account"] if number % 9 == 0 else [],
                id=f"deal-{number}",
                at=at,
            )
            if number % 3:
                deal.add_task("Call back", due=date(2026, 10, 10 + number % 20), at=at)
    return book


def start(page: Page, kind: str, selector: str) -> None:
    page.evaluate(STOPWATCH, [kind, selector])


def stop(page: Page) -> float:
    return float(page.evaluate("window.measured"))


def by_keyboard(page: Page) -> tuple[list[float], list[float]]:
    shown, kept = [], []
    for _ in range(MOVES):
        title = page.locator('[data-stage="lead"] .title').first
        title.focus()
        deal, name = title.evaluate("one => [one.closest('li').dataset.card, one.textContent]")
        start(page, "keydown", f'[data-stage="contacted"] [data-card="{deal}"]')
        began = time.perf_counter()
        page.keyboard.press("Shift+ArrowRight")
        shown.append(stop(page))
        page.locator(".toast", has_text=f"{name} moved").last.wait_for()
        kept.append((time.perf_counter() - began) * 1000)
    return shown, kept


def by_mouse(page: Page) -> list[float]:
    shown = []
    target = page.locator('[data-stage="proposal-made"]').bounding_box()
    assert target
    for _ in range(MOVES):
        card = page.locator('[data-stage="qualified"] .card').first
        deal = card.get_attribute("data-card")
        box = card.bounding_box()
        assert box
        page.mouse.move(box["x"] + 40, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 60, box["y"] + 30, steps=3)
        page.mouse.move(target["x"] + 60, target["y"] + 200, steps=5)
        start(page, "drop", f'[data-stage="proposal-made"] [data-card="{deal}"]')
        page.mouse.up()
        shown.append(stop(page))
    return shown


def by_search(page: Page) -> list[float]:
    shown = []
    for number in range(MOVES):
        page.locator("#search").fill("")
        page.locator("#search").focus()
        start(page, "input", ".filters .shown:not(:empty)")
        page.keyboard.insert_text(f"deal {number}7")
        shown.append(stop(page))
    page.locator("#search").fill("")
    return shown


def tell(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    high = ordered[int(len(ordered) * 0.95)]
    print(f"| {what} | {statistics.median(ordered):.0f} | {high:.0f} | {ordered[-1]:.0f} |")


def main() -> None:
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        book = book_of(Path(folder) / "sales.db", cards)
        addresses: Queue[Address] = Queue()
        options = {"clock": lambda: NOW, "started": addresses.put}
        server = threading.Thread(target=serve, args=(book,), kwargs=options)
        server.start()
        address = addresses.get(timeout=60)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        began = time.perf_counter()
        page.goto(address.link)
        page.locator(".card").first.wait_for()
        print(f"{cards:,} cards, first shown after {time.perf_counter() - began:.2f} s\n")
        print("| milliseconds | median | 95 % | most |\n| --- | --- | --- | --- |")
        shown, kept = by_keyboard(page)
        tell("a move by keyboard, shown", shown)
        tell("the same, kept on the disk and told", kept)
        tell("a drop, shown", by_mouse(page))
        tell("a search, shown", by_search(page))
        browser.close()
        address.stop()
        server.join()


if __name__ == "__main__":
    main()
