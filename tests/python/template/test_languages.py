"""A template in another language has the same figures, and comes back the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from salespipe.template import PeriodChoice, write_template
from salespipe.template import words as words_module
from salespipe.template import writing as writing_module
from salespipe.template.reading import read_template
from template.cases import simulated
from template.comparison import differences
from template.office import convert


def test_a_swedish_template_has_the_engines_figures_and_comes_back_the_same(
    tmp_path: Path,
) -> None:
    choice = PeriodChoice("quarter", 2026, 2)
    case = simulated(tmp_path, 6, choice, ("2026-Q2", "2026-Q1"), date(2026, 6, 30))
    file = write_template(tmp_path / "sv.xlsx", case.content, rows=1, language="sv")
    (made,) = convert([file], "xlsx", tmp_path / "made")
    book = openpyxl.load_workbook(made, data_only=True)
    compared, figures, wrong = differences(case, book["Översikt"], none="(ingen")
    assert wrong == []
    assert compared > 180
    assert figures > 100
    read = read_template(made)
    assert read.deals == case.content.deals
    assert read.stages == case.content.stages
    assert set(read.tasks) == set(case.content.tasks)
    assert set(read.activities) == set(case.content.activities)


@pytest.mark.parametrize("language", [one for one in words_module.LANGUAGES if one != "en"])
def test_every_word_of_the_sheets_is_there_in_each_language(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    def remember(text: str) -> str:
        asked.add(text)
        return text

    monkeypatch.setattr(writing_module, "words_of", lambda _: remember)
    write_template(tmp_path / "asked.xlsx", rows=1)
    assert len(asked) > 150
    assert asked - set(words_module.LANGUAGES[language]) == set()


@pytest.mark.parametrize("language", list(words_module.LANGUAGES))
def test_a_word_that_is_chosen_from_a_list_means_one_thing(language: str) -> None:
    words = words_module.words_of(language)
    for codes in (
        ("open", "won", "lost", "parked"),
        ("open", "completed", "dismissed"),
        ("email_out", "email_in", "call", "meeting", "note", "email_opened", "link_clicked"),
    ):
        assert [words_module.code_of(words(code), codes) for code in codes] == list(codes)
