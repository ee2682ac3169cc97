"""``board.plot``, ``funnel.plot``, ``series.plot``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salespipe.errors import InvalidArgumentError
from salespipe.plots.cycle import draw_cycle
from salespipe.plots.evolution import draw_evolution
from salespipe.plots.funnel import draw_funnel
from salespipe.plots.reps import draw_reps
from salespipe.plots.style import Axes
from salespipe.plots.waterfall import draw_waterfall
from salespipe.report.document import Document
from salespipe.report.shapes import evolution_shape, funnel_shape, waterfall_steps

if TYPE_CHECKING:
    from salespipe.dashboard import Dashboard, Funnel
    from salespipe.series import Series


class Plots:
    """Plots of a dashboard."""

    def __init__(self, board: Dashboard) -> None:
        self._board = board

    def funnel(self, *, ax: Axes | None = None) -> Axes:
        """How the deals created in the period came through the stages, in its true shape."""
        return draw_funnel(funnel_shape(self._board.question.funnel()), ax)

    def waterfall(self, *, ax: Axes | None = None) -> Axes:
        """Why the open value moved. Raises InvalidArgumentError where the dashboard has no
        waterfall, saying why."""
        report = self._document()
        steps = waterfall_steps(report.total.metrics)
        if not steps:
            why = report.why("waterfall_start")
            raise InvalidArgumentError(f"the dashboard has no waterfall: {why}")
        return draw_waterfall(report, steps, ax)

    def evolution(
        self, *, of: str = "", every: str = "", by: str = "stage", ax: Axes | None = None
    ) -> Axes:
        """The open pipeline at the end of each ``every`` ("day", "week", "month", ...; as fits the
        period), a layer for each ``by``. ``of``: "value" or "count"; value where there is any."""
        from salespipe.report.asked import split_for

        report = self._document()
        span = report.total.period
        split = every or split_for(span.first, span.after)
        return draw_evolution(
            self._board.question.evolution(report, split, by), report.currency, of, ax
        )

    def cycle(self, *, ax: Axes | None = None) -> Axes:
        """How long the deals won in the period took, with the median and the 90th percentile."""
        asked = self._board.question
        unit = "business days" if asked.options.get("days") == "business" else "days"
        shape = asked.cycle(self._document())
        if shape is None:
            raise InvalidArgumentError("no deal was won in the period whose first day is known")
        return draw_cycle(shape, unit, ax)

    def reps(self, metric: str = "won_revenue", *, most: int = 15, ax: Axes | None = None) -> Axes:
        """The owners by a metric, beside the period before where there is one."""
        report = self._document()
        if list(report.query.get("by", [])) != ["owner"] or metric not in self._board:
            rows = self._board.question.report_by("owner", metrics=[metric])
            report = Document(rows, _catalogue())
        return draw_reps(report, metric, most, ax)

    def _document(self) -> Document:
        return Document(self._board.to_dict(), _catalogue())


class FunnelPlots:
    """Plots of a funnel."""

    def __init__(self, document: Funnel) -> None:
        self._document = document

    def funnel(self, *, group: int = 0, ax: Axes | None = None) -> Axes:
        """Its true shape; ``group`` 0 is the total, the others as they stand in ``groups``."""
        return draw_funnel(funnel_shape(self._document, group), ax)


class SeriesPlots:
    """Plots of a series."""

    def __init__(self, series: Series) -> None:
        self._series = series

    def evolution(self, *, of: str = "", ax: Axes | None = None) -> Axes:
        """What was open, a layer for each group. ``of``: "value" or "count"."""
        currency = "" if self._series.currency == "XXX" else self._series.currency
        return draw_evolution(evolution_shape(self._series.to_dict()), currency, of, ax)


def _catalogue() -> list[dict[str, Any]]:
    from salespipe.dashboard import catalogue

    return list(catalogue())
