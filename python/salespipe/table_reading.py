"""How the tables of ``prepare`` come in: canonical ones as they are, others by their readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from salespipe.tables import (
    NO_CURRENCY,
    HistoryImport,
    InteractionsImport,
    TableImport,
    read_history,
    read_interactions,
    read_opportunities,
)
from salespipe.tables.canonical import (
    canonical_history,
    canonical_interactions,
    canonical_opportunities,
)


@dataclass(frozen=True)
class ReadTables:
    """The tables that figures are computed from, as their readers give them."""

    deals: TableImport
    changes: HistoryImport | None
    contacts: InteractionsImport | None


@dataclass(frozen=True)
class Reading:
    """How the tables of :func:`salespipe.prepare` are read."""

    mapping: Mapping[str, str] | None
    stages: str | list[str] | None
    currency: str | None
    date_order: str | None
    decimal: str | None
    rates: Any

    def quick(self, opportunities: Any, history: Any, interactions: Any) -> tuple[ReadTables, bool]:
        """The tables, and whether each was read row by row; canonical ones are not."""
        short = self.mapping is None and self.rates is None
        deals = changes = contacts = None
        if short and isinstance(opportunities, pa.Table):
            deals = canonical_opportunities(
                opportunities, stages=self.stages, currency=self.currency
            )
        is_sure = deals is None
        deals = deals or self._deals(opportunities)
        if short and isinstance(history, pa.Table):
            changes = canonical_history(
                history, stages=self.stages, currency=self._currency_of(deals)
            )
        if short and isinstance(interactions, pa.Table):
            contacts = canonical_interactions(interactions)
        is_sure = is_sure and changes is None and contacts is None
        if changes is None and history is not None:
            changes = self._changes(history, deals)
        if contacts is None and interactions is not None:
            contacts = self._contacts(interactions)
        return ReadTables(deals, changes, contacts), is_sure

    def thorough(self, opportunities: Any, history: Any, interactions: Any) -> ReadTables:
        """Row by row, with every bad row told."""
        deals = self._deals(opportunities)
        return ReadTables(
            deals,
            self._changes(history, deals) if history is not None else None,
            self._contacts(interactions) if interactions is not None else None,
        )

    def _deals(self, source: Any) -> TableImport:
        if isinstance(source, TableImport):
            return source
        return read_opportunities(
            source,
            mapping=self.mapping,
            stages=self.stages,
            currency=self.currency,
            date_order=self.date_order,
            decimal=self.decimal,
            several_currencies=self.rates is not None,
        )

    def _changes(self, source: Any, deals: TableImport) -> HistoryImport:
        if isinstance(source, HistoryImport):
            return source
        return read_history(
            source,
            stages=self.stages,
            currency=self._currency_of(deals),
            date_order=self.date_order,
            decimal=self.decimal,
            several_currencies=self.rates is not None,
            digits=amount_digits(deals),
        )

    def _currency_of(self, deals: TableImport) -> str | None:
        """What a history counts in that does not say so itself: what its deals do."""
        return self.currency or (deals.currency if deals.currency != NO_CURRENCY else None)

    def _contacts(self, source: Any) -> InteractionsImport:
        if isinstance(source, InteractionsImport):
            return source
        return read_interactions(source, date_order=self.date_order)


def amount_digits(deals: TableImport) -> int | None:
    """The decimals that amounts of deals were read with."""
    if "value" not in deals.opportunities.column_names:
        return None
    kind = deals.opportunities.schema.field("value").type
    return int(kind.scale) if pa.types.is_decimal(kind) else None
