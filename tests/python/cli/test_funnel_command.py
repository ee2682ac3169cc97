"""``salespipe funnel``: the estimate first, the rest on request, the document for machines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import salespipe as sp
from cli_command import Run

SCHEMAS = Path(__file__).resolve().parents[3] / "docs" / "schemas"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated team's book."""
    path = tmp_path_factory.mktemp("team") / "team.jsonl"
    sp.simulate.write(path, opportunities=600, seed=4, months=18)
    return path


def validator() -> jsonschema.Draft202012Validator:
    schema: dict[str, Any] = json.loads((SCHEMAS / "funnel.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_document_follows_its_schema(run: Run, team: Path) -> None:
    document = run(
        "funnel", team, "--period", "2025", "--by", "source", "--as-of", "2025-06-30", "--json"
    ).document
    validator().validate(document)
    assert len(document["groups"]) > 2
    assert document["query"]["as_of"] == "2025-06-30"
    document["groups"][0]["stages"][0]["conversion"] = None
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(document)


def test_the_estimate_with_its_interval_is_what_is_shown(run: Run, team: Path) -> None:
    shown = run("funnel", team)
    assert shown.code == 0
    first = run("funnel", team, "--json").document["groups"][0]["stages"][0]
    assert f"{first['conversion_estimated']:.1%}" in shown.out
    assert f"{first['conversion_low']:.1%} to {first['conversion_high']:.1%}" in shown.out
    assert "Decided" not in shown.out
    assert "funnel bends at" in shown.out or "funnel leaks after" in shown.out


def test_details_add_the_other_conversions(run: Run, team: Path) -> None:
    shown = run("funnel", team, "--details")
    first = run("funnel", team, "--json").document["groups"][0]["stages"][0]
    for key in ("conversion_decided", "conversion", "conversion_upper_bound", "win_probability"):
        assert f"{first[key]:.1%}" in shown.out


def test_a_table_without_history_says_what_its_funnel_is_worth(run: Run, tmp_path: Path) -> None:
    deals = tmp_path / "deals.csv"
    deals.write_text(
        "id,stage,created,closed,value\n"
        "1,Won,2025-01-01,2025-02-01,10\n"
        "2,Qualified,2025-01-05,,20\n"
        "3,Lost,2025-01-09,2025-01-20,5\n"
    )
    stages = ("--stages", "Lead,Qualified,Won,Lost")
    shown = run("funnel", deals, *stages)
    assert shown.code == 0, shown.err
    assert "No history of stages" in shown.out
    document = run("funnel", deals, *stages, "--json").document
    validator().validate(document)
    assert document["knows_history"] is False
    assert document["groups"][0]["won_value"] == "10.00"


def test_the_history_beside_the_table_is_read(run: Run, tmp_path: Path) -> None:
    team = tmp_path / "team.parquet"
    run("simulate", "--opportunities", 200, "--seed", 7, "--months", 12, "--into", team)
    found = run("funnel", team, "--json").document
    assert found["knows_history"] is True
    named = run("funnel", team, "--history", tmp_path / "team.history.parquet", "--json").document
    assert named == found


def test_a_dimension_that_changes_on_the_way_is_refused(run: Run, team: Path) -> None:
    assert run("funnel", team, "--by", "owner").code == 20


def test_a_funnel_is_asked_of_tables_of_prepared_deals_and_of_a_book_alike(team: Path) -> None:
    book = sp.open(team)
    asked: dict[str, Any] = {"period": "2025", "by": "source", "as_of": "2025-06-30"}
    found = book.funnel(**asked)
    assert book.prepare().funnel(**asked) == found
    tables = sp.simulate.tables(opportunities=600, seed=4, months=18)
    of_tables = sp.funnel(
        opportunities=tables["opportunities"],
        history=tables["history"],
        pipeline=sp.simulate.pipeline(),
        timezone=book.timezone,
        **asked,
    )
    assert [g["stages"] for g in of_tables["groups"]] == [g["stages"] for g in found["groups"]]


def test_known_at_and_rates_are_those_of_a_report(run: Run, team: Path, tmp_path: Path) -> None:
    known = run("funnel", team, "--known-at", "2025-03-31", "--json").document
    assert known["query"]["known_at"] == "2025-03-31"
    assert sp.open(team).funnel(known_at=date(2025, 3, 31))["groups"] == known["groups"]
    all_deals = run("funnel", team, "--json").document["groups"][0]["stages"][0]["reached"]
    assert 0 < known["groups"][0]["stages"][0]["reached"] < all_deals
    deals, rates = tmp_path / "deals.csv", tmp_path / "rates.csv"
    deals.write_text(
        "id,stage,created,closed,value,currency\n"
        "1,Won,2025-01-01,2025-02-01,100.50,EUR\n"
        "2,Won,2025-01-05,2025-02-01,1000,SEK\n"
    )
    rates.write_text("day,currency,rate\n2025-01-01,SEK,0.1045\n")
    found = run("funnel", deals, "--rates", rates, "--currency", "EUR", "--json").document
    assert found["groups"][0]["won_value"] == "205.00"
