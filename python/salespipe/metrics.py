"""Figures: the questions of a sales team, answered from tables or from a book.

``metrics(opportunities=..., period="2017-Q3", by="owner")`` takes anything that speaks the Arrow
PyCapsule protocol (pandas, Polars, PyArrow, DuckDB, ...), a path, or what
:func:`salespipe.read_opportunities` gave; ``book.metrics(...)`` the same options without tables.
The answer is a :class:`Dashboard`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from salespipe import _core
from salespipe._core import Pipeline, Stage
from salespipe.dashboard import Dashboard, Funnel
from salespipe.deal_names import DealNames, book_names, table_names
from salespipe.diagnostics import Diagnostic
from salespipe.errors import Error
from salespipe.query_document import PeriodLike, names_of, query_document
from salespipe.series import Series
from salespipe.table_reading import Reading, ReadTables
from salespipe.tables import NO_CURRENCY, StageSpec, merge_stages, read_rates

if TYPE_CHECKING:
    from salespipe.book import Book
    from salespipe.report.asked import Asked


#: Options of a query that do not matter to a list of deals.
_NOT_OF_A_LIST = frozenset({"by", "metrics", "top", "compare", "threads"})


class Prepared:
    """Deals read and put in order once, to be asked for figures many times."""

    def __init__(
        self,
        data: _core.Dataset,
        *,
        timezone: str,
        diagnostics: Sequence[Diagnostic] = (),
        stages: Iterable[str] = (),
        names: DealNames | None = None,
    ) -> None:
        self._data = data
        self._names = names
        self._stages = tuple(dict.fromkeys(stages))
        self._timezone = timezone
        self._diagnostics = list(diagnostics)

    @property
    def dimensions(self) -> list[str]:
        """What figures can be grouped and filtered by."""
        return self._data.dimensions

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of the stages in the order of their pipelines."""
        return self._stages

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
        return Dashboard(
            report,
            timezone=self._timezone,
            diagnostics=self._diagnostics,
            asked=_asked(self, {"period": period, "today": today, "threads": threads, **options}),
        )

    def funnel(
        self,
        *,
        period: PeriodLike | None = None,
        pipeline: str = "",
        today: date | None = None,
        threads: int = 1,
        **options: Any,
    ) -> Funnel:
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
        return Funnel(json.loads(self._data.funnel(json.dumps(query), today, threads)))

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

    def abandoned(
        self,
        *,
        period: PeriodLike = "all",
        most: int = 20,
        today: date | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """The open deals that nobody works on, as ``abandoned_count`` counts them: ``count`` and
        ``value`` of all, ``last_day`` that it is told for, and ``deals``, the ``most`` of them with
        most value, each with ``id``, ``name`` where it has one, ``owner``, ``stage``, ``value``,
        ``last_activity``, ``days`` since then, and the dimensions of the data (account, ...).

        ``options``: ``as_of``, ``filters``, ``abandoned_after_days``, ... as in :meth:`metrics`.
        With ``known_at`` the deals are not named.
        """
        rest = {name: value for name, value in options.items() if name not in _NOT_OF_A_LIST}
        query = json.dumps(query_document(period, self._data, rest))
        found: dict[str, Any] = json.loads(self._data.abandoned(query, today, most))
        rows = [deal.pop("row") for deal in found["deals"]]
        if self._names is not None:
            named = zip(found["deals"], self._names(rows), strict=True)
            found["deals"] = [{**name, **deal} for deal, name in named]
        return found

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
        known = [stage.name for one in pipelines for stage in one.stages]
        return Prepared(
            data,
            timezone=timezone,
            diagnostics=found,
            stages=known or [stage.name for stage in order],
            names=None if known_at is not None else table_names(deals.opportunities),
        )

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
    stages = [stage.name for one in pipelines or book.pipelines for stage in one.stages]
    names = None if known_at is not None else book_names(book, pipelines)
    return Prepared(data, timezone=zone, diagnostics=diagnostics, stages=stages, names=names)


def _asked(data: Prepared, options: Mapping[str, Any]) -> Asked:
    """The question of a dashboard, so that more can be asked beside it."""
    from salespipe.report.asked import Asked

    rest = {name: value for name, value in options.items() if name not in ("by", "metrics", "top")}
    return Asked(
        data,
        rest,
        names_of(options.get("by") or ()),
        names_of(options.get("metrics") or ()),
        options.get("top"),
        data.stages,
    )


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
