"""An invented team's deals, written as the exports of three CRMs and brought into a book: the
figures are those of the team's own tables, to the last unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import crm_writers
import pyarrow as pa
import pytest
import salespipe
from crm_exports import bring

ASKED: dict[str, Any] = {"period": ["2024", "2024-Q2", "2024-11"], "by": ["owner"]}
EXPORTS = {
    "salesforce": crm_writers.salesforce,
    "salesforce versions": crm_writers.salesforce_versions,
    "hubspot": crm_writers.hubspot,
    "pipedrive": crm_writers.pipedrive,
}


def team(*, fridge: bool) -> dict[str, pa.Table]:
    """Deals and their history, without those that ever were parked if there is no fridge."""
    tables = salespipe.simulate.tables(opportunities=300, seed=11, months=14)
    deals, history = tables["opportunities"], tables["history"]
    parked = {row["opportunity"] for row in history.to_pylist() if row["stage"] == "Fridge"}
    if fridge:
        parked = set()
    return {
        "opportunities": deals.filter(pa.array([k not in parked for k in deals["id"].to_pylist()])),
        "history": history.filter(
            pa.array([key not in parked for key in history["opportunity"].to_pylist()])
        ),
    }


def figures(dashboard: Any) -> dict[str, dict[str, Any]]:
    """The figures of each period and group."""
    rows = dashboard.to_dict()["rows"]
    return {str((row["by"], row["kind"], row["period"])): row["metrics"] for row in rows}


@pytest.mark.parametrize("export", EXPORTS)
def test_figures_of_an_export_are_those_of_the_team(tmp_path: Path, export: str) -> None:
    tables = team(fridge=export != "pipedrive")
    deals, history = (table.to_pylist() for table in tables.values())
    EXPORTS[export](tmp_path, deals, history)
    book = salespipe.Book()
    result = bring(book, tmp_path, crm=export.split()[0])
    assert result.unread == 0
    assert result.imported["opportunities"] == len(deals)
    own = figures(salespipe.metrics(**tables, **ASKED))
    there = figures(book.metrics(**ASKED))
    assert own.keys() == there.keys()
    for group, of_team in own.items():
        # A table lacks figures that it knows nothing of, activities among them.
        assert {name: there[group].get(name) for name in of_team} == of_team, group
    through = [
        funnel["groups"][0]["stages"] for funnel in (salespipe.funnel(**tables), book.funnel())
    ]
    assert through[0] == through[1]
