"""Exports damaged at random: an error and an untouched book, or an import whose every row is
accounted for and that changes nothing a second time. Never anything else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import salespipe
from crm_exports import HERE, bring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from salespipe.importing.result import ImportResult
from test_histories import HUBSPOT_DEAL, HUBSPOT_STAGES, OPPORTUNITY, USER, changed
from test_later_exports import FIRST, MORE

Tables = dict[str, list[list[str]]]

_CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "x", "NULL", "2023-02-30", "1e99", "99999999999999999999", "12,5",
         "true", "Won", "won", "lost", "deleted", "101", "2", "9999-12-31 23:59:59", "ÄÖ\t\"",
         "=1+1", "0001-01-01 00:00:00", "EURO", "JPY", "a" * 1200]
    ),
    st.text(max_size=8).filter(lambda text: "\0" not in text and text.isprintable()),
)  # fmt: skip


def read_all(folder: Path) -> Tables:
    found: Tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            found[path.name] = list(csv.reader(file))
    return found


def table(rows: Sequence[Mapping[str, object]]) -> list[list[str]]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([str(row.get(column, "")) for column in columns] for row in rows)]


OPEN = {**OPPORTUNITY, "Id": "006000000000002AAA", "StageName": "Qualification",
        "IsClosed": "false", "IsWon": "false", "ForecastCategory": "Pipeline",
        "AccountId": "001000000000001AAA", "LastModifiedDate": "2024-02-01T00:00:00Z"}  # fmt: skip
EXPORTS = {
    "pipedrive": read_all(HERE / "pipedrive"),
    "salesflare": read_all(HERE / "salesflare"),
    "salesforce": {
        "Opportunity.csv": table([OPPORTUNITY, OPEN]),
        "OpportunityHistory.csv": table([*FIRST, *MORE]),
        "OpportunityFieldHistory.csv": table(
            [
                changed("017a", "2024-01-15T08:00:00Z", "Owner", "", "005000000000001AAA"),
                changed("017b", "2024-01-20T08:00:00Z", "Amount", "400", "900"),
            ]
        ),
        "User.csv": table([USER]),
    },
    "hubspot": {
        "deal.csv": table([HUBSPOT_DEAL, {**HUBSPOT_DEAL, "deal_id": "78"}]),
        "deal_pipeline_stage.csv": table(HUBSPOT_STAGES),
        "deal_stage.csv": table(
            [
                {"deal_id": "77", "date_entered": f"2024-04-{day:02} 09:00:00", "value": stage,
                 "source": "CRM", "source_id": "x"}
                for day, stage in ((1, "appointmentscheduled"), (9, "contractsent"))
            ]
        ),
    },
}  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Tables]:
    crm = draw(st.sampled_from(sorted(EXPORTS)))
    tables = {name: [list(row) for row in rows] for name, rows in EXPORTS[crm].items()}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(tables)))
        rows = tables[name]
        kind = draw(st.sampled_from(["cell", "cell", "cell", "column", "row", "twice", "table"]))
        if kind == "table" and len(tables) > 2:
            del tables[name]
        elif kind == "column" and len(rows[0]) > 2:
            at = draw(st.integers(0, len(rows[0]) - 1))
            for row in rows:
                del row[at]
        elif len(rows) > 2 and kind == "row":
            del rows[draw(st.integers(1, len(rows) - 1))]
        elif kind == "twice":
            rows.append(list(rows[draw(st.integers(1, len(rows) - 1))]))
        else:
            row = rows[draw(st.integers(1, len(rows) - 1))]
            row[draw(st.integers(0, len(row) - 1))] = draw(_CELLS)
    return crm, tables


def check(result: ImportResult) -> None:
    for file in result.files:
        assert file.rows == file.read + file.left_out
        assert all(bad.reason and bad.code for bad in file.bad)
        if file.table:
            told = {bad.row for bad in file.bad} | {-bad.line for bad in file.bad}
            assert all(row + 1 in told or row in told for row in file.left_out_rows)


@given(damaged())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_export_is_refused_whole_or_accounted_for(
    tmp_path: Path, export: tuple[str, Tables]
) -> None:
    crm, tables = export
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(rows)
    book = salespipe.Book()
    try:
        result = bring(book, folder, crm=crm)
    except salespipe.InternalError:
        raise
    except salespipe.Error:
        assert (book.last_sequence, book.pipelines) == (0, [])
        return
    check(result)
    before, state = book.last_sequence, book.state_json()
    again = bring(book, folder, crm=crm)
    assert (book.last_sequence, book.state_json()) == (before, state)
    assert not any(again.imported.values())


@pytest.mark.parametrize("crm", ["pipedrive", "salesflare"])
def test_an_undamaged_export_is_accounted_for(crm: str) -> None:
    check(bring(salespipe.Book(), HERE / crm))
