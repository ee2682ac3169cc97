"""Lines for a shell, as pages and help texts show them: run in this process, in a folder of files.

``salespipe`` is called with its arguments; ``sqlite3 FILE "SQL"`` is asked with Python's own; a
``./dev`` line is only held against what ./dev knows, for each of them would build everything.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from salespipe.cli import main

from doc_blocks.markdown import ROOT

PROGRAMS = ("salespipe", "sqlite3", "./dev", "cd")


@dataclass(frozen=True)
class Command:
    """One line, and the output that is shown below it (None: none is shown)."""

    line: str
    shown: str | None = None


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def is_shell(text: str) -> bool:
    """Whether a block without a language is one of commands."""
    words = text.lstrip("$ ").split(maxsplit=1)
    return bool(words) and words[0] in PROGRAMS


def commands(text: str) -> list[Command]:
    """The commands of a block. Where lines begin with "$ ", the others are output."""
    joined = re.sub(r"\\\n\s*", "", text)
    lines = joined.splitlines()
    if not any(line.startswith("$ ") for line in lines):
        return [Command(line) for line in lines if line.strip() and not line.startswith("#")]
    found: list[Command] = []
    for line in lines:
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        elif found:
            last = found[-1]
            shown = line if last.shown is None else f"{last.shown}\n{line}"
            found[-1] = Command(last.line, shown)
    return [
        Command(one.line, one.shown.strip("\n") or None if one.shown else None) for one in found
    ]


def run(line: str) -> Outcome:
    """What a command answers."""
    words = shlex.split(line, comments=True)
    if words[0] == "salespipe":
        return salespipe(words[1:])
    if words[0] == "sqlite3":
        return _sqlite(Path(words[1]), words[2])
    if words[0] == "./dev":
        return _dev(words[1:])
    if words[0] == "cd":
        return Outcome(0, "", "")
    raise AssertionError(f"'{words[0]}' is none of {', '.join(PROGRAMS)}: '{line}'")


def salespipe(arguments: list[str]) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return Outcome(code, out.getvalue(), err.getvalue())


def differs(shown: str, said: str) -> str:
    """Empty where the output is the one shown; blanks at ends of lines do not count, and a line
    of "..." stands for any number of lines."""
    wanted = [line.rstrip() for line in shown.strip("\n").splitlines()]
    got = "\n".join(line.rstrip() for line in said.strip("\n").splitlines())
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in wanted
    )
    if re.fullmatch(pattern, got + "\n"):
        return ""
    return f"the page shows\n{shown}\nbut it says\n{got}"


def _sqlite(file: Path, statement: str) -> Outcome:
    assert file.is_file(), f"{file} is not there"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(statement).fetchall()
    return Outcome(0, "".join("|".join(map(str, row)) + "\n" for row in rows), "")


def _dev(words: list[str]) -> Outcome:
    """Whether ./dev has the command, and the stage or benchmark that is named."""
    known = re.search(
        r"^    (\w+(?: \| \w+)+)\) \"cmd_\$command\"", (ROOT / "dev").read_text(), re.M
    )
    assert known is not None, "./dev does not list its commands any more"
    command = words[0] if words else "help"
    if command not in known[1].split(" | "):
        return Outcome(2, "", f"./dev has no command '{command}'")
    if command == "bench" and words[1:]:
        files = [ROOT / "benchmarks" / f"{words[1]}{suffix}" for suffix in (".cpp", ".py")]
        if not any(file.is_file() for file in files):
            return Outcome(2, "", f"there is no benchmark '{words[1]}'")
    if command == "test" and words[1:]:
        text = (ROOT / "scripts" / "dev" / "test.sh").read_text()
        missing = [word for word in words[1:] if f"stage_{word}()" not in text and word != "--tsan"]
        if missing:
            return Outcome(2, "", f"./dev test has no stage '{missing[0]}'")
    return Outcome(0, "", "")
