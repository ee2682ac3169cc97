"""What a command of the command line leaves behind, for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Its standard output as JSON, when it went well."""
        assert self.code == 0, self.err
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    @property
    def error(self) -> dict[str, Any]:
        """Its error as JSON."""
        parsed: dict[str, Any] = json.loads(self.err)["error"]
        return parsed


Run = Callable[..., Result]
