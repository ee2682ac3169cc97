"""Fixtures of the tests of the table readers: small files, and the real one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from salespipe.tables import TableError, TableImport, read_opportunities

HEADER = "id,stage,created,close_date,value\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes to a file, and give its path."""

    def to_file(content: str | bytes, name: str = "deals.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


@pytest.fixture
def read(write: Callable[..., Path]) -> Callable[..., TableImport]:
    """Read rows of ``id,stage,created,close_date,value`` as opportunities."""

    def rows(content: str, **options: object) -> TableImport:
        return read_opportunities(write(HEADER + content), **options)  # type: ignore[arg-type]

    return rows


@pytest.fixture
def refuse(read: Callable[..., TableImport]) -> Callable[..., TableError]:
    """The error that rows of ``id,stage,created,close_date,value`` raise."""

    def rows(content: str, **options: object) -> TableError:
        with pytest.raises(TableError) as caught:
            read(content, **options)
        return caught.value

    return rows


@pytest.fixture(scope="session")
def real_file() -> Path:
    """sales_pipeline.csv of the published data; its absence skips, and fails on CI."""
    default = Path(__file__).resolve().parents[3].parent / "shared" / "data"
    data = Path(os.environ.get("SALESPIPE_DATA", default))
    path = data / "crm_sales_opportunities" / "sales_pipeline.csv"
    if not path.exists():
        message = f"the real data is not at {data}; set SALESPIPE_DATA"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path
