"""Books, exports and the real schema files for the tests of imports from CRMs."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe
from salespipe.importing.result import ImportResult

REPOSITORY = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
NOW = datetime(2026, 1, 1, 9, tzinfo=timezone.utc)

Rows = Sequence[Mapping[str, object]]
Export = Callable[..., Path]


def bring(
    book: salespipe.Book, source: object, *, at: datetime = NOW, **options: object
) -> ImportResult:
    """Import with a currency and a moment of the tests."""
    options.setdefault("currency", "EUR")
    return book.import_crm(source, at=at, **options)


def history_of(book: salespipe.Book, deal: str) -> list[tuple[str, str]]:
    """The stages that a deal went through: (stage, day)."""
    found = []
    for event in book._core.history(deal):
        if event.type in ("opportunity_created", "stage_entered"):
            stage = event.to_json().split('"stage":"')[1].split('"')[0]
            found.append((stage, "" if event.occurred_at is None else f"{event.occurred_at:%m-%d}"))
    return found


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Writes tables of an export, name=rows each, and gives their folder."""

    def write(folder: str = "export", /, **tables: Rows) -> Path:
        path = tmp_path / folder
        path.mkdir(exist_ok=True)
        for name, rows in tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (path / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
                writer = csv.DictWriter(out, columns)
                writer.writeheader()
                writer.writerows(rows)
        return path

    return write


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published data sets."""
    folder = Path(os.environ.get("SALESPIPE_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (folder / "salesforce_schema").exists():
        missing = f"the real schema files are not at {folder} (SALESPIPE_DATA names their folder)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder
