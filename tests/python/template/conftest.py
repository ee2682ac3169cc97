"""Templates that are filled, written and recalculated once for all tests."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
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
        return openpyxl.load_workbook(self.file, data_only=True)[name]


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
    written = [
        write_template(folder / f"{case.name}.xlsx", case.content, rows=case.rows)
        for case in cases
    ]
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
    cases = [
        simulated(folder, 1, PeriodChoice("quarter", 2026, 1), ("2026-Q1", "2025-Q4"), date(2026, 6, 30)),
        simulated(folder, 2, PeriodChoice("month", 2026, 5), ("2026-05", "2026-04"), date(2026, 5, 13)),
        simulated(folder, 3, PeriodChoice("year", 2025), ("2025", "2024"), date(2026, 6, 30)),
        simulated(
            folder, 4,
            PeriodChoice("custom", 2026, 1, date(2026, 1, 10), date(2026, 2, 18)),
            ("2026-01-10..2026-02-18", "2025-12-01..2026-01-09"), date(2026, 6, 30),
        ),
    ]  # fmt: skip
    return _recalculate(cases, folder)
