"""A small report document, made by hand, that has one of everything."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import salespipe
from salespipe.report import Page
from salespipe.report.asked import Asked
from salespipe.report.gather import gather
from salespipe.report.html import installed_script

REPOSITORY = Path(__file__).resolve().parents[3]
Q3 = {"from": "2017-07-01", "to": "2017-10-01"}
Q2 = {"from": "2017-04-01", "to": "2017-07-01"}

CATALOGUE = [
    ("won_revenue", "Won revenue", "money", "revenue"),
    ("won_count", "Deals won", "count", "revenue"),
    ("lost_count", "Deals lost", "count", "revenue"),
    ("open_value", "Open value", "money", "revenue"),
    ("cycle_days_median", "Sales cycle, median", "days", "cycle"),
    ("win_rate", "Win rate", "ratio", "rates"),
    ("activities_per_rep", "Activities per rep", "ratio", "team"),
    ("quota", "Quota", "money", "quota"),
]


@pytest.fixture
def catalogue() -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "title": title,
            "unit": unit,
            "group": group,
            "formula": f"formula of {name}",
            "documentation": f"What {title} means.",
            "options": "",
        }
        for name, title, unit, group in CATALOGUE
    ]


def _row(by: dict[str, str], kind: str, won: str, lost: int) -> dict[str, Any]:
    return {
        "by": by,
        "kind": kind,
        "period": Q3,
        "metrics": {
            "won_revenue": won,
            "won_count": 3,
            "lost_count": lost,
            "open_value": "1200.50",
            "cycle_days_median": 57.0,
            "win_rate": 0.6,
        },
        "ratios": {"win_rate": {"numerator": "3", "denominator": "5", "undecided": 2}},
        "previous_period": Q2,
        "previous": {"won_revenue": "20000.00", "won_count": 3, "lost_count": 1, "win_rate": 0.75},
        "change": {
            "won_revenue": {"difference": "10000.25", "ratio": 0.5000125},
            "won_count": {"difference": 0, "ratio": 0.0},
            "lost_count": {"difference": lost - 1, "ratio": float(lost - 1)},
            "win_rate": {"difference": -0.15, "ratio": -0.2},
        },
    }


_DOCUMENT: dict[str, Any] = {
    "query": {
        "metrics": [],
        "period": "2017-Q3",
        "compare": "previous",
        "by": ["owner"],
        "filters": [],
        "currency": "EUR",
        "outcome": "restated",
        "value_at": "at_close",
        "owner_at": "at_event",
        "created_value_at": "at_create",
        "cycle_from": "created",
        "exclude_closed_gap": False,
        "abandoned_after_days": 30,
        "fiscal_year_start_month": 1,
        "timezone": "Europe/Stockholm",
    },
    "rows": [
        _row({}, "total", "30000.25", 2),
        _row({"owner": "bob"}, "group", "10000.25", 2),
        _row({"owner": "ann"}, "group", "15000.00", 1),
        _row({"owner": ""}, "group", "5000.00", 1),
    ],
    "diagnostics": [
        {"severity": "info", "code": "dates_read", "message": "dates were read as day first"},
        {
            "severity": "warning",
            "code": "created_unknown",
            "message": "500 open deals have no creation date",
            "rows": 500,
            "where": {"column": "engage_date"},
        },
    ],
}


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(_DOCUMENT)


@pytest.fixture(scope="session")
def schemas() -> dict[str, dict[str, Any]]:
    folder = REPOSITORY / "docs" / "schemas"
    return {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("report", "query")
    }


# A browser, for what only a browser can tell.

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


def absent(what: str) -> None:
    """A machine that proves a change must not leave the charts out; another may, and says so."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")  # Playwright allows one at a time, and others use it too
def chromium() -> Iterator[Any]:
    """Debian's Chromium, for all tests of a file."""
    if not installed_script():
        absent("the script of the charts is not built (./dev builds it where Node is)")
    if not Path(CHROMIUM).exists():
        absent(f"there is no {CHROMIUM} (CHROMIUM names another): no page is tried in a browser")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as found:
        browser = found.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page from disk, without a network. Whatever it asks for or complains about fails the
    test."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def start(html: str, *, width: int = 1200, scheme: str = "light", **options: Any) -> Any:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_bytes(html.encode("utf-8"))
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="en-GB",
            offline=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.on(
            "request",
            lambda request: None if request.url == file.as_uri() else troubles.append(request.url),
        )
        page.goto(file.as_uri())
        return page

    yield start
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def team_asked() -> Asked:
    """A quarter of an invented team, beside the one before."""
    team = salespipe.simulate.tables(opportunities=1500, seed=7, months=24)
    pipeline = salespipe.simulate.pipeline()
    data = salespipe.prepare(
        opportunities=team["opportunities"],
        history=team["history"],
        interactions=team["interactions"],
        pipeline=pipeline,
    )
    options = {"period": "2025-Q3", "compare": "previous"}
    return Asked(data, options, stages=[stage.name for stage in pipeline.stages])


@pytest.fixture(scope="session")
def team_report(team_asked: Asked) -> dict[str, Any]:
    return team_asked.report().to_dict()


@pytest.fixture(scope="session")
def team_page(team_asked: Asked, team_report: dict[str, Any]) -> Page:
    return gather(team_asked, "team.parquet", team_report)


@pytest.fixture(scope="session")
def real_sales() -> Path:
    folder = Path(os.environ.get("SALESPIPE_DATA", REPOSITORY.parent / "shared" / "data"))
    path = folder / "crm_sales_opportunities" / "sales_pipeline.csv"
    if not path.is_file():
        absent(f"the real data set is not at {path} (SALESPIPE_DATA names its folder)")
    return path
