"""What begins like a formula stays text."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from salespipe.template import ActivityRow, Content, DealRow, TaskRow, write_template
from salespipe.template.reading import read_template
from salespipe.template.tables import FORMULA_STARTS
from template.office import convert

_TEXTS = [f'{start}HYPERLINK("http://evil.example","x")' for start in FORMULA_STARTS]


@pytest.fixture(scope="module")
def risky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Path]:
    deals = tuple(
        DealRow(f"D{at}", text, text, text, text, text, "Lead", created=date(2026, 1, 5))
        for at, text in enumerate(_TEXTS)
    )
    tasks = tuple(TaskRow(f"T{at}", text, "D1", "", text) for at, text in enumerate(_TEXTS))
    activities = tuple(
        ActivityRow(f"A{at}", date(2026, 1, 6), "call", text, "", "D1", text)
        for at, text in enumerate(_TEXTS)
    )
    names = tuple(_TEXTS)
    content = Content(
        pipeline=_TEXTS[0], owners=names, sources=names, products=names, lost_reasons=names,
        deals=deals, tasks=tasks, activities=activities,
    )  # fmt: skip
    return content, write_template(
        tmp_path_factory.mktemp("risky") / "risky.xlsx", content, rows=30
    )


def _inputs(file: Path) -> list[object]:
    """The cells that people fill in; formulas of the template are in the columns behind."""
    book = openpyxl.load_workbook(file)
    cells = []
    for sheet, columns in (("Deals", 14), ("Tasks", 10), ("Activities", 7)):
        for row in book[sheet].iter_rows(min_row=2, max_col=columns):
            cells += row
    for row in book["Settings"].iter_rows(min_row=12, min_col=8, max_col=14):
        cells += row
    cells.append(book["Settings"]["B3"])
    return cells


def test_no_text_of_the_data_becomes_a_formula(risky: tuple[Content, Path]) -> None:
    cells = _inputs(risky[1])
    assert [cell for cell in cells if cell.data_type == "f"] == []  # type: ignore[attr-defined]
    texts = [cell for cell in cells if str(cell.value).endswith('"x")')]  # type: ignore[attr-defined]
    assert len(texts) >= 10 * len(_TEXTS)
    for cell in texts:
        assert cell.quotePrefix, "an edit would make a formula of it"  # type: ignore[attr-defined]


def test_libreoffice_takes_them_for_text_and_keeps_them_so(
    risky: tuple[Content, Path], tmp_path: Path
) -> None:
    (file,) = convert([risky[1]], "xlsx", tmp_path)
    assert [cell for cell in _inputs(file) if cell.data_type == "f"] == []  # type: ignore[attr-defined]
    read = read_template(file)
    assert [deal.name.strip() for deal in read.deals] == [text.strip() for text in _TEXTS]


def test_no_link_leads_out_of_the_workbook(risky: tuple[Content, Path]) -> None:
    with zipfile.ZipFile(risky[1]) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)
