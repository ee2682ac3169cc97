"""The Typer application: its commands, and the one place where failures become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
import typer.main

from salespipe.cli import (
    auditing,
    automating,
    board,
    day,
    evolution,
    failures,
    flushing,
    funnels,
    importing,
    keeping,
    past,
    reporting,
    simulating,
    suggesting,
    terms,
    undoing,
)
from salespipe.errors import Error

app = typer.Typer(
    name="salespipe",
    help="The sales pipeline: figures you can trust from a CRM export, a table or a book.",
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
app.command("report", epilog=reporting.EXAMPLES)(reporting.report)
app.command("funnel", epilog=funnels.EXAMPLES)(funnels.funnel)
app.command("evolution", epilog=evolution.EXAMPLES)(evolution.evolution)
app.command("history", epilog=past.HISTORY_EXAMPLES)(past.history)
app.command("timeline", epilog=day.TIMELINE_EXAMPLES)(day.timeline)
app.command("tasks", epilog=day.TASKS_EXAMPLES)(day.tasks)
app.command("suggest", epilog=suggesting.EXAMPLES)(suggesting.suggest)
app.command("fridge", epilog=day.FRIDGE_EXAMPLES)(day.fridge)
app.command("flush", epilog=flushing.EXAMPLES)(flushing.flush)
app.command("automate", epilog=automating.EXAMPLES)(automating.automate)
app.command("board", epilog=board.EXAMPLES)(board.board)
app.command("changes", epilog=past.CHANGES_EXAMPLES)(past.changes)
app.command("audit", epilog=auditing.EXAMPLES)(auditing.audit)
app.command("undo", epilog=undoing.EXAMPLES)(undoing.undo)
app.command("import", epilog=importing.EXAMPLES)(importing.import_)
app.command("verify", epilog=keeping.VERIFY_EXAMPLES)(keeping.verify)
app.command("export", epilog=keeping.EXPORT_EXAMPLES)(keeping.export)
app.command("backup", epilog=keeping.BACKUP_EXAMPLES)(keeping.backup)
app.command("simulate", epilog=simulating.EXAMPLES)(simulating.simulate)
app.command("metrics", epilog=terms.EXAMPLES)(terms.metrics)


def _print_version(asked: bool) -> None:
    if asked:
        from salespipe import __version__

        typer.echo(f"salespipe {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """The sales pipeline: figures you can trust from a CRM export, a table or a book."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; see ``failures.EXIT_CODES``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    _speak_utf8()
    command: Any = typer.main.get_command(app)
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
    return code if isinstance(code, int) else 0


def _speak_utf8() -> None:
    """Output is UTF-8 wherever it goes: what a locale cannot write would be an error otherwise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
