"""The open pipeline of every day, and why it changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from salespipe import _core

if TYPE_CHECKING:
    from salespipe.plots import SeriesPlots


class Series:
    """What was open at the end of each day, week or month, for the total and each group.

    A waterfall between any two steps is what was open before the first, plus the flows of the steps
    between, and adds up to what is open after the last. It speaks the Arrow PyCapsule protocol.
    """

    def __init__(self, series: _core.Series) -> None:
        self._series = series
        self._document: dict[str, Any] = json.loads(series.to_json())

    def to_dict(self) -> dict[str, Any]:
        """``query``, ``currency`` and ``groups``, the total first: each has ``by``, ``start`` and
        ``points`` with ``from``, ``to`` (the first day after), ``count``, ``value``, ``weighted``
        at the end of the step, and ``flows`` during it. Amounts are exact texts."""
        return self._document

    def to_json(self) -> str:
        """The document of :meth:`to_dict` as a text."""
        return json.dumps(self._document, ensure_ascii=False)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups of :meth:`to_dict`, the total first."""
        groups: list[dict[str, Any]] = self._document["groups"]
        return groups

    @property
    def currency(self) -> str:
        """ISO 4217 code of the amounts, "XXX" when none was named."""
        return str(self._document["currency"])

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._series.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """A row for each group and step: kind, dimensions, from, to, what is open, every flow."""
        return pa.RecordBatchReader.from_stream(self).read_all()

    def to_pandas(self) -> Any:
        """The table of :meth:`to_arrow` as a pandas data frame."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """The table of :meth:`to_arrow` as a Polars data frame."""
        import polars

        return polars.from_arrow(self.to_arrow())

    @property
    def plot(self) -> SeriesPlots:
        """Plots of it, with matplotlib: ``plot.evolution()``."""
        from salespipe.plots import SeriesPlots

        return SeriesPlots(self)

    def _repr_html_(self) -> str:
        from salespipe.notebook import series_html

        return series_html(self._document)

    def __len__(self) -> int:
        """The number of steps."""
        return len(self.groups[0]["points"])

    def __repr__(self) -> str:
        period = self._document["query"]["period"]
        last = self.groups[0]["points"][-1]
        return (
            f"<Series {period['from']} to {period['to']}, {len(self)} steps, "
            f"{len(self.groups)} groups: {last['count']} open worth {last['value']} at the end>"
        )
