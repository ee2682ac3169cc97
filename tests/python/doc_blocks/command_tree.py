"""The commands of the command line, found in the program itself: a new one is tested at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer.main
from salespipe.cli import build


@dataclass(frozen=True)
class CommandPage:
    """A command with its help: ``path`` is "report", or "template run" within a group."""

    path: str
    command: Any

    @property
    def examples(self) -> list[str]:
        """The lines of its help that are commands."""
        lines = (line.strip() for line in (self.command.epilog or "").splitlines())
        return [line for line in lines if line.startswith("salespipe ")]


def commands() -> list[CommandPage]:
    root: Any = typer.main.get_command(build())
    return [page for page in _walk(root, "") if not page.command.hidden]


def _walk(group: Any, path: str) -> Iterator[CommandPage]:
    for name, command in group.commands.items():
        here = f"{path} {name}".strip()
        if hasattr(command, "commands"):
            yield from _walk(command, here)
        else:
            yield CommandPage(here, command)
