"""What a user gets: run by the Python of an environment that holds the wheel and what it requires,
in an empty folder, far from the sources. Says what it did; an assertion that fails ends it."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import pkgutil
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import salespipe as sp

#: What the extras bring, none of which is installed here.
EXTRAS = {
    "icalendar", "matplotlib", "openpyxl", "pandas", "polars", "recurring_ical_events", "starlette",
    "uvicorn", "xlsxwriter",
}  # fmt: skip
PREFIX = Path(sys.prefix).resolve()
NOW = datetime(2026, 7, 1, 9, tzinfo=timezone.utc)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def salespipe(*words: str) -> str:
    """What the installed command prints."""
    done = subprocess.run(
        [PREFIX / "bin" / "salespipe", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (words, done.returncode, done.stderr)
    return done.stdout


def is_the_installed_one() -> None:
    for module in (sp, sp._core):
        found = Path(str(module.__file__)).resolve()
        assert found.is_relative_to(PREFIX), f"{found} is not in {PREFIX}"
    assert "PYTHONPATH" not in os.environ
    assert not any(Path().iterdir()), "the folder is not empty"
    assert sp.__version__ == importlib.metadata.version("salespipe")
    say(f"salespipe {sp.__version__} in {PREFIX}")


def every_module_is_whole() -> None:
    """No module wants what the wheel does not require, but for the extras."""
    asked = set()
    imported = 0
    for module in pkgutil.walk_packages(sp.__path__, "salespipe.", onerror=lambda _: None):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
            imported += 1
        except ModuleNotFoundError as error:
            missing = str(error.name).partition(".")[0]
            assert missing in EXTRAS, f"{module.name} wants {missing}, which no extra names"
            asked.add(missing)
        except sp.Error as error:  # a module that says by itself which extra it wants
            if "salespipe[" not in str(error):
                raise
    assert imported > 50, imported
    say(f"{imported} modules imported; others want {', '.join(sorted(asked)) or 'nothing'}")


def files_of_pages_are_there() -> None:
    package = Path(str(sp.__file__)).parent
    pages = ("board/static/index.html", "board/static/board.js", "report/static/report.js")
    for page in pages:
        assert (package / page).stat().st_size > 100, page
    assert (PREFIX / "share" / "man" / "man1" / "salespipe.1").is_file()
    say("pages and the manual page are there")


def a_book_is_kept() -> None:
    with sp.open("sales.db") as book:
        pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
        deal = book.create_opportunity(pipeline, "Acme", id="acme", value="12000 EUR", at=NOW)
        assert deal.move("Contacted", at=NOW).allowed
        assert deal.win(at=NOW).allowed
    with sp.open("sales.db") as book:
        board = book.metrics(period="2026-Q3")
        assert str(board["won_revenue"]) == "12000.00", board["won_revenue"]
        assert board["won_count"] == 1, board["won_count"]
    say("a book was written, closed, opened and counted")


def the_command_line_works() -> None:
    assert salespipe("--version") == f"salespipe {sp.__version__}\n"
    assert "template" in salespipe("--help")  # every command is imported for it
    salespipe("simulate", "--opportunities", "200", "--seed", "1", "--into", "team.parquet")
    report = json.loads(salespipe("report", "team.parquet", "--json"))
    assert report["rows"][0]["metrics"]["won_count"] > 0
    book = json.loads(salespipe("report", "sales.db", "--period", "2026-Q3", "--json"))
    assert book["rows"][0]["metrics"]["won_revenue"] == "12000.00"
    salespipe("report", "team.parquet", "--html", "report.html")
    page = Path("report.html").read_text(encoding="utf-8")
    assert "<script" in page, "the page has no charts"
    module = subprocess.run(
        [sys.executable, "-m", "salespipe", "verify", "sales.db"], capture_output=True, check=False
    )
    assert module.returncode == 0, module.stderr
    for words in (["template", "mine.xlsx"], ["board", "sales.db"]):
        refused = subprocess.run(
            [PREFIX / "bin" / "salespipe", *words], capture_output=True, text=True, check=False
        )
        assert "pip install 'salespipe[" in refused.stderr, refused.stderr
        assert "Traceback" not in refused.stderr, refused.stderr
    say("the command line simulated, reported and verified")


is_the_installed_one()
every_module_is_whole()
files_of_pages_are_there()
a_book_is_kept()
the_command_line_works()
