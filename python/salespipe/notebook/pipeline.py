"""A pipeline in a notebook: its stages in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salespipe.notebook.frame import frame, table
from salespipe.report.markup import Child, tag

if TYPE_CHECKING:
    from salespipe._core import Pipeline, Stage


def pipeline_html(pipeline: Pipeline) -> str:
    head = ["Stage", "Kind", "Forecast", "Win probability", "Days at most"]
    rows = [_stage(stage) for stage in pipeline.stages]
    said = f"{pipeline.currency} · {pipeline.framework.upper()}"
    findings = [tag("p", tag("small", f"{one.severity}: {one.message}")) for one in pipeline.lint()]
    return frame(
        tag("p", tag("strong", pipeline.name), " ", tag("small", said)),
        table(head, rows, texts=3),
        *findings,
    )


def _stage(stage: Stage) -> list[Child]:
    name = f"{stage.name} (qualified)" if stage.qualified and stage.kind == "open" else stage.name
    known = stage.probability_ppm >= 0
    return [
        name,
        stage.kind,
        stage.forecast_category.replace("_", " "),
        f"{stage.probability_ppm / 10_000:g}%" if known else "",
        f"{stage.max_age_days:,}" if stage.max_age_days > 0 else "",
    ]
