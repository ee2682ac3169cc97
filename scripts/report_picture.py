"""Takes the picture of a report's page that the README shows: `report_picture.py [FILE]`.

An invented team, so the same figures on every machine. Needs Chromium (CHROMIUM names another than
Debian's), Playwright, and Pillow, which comes with matplotlib.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

import salespipe
from PIL import Image
from playwright.sync_api import sync_playwright
from salespipe.report import render_html
from salespipe.report.asked import Asked
from salespipe.report.gather import gather

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDTH = 1160
#: The picture shows two columns: the top of the page, and the sections from one to the other.
SECOND = "How do deals come through the stages?"
LAST = "Why has the open value moved?"
MARGIN = 24
WIDE = 1700
MOST_BYTES = 250_000


def page() -> str:
    team = salespipe.simulate.tables(opportunities=20_000, seed=7, months=36)
    pipeline = salespipe.simulate.pipeline()
    data = salespipe.prepare(
        opportunities=team["opportunities"],
        history=team["history"],
        interactions=team["interactions"],
        pipeline=pipeline,
    )
    options = {"period": "2026-Q3", "compare": "previous"}
    asked = Asked(data, options, stages=[stage.name for stage in pipeline.stages])
    return render_html(gather(asked, "New business", asked.report().to_dict()))


def take(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        source = Path(folder) / "report.html"
        source.write_bytes(page().encode("utf-8"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        shown.goto(source.as_uri())
        second = shown.locator("h2", has_text=SECOND).bounding_box()
        last = shown.locator("section", has_text=LAST).locator(".panel").last.bounding_box()
        assert second is not None
        assert last is not None
        whole = Image.open(io.BytesIO(shown.screenshot(full_page=True))).convert("RGB")
        browser.close()
    top = int(second["y"]) - MARGIN
    bottom = int(last["y"] + last["height"]) + MARGIN
    height = bottom - top
    picture = Image.new("RGB", (2 * WIDTH - MARGIN, height), whole.getpixel((0, 0)))
    picture.paste(whole.crop((0, 0, WIDTH, height)), (0, 0))
    picture.paste(whole.crop((MARGIN, top, WIDTH, bottom)), (WIDTH, 0))
    picture.thumbnail((WIDE, WIDE), Image.Resampling.LANCZOS)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Few colours are on it: a palette holds them in a third of the bytes.
    picture.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    assert size < MOST_BYTES, f"{file} has {size} bytes"
    print(f"wrote {file}: {size:,} bytes")


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "docs" / "images" / "report.png")
