"""Columns found by name, corrected by a mapping, refused where two match."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from salespipe.tables import TableError, TableImport, read_opportunities
from salespipe.tables.columns import KNOWN_NAMES
from salespipe.tables.names import HISTORY_FIELDS, INTERACTION_FIELDS, OPPORTUNITY_FIELDS

Write = Callable[..., Path]


def read_row(write: Write, header: str, row: str, **options: object) -> TableImport:
    return read_opportunities(write(f"{header}\n{row}\n"), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    [
        "Opportunity ID,Stage,Amount,Owner,Lead Source,Created Date",
        "deal_id,deal_stage,deal value,Deal Owner,source,Create Date",
        "Id,StageName,close_value,sales_agent,lead_source,engage_date",
        "Record ID,Deal Stage,Amount,Deal owner,Original Source,Create Date",
        "property_hs_object_id,DEALSTAGE,property_amount,rep,LEAD-SOURCE,property_createdate",
    ],
)
def test_columns_of_known_exports_are_found(write: Write, header: str) -> None:
    imported = read_row(write, header, "1,New,5,ann,Web,2016-10-20")
    fields = ["id", "stage", "value", "owner", "source", "created"]
    assert [imported.mapping[field] for field in fields] == header.split(",")


def test_no_name_means_two_fields_of_a_table() -> None:
    for fields in (OPPORTUNITY_FIELDS, HISTORY_FIELDS, INTERACTION_FIELDS):
        names = [name for field in fields for rank in field.ranks for name in rank]
        assert len(names) == len(set(names))
    assert {"opportunityid", "closedate", "dealstage"} <= KNOWN_NAMES


def test_a_mapping_corrects_what_the_names_say(write: Write) -> None:
    mapping = {"value": "list price", "owner": "Manager"}
    imported = read_row(
        write, "id,stage,amount,List Price,manager", "1,New,5,7,eve", mapping=mapping
    )
    row = imported.opportunities.to_pylist()[0]
    assert (row["value"], row["owner"], row["amount"]) == (7, "eve", "5")
    assert imported.mapping["value"] == "List Price"


def test_a_mapping_to_no_column_lists_the_columns_and_the_nearest(write: Write) -> None:
    with pytest.raises(TableError) as caught:
        read_row(write, "id,stage,amount", "1,New,5", mapping={"value": "amuont"})
    assert caught.value.code == "not_found"
    assert "there is no column 'amuont' (did you mean 'amount'?)" in str(caught.value)
    assert "'id', 'stage', 'amount'" in str(caught.value)


def test_a_mapping_of_no_field_lists_the_fields_and_the_nearest(write: Write) -> None:
    with pytest.raises(TableError, match=r"no field 'vlaue' .did you mean 'value'"):
        read_row(write, "id,stage,amount", "1,New,5", mapping={"vlaue": "amount"})


def test_two_columns_for_one_field_are_refused_with_the_mapping_to_write(write: Write) -> None:
    with pytest.raises(TableError) as caught:
        read_row(write, "id,stage,amount,deal value", "1,New,5,6")
    assert (caught.value.code, caught.value.problem) == ("ambiguous", "ambiguous_column")
    assert '--map value="amount" or --map value="deal value"' in str(caught.value)


def test_a_name_beats_an_id(write: Write) -> None:
    imported = read_row(write, "deal id,id,stage,owner id,owner", "1,x,New,17,ann")
    assert imported.mapping == {"id": "deal id", "stage": "stage", "owner": "owner"}
    assert imported.opportunities.to_pylist()[0]["owner id"] == "17"


def test_a_missing_required_column_names_the_columns_there_are(write: Write) -> None:
    with pytest.raises(TableError) as caught:
        read_row(write, "deal id,amount", "1,5")
    assert caught.value.code == "schema_violation"
    assert "required field 'stage'" in str(caught.value)
    assert "'deal id', 'amount'" in str(caught.value)


def test_other_columns_stay_as_dimensions_of_their_own_name(write: Write) -> None:
    imported = read_row(write, "id,stage,Region,Tier", "1,New, North ,")
    table = imported.opportunities
    assert table.schema.field("Region").type == pa.string()
    assert table.to_pylist() == [{"id": "1", "stage": "New", "Region": "North", "Tier": None}]


def test_a_column_with_the_name_of_a_field_that_came_from_elsewhere_is_renamed(
    write: Write,
) -> None:
    imported = read_row(write, "id,stage,value,amount", "1,New,5,7", mapping={"value": "amount"})
    assert imported.opportunities.to_pylist()[0]["value_"] == "5"
    assert any(entry.code == "column_renamed" for entry in imported.diagnostics)


def test_the_close_date_of_an_open_deal_is_its_expected_close(write: Write) -> None:
    text = "id,stage,close date\n1,New,2016-01-31\n2,Won,2016-02-29\n3,On hold,2016-03-31\n"
    table = read_opportunities(write(text)).opportunities
    assert table["expected_close"].to_pylist() == [date(2016, 1, 31), None, date(2016, 3, 31)]
    assert table["closed"].to_pylist() == [None, date(2016, 2, 29), None]


def test_separate_columns_for_closed_and_expected_close_are_kept_apart(write: Write) -> None:
    text = (
        "id,stage,closed at,expected close date\n"
        "1,New,2016-01-01,2016-01-31\n2,Won,2016-02-29,2016-02-01\n"
    )
    imported = read_opportunities(write(text))
    table = imported.opportunities
    assert table["closed"].to_pylist() == [None, date(2016, 2, 29)]
    assert table["expected_close"].to_pylist() == [date(2016, 1, 31), date(2016, 2, 1)]
    assert any(entry.code == "open_with_close_date" for entry in imported.diagnostics)


def test_a_status_that_contradicts_the_stage_is_reported(write: Write) -> None:
    imported = read_row(write, "id,stage,status", "1,New,Won")
    (told,) = [e for e in imported.diagnostics if e.code == "status_contradicts_stage"]
    assert (told.severity, told.rows) == ("warning", 1)
