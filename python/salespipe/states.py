"""States: figures of parts of the data that are added up to the figures of the whole.

``partial(opportunities=part, period="2025-Q3", by="owner")`` reads one part; ``merge(states)``
adds; ``finish()`` gives the :class:`~salespipe.metrics.Dashboard`, the same whatever the split.
A state is a few kilobytes, holds no deals, and is a table (``to_arrow``) that any engine can merge
with ``GROUP BY`` and ``SUM``, or bytes (``to_bytes``) to keep; see docs/states.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from salespipe import _core
from salespipe.dashboard import Dashboard
from salespipe.diagnostics import Diagnostic
from salespipe.errors import InvalidArgumentError
from salespipe.metrics import Prepared, prepare
from salespipe.query_document import PeriodLike, query_document


class State:
    """The state of a part of the data: an additive group of cells."""

    def __init__(self, state: _core.State, *, diagnostics: Sequence[Diagnostic] = ()) -> None:
        self._state = state
        self._diagnostics = list(diagnostics)

    @classmethod
    def from_arrow(cls, table: Any) -> State:
        """Of rows that :meth:`to_arrow` gave: of one state or several, in any order, summed or not.
        Raises SchemaViolationError for another table."""
        return cls(_core.State.from_arrow(table.__arrow_c_stream__()))

    @classmethod
    def from_bytes(cls, data: bytes) -> State:
        """Of what :meth:`to_bytes` gave. Raises CorruptError for bytes that were altered, and
        UnsupportedError for those of a later version that this one cannot read."""
        return cls(_core.State.from_bytes(data))

    def to_bytes(self, *, producer: str = "") -> bytes:
        """Bytes to keep or send; ``producer`` names who made them (:func:`producer_of`)."""
        return self._state.to_bytes(producer)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._state.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """The cells: slot, period, from, to, the dimensions, bin, label, value."""
        return pa.RecordBatchReader.from_stream(self).read_all()

    @property
    def query(self) -> dict[str, Any]:
        """What it answers, with every option in force."""
        query: dict[str, Any] = self._document()["query"]
        return query

    def merge(self, other: State) -> State:
        """Both parts together, as a new state. Raises InvalidArgumentError, saying in what they
        differ, when they answer different queries."""
        return merge((self, other))

    def __add__(self, other: State) -> State:
        return self.merge(other) if isinstance(other, State) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return self._state.equals(other._state) if isinstance(other, State) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def finish(self) -> Dashboard:
        """The figures."""
        return Dashboard(
            self._state.finish(),
            timezone=str(self._document()["zone"]),
            diagnostics=self._diagnostics,
        )

    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._state.document())
        return document

    def __len__(self) -> int:
        """The number of cells."""
        return len(self._state)

    def __repr__(self) -> str:
        return f"<State: {len(self)} cells of {self._document()['query']['period']}>"


def partial(
    *,
    opportunities: Any,
    period: PeriodLike | Sequence[PeriodLike],
    today: date | None = None,
    threads: int = 1,
    compare: Any = None,
    by: Any = None,
    metrics: Any = None,
    filters: Any = None,
    as_of: Any = None,
    top: Any = None,
    outcome: str | None = None,
    value_at: str | None = None,
    owner_at: str | None = None,
    created_value_at: str | None = None,
    cycle_from: str | None = None,
    exclude_closed_gap: bool | None = None,
    abandoned_after_days: int | None = None,
    fiscal_year_start_month: int | None = None,
    **tables: Any,
) -> State:
    """The state of one part of the data; the arguments are those of :func:`salespipe.metrics`.

    A part holds whole deals: all the history and interactions of each deal are in the part that
    holds the deal, and a quota is in one part only. Every part must be read alike, so give what
    would otherwise be guessed from the part itself: ``stages`` (or ``pipeline``), ``currency``,
    and ``data_through`` when deals without ``created`` are among them. ``period`` must be named:
    "all" would be another span in every part, and is refused (InvalidArgumentError).
    """
    options = {
        "compare": compare,
        "by": by,
        "metrics": metrics,
        "filters": filters,
        "as_of": as_of,
        "top": top,
        "outcome": outcome,
        "value_at": value_at,
        "owner_at": owner_at,
        "created_value_at": created_value_at,
        "cycle_from": cycle_from,
        "exclude_closed_gap": exclude_closed_gap,
        "abandoned_after_days": abandoned_after_days,
        "fiscal_year_start_month": fiscal_year_start_month,
    }
    _refuse_all(period)
    prepared = prepare(opportunities=opportunities, **tables)
    return partial_of(prepared, period=period, today=today, threads=threads, **options)


def partial_of(
    prepared: Prepared,
    *,
    period: PeriodLike | Sequence[PeriodLike],
    today: date | None = None,
    threads: int = 1,
    **options: Any,
) -> State:
    """The same of a part that is prepared already."""
    _refuse_all(period)
    query = json.dumps(query_document(period, prepared._data, options))
    state = _core.State.of(prepared._data, query, today, threads)
    return State(state, diagnostics=prepared._diagnostics)


def merge(states: Iterable[State]) -> State:
    """All parts together, as a new state. Raises InvalidArgumentError for none, and for states of
    different queries, saying in what they differ."""
    parts = list(states)
    if not parts:
        raise InvalidArgumentError("there are no states to merge; give at least one")
    whole = parts[0]._state.copy()
    found = list(parts[0]._diagnostics)
    for part in parts[1:]:
        whole.merge(part._state)
        found += [diagnostic for diagnostic in part._diagnostics if diagnostic not in found]
    return State(whole, diagnostics=found)


def producer_of(data: bytes) -> str:
    """Who made the bytes of a state, as :meth:`State.to_bytes` was told."""
    return _core.producer_of(data)


def _refuse_all(period: Any) -> None:
    periods = [period] if isinstance(period, (str, tuple)) else period
    if isinstance(periods, Sequence) and "all" in list(periods):
        raise InvalidArgumentError(
            "period 'all' is another span in every part of the data, so the parts could not be "
            "merged; name the period, such as '2017' or (first day, first day after)"
        )
