"""The Typer application: its commands, and the one place where failures become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from importlib import import_module
from typing import Annotated, Any

import typer
import typer.main

from salespipe.cli import completion, failures, output, progress
from salespipe.errors import Error

#: Each command: its module in this package, its function there, and the text with its examples. A
#: group of commands names a ``typer.Typer`` instead of a function. Only the module of the command
#: that is asked for is imported: most need PyArrow, which takes longer to import than they to run.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "report": ("reporting", "report", "EXAMPLES"),
    "funnel": ("funnels", "funnel", "EXAMPLES"),
    "evolution": ("evolution", "evolution", "EXAMPLES"),
    "history": ("past", "history", "HISTORY_EXAMPLES"),
    "timeline": ("day", "timeline", "TIMELINE_EXAMPLES"),
    "tasks": ("day", "tasks", "TASKS_EXAMPLES"),
    "suggest": ("suggesting", "suggest", "EXAMPLES"),
    "fridge": ("day", "fridge", "FRIDGE_EXAMPLES"),
    "flush": ("flushing", "flush", "EXAMPLES"),
    "automate": ("automating", "automate", "EXAMPLES"),
    "board": ("board", "board", "EXAMPLES"),
    "changes": ("past", "changes", "CHANGES_EXAMPLES"),
    "audit": ("auditing", "audit", "EXAMPLES"),
    "undo": ("undoing", "undo", "EXAMPLES"),
    "erase": ("erasing", "erase", "EXAMPLES"),
    "import": ("importing", "import_", "EXAMPLES"),
    "verify": ("keeping", "verify", "VERIFY_EXAMPLES"),
    "export": ("keeping", "export", "EXPORT_EXAMPLES"),
    "backup": ("keeping", "backup", "BACKUP_EXAMPLES"),
    "simulate": ("simulating", "simulate", "EXAMPLES"),
    "template": ("templating", "template", "EXAMPLES"),
    "metrics": ("terms", "metrics", "EXAMPLES"),
}
HELP = """The sales pipeline: figures you can trust from a CRM export, a table or a book."""


class Color(str, Enum):
    auto = "auto"
    always = "always"
    never = "never"


def build(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The application with these of its commands."""
    made = typer.Typer(
        name="salespipe",
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Start with:\n\n"
        "  salespipe report deals.csv\n\n"
        "  salespipe report deals.csv --period 2017-Q3 --compare previous --by owner\n\n"
        "  salespipe simulate --opportunities 2000 --seed 1 --months 24 --into team.parquet\n\n"
        f"{failures.HELP}",
    )
    made.callback()(_root)
    for name in names:
        module, function, examples = COMMANDS[name]
        found = import_module(f"salespipe.cli.{module}")
        command = getattr(found, function)
        if isinstance(command, typer.Typer):
            made.add_typer(command, name=name, epilog=getattr(found, examples))
        else:
            made.command(name, epilog=getattr(found, examples))(command)
    return made


def _print_version(asked: bool) -> None:
    if asked:
        from salespipe import __version__

        typer.echo(f"salespipe {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
    color: Annotated[
        Color,
        typer.Option(help="Colours: auto goes by the terminal, NO_COLOR and FORCE_COLOR."),
    ] = Color.auto,
) -> None:
    output.set_color(color.value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; see ``failures.EXIT_CODES``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    _speak_utf8()
    if "_SALESPIPE_COMPLETE" in os.environ:
        _complete()  # leaves the program
    progress.begin(wanted=not as_json)
    command: Any = typer.main.get_command(build(_wanted(given)))
    try:
        code = command.main(args=given, prog_name="salespipe", standalone_mode=False)
        sys.stdout.flush()
    except Error as error:
        return failures.tell(error, as_json=as_json)
    except failures.USAGE_ERROR as error:
        return failures.tell_usage(error, as_json=as_json)
    except (typer.Abort, KeyboardInterrupt):
        return failures.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left (`| head`). Python would complain once more at its exit.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failures.BROKEN_PIPE
    except OSError as error:
        return failures.tell(failures.from_os_error(error), as_json=as_json)
    finally:
        progress.finish()
    return code if isinstance(code, int) else 0


def _wanted(given: Sequence[str]) -> Iterable[str]:
    """The one command that is asked for, where the first word names it; else all of them, for the
    help and for suggestions."""
    first = given[0] if given else ""
    if first in COMMANDS:
        return (first,)
    return () if first == "--version" else COMMANDS


def _complete() -> None:
    """Answers a shell that asks how a line goes on: completion as Typer has it."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = line.split()[1:]
    # The word that is being written is no command yet, even where it is spelled like one.
    is_chosen = len(words) > 1 or (bool(words) and line.endswith(" "))
    if not is_chosen and "COMP_WORDS" in os.environ and not "".join(words).startswith("-"):
        # Bash shows no help beside the names, so nothing needs to be imported to offer them.
        sys.stdout.writelines(f"{name}\n" for name in COMMANDS if name.startswith("".join(words)))
        sys.exit()
    wanted = _wanted(words if is_chosen else ())
    command: Any = typer.main.get_command(build(wanted))
    completion.attach(command)
    command.main(prog_name="salespipe")


def _speak_utf8() -> None:
    """Output is UTF-8 wherever it goes: what a locale cannot write would be an error otherwise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
