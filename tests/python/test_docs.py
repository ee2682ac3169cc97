"""What the documentation shows is what happens: examples run, made pages are current, and the
schemas describe the documents that the library writes."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import salespipe as sp

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)\n```", text, flags=re.DOTALL)


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "schemas" / name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def test_the_readme_shows_the_examples_that_are_built_and_run() -> None:
    readme = ROOT / "README.md"
    assert blocks(readme, "cpp") == [(EXAMPLES / "readme.cpp").read_text("utf-8").rstrip()]
    assert blocks(readme, "c") == [(EXAMPLES / "readme.c").read_text("utf-8").rstrip()]
    assert blocks(readme, "python") == [(EXAMPLES / "readme.py").read_text("utf-8").rstrip()]
    assert blocks(readme, "text") == [
        (EXAMPLES / "readme_py.out").read_text("utf-8").rstrip(),
        (EXAMPLES / "readme.out").read_text("utf-8").rstrip(),
    ]


def test_the_python_example_prints_what_the_readme_says() -> None:
    run = subprocess.run(
        [sys.executable, str(EXAMPLES / "readme.py")], capture_output=True, text=True, check=True
    )
    assert run.stdout == (EXAMPLES / "readme_py.out").read_text("utf-8")


def test_the_page_of_metrics_is_made_from_the_catalogue() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "make_metrics_page.py"), "--check"]
    run = subprocess.run(check, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("fridge", [False, True])
def test_pipeline_definitions_follow_their_schema(fridge: bool) -> None:
    pipeline = sp.Pipeline.standard("New business", currency="EUR", fridge=fridge)
    jsonschema.validate(json.loads(pipeline.to_json()), schema("pipeline.schema.json"))


def test_every_event_of_a_simulated_team_follows_its_schema(tmp_path: Path) -> None:
    file = tmp_path / "team.jsonl"
    sp.simulate.write(file, opportunities=300, seed=3, months=18)
    validator = jsonschema.Draft202012Validator(schema("event.schema.json"))
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) > 1000
    for line in lines[1:]:
        validator.validate(json.loads(line))


def test_reports_and_their_queries_follow_their_schemas() -> None:
    team = sp.simulate.tables(opportunities=300, seed=3, months=18)
    board = sp.metrics(
        opportunities=team["opportunities"],
        history=team["history"],
        interactions=team["interactions"],
        pipeline=sp.simulate.pipeline(),
        period="2025-Q1",
        compare="last-year",
        by=["owner", "month"],
        top=3,
    )
    jsonschema.validate(board.to_dict(), schema("report.schema.json"))
    query = {key: value for key, value in board.to_dict()["query"].items() if key != "timezone"}
    jsonschema.validate(query, schema("query.schema.json"))


def test_every_public_name_says_what_it_is() -> None:
    silent = []
    for name in sp.__all__:
        thing = getattr(sp, name)
        if isinstance(thing, str):
            continue
        if not inspect.getdoc(thing):
            silent.append(name)
        if inspect.isclass(thing) and not thing.__module__.endswith("_core"):
            silent += [
                f"{name}.{member}"
                for member, value in vars(thing).items()
                if not member.startswith("_")
                and (inspect.isroutine(value) or isinstance(value, property))
                and not inspect.getdoc(value)
            ]
    assert not silent


def test_the_manual_page_is_made_from_the_command_line() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "make_man_page.py"), "--check"]
    run = subprocess.run(check, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "check", [["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-Tutf8", "-ww"]]
)
def test_the_manual_page_renders_without_a_warning(check: list[str]) -> None:
    if shutil.which(check[0]) is None:
        pytest.skip(f"there is no {check[0]} on this machine")
    page = str(ROOT / "docs" / "salespipe.1")
    run = subprocess.run([*check, page], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert run.stderr == ""
    if check[0] == "mandoc":
        assert run.stdout == ""
    else:
        shown = re.sub(".\b|\x1b\\[[0-9;]*m", "", run.stdout)
        assert "EXIT STATUS" in shown
        assert "--compare previous|last-year|none" in shown
