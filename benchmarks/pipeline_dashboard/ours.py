"""The dashboard by salespipe: the public prepare(), metrics() and funnel()."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import salespipe

from pipeline_dashboard.questions import (
    ABANDONED_AFTER,
    END,
    LAST_YEAR,
    START,
    STEPS,
    TODAY,
    TOP,
    Answers,
)

NAME = "salespipe"


def version() -> str:
    return salespipe.__version__


class System:
    def __init__(self, threads: int) -> None:
        self._threads = threads

    def prepare(self, deals: pa.Table, history: pa.Table) -> None:
        self._data = salespipe.prepare(
            opportunities=deals,
            history=history,
            pipeline=salespipe.simulate.pipeline(),
            threads=self._threads,
        )

    def close(self) -> None:
        del self._data

    def ask(self) -> Any:
        """Every figure, as salespipe gives it."""
        everything = (START, END)

        def ask(period: Any, by: str, metrics: str, **options: Any) -> Any:
            return self._data.metrics(
                period=period,
                by=by,
                metrics=metrics,
                as_of=TODAY,
                threads=self._threads,
                **options,
            )

        return {
            # closed, created and the snapshots are one question to salespipe
            "months": ask(
                everything,
                "month,stage",
                "won_count,won_revenue,lost_count,lost_value,created_count,created_value,"
                "open_count,open_value",
                created_value_at="as_of",
            ),
            # open and abandoned are another
            "open": ask(
                everything,
                "stage",
                "open_count,open_value,weighted_value,abandoned_count,abandoned_value",
                abandoned_after_days=ABANDONED_AFTER,
            ),
            "reps": ask(
                (LAST_YEAR, END),
                "owner",
                "won_count,won_revenue,lost_count,created_count,open_count,open_value",
                owner_at="current",
            ),
            "accounts": ask(
                everything, "account", "won_revenue,won_count", top=(TOP, "won_revenue")
            ),
            "sources": ask(everything, "source", "won_count,won_revenue,lost_count,created_count"),
            "lost_reasons": ask(everything, "lost_reason", "lost_count,lost_value"),
            "contract": ask(everything, "year", "won_count,won_revenue,won_value_median"),
            "conversion": self._data.funnel(as_of=TODAY, threads=self._threads),
        }

    def answers(self, given: Any) -> Answers:
        """The same figures in the form that is compared."""
        months = [
            (row["period"]["from"][:7], row["by"]["stage"], row["metrics"])
            for row in given["months"].rows
            if len(row["by"]) == 2
        ]
        opens = _rows(given["open"])
        years = given["contract"].rows[1:]
        steps = given["conversion"]["groups"][0]["stages"]
        return {
            "closed": [
                (m, s, f["won_count"] + f["lost_count"], _cents(f, "won_revenue", "lost_value"))
                for m, s, f in months
            ],
            "created": [
                (m, s, f["created_count"], _cents(f, "created_value")) for m, s, f in months
            ],
            "snapshots": [(m, s, f["open_count"], _cents(f, "open_value")) for m, s, f in months],
            "open": [
                (k, f["open_count"], _cents(f, "open_value"), _cents(f, "weighted_value"))
                for k, f in opens
            ],
            "abandoned": [
                (k, f["abandoned_count"], _cents(f, "abandoned_value")) for k, f in opens
            ],
            "reps": [
                (
                    k,
                    f["won_count"],
                    _cents(f, "won_revenue"),
                    f["lost_count"],
                    f["created_count"],
                    f["open_count"],
                    _cents(f, "open_value"),
                )
                for k, f in _rows(given["reps"])
            ],
            "accounts": [
                (k, f["won_count"], _cents(f, "won_revenue"))
                for k, f in _rows(given["accounts"], kind="group")
            ],
            "sources": [
                (k, f["won_count"], _cents(f, "won_revenue"), f["lost_count"], f["created_count"])
                for k, f in _rows(given["sources"])
            ],
            "lost_reasons": [
                (k, f["lost_count"], _cents(f, "lost_value"))
                for k, f in _rows(given["lost_reasons"])
            ],
            "contract": [
                (
                    row["period"]["from"][:4],
                    row["metrics"]["won_count"],
                    _cents(row["metrics"], "won_revenue"),
                    _cents(row["metrics"], "won_value_median"),
                )
                for row in years
                if row["metrics"]["won_count"]
            ],
            "conversion": [
                (stage, step["reached"], step.get("visit_days_median"))
                for stage, step in zip(STEPS, steps, strict=True)
            ],
        }


def _rows(dashboard: Any, kind: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    return [
        (next(iter(row["by"].values())), row["metrics"])
        for row in dashboard.rows
        if row["by"] and (kind is None or row["kind"] == kind)
    ]


def _cents(figures: dict[str, Any], *names: str) -> int:
    return sum(int(Decimal(figures[name]).scaleb(2)) for name in names)
