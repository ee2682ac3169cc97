"""``salespipe import`` of the export of a CRM."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest
from cli_command import Run

SCHEMAS = Path(__file__).resolve().parents[3] / "docs" / "schemas"
PIPEDRIVE = Path(__file__).resolve().parents[1] / "crm" / "pipedrive"


def test_a_folder_is_recognised_and_comes_in_once(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "sales.db"
    first = run("import", PIPEDRIVE, "--into", book, "--json").document
    assert (first["source"], first["new"], first["imported"]["opportunities"]) == (
        "pipedrive", True, 5,
    )  # fmt: skip
    [flow] = [file for file in first["files"] if file["table"] == "flow"]
    assert (flow["rows"], flow["left_out"]) == (14, 1)
    assert flow["unread"][0]["line"] == 15
    second = run("import", PIPEDRIVE, "--into", book, "--json").document
    assert not any(second["imported"].values())
    report = run("report", book, "--pipeline", "New business", "--json").document
    assert report["rows"][0]["metrics"]["won_count"] == 1


@pytest.mark.parametrize("crm", ["pipedrive", "salesflare"])
def test_the_document_and_the_events_follow_their_schemas(
    run: Run, tmp_path: Path, crm: str
) -> None:
    book = tmp_path / "sales.jsonl"
    document = run("import", PIPEDRIVE.parent / crm, "--into", book, "--json").document
    schema = json.loads((SCHEMAS / "import.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    schema = json.loads((SCHEMAS / "event.schema.json").read_text(encoding="utf-8"))
    events = jsonschema.Draft202012Validator(schema)
    for line in book.read_text(encoding="utf-8").splitlines()[1:]:
        events.validate(json.loads(line))


def test_several_files_are_one_export(run: Run, tmp_path: Path) -> None:
    files = [PIPEDRIVE / name for name in ("deals.csv", "users.csv", "stages.csv")]
    result = run("import", *files, "--into", tmp_path / "sales.db", "--as", "pipedrive")
    assert result.code == 0, result.err
    assert "Pipedrive export, imported: " in result.out
    assert "kept as custom fields: 'label'" in result.out


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "sales.db"
    result = run("import", PIPEDRIVE, "--into", book, "--dry-run")
    assert "nothing was written (dry run); it would be: 3 pipelines" in result.out
    assert not book.exists()


def test_rejects_are_written_as_csv(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    run("import", PIPEDRIVE, "--into", tmp_path / "sales.db", "--rejects", rejects)
    with rejects.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["table"], row["line"], row["column"], row["code"]) for row in rows] == [
        ("flow", "15", "item_id", "unknown_deal")
    ]


def test_strict_imports_nothing_when_something_is_unread(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "sales.db"
    result = run("import", PIPEDRIVE, "--into", book, "--strict", "--json")
    assert result.code == 19
    assert result.error["rows"][0]["line"] == 15
    assert not book.exists()


def test_options_of_tables_are_refused_with_an_export(run: Run, tmp_path: Path) -> None:
    result = run(
        "import", PIPEDRIVE, "--into", tmp_path / "b.db", "--as", "pipedrive",
        "--map", "value=amount",
    )  # fmt: skip
    assert result.code == 2
    assert "read by its own columns" in result.err
