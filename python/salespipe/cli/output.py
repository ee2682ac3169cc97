"""Where output goes: tables for people, JSON for machines, messages beside them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from salespipe.cli import progress

if TYPE_CHECKING:
    from rich.console import Console

#: In a pipe there is no edge at which a table would have to be cut.
_WIDE = 10_000


_FORCED = {"auto": None, "always": True, "never": False}
#: NO_COLOR is for "auto": whoever asks for colours gets them.
_NO_COLOR = {"auto": None, "always": False, "never": True}
_color = "auto"


def set_color(choice: str) -> None:
    """By "auto" the terminal, NO_COLOR and FORCE_COLOR decide; else what is chosen."""
    global _color
    _color = choice


def console(*, stderr: bool = False) -> Console:
    """A console for people. A pipe gets plain text, however wide, unless colours are forced."""
    from rich.console import Console

    if not stderr:
        progress.finish()
    stream = sys.stderr if stderr else sys.stdout
    is_terminal = stream.isatty()
    return Console(
        file=stream,
        force_terminal=_FORCED[_color],
        no_color=_NO_COLOR[_color],
        width=None if is_terminal else _WIDE,
        markup=False,  # "[draft]" in a deal's name is text
        highlight=False,
        emoji=False,
        soft_wrap=not is_terminal,
    )


def print_json(document: Any) -> None:
    """One document on one line of standard output."""
    progress.finish()
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
