"""Pipedrive and Salesflare: small exports written after the columns that their interfaces
document (no real export of theirs was at hand)."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
import salespipe
from crm_exports import HERE, bring, history_of


@pytest.fixture(scope="module")
def pipedrive() -> salespipe.Book:
    book = salespipe.Book()
    bring(book, HERE / "pipedrive")
    return book


@pytest.fixture(scope="module")
def salesflare() -> salespipe.Book:
    book = salespipe.Book()
    bring(book, HERE / "salesflare")
    return book


@pytest.mark.parametrize("crm", ["pipedrive", "salesflare"])
def test_the_crm_and_all_tables_are_recognised_by_their_columns(crm: str) -> None:
    result = bring(salespipe.Book(), HERE / crm)
    assert result.source == crm
    assert all(file.table == file.file.split("/")[-1][:-4] for file in result.files)


def test_stages_come_from_the_exports_own_tables(pipedrive: salespipe.Book) -> None:
    names = {pipeline.name: pipeline for pipeline in pipedrive.pipelines}
    assert set(names) == {"New business", "New business (USD)", "Renewals"}
    stages = [(s.name, s.kind, s.probability_ppm) for s in names["New business"].stages]
    assert stages == [
        ("Qualified", "open", 200_000),
        ("Contact Made", "open", 400_000),
        ("Proposal Made", "open", 600_000),
        ("Negotiations Started", "open", 800_000),
        ("Won", "won", 1_000_000),
        ("Lost", "lost", 0),
    ]


def test_moves_have_their_own_times_skips_and_moves_back(pipedrive: salespipe.Book) -> None:
    assert history_of(pipedrive, "pipedrive-101") == [
        ("1", "02-01"), ("2", "02-10"), ("4", "02-20"), ("3", "03-01"), ("4", "03-20"),
        ("won", "04-03"),
    ]  # fmt: skip
    transitions = [
        event.to_json().split('"transition":"')[1].split('"')[0]
        for event in pipedrive._core.history("pipedrive-101")
        if event.type == "stage_entered"
    ]
    assert transitions == ["forward", "skip", "back", "forward", "win"]


def test_a_deal_that_was_reopened_is_lost_twice(pipedrive: salespipe.Book) -> None:
    assert [stage for stage, _ in history_of(pipedrive, "pipedrive-102")] == [
        "1", "2", "lost", "2", "lost",
    ]  # fmt: skip
    state = pipedrive.deal("pipedrive-102").state
    assert (state.reopen_count, state.lost_reason) == (1, "Price too high")


def test_values_and_owners_begin_as_they_were(pipedrive: salespipe.Book) -> None:
    deal = pipedrive.deal("pipedrive-101")
    first, *rest = [event.to_json() for event in deal.history()]
    assert '"one_off":"10000.00"' in first
    assert '"owner":"Bob Ray"' in first
    assert (deal.value, deal.owner, deal.account) == ("12000.00 EUR", "Ann Lee", "Alpha NV")
    assert any('"actor":"Ann Lee"' in line for line in rest)


def test_another_currency_gets_a_pipeline_of_its_own(pipedrive: salespipe.Book) -> None:
    deal = pipedrive.deal("pipedrive-103")
    assert (deal.pipeline.name, deal.value) == ("New business (USD)", "3000.00 USD")


def test_a_deleted_deal_is_kept_and_marked(pipedrive: salespipe.Book) -> None:
    state = pipedrive.deal("pipedrive-105").state
    assert state.tags == ["deleted"]
    assert state.fields["deleted"] == "true"
    assert pipedrive.deal("pipedrive-101").state.fields["deleted"] == "false"


def test_activities_become_tasks_and_interactions(pipedrive: salespipe.Book) -> None:
    found = sorted((one.type, one.external_id) for one in pipedrive._core.interactions())
    assert found == [
        ("call", "pipedrive:pipedrive-401"),
        ("meeting", "pipedrive:pipedrive-402"),
        ("meeting", "pipedrive:pipedrive-405"),
    ]
    [task] = pipedrive.open_tasks
    assert (task.description, str(task.due), task.assignee) == (
        "Ask about budget", "2023-06-10", "Ann Lee",
    )  # fmt: skip


def test_salesflare_stages_have_kinds_by_probability_and_name(salesflare: salespipe.Book) -> None:
    [pipeline] = salesflare.pipelines
    assert [(stage.name, stage.kind) for stage in pipeline.stages] == [
        ("Lead", "open"), ("Contacted", "open"), ("Proposal made", "open"), ("Won", "won"),
        ("Lost", "lost"),
    ]  # fmt: skip
    assert history_of(salesflare, "salesflare-701") == [
        ("11", "01-05"), ("12", "01-10"), ("13", "01-20"), ("15", "02-20"),
    ]  # fmt: skip
    lost = salesflare.deal("salesflare-703").state
    assert (lost.stage_kind, lost.lost_reason) == ("lost", "No budget")


@pytest.mark.parametrize("crm", ["pipedrive", "salesflare"])
def test_a_second_import_changes_nothing(crm: str) -> None:
    book = salespipe.Book()
    bring(book, HERE / crm)
    before, state = book.last_sequence, book.state_json()
    bring(book, HERE / crm)
    assert (book.last_sequence, book.state_json()) == (before, state)


def test_a_workbook_with_a_sheet_for_each_table_is_an_export(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Empty"
    for path in sorted((HERE / "pipedrive").glob("*.csv")):
        sheet = workbook.create_sheet(path.stem)
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                sheet.append(row)
    path = tmp_path / "export.xlsx"
    workbook.save(path)
    book = salespipe.Book()
    result = bring(book, path)
    assert [file.table for file in result.files] == [
        "activities", "deals", "flow", "organizations", "persons", "pipelines", "stages", "users",
    ]  # fmt: skip
    assert "sheet 'flow'" in result.files[2].file
    assert history_of(book, "pipedrive-101")[-1] == ("won", "04-03")
