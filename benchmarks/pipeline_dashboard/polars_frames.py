"""The dashboard by Polars: Enum and Date columns clustered by deal, lazy, one collect_all.

As for DuckDB, what helps every query is made in load: dense deal numbers, states with their end and
the value in force, visits, the last activity of each deal.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from pipeline_dashboard.questions import (
    ABANDONED_AFTER,
    LAST_YEAR,
    MONTHS,
    OPEN,
    PPM,
    START,
    STEPS,
    TODAY,
    TOP,
    Answers,
    cents_of,
    half_even,
    month,
)

NAME = "Polars"
NEVER = date(9999, 12, 31)
TEXTS = ("stage", "owner", "account", "source", "lost_reason")


def version() -> str:
    return pl.__version__


def _month(column: str) -> pl.Expr:
    day = pl.col(column).dt
    return ((day.year().cast(pl.Int32) - START.year) * 12 + day.month() - 1).alias("m")


def _cents(column: str) -> pl.Expr:
    return (pl.col(column) * 100).cast(pl.Int64)


class System:
    def __init__(self, threads: int) -> None:
        if pl.thread_pool_size() != threads:
            raise RuntimeError("POLARS_MAX_THREADS must be set before Polars is loaded")

    def prepare(self, deals: pa.Table, history: pa.Table) -> None:
        opportunities = pl.DataFrame(pl.from_arrow(deals)).lazy()
        log = pl.DataFrame(pl.from_arrow(history)).lazy()
        stages = pl.Enum(sorted({*deals["stage"].unique().drop_null().to_pylist()} | {*STEPS}))
        keyed = opportunities.with_row_index("deal")
        changes = (
            log.select("opportunity", "at", "stage", _cents("value"))
            .join(keyed.select("id", "deal"), left_on="opportunity", right_on="id", how="left",
                  maintain_order="left")
            .select("deal", "at", pl.col("stage").cast(pl.String).cast(stages).alias("entered"),
                    "value")
            .sort("deal", "at", maintain_order=True)
        )  # fmt: skip
        firsts = changes.drop_nulls("value").group_by("deal").agg(pl.col("value").first())
        first = pl.col("deal") != pl.col("deal").shift(1).fill_null(2**32 - 1)
        last = pl.col("deal") != pl.col("deal").shift(-1).fill_null(2**32 - 1)
        # Every deal's first row has a stage and is given a value (-1: none is ever known), so that
        # filling forward needs no windows.
        states = (
            changes.with_columns(pl.col("at").dt.date().alias("day"), begins=first)
            .join(firsts.rename({"value": "first_value"}), on="deal", how="left",
                  maintain_order="left")
            .select(
                "deal",
                "day",
                "entered",
                pl.col("entered").forward_fill().alias("stage"),
                pl.when("begins").then(pl.col("first_value").fill_null(-1))
                .otherwise(pl.col("value")).forward_fill().alias("value"),
                pl.when(last).then(pl.lit(NEVER)).otherwise(pl.col("day").shift(-1)).alias("until"),
            )
            .with_columns(pl.when(pl.col("value") >= 0).then("value").alias("value"))
        )  # fmt: skip
        self._states = states.collect()
        self._visits = (
            self._states.lazy()
            .drop_nulls("entered")
            .select("deal", pl.col("entered").alias("stage"), "day",
                    pl.when(~last).then(pl.col("day").shift(-1)).alias("until"))
            .collect()
        )  # fmt: skip
        active = self._states.lazy().group_by("deal").agg(pl.col("day").max().alias("active"))
        frame = (
            keyed.select(
                "deal",
                pl.col("created").dt.date(),
                pl.col("closed").dt.date(),
                pl.col("stage").cast(pl.String).cast(stages),
                *(pl.col(name).cast(pl.Categorical) for name in TEXTS[1:]),
                _cents("value"),
            )
            .join(active, on="deal", how="left")
            .collect()
        )
        self._deals = frame

    def close(self) -> None:
        del self._deals, self._states, self._visits

    def ask(self) -> Any:
        deals, states, visits = self._deals.lazy(), self._states.lazy(), self._visits.lazy()
        won, lost = pl.col("stage") == "Won", pl.col("stage") == "Lost"
        is_open = pl.col("stage").is_in(list(OPEN))
        value = pl.col("value").sum()
        late = pl.col("closed") >= LAST_YEAR
        n = pl.len()
        step = pl.col("stage").replace_strict(
            {s: i for i, s in enumerate(STEPS)}, default=None, return_dtype=pl.Int8
        )
        spans = states.filter(is_open)
        plans = {
            "closed": deals.drop_nulls("closed").group_by(_month("closed"), "stage").agg(n, value),
            "created": deals.group_by(_month("created"), "stage").agg(n, value),
            "open": deals.filter(is_open).group_by("stage").agg(n, value),
            "reps": deals.group_by("owner").agg(
                (won & late).sum().alias("a"),
                pl.col("value").filter(won & late).sum().alias("b"),
                (lost & late).sum().alias("c"),
                (pl.col("created") >= LAST_YEAR).sum().alias("d"),
                is_open.sum().alias("e"),
                pl.col("value").filter(is_open).sum().alias("f"),
            ),
            "accounts": deals.filter(won)
            .group_by("account")
            .agg(n, value)
            .sort([-pl.col("value"), pl.col("account").cast(pl.String)])
            .head(TOP),
            "sources": deals.group_by("source").agg(
                won.sum().alias("a"),
                pl.col("value").filter(won).sum().alias("b"),
                lost.sum().alias("c"),
                n.alias("d"),
            ),
            "lost_reasons": deals.filter(lost).group_by("lost_reason").agg(n, value),
            "far": visits.group_by("deal").agg(step.max().alias("f")).group_by("f").agg(n),
            "times": visits.filter(is_open & pl.col("until").is_not_null())
            .group_by("stage")
            .agg((pl.col("until") - pl.col("day")).dt.total_days().median()),
            "starts": spans.group_by(_month("day"), "stage").agg(n, value),
            "ends": spans.group_by(_month("until"), "stage").agg(n, value),
            "contract": deals.filter(won)
            .group_by(pl.col("closed").dt.year())
            .agg(n, value, pl.col("value").fill_null(0).median().alias("middle")),
            "abandoned": deals.filter(
                is_open & ((pl.lit(TODAY) - pl.col("active")).dt.total_days() > ABANDONED_AFTER)
            )
            .group_by("stage")
            .agg(n, value),
        }
        frames = pl.collect_all(list(plans.values()))
        return dict(zip(plans, (frame.rows() for frame in frames), strict=True))

    def answers(self, given: Any) -> Answers:
        times = dict(given["times"])
        far = dict(given["far"])
        answers: Answers = {
            "closed": [(month(m), s, c, v) for m, s, c, v in given["closed"]],
            "created": [(month(m), s, c, v) for m, s, c, v in given["created"]],
            "open": [(s, c, v, half_even(v * PPM[s], 1_000_000)) for s, c, v in given["open"]],
            "reps": [(r[0] or "", *r[1:]) for r in given["reps"]],
            "accounts": [(r[0] or "", *r[1:]) for r in given["accounts"]],
            "sources": [(r[0] or "", *r[1:]) for r in given["sources"]],
            "lost_reasons": [(r[0] or "", *r[1:]) for r in given["lost_reasons"]],
            "conversion": [
                (stage, sum(c for f, c in far.items() if f is not None and f >= i),
                 None if times.get(stage) is None else float(times[stage]))
                for i, stage in enumerate(STEPS)
            ],
            "snapshots": snapshots(given["starts"], given["ends"]),
            "contract": [(str(y), c, v, cents_of(m)) for y, c, v, m in given["contract"]],
            "abandoned": list(given["abandoned"]),
        }  # fmt: skip
        return answers


def snapshots(starts: Any, ends: Any) -> list[tuple[Any, ...]]:
    """Running sums of what began and what ended in each month."""
    begun = {(m, s): (c, v) for m, s, c, v in starts}
    ended = {(m, s): (c, v) for m, s, c, v in ends}
    rows: list[tuple[Any, ...]] = []
    for stage in OPEN:
        count = total = 0
        for m in range(MONTHS):
            b, e = begun.get((m, stage), (0, 0)), ended.get((m, stage), (0, 0))
            count, total = count + b[0] - e[0], total + b[1] - e[1]
            rows.append((month(m), stage, count, total))
    return rows
