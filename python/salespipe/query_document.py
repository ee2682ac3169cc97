"""The options of ``metrics`` as the engine's query document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from salespipe import _core
from salespipe._core import Period
from salespipe.errors import InvalidArgumentError

#: A text as :meth:`Period.parse` reads it ("2017-Q3", "last-30-days"), "all", a Period, or (first
#: day, first day after).
PeriodLike: TypeAlias = str | Period | tuple[date, date]
Names: TypeAlias = str | Iterable[str]

#: Options that are copied into the query as they are.
_PLAIN_OPTIONS = frozenset(
    {
        "currency",
        "outcome",
        "value_at",
        "owner_at",
        "created_value_at",
        "cycle_from",
        "exclude_closed_gap",
        "abandoned_after_days",
        "days",
        "waterfall_window",
        "fiscal_year_start_month",
    }
)


def query_document(
    period: PeriodLike | Sequence[PeriodLike],
    data: _core.Dataset | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The query document (docs/schemas/query.schema.json) of the options of ``metrics``. Without
    ``data`` the period "all" is refused."""
    periods = (
        list(period)
        if isinstance(period, Sequence) and not isinstance(period, (str, tuple))
        else [period]
    )
    query: dict[str, Any] = {"period": [_period(each, data) for each in periods]}
    for name, value in options.items():
        if value is None:
            continue
        if name in _PLAIN_OPTIONS:
            query[name] = value
        elif name == "compare":
            query[name] = str(value).replace("-", "_")
        elif name in ("by", "metrics"):
            query[name] = names_of(value)
        elif name == "holidays":
            query[name] = [day if isinstance(day, str) else day.isoformat() for day in value]
        elif name == "as_of":
            query[name] = value.isoformat() if isinstance(value, date) else value
        elif name == "top":
            query[name] = _top(value)
        elif name == "filters":
            query[name] = _filters(value)
        else:
            raise TypeError(f"metrics() has no option {name!r}")
    return query


def _period(period: Any, data: _core.Dataset | None) -> str | dict[str, str]:
    if isinstance(period, Period):
        return {"from": period.start.isoformat(), "to": period.end.isoformat()}
    if isinstance(period, tuple):
        start, end = period
        return {"from": start.isoformat(), "to": end.isoformat()}
    if period == "all":
        if data is None:
            raise InvalidArgumentError(
                "what is watched needs a period of its own: the days of the data grow"
            )
        span = data.span
        if span is None:
            raise InvalidArgumentError(
                "the data has no dates, so there are no days to report on; name a period "
                "(--period on the command line)"
            )
        return f"{span[0].isoformat()}..{span[1].isoformat()}"
    return str(period)


def names_of(value: Names) -> list[str]:
    """``"owner,source"`` or the names themselves."""
    if isinstance(value, str):
        return [name.strip() for name in value.split(",") if name.strip()]
    return list(value)


def _top(value: Any) -> dict[str, Any]:
    """``10``, or ``(10, "won_revenue")``."""
    if isinstance(value, int):
        return {"count": value}
    count, metric = value
    return {"count": count, "metric": metric}


def _filters(value: Any) -> list[dict[str, Any]]:
    """``{"owner": "ann", "source": ["Web", "Fair"]}``, or the query's own list."""
    if not isinstance(value, Mapping):
        return list(value)
    return [
        {"dimension": name, "values": [wanted] if isinstance(wanted, str) else list(wanted)}
        for name, wanted in value.items()
    ]
