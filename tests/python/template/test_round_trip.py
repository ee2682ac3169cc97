"""A book into a workbook and back: whole, once, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import salespipe as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from salespipe.errors import TableError
from salespipe.template import ActivityRow, Content, DealRow, TaskRow, write_template
from salespipe.template.from_book import content_of
from salespipe.template.into_book import import_content
from salespipe.template.reading import is_template, read_template
from template.cases import NOW


def _same(one: Content, other: Content) -> None:
    """Equal in every field that rows have; the lists of names are those of the rows."""
    assert [row.id for row in one.deals] == [row.id for row in other.deals]
    for mine, theirs in zip(one.deals, other.deals, strict=True):
        assert mine == theirs
    assert sorted(one.tasks, key=lambda row: row.id) == sorted(other.tasks, key=lambda row: row.id)
    assert sorted(one.activities, key=lambda row: row.id) == sorted(
        other.activities, key=lambda row: row.id
    )
    assert (one.stages, one.pipeline, one.currency) == (
        other.stages,
        other.pipeline,
        other.currency,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_simulated_book_comes_back_whole(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "team.jsonl"
    sp.simulate.write(path, opportunities=200, seed=seed, months=18, start=date(2025, 1, 1))
    written = content_of(sp.open_book(path))
    file = write_template(tmp_path / "team.xlsx", written, rows=10)
    read = read_template(file)
    _same(written, read)
    book = sp.Book()
    import_content(book, read, at=NOW)
    _same(written, content_of(book))


_LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), max_codepoint=0xFFFD)
_TEXTS = st.text(_LETTERS, min_size=1, max_size=12).filter(lambda text: not text.startswith("#"))
_RISKY = st.sampled_from(
    ["=1+1", "+49 30", "-x", "@SUM(A1)", "＝1", "*", "?", "~", ">5", "<>", "'a", "{=1}"]
)
_NAMES = _TEXTS | _RISKY
_DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
_AMOUNTS = st.none() | st.decimals(0, 10**9, places=2, allow_nan=False)


@st.composite
def _deals(draw: st.DrawFn) -> tuple[DealRow, ...]:
    out = []
    for number in range(draw(st.integers(0, 8))):
        stage = draw(
            st.sampled_from(["Lead", "Contacted", "Qualified", "Proposal made", "Won", "Lost"])
        )
        days = sorted(draw(st.lists(_DAYS, min_size=3, max_size=3)))
        is_closed = stage in ("Won", "Lost")
        late = stage in ("Qualified", "Proposal made") or draw(st.booleans())
        since = None if is_closed or days[2] == days[0] else days[2]
        value, first = draw(_AMOUNTS), draw(_AMOUNTS)
        out.append(
            DealRow(
                id=f"D{number}", name=draw(_NAMES), account=draw(st.just("") | _NAMES),
                owner=draw(st.just("") | _NAMES), source=draw(st.just("") | _NAMES),
                product=draw(st.just("") | _NAMES), stage=stage, value=value, created=days[0],
                qualified=days[1] if late else None, since=since,
                expected_close=draw(st.none() | _DAYS), closed=days[2] if is_closed else None,
                lost_reason=draw(st.just("") | _NAMES) if stage == "Lost" else "",
                first_value=first if first and first != value else None,
            )
        )  # fmt: skip
    return tuple(out)


@given(deals=_deals(), words=st.lists(_NAMES, min_size=1, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_in_a_template_comes_back_from_a_book(
    deals: tuple[DealRow, ...], words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tasks = tuple(
        TaskRow(
            f"T{at}",
            word,
            deals[0].id if deals else "",
            "",
            words[0],
            date(2024, 1, 1),
            date(2025, 2, 3),
        )
        for at, word in enumerate(words)
    )
    activities = tuple(
        ActivityRow(f"A{at}", date(2024, 5, 5), "call", words[0], word, "", word)
        for at, word in enumerate(words)
    )
    content = Content(deals=deals, tasks=tasks, activities=activities)
    file = tmp_path_factory.mktemp("any") / "any.xlsx"
    read = read_template(write_template(file, content, rows=10))
    _same(content, read)
    book = sp.Book()
    import_content(book, read, at=NOW)
    _same(content, content_of(book))
    before = book.last_sequence
    import_content(book, read, at=NOW)
    assert book.last_sequence == before, "the same workbook again changes nothing"


def _team(folder: Path) -> tuple[sp.Book, Path]:
    path = folder / "team.db"
    sp.simulate.write(path, opportunities=60, seed=5, months=12, start=date(2025, 6, 1))
    book = sp.open_book(path)
    return book, write_template(folder / "team.xlsx", content_of(book), rows=100)


def test_what_a_book_wrote_comes_back_into_it_without_a_change(tmp_path: Path) -> None:
    book, file = _team(tmp_path)
    before = book.last_sequence
    done = import_content(book, read_template(file), at=NOW)
    assert done.imported == {}
    assert book.last_sequence == before


def test_what_was_changed_in_the_sheets_is_changed_in_the_book(tmp_path: Path) -> None:
    book, file = _team(tmp_path)
    content = read_template(file)
    place = next(at for at, deal in enumerate(content.deals) if deal.stage == "Lead")
    deal = replace(
        content.deals[place], owner="Zoe", value=Decimal("4711.50"), stage="Won",
        closed=date(2026, 6, 1), since=None,
    )  # fmt: skip
    deals = list(content.deals)
    deals[place] = deal
    new = DealRow("D-new", "A new one", "Acme", stage="Lead", created=date(2026, 6, 2))
    done = import_content(book, replace(content, deals=(*deals, new)), at=NOW)
    assert done.imported == {"accounts": 1, "opportunities": 1, "deals changed": 1}
    state = book.deal(deal.id).state
    assert (state.owner, state.value, state.stage_kind) == ("Zoe", "4711.50 EUR", "won")
    assert state.closed_at is not None
    assert state.closed_at.date() == date(2026, 6, 1)
    assert book.deal("D-new").name == "A new one"


def test_every_bad_cell_is_told_by_its_address_and_nothing_is_read(tmp_path: Path) -> None:
    content = Content(
        deals=(
            DealRow("D1", "One", stage="Won", created=date(2026, 1, 5), value=Decimal(5)),
            DealRow("D1", "Two", stage="Nowhere", created=date(2026, 1, 5)),
            DealRow("D3", "Three", stage="Lead", created=date(2026, 1, 5), since=date(2026, 1, 4)),
        ),
        tasks=(TaskRow("T1", "Call", deal="D9"),),
    )
    file = write_template(tmp_path / "bad.xlsx", content, rows=20)
    book = openpyxl.load_workbook(file)
    book["Deals"]["H4"] = "a lot"
    book["Deals"]["I5"] = "yesterday"
    book["Deals"]["G5"] = "Lead"
    book["Settings"]["C12"] = 7
    book.save(file)
    with pytest.raises(TableError) as caught:
        read_template(file)
    told = {bad.column: bad.reason for bad in caught.value.rows}
    assert set(told) == {
        "Settings!C12", "Deals!M2", "Deals!A3", "Deals!G3", "Deals!H4", "Deals!K4", "Deals!I5",
        "Tasks!C2",
    }  # fmt: skip
    assert told["Deals!G3"].startswith("is no stage of the settings")
    assert told["Deals!H4"] == "is no amount; write a number such as 1200.50"


def test_a_sheet_that_was_renamed_is_read_all_the_same(tmp_path: Path) -> None:
    content = Content(deals=(DealRow("D1", "One", stage="Lead", created=date(2026, 1, 5)),))
    file = write_template(tmp_path / "renamed.xlsx", content, rows=20)
    book = openpyxl.load_workbook(file)
    name = book.defined_names["sp_in_deals"]
    book["Deals"].title = "Affärer"
    name.attr_text = name.attr_text.replace("Deals", "Affärer")  # as a spreadsheet does it
    book.save(file)
    assert is_template(file)
    assert read_template(file).deals == content.deals
