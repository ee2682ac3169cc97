"""Tables in: opportunities, histories and interactions from CSV, Parquet, XLSX or data frames.

    from salespipe.tables import read_opportunities
    imported = read_opportunities("deals.csv", currency="EUR")
    imported.opportunities   # a pyarrow.Table in the canonical schema
    imported.diagnostics     # what was kept although something is missing, and what was inferred

Every reader takes all of a table or nothing: TableError carries the list of every bad row.
"""

from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, TableError
from salespipe.tables.history import read_history
from salespipe.tables.interactions import read_interactions
from salespipe.tables.model import (
    NO_CURRENCY,
    HistoryImport,
    InteractionsImport,
    StageKind,
    StageSpec,
    TableImport,
)
from salespipe.tables.names import INTERACTION_TYPES
from salespipe.tables.opportunities import read_opportunities
from salespipe.tables.rates import read_rates
from salespipe.tables.source import Source
from salespipe.tables.stages import merge_stages

__all__ = [
    "INTERACTION_TYPES",
    "NO_CURRENCY",
    "BadRow",
    "Diagnostic",
    "HistoryImport",
    "InteractionsImport",
    "Source",
    "StageKind",
    "StageSpec",
    "TableError",
    "TableImport",
    "merge_stages",
    "read_history",
    "read_interactions",
    "read_opportunities",
    "read_rates",
]
