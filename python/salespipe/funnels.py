"""Funnels: how deals came through the stages, from tables or from a book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from salespipe.dashboard import Funnel
from salespipe.metrics import prepare
from salespipe.query_document import PeriodLike


def funnel(
    *,
    opportunities: Any,
    history: Any = None,
    period: PeriodLike | None = None,
    pipeline_name: str = "",
    by: str | Sequence[str] | None = None,
    filters: Any = None,
    as_of: date | str | None = None,
    today: date | None = None,
    fiscal_year_start_month: int | None = None,
    **tables: Any,
) -> Funnel:
    """How the deals of tables came through the stages (docs/funnel.md): those created in
    ``period``, or all of them, as of the end of the day ``as_of``.

    ``history``: without one every deal goes from the first stage straight to where it stands.
    ``pipeline_name``: which one, where the deals are of several. ``tables``: the other arguments of
    :func:`salespipe.prepare`, such as ``stages`` or ``pipeline``. Returns the document of
    docs/schemas/funnel.schema.json; see :meth:`Prepared.funnel`. Raises what
    :func:`salespipe.metrics` raises.
    """
    prepared = prepare(opportunities=opportunities, history=history, **tables)
    return prepared.funnel(
        period=period,
        pipeline=pipeline_name,
        today=today,
        by=by,
        filters=filters,
        as_of=as_of,
        fiscal_year_start_month=fiscal_year_start_month,
    )
