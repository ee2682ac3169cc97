"""Draws the picture of the plots that docs/notebook.md shows: `plot_pictures.py [FILE]`.

An invented team, so the same figures on every machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import salespipe

MOST_BYTES = 250_000


def draw(file: Path) -> None:
    team = salespipe.simulate.tables(opportunities=20_000, seed=7, months=36)
    board = salespipe.metrics(
        opportunities=team["opportunities"],
        history=team["history"],
        interactions=team["interactions"],
        pipeline=salespipe.simulate.pipeline(),
        period="2026-Q3",
        compare="previous",
    )
    places = [["funnel", "evolution"], ["waterfall", "waterfall"], ["cycle", "reps"]]
    figure, axes = plt.subplot_mosaic(places, figsize=(13, 13), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15)
    for name, ax in axes.items():
        getattr(board.plot, name)(ax=ax)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=80, metadata={"Software": None})
    size = file.stat().st_size
    assert size < MOST_BYTES, f"{file} has {size} bytes"
    print(f"wrote {file}: {size:,} bytes")


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "docs" / "images" / "plots.png")
