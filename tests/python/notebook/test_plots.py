"""Plots: what is drawn stands for what the engine counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import salespipe as sp
from salespipe.report.document import Document
from salespipe.report.shapes import waterfall_steps
from salespipe.states import partial_of

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.collections import PolyCollection  # noqa: E402


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def bars(ax: Axes) -> list[tuple[float, float, float, float]]:
    return [(b.get_x(), b.get_y(), b.get_width(), b.get_height()) for b in ax.patches
            if hasattr(b, "get_width")]  # fmt: skip


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_the_bands_of_the_funnel_are_as_wide_as_the_deals_that_came_so_far(
    board: sp.Dashboard, team: sp.Prepared
) -> None:
    ax = board.plot.funnel()
    reached = [stage["reached"] for stage in team.funnel(period="2025-Q3")["groups"][0]["stages"]]
    widths = [width for _, _, width, height in bars(ax) if height < 1]
    assert [width * reached[0] for width in widths] == pytest.approx(reached)
    for count in reached:
        assert f"{count:,} deals" in texts(ax)
    assert any(line.get_linestyle() == "--" for line in ax.lines)  # the bend


def test_a_funnel_draws_itself_and_its_groups(team: sp.Prepared) -> None:
    funnel = team.funnel(period="2025", by="source")
    ax = funnel.plot.funnel(group=1)
    first = funnel["groups"][1]["stages"][0]
    assert f"{first['reached']:,} deals" in texts(ax)


def test_the_waterfall_hangs_from_step_to_step_and_adds_up(board: sp.Dashboard) -> None:
    ax = board.plot.waterfall()
    steps = waterfall_steps(board.rows[0]["metrics"])
    assert len(bars(ax)) == len(steps)
    for (_, low, _, height), step in zip(bars(ax), steps, strict=True):
        assert low == pytest.approx(float(step.low))
        assert low + height == pytest.approx(float(step.high))
    names = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    report = Document(board.to_dict(), sp.catalogue())
    assert names == [report.metric(step.metric).title for step in steps]


def test_the_layers_of_the_evolution_end_at_what_is_open(
    board: sp.Dashboard, team: sp.Prepared
) -> None:
    ax = board.plot.evolution(of="count", every="month")
    layers = [layer for layer in ax.collections if isinstance(layer, PolyCollection)]
    assert len(layers) == 4
    top = max(point[1] for layer in layers for path in layer.get_paths() for point in path.vertices)
    counts = [p["count"] for p in team.series(period="2025-Q3", every="month").groups[0]["points"]]
    assert top == pytest.approx(max(counts))


def test_a_series_draws_itself(team: sp.Prepared) -> None:
    ax = team.series(period="2025", every="month", by="source").plot.evolution(of="value")
    assert ax.get_title(loc="left").startswith("Open value, EUR")
    with pytest.raises(sp.InvalidArgumentError, match="'value' or 'count'"):
        team.series(period="2025", every="month").plot.evolution(of="money")


def test_the_columns_of_the_cycle_hold_every_deal_won(board: sp.Dashboard) -> None:
    ax = board.plot.cycle()
    assert sum(height for *_, height in bars(ax)) == board["won_count"]
    assert f"median: {board['cycle_days_median']:,.1f}" in texts(ax)


def test_reps_stand_by_the_metric_beside_the_period_before(board: sp.Dashboard) -> None:
    ax = board.plot.reps(most=3)
    rows = sorted(
        (row for row in board.rows[1:] if "won_revenue" in row["metrics"]),
        key=lambda row: -float(row["metrics"]["won_revenue"]),
    )[:3]
    assert [width for _, _, width, _ in bars(ax)] == pytest.approx(
        [float(row["metrics"]["won_revenue"]) for row in rows]
    )
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        row["by"]["owner"] for row in rows
    ]
    marks = [line.get_xdata()[0] for line in ax.lines]
    assert marks == pytest.approx([float(row["previous"]["won_revenue"]) for row in rows])


def test_reps_of_a_dashboard_by_something_else_are_asked_for(team: sp.Prepared) -> None:
    ax = team.metrics(period="2025-Q3", by="source").plot.reps("win_rate")
    assert ax.get_title(loc="left").startswith("Win rate")
    assert len(bars(ax)) > 2


@pytest.mark.parametrize("name", ["funnel", "waterfall", "evolution", "cycle", "reps"])
def test_a_plot_is_drawn_where_it_is_told(board: sp.Dashboard, name: str) -> None:
    figure, (left, right) = plt.subplots(1, 2)
    drawn = getattr(board.plot, name)(ax=right)
    assert drawn is right
    assert not left.has_data()
    figure.canvas.draw()
    assert isinstance(getattr(board.plot, name)(), Axes)


def test_a_dashboard_without_deals_behind_it_says_so(team: sp.Prepared) -> None:
    finished = partial_of(team, period="2025-Q3").finish()
    assert finished.plot.waterfall().has_data()  # what it holds, it draws
    for name in ("funnel", "evolution", "cycle"):
        with pytest.raises(sp.UnsupportedError, match="figures and no deals"):
            getattr(finished.plot, name)()


def test_a_waterfall_that_was_not_asked_for_says_so(team: sp.Prepared) -> None:
    asked = team.metrics(period="2025-Q3", metrics="won_revenue")
    with pytest.raises(sp.InvalidArgumentError, match="no waterfall: it was not asked for"):
        asked.plot.waterfall()


def test_a_period_without_deals_says_so(team: sp.Prepared) -> None:
    empty = team.metrics(period="2030")
    with pytest.raises(sp.InvalidArgumentError, match="no deal was created"):
        empty.plot.funnel()
    with pytest.raises(sp.InvalidArgumentError, match="no deal was won"):
        empty.plot.cycle()
    with pytest.raises(sp.InvalidArgumentError, match="no owner has a value"):
        empty.plot.reps()


def test_names_with_dollars_are_no_mathematics() -> None:
    deals = {
        "id": ["1", "2"],
        "owner": ["$\\frac{1}{0}$", "$"],
        "stage": ["Won", "Won"],
        "created": ["2025-07-01"] * 2,
        "closed": ["2025-07-09"] * 2,
        "value": ["5.00", "7.00"],
    }
    import pyarrow as pa

    board = sp.metrics(opportunities=pa.table(deals), stages="Open,Won", period="2025-Q3")
    ax = board.plot.reps()
    ax.figure.canvas.draw()
    assert len(ax.get_yticklabels()) == 2


def test_without_matplotlib_the_error_says_what_to_install(
    board: sp.Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: dict[str, Any] = {"matplotlib.pyplot": None}
    for name, module in hidden.items():
        monkeypatch.setitem(sys.modules, name, module)
    with pytest.raises(sp.UnsupportedError, match=r"pip install 'salespipe\[plots\]'"):
        board.plot.waterfall()


def test_the_page_of_a_dashboard_is_one_file(board: sp.Dashboard) -> None:
    page = board.to_html("New business")
    assert page.startswith("<!doctype html>")
    assert "<h1>New business</h1>" in page
    assert "How do deals come through the stages?" in page
