"""salespipe: the sales pipeline as a library.

import salespipe as sp

book = sp.open("sales.db")
pipeline = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"))
board = sp.metrics(opportunities=table, period="2017-Q3", compare="previous", by="owner")
"""

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
    __version__,
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
