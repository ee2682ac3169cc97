"""The funnel in its true shape: each stage as wide as the deals that reached it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salespipe.report.funnel import bend_sentence


@dataclass(frozen=True)
class Band:
    """A stage. ``share`` is its width: reached, as a share of the first stage. ``conversion`` to
    the next stage is the estimate, with its 95% interval; None where none can be told."""

    stage: str
    reached: int
    share: float
    lost: int
    still_there: int
    skipped: int
    conversion: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class FunnelShape:
    """The stages in order, won last. ``qualified`` is the place of the stage at which a healthy
    funnel bends, None when no stage means it; ``verdict`` and ``sentence`` say what this one does.
    """

    bands: Sequence[Band]
    knows_history: bool
    qualified: int | None
    verdict: str
    sentence: str


def funnel_shape(document: Mapping[str, Any], group: int = 0) -> FunnelShape:
    """The shape of one group of a funnel document; the first is the total."""
    found = document["groups"][group]
    stages = found["stages"]
    first = stages[0]["reached"] if stages else 0
    bands = [_band(stage, first) for stage in stages]
    bend = found.get("bend")
    names = [band.stage for band in bands]
    return FunnelShape(
        bands=bands,
        knows_history=bool(document["knows_history"]),
        qualified=names.index(bend["qualified"]) if bend and bend["qualified"] in names else None,
        verdict=bend["verdict"] if bend else "",
        sentence=bend_sentence(dict(document), found),
    )


def _band(stage: Mapping[str, Any], first: int) -> Band:
    is_won = stage["kind"] == "won"
    return Band(
        stage="Won" if is_won else str(stage["stage"]),
        reached=int(stage["reached"]),
        share=stage["reached"] / first if first else 0.0,
        lost=0 if is_won else int(stage["lost_from"]),
        still_there=int(stage["still_there"]),
        skipped=int(stage["skipped"]),
        conversion=stage.get("conversion_estimated"),
        low=stage.get("conversion_low"),
        high=stage.get("conversion_high"),
    )
