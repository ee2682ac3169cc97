"""Where output goes: tables for people, JSON for machines, messages beside them."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console

#: In a pipe there is no edge at which a table would have to be cut.
_WIDE = 10_000


def console(*, stderr: bool = False) -> Console:
    """A console for people. NO_COLOR is obeyed; a pipe gets plain text, however wide."""
    stream = sys.stderr if stderr else sys.stdout
    is_terminal = stream.isatty()
    return Console(
        file=stream,
        width=None if is_terminal else _WIDE,
        markup=False,  # "[draft]" in a deal's name is text
        highlight=False,
        emoji=False,
        soft_wrap=not is_terminal,
    )


def print_json(document: Any) -> None:
    """One document on one line of standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
