"""What a notebook shows of a book, a pipeline, a deal, a dashboard, a funnel, a series.

Small tables without scripts. They take the notebook's own colours for text and ground, so they read
in a dark one as in a light one; whatever comes from data goes through
:mod:`salespipe.report.markup`.
"""

from __future__ import annotations

from salespipe.notebook.board import board_html
from salespipe.notebook.book import book_html
from salespipe.notebook.deal import deal_html
from salespipe.notebook.funnel import funnel_html
from salespipe.notebook.pipeline import pipeline_html
from salespipe.notebook.series import series_html

__all__ = [
    "board_html",
    "book_html",
    "deal_html",
    "funnel_html",
    "pipeline_html",
    "series_html",
]
