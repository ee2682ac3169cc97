"""Reports for people: one report document, drawn on a terminal or as a page.

Both read the report document (``docs/schemas/report.schema.json``, what ``Dashboard.to_dict()``
gives) and the metric catalogue, never the data: what is shown is what machines get.
"""

from __future__ import annotations

from salespipe.report.document import Document, MetricInfo
from salespipe.report.html import Page, render_html
from salespipe.report.terminal import print_report

__all__ = ["Document", "MetricInfo", "Page", "print_report", "render_html"]
