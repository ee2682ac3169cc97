"""The PostgreSQL server of the tests: tests/support/postgres_server.sh, as for those in C++."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "support" / "postgres_server.sh"


@contextmanager
def running_server() -> Iterator[str]:
    """Its address, without a book. Skips where there is none; with CI=true that fails."""
    with subprocess.Popen(
        ["bash", str(SCRIPT), "hold"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as held:
        assert held.stdin is not None
        assert held.stdout is not None
        address = held.stdout.readline().strip()
        if not address:
            told = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            told("there is no PostgreSQL server")
        yield address
        held.stdin.close()  # which ends it


def new_book(server: str) -> str:
    return f"{server}#test-{uuid.uuid4()}"
