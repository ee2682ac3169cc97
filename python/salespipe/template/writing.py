"""Writes a template, empty or filled."""

from __future__ import annotations

import os
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

from salespipe.errors import InvalidArgumentError
from salespipe.template.content import MOST_ROWS, ROWS, Content
from salespipe.template.layout import LIST_ROWS, MARKER, MARKER_NAME, QUOTA_ROWS, STAGE_ROWS
from salespipe.template.words import words_of


def write_template(
    path: str | os.PathLike[str], content: Content | None = None, *, rows: int = ROWS,
    language: str = "en",
) -> Path:  # fmt: skip
    """A workbook with these deals and settings. ``rows``: how many deals (tasks, activities) it has
    room for, at least those that it is given. The file appears when it is whole."""
    from salespipe.template.board import write_board
    from salespipe.template.calc import Calc
    from salespipe.template.dashboard import input_cells, write_dashboard
    from salespipe.template.howto import write_howto
    from salespipe.template.layout import Layout, Names
    from salespipe.template.styles import BLUE, GREY, MID_BLUE, Styles
    from salespipe.template.tables import (
        plain_worksheet,
        write_activities,
        write_deals,
        write_quotas,
        write_settings,
        write_tasks,
    )

    content = content or Content()
    words = words_of(language)
    _check(content, rows)
    room = max(rows, len(content.deals), len(content.tasks), len(content.activities))
    lists = (content.owners, content.sources, content.products, content.lost_reasons)
    names = Names(**{one.name: words(str(one.default)) for one in fields(Names)})
    layout = Layout(room, max(LIST_ROWS, *map(len, lists)), names)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(suffix=".xlsx", dir=target.parent)
    os.close(handle)
    try:
        book = _workbook(draft)
        styles = Styles(book, content.currency, content.digits)
        plain = plain_worksheet()
        calc = Calc(layout, words, input_cells(layout))
        dashboard = book.add_worksheet(layout.names.dashboard, worksheet_class=plain)
        board = book.add_worksheet(layout.names.board, worksheet_class=plain)
        deals = write_deals(book, layout, content, styles, words)
        write_tasks(book, layout, content, styles, words)
        write_activities(book, layout, content, styles, words)
        write_quotas(book, layout, content, styles, words)
        settings = write_settings(book, layout, content, styles, words, MARKER)
        howto = book.add_worksheet(layout.names.howto)
        write_howto(howto, styles, words)
        hidden = book.add_worksheet(layout.names.calc, worksheet_class=plain)
        calc.write(book, hidden)
        hidden.hide()
        hidden.protect("")
        write_dashboard(book, dashboard, layout, content, calc, styles, words)
        write_board(book, board, layout, calc, styles, words, content.digits)
        for sheet, colour in (
            (dashboard, BLUE),
            (board, BLUE),
            (deals, MID_BLUE),
            (settings, GREY),
        ):
            sheet.set_tab_color(colour)
        _names(book, layout)
        book.close()
        os.chmod(draft, 0o666 & ~_umask())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


def _workbook(path: str) -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise InvalidArgumentError(
            "writing a workbook needs XlsxWriter: pip install 'salespipe[xlsx]'"
        ) from None
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_size(2400, 1600)
    book.set_properties({"title": "Sales", "comments": "Made by salespipe"})
    book.set_custom_property("salespipe", MARKER)
    book.set_calc_mode("auto")
    return book


def _names(book: Any, layout: Any) -> None:
    """The blocks that are read back, by name: sheets may be renamed and moved."""
    settings = layout.setting("pipeline").replace(f"${layout.SCALARS['pipeline']}", "$1")
    book.define_name(MARKER_NAME, "=" + settings)
    for name, table in (
        ("deals", layout.deals), ("tasks", layout.tasks), ("activities", layout.activities),
        ("quotas", layout.quotas),
    ):  # fmt: skip
        book.define_name(f"sp_in_{name}", "=" + table.block())
    book.define_name("sp_in_stages", "=" + layout.stage_block())
    for name in layout.LISTS:
        book.define_name(f"sp_in_{name}", "=" + layout.list_range(name))
    for name in layout.SCALARS:
        book.define_name(f"sp_in_{name}", "=" + layout.setting(name))


def _check(content: Content, rows: int) -> None:
    most = max(rows, len(content.deals), len(content.tasks), len(content.activities))
    if most > MOST_ROWS:
        raise InvalidArgumentError(
            f"a template takes {MOST_ROWS:,} rows, and {most:,} are wanted; keep them in a book"
        )
    if rows < 1:
        raise InvalidArgumentError("a template needs at least one row")
    if len(content.stages) > STAGE_ROWS:
        raise InvalidArgumentError(
            f"a template has room for {STAGE_ROWS} stages; the pipeline has {len(content.stages)}"
        )
    if len(content.quotas) > QUOTA_ROWS:
        raise InvalidArgumentError(
            f"a template has room for {QUOTA_ROWS} quotas; there are {len(content.quotas)}"
        )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
