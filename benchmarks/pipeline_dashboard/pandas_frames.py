"""The dashboard by pandas: category columns, clustered by deal; one thread whatever is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline_dashboard.polars_frames import snapshots
from pipeline_dashboard.questions import (
    ABANDONED_AFTER,
    LAST_YEAR,
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

NAME = "pandas"
DAY = "datetime64[s]"


def version() -> str:
    return pd.__version__


def _cents(column: pa.ChunkedArray) -> Any:
    cents = pc.multiply(pc.cast(column, pa.decimal128(17, 2)), pa.scalar(Decimal(100)))
    scaled = pc.cast(cents, pa.int64(), safe=False)
    return scaled.to_pandas().to_numpy(float)  # exact below 2^53; NaN where unknown


def _days(column: pa.ChunkedArray) -> Any:
    # Days as datetime64[s] at midnight; civil days of UTC.
    return pc.cast(pc.cast(column, pa.date32()), pa.timestamp("s")).to_pandas()


def _months(days: Any) -> Any:
    return (days.dt.year - START.year) * 12 + days.dt.month - 1


class System:
    def __init__(self, threads: int) -> None:
        pass

    def prepare(self, deals: pa.Table, history: pa.Table) -> None:
        texts = deals.select(["stage", "owner", "account", "source", "lost_reason"]).to_pandas()
        self._deals = texts.assign(
            created=_days(deals["created"]), closed=_days(deals["closed"]),
            value=_cents(deals["value"]),
        )  # fmt: skip
        ids = pd.Index(deals["id"].to_pandas())
        log = pd.DataFrame(
            {
                "deal": ids.get_indexer(history["opportunity"].to_pandas()),
                "at": history["at"].to_pandas(),
                "day": _days(history["at"]),
                "entered": history["stage"].to_pandas(),
                "value": _cents(history["value"]),
            }
        )
        if not log["deal"].is_monotonic_increasing or (log["at"].diff() < pd.Timedelta(0)).any():
            log = log.sort_values(["deal", "at"], kind="stable", ignore_index=True)
        grouped = log.groupby("deal", sort=False)
        log["stage"] = grouped["entered"].ffill()
        log["value"] = grouped["value"].ffill().fillna(grouped["value"].transform("first"))
        same = log["deal"].eq(log["deal"].shift(-1))
        log["until"] = log["day"].shift(-1).where(same)
        self._deals["active"] = grouped["day"].max().reindex(range(len(self._deals)))
        self._states = log[["deal", "day", "until", "stage", "value"]]
        visits = log.loc[log["entered"].notna(), ["deal", "day", "entered"]]
        same = visits["deal"].eq(visits["deal"].shift(-1))
        self._visits = visits.assign(
            until=visits["day"].shift(-1).where(same),
            step=visits["entered"].map({s: i for i, s in enumerate(STEPS)}).astype(float),
        )

    def close(self) -> None:
        del self._deals, self._states, self._visits

    def ask(self) -> Any:
        deals, states, visits = self._deals, self._states, self._visits
        closed = deals[deals["closed"].notna()]
        won, lost = deals[deals["stage"] == "Won"], deals[deals["stage"] == "Lost"]
        is_open = deals["stage"].isin(OPEN)
        standing = deals[is_open]
        last_year = pd.Timestamp(LAST_YEAR)
        spans = states[states["stage"].isin(OPEN)]
        ended = spans[spans["until"].notna()]
        done = visits[visits["until"].notna() & visits["entered"].isin(OPEN)]
        idle = (pd.Timestamp(TODAY) - standing["active"]).dt.days > ABANDONED_AFTER

        def sums(frame: Any, *keys: Any) -> Any:
            by = frame.groupby(list(keys), observed=True, dropna=False)["value"]
            return by.agg(["size", "sum"]).reset_index()

        won_late, lost_late = (part[part["closed"] >= last_year] for part in (won, lost))
        return {
            "closed": sums(closed, _months(closed["closed"]), closed["stage"]),
            "created": sums(deals, _months(deals["created"]), deals["stage"]),
            "open": sums(standing, "stage"),
            "reps": pd.concat(
                [
                    sums(won_late, "owner").set_index("owner"),
                    sums(lost_late, "owner").set_index("owner")["size"],
                    sums(deals[deals["created"] >= last_year], "owner").set_index("owner")["size"],
                    sums(standing, "owner").set_index("owner"),
                ],
                axis=1,
            ).fillna(0),
            "accounts": sums(won, "account")
            .astype({"account": str})
            .sort_values(["sum", "account"], ascending=[False, True])
            .head(TOP),
            "sources": pd.concat(
                [
                    sums(won, "source").set_index("source"),
                    sums(lost, "source").set_index("source")["size"],
                    deals.groupby("source", observed=True, dropna=False).size(),
                ],
                axis=1,
            ).fillna(0),
            "lost_reasons": sums(lost, "lost_reason"),
            "far": visits.groupby("deal", sort=False)["step"].max().value_counts(),
            "times": (done["until"] - done["day"])
            .dt.days.groupby(done["entered"], observed=True)
            .median(),
            "starts": sums(spans, _months(spans["day"]), spans["stage"]),
            "ends": sums(ended, _months(ended["until"]), ended["stage"]),
            "contract": won.fillna({"value": 0})
            .groupby(won["closed"].dt.year)["value"]
            .agg(["size", "sum", "median"])
            .reset_index(),
            "abandoned": sums(standing[idle], "stage"),
        }

    def answers(self, given: Any) -> Answers:
        def rows(name: str, index: bool = False) -> list[tuple[Any, ...]]:
            return [
                tuple(_plain(cell) for cell in row) for row in given[name].itertuples(index=index)
            ]

        def monthly(name: str) -> list[tuple[Any, ...]]:
            return [(month(m), *rest) for m, *rest in rows(name)]

        far, times = given["far"].to_dict(), given["times"].to_dict()
        return {
            "closed": monthly("closed"),
            "created": monthly("created"),
            "open": [(s, c, v, half_even(v * PPM[s], 1_000_000)) for s, c, v in rows("open")],
            "reps": rows("reps", index=True),
            "accounts": rows("accounts"),
            "sources": rows("sources", index=True),
            "lost_reasons": rows("lost_reasons"),
            "conversion": [
                (s, int(sum(c for f, c in far.items() if f >= i)),
                 float(times[s]) if s in times else None)
                for i, s in enumerate(STEPS)
            ],
            "snapshots": snapshots(rows("starts"), rows("ends")),
            "contract": [
                (str(y), n, v, cents_of(m))
                for y, n, v, m in given["contract"].itertuples(index=False)
            ],
            "abandoned": rows("abandoned"),
        }  # fmt: skip


def _plain(cell: Any) -> Any:
    if isinstance(cell, float | int | np.number):
        return "" if np.isnan(cell) else int(cell)
    return cell
