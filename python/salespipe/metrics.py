"""Figures: the questions of a sales team, answered from tables or from a book.

``metrics(opportunities=..., period="2017-Q3", by="owner")`` takes anything that speaks the Arrow
PyCapsule protocol (pandas, Polars, PyArrow, DuckDB, ...), a path, or what
:func:`salespipe.read_opportunities` gave; ``book.metrics(...)`` the same options without tables.
The answer is a :class:`Dashboard`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from salespipe import _core
from salespipe._core import Pipeline, Stage
from salespipe.diagnostics import Diagnostic
from salespipe.errors import Error
from salespipe.query_document import PeriodLike, query_document
from salespipe.series import Series
from salespipe.table_reading import Reading, ReadTables
from salespipe.tables import NO_CURRENCY, StageSpec, merge_stages, read_rates

if TYPE_CHECKING:
    from salespipe.book import Book

Value: TypeAlias = Decimal | int | float | None


class Dashboard:
    """The answer to a query: a total row first, then the rows of ``by``.

    ``dashboard["win_rate"]`` is the total's figure: money as an exact ``Decimal``, counts as
    ``int``, ratios and days as ``float``, ``None`` where there is no value. It speaks the Arrow
    PyCapsule protocol, so any table library takes it.
    """

    def __init__(
        self, report: _core.Report, *, timezone: str, diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        self._report = report
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

    def _repr_html_(self) -> str:
        from salespipe.report.html import fragment

        return fragment(self.to_dict())

    def __repr__(self) -> str:
        total = self.rows[0]
        period = f"{total['period']['from']} to {total['period']['to']}"
        figures = ", ".join(f"{name}={value}" for name, value in list(total["metrics"].items())[:6])
        return f"<Dashboard {period}, {len(self.rows)} rows: {figures}>"


class Prepared:
    """Deals read and put in order once, to be asked for figures many times."""

    def __init__(
        self, data: _core.Dataset, *, timezone: str, diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        self._data = data
        self._timezone = timezone
        self._diagnostics = list(diagnostics)

    @property
    def dimensions(self) -> list[str]:
        """What figures can be grouped and filtered by."""
        return self._data.dimensions

    @property
    def currency(self) -> str:
        """ISO 4217 code of the amounts, "XXX" when none was named."""
        return self._data.currency

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day that anything is known of; None when the data has no dates."""
        return self._data.span

    def metrics(
        self,
        *,
        period: PeriodLike | Sequence[PeriodLike] = "all",
        today: date | None = None,
        threads: int = 1,
        **options: Any,
    ) -> Dashboard:
        """The figures of a query; the options are those of :func:`salespipe.metrics`."""
        query = query_document(period, self._data, options)
        report = self._data.evaluate(json.dumps(query), today, threads)
        return Dashboard(report, timezone=self._timezone, diagnostics=self._diagnostics)

    def funnel(
        self,
        *,
        period: PeriodLike | None = None,
        pipeline: str = "",
        today: date | None = None,
        threads: int = 1,
        **options: Any,
    ) -> dict[str, Any]:
        """How deals came through the stages: those created in ``period``, or all of them.

        ``options``: ``as_of``, ``by``, ``filters``, ``fiscal_year_start_month``. Returns the
        document of docs/schemas/funnel.schema.json: ``groups``, the total first, each with its
        ``stages`` in order and won last, and ``bend``, what happens at the stage that means
        qualified. Of the conversions to the next stage, ``conversion_estimated`` (with
        ``conversion_low`` and ``conversion_high``) is the one to show; docs/funnel.md says what
        the others mean and how they are biased.
        """
        query = query_document(period if period is not None else [], self._data, options)
        periods = query.pop("period")
        if periods:
            query["period"] = periods[0]
        if pipeline:
            query["pipeline"] = pipeline
        found: dict[str, Any] = json.loads(self._data.funnel(json.dumps(query), today, threads))
        return found

    def series(
        self,
        *,
        period: PeriodLike = "all",
        every: str = "day",
        today: date | None = None,
        **options: Any,
    ) -> Series:
        """The open pipeline at the end of every ``day``, ``week``, ``month``, ``quarter`` or
        ``year`` of a period, and what changed it. One pass, however long the period.

        ``options``: ``by`` ("stage", "owner", any dimension), ``filters``,
        ``fiscal_year_start_month``.
        """
        query = query_document(period, self._data, options)
        query["period"] = query["period"][0]
        query["every"] = every
        return Series(self._data.series(json.dumps(query), today))

    def __len__(self) -> int:
        """The number of deals."""
        return len(self._data)

    def __repr__(self) -> str:
        return f"<Prepared: {len(self)} deals in {self.currency}>"


def prepare(
    *,
    opportunities: Any,
    history: Any = None,
    interactions: Any = None,
    quotas: Any = None,
    rates: Any = None,
    pipeline: Pipeline | Sequence[Pipeline] | None = None,
    stages: str | Sequence[str] | Sequence[StageSpec] | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    timezone: str = "UTC",
    data_through: date | None = None,
    known_at: date | None = None,
    threads: int = 1,
    diagnostics: Sequence[Diagnostic] = (),
) -> Prepared:
    """Tables ready to be asked; see :func:`metrics` for the arguments."""
    pipelines = [pipeline] if isinstance(pipeline, Pipeline) else list(pipeline or ())
    if pipelines and stages is None:
        stages = [StageSpec(s.name, _kind(s)) for each in pipelines for s in each.stages]
    reading = Reading(mapping, _stage_text(stages), currency, date_order, decimal, rates)
    tables = (opportunities, history, interactions)

    def prepared(read: ReadTables) -> Prepared:
        # A stage that no deal stands in today is still a stage: the history may know more of them.
        order = list(read.deals.stages)
        if read.changes:
            order = merge_stages(order, read.changes.stages)
        found = list(diagnostics)
        found += [each for each in read.deals.diagnostics if each not in diagnostics]
        for other in (read.changes, read.contacts):
            found += other.diagnostics if other else []
        deals = read.deals
        data = _core.Dataset.from_tables(
            _capsule(deals.opportunities),
            _capsule(read.changes.history if read.changes else None),
            _capsule(read.contacts.interactions if read.contacts else None),
            _capsule(None if quotas is None else _as_table(quotas)),
            _stage_tuples(deals.opportunities, order, pipelines),
            currency or (deals.currency if deals.currency != NO_CURRENCY else ""),
            timezone,
            data_through,
            _capsule(None if rates is None else read_rates(rates, date_order=date_order)),
            known_at,
            _forecast_categories(pipelines),
            threads,
        )
        return Prepared(data, timezone=timezone, diagnostics=found)

    read, is_sure = reading.quick(*tables)
    try:
        return prepared(read)
    except Error:
        if is_sure:
            raise
        # What the engine refuses of tables that were not read row by row, readers tell better.
        return prepared(reading.thorough(*tables))


def metrics(
    *,
    opportunities: Any,
    history: Any = None,
    interactions: Any = None,
    quotas: Any = None,
    rates: Any = None,
    pipeline: Pipeline | Sequence[Pipeline] | None = None,
    stages: str | Sequence[str] | Sequence[StageSpec] | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    timezone: str = "UTC",
    data_through: date | None = None,
    known_at: date | None = None,
    diagnostics: Sequence[Diagnostic] = (),
    period: PeriodLike | Sequence[PeriodLike] = "all",
    today: date | None = None,
    threads: int = 1,
    **options: Any,
) -> Dashboard:
    """The figures of tables.

    ``opportunities``, ``history``, ``interactions``, ``quotas``: tables whose columns are found by
    name (docs/tables.md; ``mapping`` corrects). ``pipeline``: the definition that the deals follow,
    which knows the order of stages, their probabilities and which of them means qualified;
    ``stages``: only their order, such as ``"Lead,Qualified,Won,Lost"``. Neither is needed for
    well-known names, but figures that need what is not known have no value then.

    ``rates``: exchange rates into ``currency``, the report's, when amounts are of several
    currencies. ``known_at``: only what had been recorded by the end of that day exists.

    ``period``: what is asked about; ``today``: what relative periods are seen from. The other
    ``options`` are those of a query: ``compare``, ``by``, ``metrics``, ``filters``, ``as_of``,
    ``top``, ``outcome``, ``value_at``, ``owner_at``, ``created_value_at``, ``cycle_from``,
    ``exclude_closed_gap``, ``abandoned_after_days``, ``days`` ("calendar" or "business"),
    ``holidays`` (dates), ``waterfall_window`` ("rolling" or "closing"),
    ``fiscal_year_start_month``.

    To ask the same tables more than once, :func:`prepare` them. Raises TableError for tables that
    cannot be read, and the other errors of salespipe.errors.
    """
    prepared = prepare(
        opportunities=opportunities,
        history=history,
        interactions=interactions,
        quotas=quotas,
        rates=rates,
        pipeline=pipeline,
        stages=stages,
        mapping=mapping,
        date_order=date_order,
        decimal=decimal,
        currency=currency,
        timezone=timezone,
        data_through=data_through,
        known_at=known_at,
        threads=threads,
        diagnostics=diagnostics,
    )
    return prepared.metrics(period=period, today=today, threads=threads, **options)


def prepare_book(
    book: Book,
    *,
    timezone: str | None = None,
    pipelines: Sequence[Pipeline] = (),
    quotas: Any = None,
    rates: Any = None,
    currency: str | None = None,
    data_through: date | None = None,
    known_at: date | None = None,
    diagnostics: Sequence[Diagnostic] = (),
) -> Prepared:
    """A book ready to be asked. ``timezone`` is the book's unless another is named; ``pipelines``
    narrows to the deals that stand in them; ``rates`` convert amounts into ``currency``;
    ``known_at`` leaves out events that were recorded later."""
    zone = timezone or book.timezone
    data = _core.Dataset.from_book(
        book._core,
        zone,
        [pipeline.id for pipeline in pipelines],
        quotas_capsule(quotas),
        data_through,
        _capsule(None if rates is None else read_rates(rates)),
        currency or "",
        known_at,
    )
    return Prepared(data, timezone=zone, diagnostics=diagnostics)


def catalogue() -> list[dict[str, str]]:
    """Every metric: name, title, unit, group, formula, documentation, options, example."""
    found: list[dict[str, str]] = json.loads(_core.catalogue_json())["metrics"]
    return found


def _stage_text(stages: Any) -> str | list[str] | None:
    if stages is None or isinstance(stages, str):
        return stages
    return [str(stage) for stage in stages]


def _kind(stage: Stage) -> Any:
    return stage.kind


def _stage_tuples(
    opportunities: pa.Table, stages: Sequence[StageSpec], pipelines: Sequence[Pipeline]
) -> list[tuple[str, str, str, int, bool, int]]:
    """Stages as the engine takes them: those of the definitions, else the ones that the tables
    name, once for each pipeline that they name. A probability or a maximum age that is not known
    is -1."""
    named = {""}
    if "pipeline" in opportunities.column_names:
        named = {name or "" for name in opportunities.column("pipeline").unique().to_pylist()}
    if pipelines:
        single = len(pipelines) == 1 and len(named) <= 1
        return [
            (
                next(iter(named), "") if single else definition.name,
                stage.name,
                stage.kind,
                stage.probability_ppm,
                stage.qualified and stage.kind == "open",
                stage.max_age_days,
            )
            for definition in pipelines
            for stage in definition.stages
        ]
    return [
        (pipeline, stage.name, stage.kind, _probability(stage), stage.qualified, -1)
        for pipeline in sorted(named) or [""]
        for stage in stages
    ]


def _forecast_categories(pipelines: Sequence[Pipeline]) -> list[str]:
    """Of the stages of :func:`_stage_tuples`, in their order; tables alone know none."""
    return [stage.forecast_category for one in pipelines for stage in one.stages]


def _probability(stage: StageSpec) -> int:
    if stage.probability_ppm is not None:
        return stage.probability_ppm
    return {"won": 1_000_000, "lost": 0}.get(stage.kind, -1)


def _as_table(source: Any) -> pa.Table:
    if isinstance(source, pa.Table):
        return source
    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source).read_all()
    raise TypeError(f"a table is expected, not {type(source).__name__}")


def quotas_capsule(quotas: Any) -> Any:
    """A table of quotas as the engine takes it; None for none."""
    return _capsule(None if quotas is None else _as_table(quotas))


def _capsule(table: pa.Table | None) -> Any:
    return None if table is None else table.__arrow_c_stream__()


@cache
def _units() -> dict[str, str]:
    return {metric["name"]: metric["unit"] for metric in catalogue()}


def _typed(metric: str, value: Any) -> Value:
    if value is None:
        return None
    typed: Value = Decimal(value) if _units()[metric] == "money" else value
    return typed
