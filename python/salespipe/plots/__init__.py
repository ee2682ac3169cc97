"""Plots with matplotlib, of what the engine counted.

``board.plot.waterfall()`` draws a dashboard; each method takes ``ax=`` and returns the Axes, so a
plot can stand in a figure of yours and be changed afterwards. The shapes are those of the report's
page (:mod:`salespipe.report.shapes`). matplotlib is asked for when the first plot is drawn.
"""

from __future__ import annotations

from salespipe.plots.accessors import FunnelPlots, Plots, SeriesPlots

__all__ = ["FunnelPlots", "Plots", "SeriesPlots"]
