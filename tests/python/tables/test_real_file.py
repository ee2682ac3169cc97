"""The published file of 8,800 opportunities, with its gaps, in all its forms."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from salespipe.tables import StageSpec, TableError, TableImport, read_opportunities


@pytest.fixture(scope="module")
def imported(real_file: Path) -> TableImport:
    return read_opportunities(real_file)


def found(imported: TableImport, code: str) -> int:
    (diagnostic,) = [entry for entry in imported.diagnostics if entry.code == code]
    return diagnostic.rows


def rewritten(real_file: Path, form: str, path: Path) -> Path:
    with real_file.open(newline="") as source, path.open("w", newline="") as target:
        rows = csv.reader(source)
        writer = csv.writer(target)
        writer.writerow(next(rows))
        for row in rows:
            row[5:7] = [date.fromisoformat(day).strftime(form) if day else "" for day in row[5:7]]
            writer.writerow(row)
    return path


def test_every_row_of_the_real_file_is_kept(imported: TableImport) -> None:
    assert imported.opportunities.num_rows == 8800
    assert imported.opportunities.schema.field("value").type == pa.decimal128(19, 2)
    assert imported.opportunities.schema.field("created").type == pa.date32()
    assert imported.opportunities.schema.field("owner").type == pa.dictionary(
        pa.int32(), pa.string()
    )


def test_columns_of_the_real_file_are_found_by_name(imported: TableImport) -> None:
    assert imported.mapping == {
        "id": "opportunity_id",
        "stage": "deal_stage",
        "created": "engage_date",
        "closed": "close_date",
        "expected_close": "close_date",
        "value": "close_value",
        "owner": "sales_agent",
        "account": "account",
        "product": "product",
    }


def test_stages_of_the_real_file_get_order_and_kind_from_their_names(
    imported: TableImport,
) -> None:
    assert imported.stages == [
        StageSpec("Prospecting", "open"),
        StageSpec("Engaging", "open"),
        StageSpec("Won", "won"),
        StageSpec("Lost", "lost"),
    ]


def test_open_deals_without_dates_are_kept_and_reported(imported: TableImport) -> None:
    assert found(imported, "created_unknown") == 500
    assert imported.opportunities["created"].null_count == 500


def test_deals_without_account_are_kept_and_reported(imported: TableImport) -> None:
    assert found(imported, "account_missing") == 1425
    assert imported.opportunities["account"].null_count == 1425


def test_open_deals_without_value_are_kept_and_reported(imported: TableImport) -> None:
    assert found(imported, "value_missing") == 2089
    assert imported.opportunities["value"].null_count == 2089


def test_lost_deals_with_zero_value_are_reported(imported: TableImport) -> None:
    assert found(imported, "lost_value_zero") == 2473


def test_a_file_that_names_no_currency_says_so(imported: TableImport) -> None:
    assert imported.currency == "XXX"
    assert found(imported, "currency_unknown") == 0


def test_won_revenue_of_the_real_file_adds_up_exactly(imported: TableImport) -> None:
    # 10,005,534: sum of close_value over deal_stage = Won, by `awk -F, '$5=="Won"{s+=$8}'`
    won = pc.equal(imported.opportunities["stage"].cast(pa.string()), "Won")
    total = pc.sum(imported.opportunities["value"].filter(won)).as_py()
    assert total == Decimal(10005534)


@pytest.mark.parametrize(
    "form",
    ["%m/%d/%Y", "%d-%m-%y", "%y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y", "%d-%b-%y", "%Y%m%d"],
)
def test_every_form_of_the_dates_gives_the_same_table(
    imported: TableImport, real_file: Path, tmp_path: Path, form: str
) -> None:
    again = read_opportunities(rewritten(real_file, form, tmp_path / "deals.csv"))
    assert again.opportunities.equals(imported.opportunities)


def test_two_digit_years_are_settled_by_deals_that_would_close_before_they_began(
    real_file: Path, tmp_path: Path
) -> None:
    again = read_opportunities(rewritten(real_file, "%d-%m-%y", tmp_path / "deals.csv"))
    settled = [entry for entry in again.diagnostics if entry.code == "date_order_settled"]
    assert [entry.where["column"] for entry in settled] == ["engage_date", "close_date"]
    assert {entry.where["order"] for entry in settled} == {"dmy"}
    assert {entry.where["settled_by"] for entry in settled} == {"row_order"}


def test_stages_in_another_order_are_taken_from_the_caller(real_file: Path) -> None:
    imported = read_opportunities(real_file, stages="Engaging,Prospecting=parked,Won,Lost")
    assert [stage.kind for stage in imported.stages] == ["open", "parked", "won", "lost"]


def test_a_stage_left_out_of_the_list_makes_its_rows_bad(
    real_file: Path, write: Callable[..., Path]
) -> None:
    with pytest.raises(TableError) as caught:
        read_opportunities(real_file, stages="Prospecting,Won,Lost")
    assert len(caught.value.rows) == 1589
    assert {row.code for row in caught.value.rows} == {"unknown_stage"}
    lines = real_file.read_text().splitlines()
    assert all(",Engaging," in lines[row.line - 1] for row in caught.value.rows)
