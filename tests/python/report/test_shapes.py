"""The shapes of pictures: they place what the engine says and count nothing of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import salespipe
from salespipe.errors import InternalError
from salespipe.report import Document
from salespipe.report.asked import Asked
from salespipe.report.shapes import (
    cycle_shape,
    evolution_shape,
    funnel_shape,
    reps_shape,
    waterfall_steps,
)
from salespipe.report.shapes.evolution import COLOURS, layer_colours
from salespipe.states import partial_of

FLOWS = {
    "waterfall_start": "100.00",
    "waterfall_created": "50.25",
    "waterfall_reopened": "0.00",
    "waterfall_won": "30.00",
    "waterfall_lost": "20.00",
    "waterfall_end": "100.25",
}


def test_a_waterfall_leads_from_what_was_open_to_what_is() -> None:
    steps = waterfall_steps(FLOWS)
    assert [(step.metric, step.amount, step.low, step.high) for step in steps] == [
        ("waterfall_start", Decimal("100.00"), 0, Decimal("100.00")),
        ("waterfall_created", Decimal("50.25"), Decimal("100.00"), Decimal("150.25")),
        ("waterfall_won", Decimal("-30.00"), Decimal("120.25"), Decimal("150.25")),
        ("waterfall_lost", Decimal("-20.00"), Decimal("100.25"), Decimal("120.25")),
        ("waterfall_end", Decimal("100.25"), 0, Decimal("100.25")),
    ]


def test_a_waterfall_that_does_not_add_up_is_never_drawn() -> None:
    with pytest.raises(InternalError, match=r"leads to 100\.25, but 100\.26"):
        waterfall_steps({**FLOWS, "waterfall_end": "100.26"})


def test_a_row_without_a_waterfall_has_no_steps() -> None:
    assert waterfall_steps({"won_count": 3}) == ()


def test_the_waterfall_of_a_team_adds_up_to_the_cent(team_report: dict[str, Any]) -> None:
    steps = waterfall_steps(team_report["rows"][0]["metrics"])
    flows = [step.amount for step in steps if not step.is_level]
    assert len(flows) >= 4
    assert steps[0].amount + sum(flows) == steps[-1].amount


def test_a_band_is_as_wide_as_the_deals_that_reached_its_stage(team_asked: Asked) -> None:
    document = team_asked.funnel()
    shape = funnel_shape(document)
    stages = document["groups"][0]["stages"]
    assert [band.reached for band in shape.bands] == [stage["reached"] for stage in stages]
    for band in shape.bands:
        assert band.share * stages[0]["reached"] == pytest.approx(band.reached)
    assert shape.bands[0].share == 1
    assert shape.bands[-1].stage == "Won"
    assert shape.qualified is not None
    assert shape.bands[shape.qualified].stage == document["groups"][0]["bend"]["qualified"]
    assert shape.sentence


def test_the_layers_of_a_day_add_up_to_what_is_open(team_asked: Asked) -> None:
    series = team_asked.data.series(period="2025-Q3", every="week", by="stage")
    shape = evolution_shape(series.to_dict(), team_asked.stages)
    assert [layer.name for layer in shape.layers] == list(team_asked.stages)[: len(shape.layers)]
    assert len(shape.layers) == 4
    for place in range(len(shape.ends)):
        assert sum(layer.counts[place] for layer in shape.layers) == shape.counts[place]
        assert sum(layer.values[place] for layer in shape.layers) == shape.values[place]
    last = team_asked.data.metrics(period="2025-Q3", metrics="open_count,open_value")
    assert shape.counts[-1] == last["open_count"]
    assert shape.values[-1] == last["open_value"]


def test_an_evolution_by_nothing_is_one_layer(team_asked: Asked) -> None:
    shape = evolution_shape(team_asked.data.series(period="2025-Q3", every="month").to_dict())
    assert [layer.counts for layer in shape.layers] == [shape.counts]
    assert [end.isoformat() for end in shape.ends] == ["2025-07-31", "2025-08-31", "2025-09-30"]


def test_the_bins_of_the_cycle_hold_every_deal_won(team_asked: Asked) -> None:
    state = partial_of(team_asked.data, period="2025-Q3", metrics="won_count,cycle_days_median")
    metrics = state.finish().rows[0]["metrics"]
    shape = cycle_shape(state.to_arrow().to_pylist(), metrics)
    assert shape is not None
    assert sum(shape.counts) == shape.deals == metrics["won_count"]
    assert len(shape.counts) <= 26
    below = sum(shape.counts[: int(metrics["cycle_days_median"] // shape.width)])
    assert below <= shape.deals / 2


def test_nothing_won_has_no_distribution() -> None:
    assert cycle_shape([{"slot": "won_count", "bin": 0, "value": 2}], {}) is None


def test_a_bin_says_its_days() -> None:
    shape = cycle_shape([{"slot": "cycle_days", "bin": 200, "value": 2}], {})
    assert shape is not None
    assert (shape.width, shape.days(0), shape.days(len(shape.counts) - 1)) == (
        10,
        "0 to 9",
        "200 to 209",
    )


def test_reps_stand_by_what_they_have_won(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    shape = reps_shape(Document(document, catalogue))
    assert [row.by["owner"] for row in shape.rows] == ["ann", "bob", ""]
    assert [metric.name for metric in shape.metrics] == [
        "won_revenue",
        "win_rate",
        "cycle_days_median",
    ]


def test_reps_past_the_most_are_left_out(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    assert len(reps_shape(Document(document, catalogue), most=2).rows) == 2


def test_few_layers_take_neither_end_of_the_scale_and_many_are_told_apart() -> None:
    assert layer_colours(2) == [2, 5]
    for count in range(1, 9):
        assert len(set(layer_colours(count))) == count
        assert sorted(layer_colours(count)) == layer_colours(count)
    assert max(layer_colours(20)) == COLOURS - 1


def test_owners_with_a_quota_show_how_far_they_are() -> None:
    deals = pa.table(
        {
            "id": ["1", "2", "3"],
            "owner": ["ann", "bob", "ann"],
            "stage": ["Won", "Won", "Lead"],
            "created": ["2025-07-01"] * 3,
            "closed": ["2025-08-01", "2025-08-09", None],
            "value": ["500.00", "900.00", "10.00"],
        }
    )
    quotas = pa.table(
        {
            "owner": ["ann", "bob"],
            "from": [date(2025, 7, 1)] * 2,
            "to": [date(2025, 10, 1)] * 2,
            "value": [Decimal("1000.00"), Decimal("600.00")],
        }
    )
    data = salespipe.prepare(opportunities=deals, quotas=quotas, stages="Lead,Won", currency="EUR")
    asked = Asked(data, {"period": "2025-Q3"})
    report = Document(asked.report().to_dict(), salespipe.catalogue())
    shape = reps_shape(asked.reps(report))
    attainment = next(metric for metric in shape.metrics if metric.name == "attainment")
    assert [row.by["owner"] for row in shape.rows] == ["bob", "ann"]
    assert shape.values(attainment) == [1.5, 0.5]
