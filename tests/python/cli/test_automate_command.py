"""``salespipe automate``."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run

NOW = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
AT = ("--at", "2026-01-05T10:00Z")


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.db"
    with sp.open(path) as book:
        pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"), at=NOW)
        book.create_opportunity(pipeline, "Acme 20 seats", owner="ann", value="1000 EUR", at=NOW)
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.json"
    document = {
        "salespipe": "automation",
        "version": 1,
        "rules": [
            {
                "id": "quiet",
                "when": {"event": "date_reached", "date": "created"},
                "then": [{"do": "create_task", "description": "Call"}],
            }
        ],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_dry_run_tells_and_keeps_nothing(run: Run, sales: Path, rules: Path) -> None:
    before = sales.read_bytes()
    told = run("automate", sales, "--rules", rules, "--dry-run", *AT)
    assert told.code == 0, told.err
    assert "Acme 20 seats" in told.out
    assert "created is 2026-01-05" in told.out
    assert "would speak 1 times" in told.out
    assert sales.read_bytes() == before


def test_rules_are_put_in_force_and_run_once(run: Run, sales: Path, rules: Path) -> None:
    told = run("automate", sales, "--rules", rules, "--actor", "carl", *AT, "--json")
    assert told.code == 0, told.err
    firings = json.loads(told.out)["firings"]
    assert [firing["rule"] for firing in firings] == ["quiet"]
    assert firings[0]["actions"][0]["result"] == "done"
    again = run("automate", sales, *AT, "--json")
    assert json.loads(again.out)["firings"] == []
    with sp.open(sales) as book:
        assert [task.description for task in book.open_tasks] == ["Call"]
    audit = run("audit", sales, "--deal", "Acme 20 seats")
    assert "rule quiet spoke: created is 2026-01-05" in audit.out


def test_lint_tells_mistakes_and_ends_with_their_code(
    run: Run, sales: Path, rules: Path, tmp_path: Path
) -> None:
    assert run("automate", sales, "--rules", rules, "--lint").code == 0
    bad = tmp_path / "bad.json"
    document = json.loads(rules.read_text("utf-8"))
    document["rules"][0]["then"] = [{"do": "move", "stage": "Nowhere"}]
    bad.write_text(json.dumps(document), encoding="utf-8")
    told = run("automate", sales, "--rules", bad, "--lint", "--json")
    assert told.code == 11
    assert [one["code"] for one in json.loads(told.out)["diagnostics"]] == ["unknown_stage"]
    refused = run("automate", sales, "--rules", bad, *AT)
    assert refused.code == 11
    assert 'there is no stage "Nowhere"' in refused.err


def test_what_is_missing_or_wrong_is_told(run: Run, sales: Path, tmp_path: Path) -> None:
    told = run("automate", sales, *AT)
    assert told.code == 0
    assert "The book has no rules" in told.out
    assert run("automate", sales, "--rules", tmp_path / "none.json").code == 13
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert run("automate", sales, "--rules", broken).code == 12
    assert run("automate", sales, "--at", "yesterday", "--rules", broken).code in (2, 12)
