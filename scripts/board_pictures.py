"""Takes the pictures of the board for the README and docs/board.md: `board_pictures.py [FOLDER]`.

An invented team's book, on a day that is given: the same pictures on every machine with the same
fonts. Needs Chromium (CHROMIUM names another than Debian's).
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from queue import Queue

import salespipe as sp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from salespipe.board.server import Address, serve

TODAY = datetime(2026, 10, 14, 9, 30, tzinfo=timezone.utc)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

STAGES = [
    {"name": "Lead", "kind": "open", "probability": 0.1, "max_age_days": 30},
    {
        "name": "Contacted",
        "kind": "open",
        "probability": 0.2,
        "max_age_days": 30,
        "exit_criteria": [
            {"type": "task", "description": "Needs written down"},
            {"type": "task", "description": "Decision maker met"},
        ],
    },
    {
        "name": "Qualified",
        "kind": "open",
        "probability": 0.4,
        "max_age_days": 45,
        "qualified": True,
    },
    {"name": "Proposal made", "kind": "open", "probability": 0.6, "max_age_days": 30},
    {"name": "Won", "kind": "won", "probability": 1},
    {"name": "Lost", "kind": "lost", "probability": 0},
    {"name": "Fridge", "kind": "parked", "probability": 0},
]
MUST = {
    "permission": "allow",
    "when_missing": {"qualified_verdict": "refuse", "exit_criteria": "refuse"},
}

#: One deal a line: its days in stage; its next task, or why it was lost; days until that is due, or
#: until it wakes up.
DEALS = Path(__file__).with_suffix(".csv")


def invented_book(path: Path) -> sp.Book:
    """A book with two pipelines, whose deals are as old as the pictures want them."""
    book = sp.open(path)
    definition = {
        "salespipe": "pipeline",
        "version": 1,
        "name": "New business",
        "currency": "EUR",
        "stages": STAGES,
        "policy": {"forward": MUST, "skip": MUST, "win": MUST},
    }
    began = TODAY - timedelta(days=200)
    with book.transaction():
        sales = book.add_pipeline(sp.Pipeline.from_json(json.dumps(definition)), at=began)
        book.add_pipeline(sp.Pipeline.standard("Partners", currency="EUR"), at=began)
        with DEALS.open(encoding="utf-8", newline="") as file:
            for deal in csv.DictReader(file):
                add_deal(book, sales, **deal)
    return book


def add_deal(
    book: sp.Book,
    sales: sp.Pipeline,
    stage: str,
    name: str,
    account: str,
    owner: str,
    value: str,
    age: str,
    tag: str,
    said: str,
    days: str,
) -> None:
    at = TODAY - timedelta(days=int(age), hours=2)
    worth = value if "EUR" in value else f"{value} EUR"
    deal = book.create_opportunity(
        sales,
        name,
        account=account,
        owner=owner,
        value=worth,
        source="Webinar",
        tags=[tag] if tag else [],
        at=at - timedelta(days=20),
        expected_close=date(2026, 11, 30),
        actor=owner,
    )
    book.add_contact("Eva Holm", account=account, email="eva@example.com", at=at)
    said_by = {"at": at, "actor": owner}
    if stage in ("Qualified", "Proposal made", "Won"):
        for criterion in ("budget", "authority", "need", "timeline"):
            book.command("assess", opportunity=deal.id, criterion=criterion, state="met", **said_by)
        for criterion in ("needs-written-down", "decision-maker-met"):
            deal.tick("Contacted", criterion, **said_by)
    book.log_interaction(
        "call", deal=deal, owner=owner, summary="Eva wants a pilot first", **said_by
    )
    book.log_interaction(
        "email_out", deal=deal, owner=owner, summary="Prices for 25 seats", **said_by
    )
    if stage == "Lost":
        decision = deal.lose(said, **said_by)
    elif stage == "Fridge":
        decision = deal.park((TODAY + timedelta(days=int(days))).date(), **said_by)
    elif stage == "Lead":
        decision = deal.move("Contacted", **said_by) and deal.move("Lead", **said_by)
    else:
        decision = deal.move(stage, **said_by)
    assert decision, (name, decision)
    if said and stage not in ("Lost", "Fridge"):
        due = (TODAY + timedelta(days=int(days))).date()
        deal.add_task(said, due=due, assignee=owner, **said_by)


@contextmanager
def served(book: sp.Book) -> Iterator[Address]:
    """The board of a book, in a thread of its own."""
    addresses: Queue[Address] = Queue()
    options = {"clock": lambda: TODAY, "started": addresses.put}
    server = threading.Thread(target=serve, args=(book,), kwargs=options, daemon=True)
    server.start()
    address = addresses.get(timeout=30)
    yield address
    address.stop()
    server.join(timeout=10)


@contextmanager
def opened(
    browser: Browser, address: Address, width: int, height: int, scheme: str
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address.link)
    page.wait_for_selector(".card")
    yield page
    context.close()


def take(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        book = invented_book(Path(place) / "sales.db")
        for name, width, height, scheme, act in PICTURES:
            with served(book) as address, opened(browser, address, width, height, scheme) as page:
                act(page)
                keep(page.screenshot(), folder / f"{name}.png")
        browser.close()


def keep(png: bytes, path: Path) -> None:
    """With 256 colours, of which the page has fewer: a third of the bytes."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def nothing(page: Page) -> None:
    page.wait_for_timeout(200)


def a_deal(page: Page) -> None:
    page.get_by_role("button", name="Fleet of 40 vans").click()
    page.get_by_role("tab", name="Timeline").wait_for()
    page.wait_for_timeout(200)


def a_refusal(page: Page) -> None:
    page.get_by_role("button", name="Renewal and upgrade").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("group", name="Budget").wait_for()
    page.wait_for_timeout(200)


PICTURES = (
    ("board-light", 1440, 860, "light", nothing),
    ("board-dark", 1440, 860, "dark", nothing),
    ("board-refused", 1100, 840, "light", a_refusal),
    ("board-deal", 1200, 860, "dark", a_deal),
    ("board-phone", 390, 780, "light", nothing),
)

if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "docs" / "images")
