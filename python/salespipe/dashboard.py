"""Dashboards: the answers of the metrics engine, as values to read, to hand on and to draw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from salespipe import _core
from salespipe.diagnostics import Diagnostic
from salespipe.errors import UnsupportedError

if TYPE_CHECKING:
    from salespipe.plots import FunnelPlots, Plots
    from salespipe.report.asked import Asked

Value: TypeAlias = Decimal | int | float | None


class Dashboard:
    """The answer to a query: a total row first, then the rows of ``by``.

    ``dashboard["win_rate"]`` is the total's figure: money as an exact ``Decimal``, counts as
    ``int``, ratios and days as ``float``, ``None`` where there is no value. It speaks the Arrow
    PyCapsule protocol, so any table library takes it.
    """

    def __init__(
        self,
        report: _core.Report,
        *,
        timezone: str,
        diagnostics: Sequence[Diagnostic] = (),
        asked: Asked | None = None,
    ) -> None:
        self._report = report
        self._question = asked
        self._document: dict[str, Any] = json.loads(report.to_json())
        self._document["query"]["timezone"] = timezone
        known = [diagnostic.to_dict() for diagnostic in diagnostics]
        # The reader of a table and the engine may both have seen the same: one word is enough.
        seen = {item["code"] for item in known}
        own = [item for item in self._document["diagnostics"] if item["code"] not in seen]
        self._document["diagnostics"] = known + own

    def to_dict(self) -> dict[str, Any]:
        """The report document (docs/schemas/report.schema.json)."""
        return self._document

    def to_json(self, *, pretty: bool = False) -> str:
        """The document of :meth:`to_dict` as a text; ``pretty``: with line breaks."""
        return json.dumps(self._document, ensure_ascii=False, indent=2 if pretty else None)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the report, the total first: ``by``, ``kind``, ``period``, ``metrics``
        (amounts as exact texts, counts, ratios and days as numbers), and ``ratios`` and ``change``
        where there are any."""
        rows: list[dict[str, Any]] = self._document["rows"]
        return rows

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """What a person should know about these figures."""
        found: list[dict[str, Any]] = self._document["diagnostics"]
        return found

    @property
    def currency(self) -> str:
        """ISO 4217 code of the amounts, "XXX" when none was named."""
        return str(self._document["query"]["currency"])

    def __getitem__(self, metric: str) -> Value:
        """The total's figure. KeyError for a metric that was not asked for."""
        return self.value(metric)

    def value(self, metric: str, **by: str) -> Value:
        """A figure of one row: ``value("won_revenue", owner="ann")``."""
        if metric not in self._document["query"]["metrics"] and metric not in _units():
            raise KeyError(metric)
        if metric not in self._asked():
            raise KeyError(f"{metric} was not asked for; it is a metric: name it in metrics=")
        for row in self.rows:
            if row["by"] == by:
                return _typed(metric, row["metrics"].get(metric))
        raise KeyError(f"there is no row {by}")

    def _asked(self) -> set[str]:
        return set(self._document["query"]["metrics"]) or set(_units())

    def __contains__(self, metric: object) -> bool:
        return metric in self._asked()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        """The number of rows, the total included."""
        return len(self.rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._report.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """A row for each row of the report: kind, dimensions, from, to, then the metrics."""
        return pa.RecordBatchReader.from_stream(self).read_all()

    def to_pandas(self) -> Any:
        """The table of :meth:`to_arrow` as a pandas data frame."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """The table of :meth:`to_arrow` as a Polars data frame."""
        import polars

        return polars.from_arrow(self.to_arrow())

    @property
    def plot(self) -> Plots:
        """Plots of it, with matplotlib: ``plot.funnel()``, ``waterfall()``, ``evolution()``,
        ``cycle()``, ``reps()``."""
        from salespipe.plots import Plots

        return Plots(self)

    @property
    def question(self) -> Asked:
        """The question behind it, with the data that it was put to. Raises UnsupportedError for a
        dashboard of merged states or of a watch, which hold figures and no deals."""
        if self._question is None:
            raise UnsupportedError(
                "this dashboard holds figures and no deals (it comes from states or from a watch); "
                "ask metrics() of the tables or of the book"
            )
        return self._question

    def to_html(self, title: str = "Sales") -> str:
        """The page that ``salespipe report --html`` writes: one file that needs no network
        (docs/report.md). Asks the data for all that the page shows besides."""
        from salespipe.report import render_html
        from salespipe.report.gather import gather

        asked = self.question
        return render_html(gather(asked, title, self.to_dict()))

    def _repr_html_(self) -> str:
        from salespipe.notebook import board_html

        stages = self._question.stages if self._question is not None else ()
        return board_html(self.to_dict(), stages=stages)

    def __repr__(self) -> str:
        total = self.rows[0]
        period = f"{total['period']['from']} to {total['period']['to']}"
        figures = ", ".join(f"{name}={value}" for name, value in list(total["metrics"].items())[:6])
        return f"<Dashboard {period}, {len(self.rows)} rows: {figures}>"


class Funnel(dict[str, Any]):
    """The document of a funnel (docs/schemas/funnel.schema.json), which a notebook shows as a
    table."""

    @property
    def plot(self) -> FunnelPlots:
        """Plots of it, with matplotlib: ``plot.funnel()``."""
        from salespipe.plots import FunnelPlots

        return FunnelPlots(self)

    def _repr_html_(self) -> str:
        from salespipe.notebook import funnel_html

        return funnel_html(self)


def catalogue() -> list[dict[str, str]]:
    """Every metric: name, title, unit, group, formula, documentation, options, example."""
    found: list[dict[str, str]] = json.loads(_core.catalogue_json())["metrics"]
    return found


@cache
def _units() -> dict[str, str]:
    return {metric["name"]: metric["unit"] for metric in catalogue()}


def _typed(metric: str, value: Any) -> Value:
    if value is None:
        return None
    typed: Value = Decimal(value) if _units()[metric] == "money" else value
    return typed
