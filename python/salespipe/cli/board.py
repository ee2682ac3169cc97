"""``salespipe board``: a book in the browser."""

from __future__ import annotations

import threading
import webbrowser
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salespipe.cli import options as o
from salespipe.cli.books import open_existing
from salespipe.cli.output import console, print_json
from salespipe.errors import UnsupportedError

if TYPE_CHECKING:
    from salespipe.board.server import Address

EXAMPLES = """Examples:

  salespipe board sales.db

  salespipe board sales.db --actor ann --lang sv

  salespipe board sales.db --port 8400 --no-open

The board is served to this machine only, until you press Ctrl+C. Its link works once; an open board
makes links for other browsers."""


class Language(str, Enum):
    en = "en"
    sv = "sv"


def board(
    path: Annotated[Path, typer.Argument(metavar="BOOK", help="A book.")],
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Listen here. Default: a free port.")
    ] = 0,
    actor: o.Actor = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the board in your browser.")
    ] = True,
    lang: Annotated[
        Language | None, typer.Option(help="Language of the page. Default: the browser's.")
    ] = None,
    timezone: o.Timezone = None,
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Show a book as a kanban board in the browser."""
    try:
        from salespipe.board.server import serve
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            f"the board needs the package '{error.name}': pip install 'salespipe[board]'"
        ) from None

    def started(address: Address) -> None:
        if as_json:
            print_json({"url": address.url, "link": address.link})
        else:
            console().print(f"The board is at {address.link}", soft_wrap=True, highlight=False)
            console().print("Ctrl+C ends it.", style="dim")
        if open_:
            # Beside the server: a browser in the terminal waits for a page that is not served yet.
            threading.Thread(target=webbrowser.open, args=(address.link,), daemon=True).start()

    serve(
        open_existing(path, timezone),
        port=port,
        actor=actor,
        language="" if lang is None else lang.value,
        clock=None if today is None else lambda: o.now(today),
        started=started,
    )
