"""simulate, metrics, help and version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import salespipe
from cli_command import Run
from salespipe.cli.failures import EXIT_CODES
from salespipe.errors import ERROR_CLASSES


def test_a_simulated_team_can_be_reported_with_its_history(run: Run, tmp_path: Path) -> None:
    team = tmp_path / "team.parquet"
    made = run(
        "simulate", "--opportunities", 300, "--seed", 7, "--months", 12, "--into", team, "--json"
    ).document
    assert made["rows"]["opportunities"] == 300
    document = run("report", team, "--json").document
    codes = {item["code"] for item in document["diagnostics"]}
    assert {"history_found", "interactions_found"} <= codes
    assert document["rows"][0]["metrics"]["activities"] > 0
    assert document["query"]["currency"] == "EUR"


#: A table names its stages, but not how likely they are to be won, how long deals may stay in them
#: and which one means qualified.
ONLY_IN_BOOKS = {"weighted_value", "sales_qualified_count", "rotting_count", "rotting_value"}


def without_probabilities(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "metrics": {
                name: value for name, value in row["metrics"].items() if name not in ONLY_IN_BOOKS
            },
        }
        for row in rows
    ]


def test_the_same_seed_gives_the_same_report_as_table_and_as_book(run: Run, tmp_path: Path) -> None:
    options = ("--opportunities", 200, "--seed", 3, "--months", 12)
    asked = ("--period", "2024", "--timezone", "Europe/Stockholm", "--by", "owner", "--json")
    rows = {}
    for name in ("team.parquet", "team.csv", "team.jsonl"):
        folder = tmp_path / name.replace(".", "_")
        assert run("simulate", *options, "--into", folder / name).code == 0
        rows[name] = run("report", folder / name, *asked).document["rows"]
    assert rows["team.csv"] == rows["team.parquet"]
    assert without_probabilities(rows["team.jsonl"]) == without_probabilities(rows["team.parquet"])


def test_a_format_that_contradicts_the_name_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    result = run("simulate", "--into", tmp_path / "team.csv", "--format", "parquet")
    assert result.code == 2
    assert not (tmp_path / "team.csv").exists()


def test_a_simulated_book_never_replaces_a_book(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    book.write_text("mine")
    result = run("simulate", "--opportunities", 10, "--into", book)
    assert result.code == 14
    assert book.read_text() == "mine"


def test_a_name_without_a_format_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    result = run("simulate", "--into", tmp_path / "team")
    assert result.code == 2
    assert ".parquet" in result.err


def test_the_catalogue_is_listed_for_people_and_machines(run: Run) -> None:
    listed = run("metrics", "--list")
    assert listed.code == 0
    document = run("metrics", "--json").document
    assert document["metrics"] == salespipe.catalogue()
    for entry in document["metrics"]:
        assert entry["name"] in listed.out


def test_one_metric_is_explained_in_full(run: Run) -> None:
    out = run("metrics", "win_rate").out
    assert "won_count / (won_count + lost_count)" in out
    assert run("metrics", "win_rat").code == 13


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"salespipe {salespipe.__version__}\n"


@pytest.mark.parametrize("command", ["report", "funnel", "import", "simulate", "metrics"])
def test_every_command_teaches_by_examples(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.code == 0
    assert "Examples:" in result.out
    assert f"salespipe {command}" in result.out


def test_the_exit_codes_are_ten_and_the_number_of_the_error(run: Run) -> None:
    for number, cls in enumerate(ERROR_CLASSES):
        if number:
            assert EXIT_CODES[10 + number].startswith(cls.default_code)
    help_text = run("--help").out
    assert "Exit codes" in help_text
    assert "currency_mismatch" in help_text


def test_the_documentation_has_every_exit_code_in_its_table() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "command-line.md").read_text("utf-8")
    for code, meaning in EXIT_CODES.items():
        name, _, text = meaning.partition(": ")
        assert f"| {code} | {name} | {text} |" in page
