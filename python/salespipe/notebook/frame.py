"""The frame of what a notebook shows: its style, its tables."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.report.markup import Child, Markup, tag

#: Greys and blues that stand out from white and from black; all else is the notebook's.
_STYLE = """
.sp-out { font-variant-numeric: tabular-nums; line-height: 1.45; }
.sp-out p { margin: 2px 0 6px; }
.sp-out small, .sp-out .soft { opacity: .7; }
.sp-out table { border-collapse: collapse; margin: 6px 0 10px; border: 0; }
.sp-out caption { text-align: left; font-weight: 600; padding: 4px 0; }
.sp-out th, .sp-out td { padding: 3px 14px 3px 0; text-align: right; border: 0; background: none; }
.sp-out thead th { font-weight: 400; opacity: .7; vertical-align: bottom; }
.sp-out tbody th { font-weight: 400; max-width: 24em; }
.sp-out td, .sp-out tbody th { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.sp-out td.text { white-space: normal; max-width: 40em; }
.sp-out th:first-child, .sp-out td.text, .sp-out th.text { text-align: left; }
.sp-out tbody tr { border-top: 1px solid #8884; background: none; }
.sp-out .bar { display: inline-block; height: 9px; border-radius: 2px; }
.sp-out .bar { background: #4a90bf; }
.sp-out .good { color: #2f9e58; } .sp-out .bad { color: #dd5a5f; }
.sp-out .now { font-weight: 700; }
"""
_ROWS = 20


def frame(*parts: Child) -> str:
    """The parts as one piece of HTML."""
    return tag("div", Markup(f"<style>{_STYLE}</style>"), *parts, class_="sp-out")


def table(
    head: Sequence[Child],
    rows: Sequence[Sequence[Child]],
    *,
    caption: str = "",
    texts: int = 1,
    most: int = _ROWS,
) -> Markup:
    """A table whose first ``texts`` columns are text, the first one the key; of more than ``most``
    rows the first ones, and how many more there are."""
    titles = [
        tag("th", title, scope="col", class_="text" if place < texts else None)
        for place, title in enumerate(head)
    ]
    body = [_row(row, texts) for row in rows[:most]]
    rest = len(rows) - most
    return tag(
        "table",
        tag("caption", caption) if caption else None,
        tag("thead", tag("tr", *titles)) if head else None,
        tag("tbody", *body),
        tag("tfoot", tag("tr", tag("th", f"and {rest:,} more", class_="soft")))
        if rest > 0
        else None,
    )


def _row(row: Sequence[Child], texts: int) -> Markup:
    cells = [
        cell
        if isinstance(cell, Markup) and cell.startswith("<td")
        else tag("td", cell, class_="text" if place < texts else None)
        for place, cell in enumerate(row[1:], start=1)
    ]
    return tag("tr", tag("th", row[0], scope="row"), *cells)


def bar(share: float) -> Markup:
    """A bar of at most 120 pixels."""
    return tag("td", tag("span", class_="bar", style=f"width:{120 * share:.0f}px"), class_="text")
