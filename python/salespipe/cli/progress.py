"""What a long command is at, on standard error: for a person who waits, and for nobody else.

The core tells how far it is where it can (a simulation); elsewhere there are phases, with the time
that has gone by, and no percentage that nobody knows. A command says ``phase(...)`` before each
piece of work; whoever prints ends the display first (``output.console`` does it).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

#: Work that is done sooner shows nothing: a line that flickers tells nobody anything.
PATIENCE = 0.4


class _Display:
    """At most one line, which appears when the work has taken a while."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._wanted = False
        self._what = ""
        self._timer: threading.Timer | None = None
        self._bar: Progress | None = None

    def begin(self, *, wanted: bool) -> None:
        self.finish()
        self._wanted = wanted and sys.stderr.isatty()

    def phase(self, what: str) -> None:
        if not self._wanted:
            return
        with self._lock:
            from salespipe.report.text import visible

            self._what = visible(what)
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], description=self._what)
            elif self._timer is None:
                self._timer = threading.Timer(PATIENCE, self._show)
                self._timer.daemon = True
                self._timer.start()

    def _show(self) -> None:
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        from salespipe.cli.output import console

        with self._lock:
            if self._timer is None:  # finished meanwhile
                return
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(),
                console=console(stderr=True),
                transient=True,
            )
            self._bar.add_task(self._what, total=None)
            self._bar.start()

    def finish(self) -> None:
        with self._lock:
            timer, bar = self._timer, self._bar
            self._timer = self._bar = None
        if timer is not None:
            timer.cancel()
        if bar is not None:
            bar.stop()

    @contextmanager
    def counting(self, what: str, unit: str, total: int) -> Iterator[Callable[[int], None]]:
        if not self._wanted:
            yield lambda done: None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from salespipe.cli.output import console

        self.finish()
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + unit),
            TimeRemainingColumn(),
            console=console(stderr=True),
            transient=True,
        )
        with bar:
            task = bar.add_task(what, total=total)
            yield lambda done: bar.update(task, completed=done)


_display = _Display()


def begin(*, wanted: bool) -> None:
    """A command begins; ``wanted``: nobody asked for a document for machines."""
    _display.begin(wanted=wanted)


def phase(what: str) -> None:
    """What is done from here on, such as "reading deals.csv"."""
    _display.phase(what)


def counting(what: str, unit: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
    """A bar for work that tells how far it is; gives what to call with the number done."""
    return _display.counting(what, unit, total)


def finish() -> None:
    """The work is done, or something is about to be printed."""
    _display.finish()
