"""Failures and their exit codes: one table for people, scripts and the help text."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer

from salespipe.cli import progress
from salespipe.errors import ERROR_CLASSES, Error, IoError, NotFoundError, Place, TableError

USAGE = 2
FIRST_ERROR = 10
INTERRUPTED = 130
BROKEN_PIPE = 141


def _first_words(cls: type[Error]) -> str:
    """The first sentence of a class's documentation (there is none under ``python -OO``)."""
    return (cls.__doc__ or "").partition(".")[0]


#: Exit code -> what it means. From 11 on, 10 + the number of the error code that C, C++ and Python
#: share.
EXIT_CODES: dict[int, str] = {
    0: "done",
    USAGE: "usage: an option or argument is missing or wrong",
    **{
        FIRST_ERROR + number: f"{cls.default_code}: {_first_words(cls)}"
        for number, cls in enumerate(ERROR_CLASSES)
        if number
    },
    INTERRUPTED: "interrupted",
}

HELP = "Exit codes: " + ", ".join(
    f"{code} {meaning.split(':')[0]}" for code, meaning in EXIT_CODES.items()
)

#: What Typer raises for wrong options, wherever this version of it has the class.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def exit_code(error: Error) -> int:
    """10 + the number of the error's code; that of an internal error for codes not known here."""
    for number, cls in enumerate(ERROR_CLASSES):
        if number and cls.default_code == error.code:
            return FIRST_ERROR + number
    return FIRST_ERROR + len(ERROR_CLASSES) - 1


def tell(error: Error, *, as_json: bool) -> int:
    """Writes an error to standard error and returns its exit code."""
    progress.finish()
    if as_json:
        _write(json.dumps({"error": document(error)}, ensure_ascii=False))
    else:
        text = str(error)
        if isinstance(error, TableError) and len(error.rows) > error.shown_rows:
            text += f"; --json lists all {len(error.rows):,}"
        _write_error(text)
    return exit_code(error)


def tell_usage(error: Exception, *, as_json: bool) -> int:
    """The same for an option or argument that is wrong."""
    describe = getattr(error, "format_message", None)
    message = (str(describe()) if describe is not None else str(error)).rstrip(".")
    if not message:  # a command group without a command has printed its help
        return USAGE
    if as_json:
        place = {"file": "", "line": 0, "column": "", "field": ""}
        body = {"code": "usage", "message": message, "place": place, "rows": []}
        _write(json.dumps({"error": body}, ensure_ascii=False))
    else:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "salespipe"
        mark = "" if message.endswith("?") else ";"  # it asks: "Did you mean 'report'?"
        _write_error(f"{message}{mark} see {command} --help")
    return USAGE


def document(error: Error) -> dict[str, Any]:
    """The error for machines: {"code", "message", "place", "rows"}, and a table's "problem"."""
    place = error.place
    out: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "place": {
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "field": place.field,
        },
        "rows": [],
    }
    if isinstance(error, TableError):
        out["problem"] = error.problem
        out["rows"] = [
            {
                "line": row.line,
                "row": row.row,
                "column": row.column,
                "value": row.value,
                "reason": row.reason,
                "code": row.code,
            }
            for row in error.rows
        ]
    return out


def from_os_error(error: OSError) -> Error:
    """A failure of the system as an error of ours."""
    if isinstance(error, Error):
        return error
    place = Place(file=str(error.filename or ""))
    if isinstance(error, FileNotFoundError):
        return NotFoundError("no such file or folder", place=place)
    return IoError(f"{error.strerror or error}", place=place)


def _write(text: str) -> None:
    sys.stderr.write(text + "\n")


def _write_error(text: str) -> None:
    """For people: the word in red where there are colours, the rest as it is."""
    from rich.text import Text

    from salespipe.cli.output import console
    from salespipe.report.text import visible

    line = Text.assemble(("error:", "bold red"), f" {visible(text)}")
    console(stderr=True).print(line, soft_wrap=True)
