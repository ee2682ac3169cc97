"""Colours and formats: a dark blue for what leads, grey for what is computed, one warm colour for
what needs somebody."""

from __future__ import annotations

from functools import cache
from typing import Any

INK = "#1F2937"
BLUE = "#1F4E79"
MID_BLUE = "#2E75B6"
PALE_BLUE = "#9DC3E6"
GREY = "#6B7280"
PALE = "#F3F4F6"
LINE = "#D1D5DB"
AMBER = "#FCE8C5"
RED = "#B42318"
GREEN = "#1E7B4D"
INPUT = "#FFF9E5"
#: A day that reads alike everywhere.
DAY = "yyyy-mm-dd"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, currency: str, digits: int) -> None:
        self._book = book
        places = "." + "0" * digits if digits else ""
        self.money = f"#,##0{places}"
        self.currency = currency
        self._of = cache(self._make)

    def __call__(self, **properties: Any) -> Any:
        return self._of(tuple(sorted(properties.items())))

    def _make(self, properties: tuple[tuple[str, Any], ...]) -> Any:
        base = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
        return self._book.add_format(base | dict(properties))

    def number_format(self, unit: str) -> str:
        return {
            "money": self.money, "count": "#,##0", "ratio": "0.0%", "days": "0.0", "date": DAY,
        }.get(unit, "General")  # fmt: skip

    # The looks that several sheets share.

    def title(self) -> Any:
        return self(bold=True, font_size=18, font_color=BLUE)

    def heading(self) -> Any:
        return self(bold=True, font_size=12, font_color=BLUE, bottom=2, bottom_color=BLUE)

    def header(self, *, is_computed: bool = False) -> Any:
        colour = GREY if is_computed else BLUE
        return self(
            bold=True, font_color="#FFFFFF", bg_color=colour, border=1, border_color=LINE,
            text_wrap=True, align="left",
        )  # fmt: skip

    def block_header(self, align: str = "left") -> Any:
        """Over a block of the dashboard."""
        return self(bold=True, font_color="#FFFFFF", bg_color=BLUE, align=align)

    def input(self, unit: str) -> Any:
        """A cell that people fill in; what begins with an equals sign stays text in a text cell."""
        form = "@" if unit in ("text", "list") else self.number_format(unit)
        return self(num_format=form, locked=False, border=1, border_color=LINE)

    def quoted_input(self, unit: str) -> Any:
        """The same for a text that a person who edits it should not turn into a formula."""
        return self(
            num_format="@", locked=False, border=1, border_color=LINE, quote_prefix=True
        )  # fmt: skip

    def computed(self, unit: str = "text") -> Any:
        return self(
            num_format=self.number_format(unit), font_color=GREY, bg_color=PALE, border=1,
            border_color=LINE,
        )  # fmt: skip

    def note(self) -> Any:
        return self(font_color=GREY, italic=True, text_wrap=True, valign="top")
