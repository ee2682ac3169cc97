"""Write docs/salespipe.1, the manual page, from the command line itself: every command with its
options and examples, the exit codes, and what is read from the environment.

The page is made, not written: change the commands and run `./dev docs`. With --check nothing is
written, and a page that is not current is an error.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import salespipe
import typer.main
from salespipe.cli import build
from salespipe.cli.failures import EXIT_CODES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "salespipe.1"
#: A manual page has the day of its last great change; the library has no clock, nor has this page.
DAY = "2026-11-27"
#: Options that Typer brings, whose words differ from one of its versions to the next.
TYPERS = {
    "install_completion": "Teach the shell that is used to complete commands, options and values.",
    "show_completion": "Print what --install-completion would install.",
    "help": "Show what there is, and leave.",
}
ENVIRONMENT = {
    "NO_COLOR": "Set to anything: no colours.",
    "FORCE_COLOR": "Set to anything: colours in a pipe too.",
    "COLUMNS": "How wide tables may be on a terminal.",
    "SALESPIPE_TODAY": "A date to take for today, instead of the clock's: for relative periods and "
    "for the moment of an import.",
}
FILES = {
    "sales.db": "A book in a database (SQLite). While it is in use, sales.db-wal, sales.db-shm and "
    "sales.db-lock are beside it.",
    "sales.jsonl": "A book as its events, one JSON document a line.",
    "team.history.parquet, team.interactions.parquet, team.pipeline.json": "Found beside the table "
    "team.parquet (likewise .csv, .xlsx) and read with it.",
}


def escaped(text: str) -> str:
    """Text that roff shows as it is: a backslash, a hyphen that is typed, a dot that begins a
    line."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def plain(text: str) -> str:
    """A help text of one paragraph, without the marks that only a terminal shows."""
    words = " ".join(re.sub(r"`([^`]*)`", r"\1", text).split())
    return escaped("\n".join(textwrap.wrap(words, 70, break_on_hyphens=False)))


def paragraphs(text: str) -> list[list[str]]:
    blocks = [block.splitlines() for block in text.split("\n\n")]
    return [block for block in blocks if any(line.strip() for line in block)]


def page() -> str:
    root: Any = typer.main.get_command(build())
    version = salespipe.__version__
    lines = [
        '.\\" Made from the command line by scripts/make_man_page.py; do not edit.',
        f'.TH SALESPIPE 1 {DAY} "salespipe {version}" "User Commands"',
        ".SH NAME",
        "salespipe \\- the sales pipeline: rules, memory and figures",
        ".SH SYNOPSIS",
        ".B salespipe",
        "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        plain(f"{root.help} Tables are CSV, Parquet or XLSX files whose columns are found by "
              "their names; a book remembers every change."),
        ".PP",
        plain("Every command prints tables for people, and with --json one JSON document on "
              "standard output. What a long command is at is shown on standard error, and only on "
              "a terminal."),
        ".SH OPTIONS",
        *options(root),
        ".SH COMMANDS",
    ]  # fmt: skip
    for name, command in commands(root, ""):
        lines += described(name, command)
    lines += [".SH EXIT STATUS"]
    for code, meaning in EXIT_CODES.items():
        lines += [".TP", f".B {code}", plain(f"{meaning}.")]
    for title, entries in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}"]
        for name, meaning in entries.items():
            lines += [".TP", f".B {escaped(name)}", plain(meaning)]
    lines += [
        ".SH SEE ALSO",
        plain("The documentation in docs/ of the project: command-line.md, tables.md, metrics.md."),
    ]
    return "\n".join(lines) + "\n"


def commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        here = f"{path} {name}".strip()
        if hasattr(command, "commands"):
            yield from commands(command, here)
        else:
            yield here, command


def described(name: str, command: Any) -> list[str]:
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    arguments = " ".join(
        metavar(one) if one.required else f"[{metavar(one).strip('[]')}]"
        for one in shown if one.param_type_name == "argument"
    )  # fmt: skip
    needed = " ".join(
        f"{one.opts[0]} {metavar(one)}"
        for one in shown if one.param_type_name == "option" and one.required
    )  # fmt: skip
    usage = " ".join(part for part in (arguments, needed, "[OPTIONS]") if part)
    lines = [f".SS salespipe {escaped(name)} {escaped(usage)}"]
    for block in paragraphs(command.help or ""):
        lines += [plain(" ".join(block)), ".PP"]
    lines = lines[:-1] + options(command)
    for block in paragraphs(command.epilog or ""):
        if block[0].strip().startswith("salespipe "):
            lines += [
                ".PP",
                ".nf",
                ".RS 4",
                *(escaped(line.strip()) for line in block),
                ".RE",
                ".fi",
            ]
        else:
            lines += [".PP", plain(" ".join(block))]
    return lines


def metavar(parameter: Any) -> str:
    if parameter.metavar:
        return str(parameter.metavar)
    descriptor = getattr(parameter, "type_descriptor", None)  # of newer versions of Typer
    if descriptor is not None:
        kind = descriptor.annotation
        if isinstance(kind, type) and issubclass(kind, Enum):
            return "|".join(str(one.value) for one in kind)
        return {int: "N", float: "NUMBER", Path: "FILE"}.get(kind, "TEXT")
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return "|".join(str(getattr(one, "value", one)) for one in choices)
    names = {"integer": "N", "integer range": "N", "float": "NUMBER", "path": "FILE"}
    return names.get(parameter.type.name, "TEXT")


def options(command: Any) -> list[str]:
    lines: list[str] = []
    for one in command.params:
        if one.param_type_name != "option" or getattr(one, "hidden", False):
            continue
        names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in (*one.opts, *one.secondary_opts))
        value = "" if one.is_flag else f" \\fI{escaped(metavar(one))}\\fR"
        text = TYPERS.get(one.name, one.help or "")
        default = one.default
        if not one.is_flag and isinstance(default, (str, int)) and not isinstance(default, bool):
            shown = getattr(default, "value", default)
            text = f"{text.rstrip('.')} (default: {shown})." if text else ""
        lines += [".TP", names + value, plain(text)]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the manual page from the command line.")
    parser.add_argument("--check", action="store_true", help="only tell whether it is current")
    text = page()
    if parser.parse_args().check:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        if not current:
            print(f"{PAGE.name} is not current; run ./dev docs", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
