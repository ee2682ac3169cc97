"""salespipe: the sales pipeline as a library.

import salespipe as sp

book = sp.open("sales.db")
pipeline = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"))
board = sp.metrics(opportunities=table, period="2017-Q3", compare="previous", by="owner")
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from salespipe._core import __version__

if TYPE_CHECKING:
    from salespipe import simulate, states
    from salespipe._core import (
        Contact,
        DealDifference,
        Decision,
        Event,
        Period,
        Pipeline,
        Stage,
        Task,
        Undoing,
    )
    from salespipe.automation import AutomationRun, Firing
    from salespipe.book import Book, open_book, verify
    from salespipe.dashboard import Dashboard, catalogue
    from salespipe.day import Conversation, StaleDeal, Suggestion, Timeline
    from salespipe.deal import Deal, Verdict
    from salespipe.diagnostics import Diagnostic
    from salespipe.errors import (
        AlreadyExistsError,
        AmbiguousError,
        ConflictError,
        CorruptError,
        CurrencyMismatchError,
        Error,
        InternalError,
        InvalidArgumentError,
        InvalidStateError,
        IoError,
        NotAllowedError,
        NotFoundError,
        OverflowError_,
        ParseError,
        SchemaViolationError,
        TableError,
        UnsupportedError,
    )
    from salespipe.funnels import funnel
    from salespipe.live import Watch
    from salespipe.metrics import Prepared, metrics, prepare
    from salespipe.past import BookAt
    from salespipe.series import Series
    from salespipe.states import State, merge, partial
    from salespipe.tables import (
        HistoryImport,
        InteractionsImport,
        StageSpec,
        TableImport,
        read_history,
        read_interactions,
        read_opportunities,
    )

    open = open_book  # the name that fits best behind "sp."

__all__ = [
    "AlreadyExistsError",
    "AmbiguousError",
    "AutomationRun",
    "Book",
    "BookAt",
    "ConflictError",
    "Contact",
    "Conversation",
    "CorruptError",
    "CurrencyMismatchError",
    "Dashboard",
    "Deal",
    "DealDifference",
    "Decision",
    "Diagnostic",
    "Error",
    "Event",
    "Firing",
    "HistoryImport",
    "InteractionsImport",
    "InternalError",
    "InvalidArgumentError",
    "InvalidStateError",
    "IoError",
    "NotAllowedError",
    "NotFoundError",
    "OverflowError_",
    "ParseError",
    "Period",
    "Pipeline",
    "Prepared",
    "SchemaViolationError",
    "Series",
    "Stage",
    "StageSpec",
    "StaleDeal",
    "State",
    "Suggestion",
    "TableError",
    "TableImport",
    "Task",
    "Timeline",
    "Undoing",
    "UnsupportedError",
    "Verdict",
    "Watch",
    "__version__",
    "catalogue",
    "funnel",
    "merge",
    "metrics",
    "open",
    "open_book",
    "partial",
    "prepare",
    "read_history",
    "read_interactions",
    "read_opportunities",
    "simulate",
    "states",
    "verify",
]

#: Where each name comes from. It is fetched when it is first asked for: PyArrow alone takes longer
#: to import than a short command to run.
_FROM = {
    "salespipe._core": (
        "Contact",
        "DealDifference",
        "Decision",
        "Event",
        "Period",
        "Pipeline",
        "Stage",
        "Task",
        "Undoing",
    ),
    "salespipe.automation": (
        "AutomationRun",
        "Firing",
    ),
    "salespipe.book": (
        "Book",
        "open_book",
        "verify",
    ),
    "salespipe.dashboard": (
        "Dashboard",
        "catalogue",
    ),
    "salespipe.day": (
        "Conversation",
        "StaleDeal",
        "Suggestion",
        "Timeline",
    ),
    "salespipe.deal": (
        "Deal",
        "Verdict",
    ),
    "salespipe.diagnostics": ("Diagnostic",),
    "salespipe.errors": (
        "AlreadyExistsError",
        "AmbiguousError",
        "ConflictError",
        "CorruptError",
        "CurrencyMismatchError",
        "Error",
        "InternalError",
        "InvalidArgumentError",
        "InvalidStateError",
        "IoError",
        "NotAllowedError",
        "NotFoundError",
        "OverflowError_",
        "ParseError",
        "SchemaViolationError",
        "TableError",
        "UnsupportedError",
    ),
    "salespipe.funnels": ("funnel",),
    "salespipe.live": ("Watch",),
    "salespipe.metrics": (
        "Prepared",
        "metrics",
        "prepare",
    ),
    "salespipe.past": ("BookAt",),
    "salespipe.series": ("Series",),
    "salespipe.states": (
        "State",
        "merge",
        "partial",
    ),
    "salespipe.tables": (
        "HistoryImport",
        "InteractionsImport",
        "StageSpec",
        "TableImport",
        "read_history",
        "read_interactions",
        "read_opportunities",
    ),
}
_MODULES = {name: module for module, names in _FROM.items() for name in names}
_MODULES["open"] = "salespipe.book"


def __getattr__(name: str) -> Any:
    if name in ("simulate", "states"):
        return import_module(f"salespipe.{name}")
    if name not in _MODULES:
        raise AttributeError(f"module 'salespipe' has no attribute '{name}'")
    found = getattr(import_module(_MODULES[name]), "open_book" if name == "open" else name)
    if name != "metrics":
        globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """``salespipe.metrics`` is the function, though a module has that name too: Python sets each
    module of a package as its attribute, and would hide the function behind its module."""

    @property
    def metrics(self) -> Any:
        return __getattr__("metrics")

    @metrics.setter
    def metrics(self, module: ModuleType) -> None: ...


sys.modules[__name__].__class__ = _Package
