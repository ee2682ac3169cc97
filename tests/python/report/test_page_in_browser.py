"""The page in Chromium, from disk and without a network: what is drawn, and what is said."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import salespipe
from salespipe.report import Document, Page, render_html
from salespipe.report.asked import Asked
from salespipe.report.figures import figure_text
from salespipe.report.gather import gather
from salespipe.report.shapes import waterfall_steps

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "python" / "front" / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "&lt;b&gt; & <b>",
    "]]><!--",
    "\u202egnp.exe\x01",
    '=HYPERLINK("http://x.example")',
    "{a|b}{c}",
    "%s\u2028\u2029",
]
OpenPage = Callable[..., Any]
#: Marks that a picture must have at least: bands, columns, layers.
MARKS = "path[fill]:not([fill='none']):not([fill='transparent'])"


def marks(page: Any) -> dict[str, int]:
    """How many filled shapes with an area each picture of the page has."""
    found: dict[str, int] = page.evaluate(
        """marks => Object.fromEntries([...document.querySelectorAll("[data-picture]")].map(box =>
          [box.dataset.picture, [...box.querySelectorAll(marks)].filter(mark => {
            const size = mark.getBoundingClientRect();
            return size.width > 0.5 && size.height > 0.5;
          }).length]))""",
        MARKS,
    )
    return found


def eventually(page: Any, expression: str) -> None:
    """Waits until an expression holds; Playwright's own way needs a policy that allows eval."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {expression}")


def overflow(page: Any) -> int:
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light"), (390, "dark")]
)
def test_every_picture_is_drawn_on_desktop_and_phone_light_and_dark(
    open_page: OpenPage, team_page: Page, width: int, scheme: str
) -> None:
    page = open_page(render_html(team_page), width=width, scheme=scheme)
    drawn = marks(page)
    assert set(drawn) == {
        "course_week", "funnel", "waterfall", "open_count", "open_value", "reps", "cycle",
        "closings",
    }  # fmt: skip
    assert all(count >= 2 for count in drawn.values()), drawn
    assert drawn["funnel"] >= 5 + 4  # bands, and what leads from one to the next
    assert overflow(page) == 0
    assert page.locator("details[open]").count() == 0
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(246, 245, 242)") == (scheme == "light")


def test_the_figures_on_the_page_are_those_of_the_report(
    open_page: OpenPage, team_page: Page, team_report: dict[str, Any]
) -> None:
    page = open_page(render_html(team_page))
    shown = page.evaluate(
        """[...document.querySelectorAll("data[data-metric]")].map(figure =>
          [figure.dataset.metric, figure.value, figure.textContent])"""
    )
    report = Document(team_report, salespipe.catalogue())
    metrics = team_report["rows"][0]["metrics"]
    assert len(shown) >= 20
    for name, value, text in shown:
        assert value == str(metrics[name]), name
        assert text == figure_text(report.metric(name), metrics[name]), name


def test_the_charts_say_what_the_report_says(
    open_page: OpenPage, team_page: Page, team_asked: Asked, team_report: dict[str, Any]
) -> None:
    """The texts in the drawings: reached deals of the funnel, amounts of the waterfall."""
    page = open_page(render_html(team_page))

    def texts(name: str) -> list[str]:
        found: list[str] = page.locator(f"[data-picture={name}] text").all_text_contents()
        return found

    stages = team_asked.funnel()["groups"][0]["stages"]
    for stage in stages:
        assert f"{stage['reached']:,} deals" in texts("funnel")
    report = Document(team_report, salespipe.catalogue())
    for step in waterfall_steps(team_report["rows"][0]["metrics"]):
        sign = "" if step.is_level else "+" if step.is_gain else "−"
        amount = figure_text(report.metric(step.metric), str(abs(step.amount)))
        assert f"{sign}{amount}" in texts("waterfall")


def test_the_funnel_is_as_wide_as_the_deals_that_came_so_far(
    open_page: OpenPage, team_page: Page, team_asked: Asked
) -> None:
    """Its true shape: the widths on the screen stand to each other as the counts do."""
    page = open_page(render_html(team_page))
    widths = page.evaluate(
        """[...document.querySelectorAll("[data-picture=funnel] path")]
          .map(mark => mark.getBoundingClientRect())
          .filter(size => Math.abs(size.height - 34) < 1).map(size => size.width)"""
    )
    reached = [stage["reached"] for stage in team_asked.funnel()["groups"][0]["stages"]]
    assert len(widths) == len(reached)
    for width, count in zip(widths, reached, strict=True):
        assert width / widths[0] == pytest.approx(count / reached[0], abs=0.01)


def test_the_bend_is_marked_at_the_qualified_stage(open_page: OpenPage, team_page: Page) -> None:
    page = open_page(render_html(team_page))
    assert page.locator("[data-picture=funnel] path[stroke-dasharray]").count() == 1
    text = " ".join(page.locator("[data-picture=funnel] text").all_text_contents())
    assert "qualified: " in text


def test_a_definition_shows_on_hover_and_on_focus_and_goes_with_escape(
    open_page: OpenPage, team_page: Page
) -> None:
    page = open_page(render_html(team_page))
    term = page.locator(".card .term").first
    tip = term.locator(".tip")
    assert not tip.is_visible()
    term.hover()
    assert tip.is_visible()
    assert "How much have I closed?" in tip.inner_text()
    page.mouse.move(0, 0)
    assert not tip.is_visible()
    term.focus()
    assert tip.is_visible()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1200
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_a_definition_at_the_edge_of_a_phone_stays_in_the_window(
    open_page: OpenPage, team_page: Page
) -> None:
    page = open_page(render_html(team_page), width=390, has_touch=True, is_mobile=True)
    for term in page.locator(".rows thead .term").all()[:12]:
        if not term.is_visible():
            continue
        term.focus()
        box = term.locator(".tip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_a_pointer_over_a_mark_reads_its_figures(open_page: OpenPage, team_page: Page) -> None:
    page = open_page(render_html(team_page))
    box = page.locator("[data-picture=course_week]")
    box.scroll_into_view_if_needed()
    size = box.bounding_box()
    page.mouse.move(size["x"] + size["width"] / 2, size["y"] + 120)
    page.wait_for_selector("[data-picture=course_week] strong")
    assert page.locator("[data-picture=course_week] strong").inner_text().startswith("2025-W")


def test_on_paper_every_table_is_open_and_the_ink_is_dark(
    open_page: OpenPage, team_page: Page
) -> None:
    page = open_page(render_html(team_page), scheme="dark")
    page.emulate_media(media="print")
    eventually(page, "document.body.classList.contains('on-paper')")
    assert page.locator("details:not([open])").count() == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    fills = page.evaluate(
        """[...document.querySelectorAll("[data-picture=funnel] text")]
          .map(text => text.getAttribute("fill"))"""
    )
    assert "#000" in fills
    widest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-picture] svg')]"
        ".map(svg => svg.getBoundingClientRect().width))"
    )
    assert widest <= 680
    page.emulate_media(media="screen")
    eventually(page, "!document.body.classList.contains('on-paper')")
    assert page.locator("details[open]").count() == 0


def test_a_page_prints_as_pdf(open_page: OpenPage, team_page: Page) -> None:
    page = open_page(render_html(team_page))
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_pictures_follow_the_window(open_page: OpenPage, team_page: Page) -> None:
    page = open_page(render_html(team_page), width=1200)
    page.set_viewport_size({"width": 500, "height": 900})
    eventually(
        page,
        "[...document.querySelectorAll('[data-picture] svg')]"
        ".every(svg => svg.getBoundingClientRect().width <= 500)",
    )
    assert overflow(page) == 0
    assert all(count >= 2 for count in marks(page).values())


def test_without_scripts_the_tables_stand_open(open_page: OpenPage, team_page: Page) -> None:
    page = open_page(render_html(team_page), java_script_enabled=False)
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".drawn:visible").count() == 0
    assert page.get_by_role("rowheader", name="Proposal made").first.is_visible()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_and_runs_nowhere(
    open_page: OpenPage, team_asked: Asked, text: str
) -> None:
    """Owners, accounts, stages, sources, products, reasons, the title: in tables and drawings."""
    shown = salespipe.report.text.visible(text).strip()
    stages = [f"{text} {place}" for place in range(2)]
    deals = pa.table(
        {
            "id": [str(place) for place in range(8)],
            "owner": [text, "ann"] * 4,
            "account": [f"{text} {place}" for place in range(8)],
            "source": [text, "Web"] * 4,
            "product": [text, "Box"] * 4,
            "lost_reason": [None] * 6 + [text, "Price"],
            "stage": [stages[0], stages[1]] * 2 + ["Won", "Won", "Lost", "Lost"],
            "created": ["2025-07-05"] * 8,
            "closed": [None] * 4 + ["2025-08-01"] * 4,
            "value": ["100.00"] * 8,
            "expected_close": ["2025-11-01"] * 8,
        }
    )
    kinds = salespipe.StageSpec
    data = salespipe.prepare(
        opportunities=deals,
        stages=[
            kinds(stages[0], "open"),
            kinds(stages[1], "open"),
            kinds("Won", "won"),
            kinds("Lost", "lost"),
        ],
        currency="EUR",
    )
    asked = Asked(data, {"period": "2025-Q3", "compare": "previous"}, stages=stages)
    page = open_page(render_html(gather(asked, text, asked.report().to_dict())))
    assert page.evaluate("document.scripts.length") == 2
    assert page.locator("img, iframe, object, embed, base, link, form").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(e => ![...e.attributes]"
        ".some(a => a.name.startsWith('on')))"
    )
    words = page.locator("h1").inner_text()
    assert " ".join(words.split()) == " ".join(shown.split())
    drawn = marks(page)
    assert all(count >= 1 for count in drawn.values()), drawn
    assert {"funnel", "waterfall", "open_count", "reps", "closings"} <= set(drawn)
    page.mouse.move(600, 400)


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light")])
def test_axe_finds_nothing_to_complain_of(
    open_page: OpenPage, team_page: Page, width: int, scheme: str
) -> None:
    if not AXE.is_file():
        missing = f"axe-core is not at {AXE} (npm ci in python/front)"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    html = render_html(team_page)
    page = open_page(html, width=width, scheme=scheme, bypass_csp=True)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert found["passes"]
    complaints = {
        rule["id"]: [node["html"][:200] for node in rule["nodes"][:3]]
        for rule in found["violations"]
    }
    assert complaints == {}


def test_the_page_of_the_real_data_set(open_page: OpenPage, real_sales: Path) -> None:
    """The golden figures of the data set's third quarter stand on its page."""
    data = salespipe.prepare(opportunities=real_sales, currency="USD")
    asked = Asked(
        data,
        {"period": "2017-Q3", "compare": "previous"},
        stages=["Prospecting", "Engaging", "Won", "Lost"],
    )
    report = asked.report().to_dict()
    page = open_page(render_html(gather(asked, "deals", report)))
    shown = dict(
        page.evaluate(
            "[...document.querySelectorAll('data')].map(e => [e.dataset.metric, e.value])"
        )
    )
    assert shown["won_revenue"] == "2982255.00"
    assert (shown["won_count"], shown["lost_count"]) == ("1257", "790")
    assert all(count >= 2 for count in marks(page).values())
    assert "No open deal has an expected close." in page.inner_text("main")
    assert "No history of stages is given" in page.inner_text("main")
    assert page.locator(".open li").all_inner_texts() == [
        "Who is active? No interactions are given.",
        "What is being neglected? Neither a history nor interactions are given.",
        "Are we on quota? No quota is given for the period.",
    ]


def test_a_chosen_metric_gets_a_page_without_pictures(team_asked: Asked) -> None:
    asked = replace(team_asked, metrics=["won_revenue"])
    page = gather(asked, "deals", asked.report().to_dict())
    assert page.pictures == ()
    assert "won_revenue" in json.dumps(page.report.query)
