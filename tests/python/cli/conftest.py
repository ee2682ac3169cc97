"""The command line as the tests call it: arguments in; exit code, output and errors out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_command import Result, Run
from salespipe.cli import main

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process."""
    monkeypatch.delenv("SALESPIPE_TODAY", raising=False)

    def run_command(*arguments: object) -> Result:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run_command


@pytest.fixture(scope="session")
def real_file() -> Path:
    """The real data set's file of opportunities."""
    folder = Path(os.environ.get("SALESPIPE_DATA", REPOSITORY.parent / "shared" / "data"))
    path = folder / "crm_sales_opportunities" / "sales_pipeline.csv"
    if not path.exists():
        missing = f"the real data set is not at {path} (SALESPIPE_DATA names its folder)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


@pytest.fixture(scope="session")
def report_schema() -> dict[str, Any]:
    """The published form of a report."""
    path = REPOSITORY / "docs" / "schemas" / "report.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@pytest.fixture
def deals(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a CSV of deals and gives its path."""

    def write(text: str, name: str = "deals.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
