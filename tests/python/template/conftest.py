"""Templates that are filled, written and recalculated once for all tests."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from salespipe.template import PeriodChoice, write_template
from template.cases import Case, real, simulated
from template.office import convert

REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Recalculated:
    """A template after LibreOffice has worked out its formulas."""

    case: Case
    written: Path
    file: Path

    def sheet(self, name: str) -> Any:
        return _opened(self.file)[name]


@cache
def _opened(file: Path) -> Any:
    return openpyxl.load_workbook(file, data_only=True)


@pytest.fixture(scope="session")
def real_file() -> Path:
    folder = Path(os.environ.get("SALESPIPE_DATA", REPOSITORY.parent / "shared" / "data"))
    path = folder / "crm_sales_opportunities" / "sales_pipeline.csv"
    if not path.exists():
        missing = f"the real data set is not at {path} (SALESPIPE_DATA names its folder)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def _recalculate(cases: list[Case], folder: Path) -> dict[str, Recalculated]:
    written = [write_template(folder / f"{case.name}.xlsx", case.content, rows=1) for case in cases]
    made = convert(written, "xlsx", folder / "recalculated")
    return {
        case.name: Recalculated(case, source, file)
        for case, source, file in zip(cases, written, made, strict=True)
    }


@pytest.fixture(scope="session")
def recalculated_real(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Recalculated:
    return _recalculate([real(real_file)], tmp_path_factory.mktemp("real"))["real"]


@pytest.fixture(scope="session")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recalculated]:
    """A quarter that is over, a month that goes on, a year, and days of one's own."""
    folder = tmp_path_factory.mktemp("simulated")
    june = date(2026, 6, 30)
    choices = (
        (PeriodChoice("quarter", 2026, 1), ("2026-Q1", "2025-Q4"), june),
        (PeriodChoice("month", 2026, 5), ("2026-05", "2026-04"), date(2026, 5, 13)),
        (PeriodChoice("year", 2025), ("2025", "2024"), june),
        (
            PeriodChoice("custom", 2026, 1, date(2026, 1, 10), date(2026, 2, 18)),
            ("2026-01-10..2026-02-18", "2025-12-01..2026-01-09"),
            june,
        ),
    )
    cases = [
        simulated(folder, seed, choice, periods, today)
        for seed, (choice, periods, today) in enumerate(choices, start=1)
    ]
    return _recalculate(cases, folder)
