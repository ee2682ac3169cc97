"""The report: rows per period and group, the total first, each beside what it is compared to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .catalogue import Group, Value, metric
from .days import business_days
from .facts import Fact, facts_of
from .grouping import Key, byte_order, key_of, keys_with, ranked, ranking_metric
from .loading import Book, load
from .periods import Period
from .query import Query, as_period
from .statistics import ratio
from .tables import Row, Tables

OTHER = "other"


@dataclass(frozen=True)
class Sight:
    """One period with its facts."""

    period: Period
    facts: list[Fact]
    business_share: Fraction | None
    knows_qualified: bool
    knows_max_ages: bool


def report(
    tables: Tables,
    *,
    metrics: Sequence[str],
    period: Period | tuple[date, date] | None = None,
    periods: Sequence[Period | tuple[date, date]] = (),
    **options: Any,
) -> dict[str, Any]:
    """The answer with exact figures: money in minor units (int, or Fraction where a rounding to
    the minor unit is still due), ratios and days as Fraction, counts as int, no value as None.
    `options` are the fields of Query."""
    asked = [as_period(one) for one in ([period] if period is not None else periods)]
    query = Query(metrics, asked, **options)
    book = load(tables, query.timezone, query.currency, query.known_at)
    check_dimensions(book, query)
    rows: list[Row] = []
    for whole in asked:
        rows.append(total_row(book, query, whole))
        if query.split_kind is None:
            rows += group_rows(book, query, whole)
            continue
        for part in whole.split(query.split_kind):
            rows.append(total_row(book, query, part))
            rows += group_rows(book, query, part)
    return {"currency": book.currency, "rows": rows, "diagnostics": book.diagnostics}


def check_dimensions(book: Book, query: Query) -> None:
    known = {"owner", "stage"} | {name for deal in book.deals for name in deal.dimensions}
    for name in [*query.dimensions, *query.filters]:
        if book.deals and name not in known:
            raise ValueError(f"unknown dimension {name!r}; known: {', '.join(sorted(known))}")


def see(book: Book, query: Query, period: Period) -> Sight:
    """The share is 1 when the whole period is gone, and unknown when it has no business day."""
    share: Fraction | None = Fraction(1)
    if query.cut(period) < period.after:
        all_days = business_days(period.first, period.after)
        gone = business_days(period.first, query.cut(period))
        share = Fraction(gone, all_days) if all_days else None
    return Sight(
        period, facts_of(book, query, period), share, book.knows_qualified, bool(book.max_ages)
    )


def sights(book: Book, query: Query, period: Period) -> tuple[Sight, Sight | None]:
    compared = query.compared(period)
    return see(book, query, period), see(book, query, compared) if compared else None


def total_row(book: Book, query: Query, period: Period) -> Row:
    now, before = sights(book, query, period)
    return row({}, None, now, before, query)


def group_rows(book: Book, query: Query, period: Period) -> list[Row]:
    names = query.dimensions
    if not names:
        return []
    now, before = sights(book, query, period)
    chosen = ranking_metric(query.metrics, query.top[1]) if query.top else None
    wanted = [*query.metrics, *([chosen] if chosen else [])]
    keys = keys_with(now.facts, names, wanted)
    keys |= keys_with(before.facts, names, wanted) if before else set()
    ordered = sorted(keys, key=byte_order)
    rest: list[Key] = []
    if query.top and chosen:
        ordered = ranked(ordered, lambda key: metric(chosen).formula(group_of({key}, now, query)))
        ordered, rest = ordered[: query.top[0]], ordered[query.top[0] :]
    rows = [row(dict(zip(names, key, strict=True)), {key}, now, before, query) for key in ordered]
    if rest:
        other = row(dict.fromkeys(names, OTHER), set(rest), now, before, query)
        rows.append({**other, "other": True})
    return rows


def group_of(keys: set[Key] | None, sight: Sight, query: Query) -> Group:
    """The facts of these keys, or all of them: a row over several keys is computed from their
    facts, never from their rows."""
    names = query.dimensions
    facts = [fact for fact in sight.facts if keys is None or key_of(fact, names) in keys]
    return Group(
        facts,
        keys is None,
        sight.knows_qualified,
        sight.knows_max_ages,
        names == ["owner"],
        sight.business_share,
    )


def row(
    by: dict[str, str], keys: set[Key] | None, now: Sight, before: Sight | None, query: Query
) -> Row:
    done = figures(now, group_of(keys, now, query), query.metrics)
    if before is not None:
        earlier = figures(before, group_of(keys, before, query), query.metrics)
        done["previous"] = earlier
        done["change"] = {
            name: change(done["metrics"][name], earlier["metrics"][name]) for name in query.metrics
        }
    return {"by": by, **done}


def figures(sight: Sight, group: Group, names: Sequence[str]) -> Row:
    parts = {name: metric(name).parts for name in names}
    return {
        "period": sight.period.as_json(),
        "metrics": {name: metric(name).formula(group) for name in names},
        "parts": {
            name: dict(zip(("numerator", "denominator"), of(group), strict=True))
            for name, of in parts.items()
            if of is not None
        },
    }


def change(now: Value, before: Value) -> dict[str, Value]:
    if now is None or before is None:
        return {"difference": None, "ratio": None}
    return {
        "difference": now - before,
        "ratio": ratio(now - before, before if before > 0 else -before),
    }
