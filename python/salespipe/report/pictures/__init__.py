"""The pictures of a page: what the script draws, and the table beside it that says the same."""

from __future__ import annotations

from salespipe.report.pictures.areas import evolution_picture
from salespipe.report.pictures.bars import reps_picture
from salespipe.report.pictures.bins import cycle_picture
from salespipe.report.pictures.closings import closings_picture
from salespipe.report.pictures.funnel import funnel_picture
from salespipe.report.pictures.neglected import neglected_picture
from salespipe.report.pictures.picture import Picture, picture_section
from salespipe.report.pictures.waterfall import waterfall_picture

__all__ = [
    "Picture",
    "closings_picture",
    "cycle_picture",
    "evolution_picture",
    "funnel_picture",
    "neglected_picture",
    "picture_section",
    "reps_picture",
    "waterfall_picture",
]
