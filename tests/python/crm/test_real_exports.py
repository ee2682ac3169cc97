"""The published schema files of Salesforce and HubSpot: no row is lost, and the counts stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import salespipe
from crm_exports import bring
from salespipe.importing.result import ImportResult


def rows_of(result: ImportResult) -> dict[str, tuple[int, int, int]]:
    return {file.table: (file.rows, file.read, file.left_out) for file in result.files}


def codes(result: ImportResult) -> Counter[str]:
    return Counter(bad.code for file in result.files for bad in file.bad)


@pytest.mark.parametrize("folder", ["salesforce_schema", "hubspot_schema"])
def test_every_row_is_read_or_told_with_its_line(real_data: Path, folder: str) -> None:
    result = bring(salespipe.Book(), real_data / folder)
    for file in result.files:
        lines = len(Path(file.file).read_text(encoding="utf-8").splitlines()) - 1
        assert file.table
        assert file.rows == lines
        assert file.read + len({bad.line for bad in file.bad if file.left_out}) == lines
        assert all(bad.line > 1 and bad.column and bad.reason for bad in file.bad)


def test_salesforce_comes_in_whole(real_data: Path) -> None:
    book = salespipe.Book()
    result = bring(book, real_data / "salesforce_schema", currency="USD")
    assert rows_of(result) == {
        "account": (10, 10, 0),
        "event": (10, 10, 0),
        "opportunity": (10, 10, 0),
        "opportunity_versions": (10, 10, 0),
        "task": (10, 10, 0),
        "user": (10, 10, 0),
    }
    assert result.imported == {
        "pipelines": 1,
        "accounts": 32,
        "contacts": 0,
        "opportunities": 10,
        "moves": 9,
        "tasks": 10,
        "interactions": 10,
        "changed_opportunities": 0,
        "events": 82,
    }
    assert codes(result) == {"unknown_deal": 7}  # the tasks' deals are not in the file of deals
    kinds = Counter(deal.state.stage_kind for deal in book.deals)
    assert kinds == {"won": 5, "lost": 4, "open": 1}
    figures = book.metrics(metrics=["won_revenue", "won_count"], period="2018").to_dict()
    assert figures["rows"][0]["metrics"]["won_count"] == 5
    assert figures["rows"][0]["metrics"]["won_revenue"] == "24120000.00"
    closed = {str(deal.state.closed_at.date()) for deal in book.deals if deal.state.closed_at}
    assert closed == {
        "2018-10-31", "2018-11-21", "2018-12-13", "2018-12-18", "2018-12-19",
    }  # fmt: skip


def test_hubspot_comes_in_with_its_pipelines(real_data: Path) -> None:
    book = salespipe.Book()
    result = bring(book, real_data / "hubspot_schema")
    assert rows_of(result) == {
        "deal": (44, 44, 0),
        "deal_pipeline": (6, 6, 0),
        "deal_pipeline_stage": (71, 71, 0),
        "deal_property_history": (100, 0, 100),
        "deal_stage": (14, 0, 14),
        "engagement_meeting": (100, 0, 100),
        "owner": (100, 100, 0),
    }
    # The files are parts of different copies: their histories are of deals that are not there.
    assert codes(result) == {"missing_stage": 44, "unknown_deal": 114, "no_subject": 100}
    assert len(book) == 44
    stages = [stage for pipeline in book.pipelines for stage in pipeline.stages]
    assert len(book.pipelines) == 7
    assert sum(stage.kind == "won" for stage in stages) == 9


@pytest.mark.parametrize("folder", ["salesforce_schema", "hubspot_schema"])
def test_a_second_import_changes_nothing(real_data: Path, folder: str) -> None:
    book = salespipe.Book()
    bring(book, real_data / folder)
    before, state = book.last_sequence, book.state_json()
    again = bring(book, real_data / folder)
    assert book.last_sequence == before
    assert book.state_json() == state
    assert not any(again.imported.values())


def test_a_table_of_somebodys_own_is_no_export(real_data: Path) -> None:
    folder = real_data / "crm_sales_opportunities"
    with pytest.raises(salespipe.TableError, match="no export of a CRM that is known"):
        bring(salespipe.Book(), folder / "sales_pipeline.csv")
