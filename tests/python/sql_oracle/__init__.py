"""The main figures once more, as an analyst would write them in SQL over the same Arrow tables.

A third opinion beside the engine and the slow reference: window functions over the history instead
of folds. ``figures(tables, ...)`` gives a row of figures for each key of one dimension."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import engine
import pyarrow as pa
from reference import Period, Tables

HERE = Path(__file__).parent
LIFE = (HERE / "life.sql").read_text(encoding="utf-8")
FIGURES = (HERE / "figures.sql").read_text(encoding="utf-8")
ABANDONED_DAYS = 30


class Oracle:
    """A book in DuckDB, in local days of one zone."""

    def __init__(self, tables: Tables, timezone: str) -> None:
        self._sql = duckdb.connect()
        self._zone = timezone
        self._sql.execute("SET TimeZone = 'UTC'")
        deals = engine.opportunities_table(tables.opportunities)
        history = engine.history_table(tables.history)
        contacts = engine.interactions_table(tables.interactions)
        stages = pa.table(
            {
                "name": [name for name, *_ in tables.stages],
                "kind": [row[1] for row in tables.stages],
                "ppm": pa.array([row[2] for row in tables.stages], pa.int64()),
                "position": list(range(len(tables.stages))),
            }
        )
        for name, table in (("d", deals), ("h", history), ("c", contacts), ("s", stages)):
            self._sql.register(name, table)
        self._sql.execute("CREATE TEMP TABLE stages AS SELECT * FROM s")
        self._sql.execute(
            f"""CREATE TEMP TABLE deals AS
            SELECT id AS deal, stage, owner, value, coalesce(source, '') AS source,
              {self._day(deals, "created")} AS created, {self._day(deals, "closed")} AS closed,
              {self._instant(deals, "closed")} AS closed_at
            FROM d"""
        )
        self._sql.execute(
            f"""CREATE TEMP TABLE changes AS
            SELECT opportunity AS deal, {self._day(history, "at")} AS day,
              {self._instant(history, "at")} AS moment, row_number() OVER () AS seq,
              stage, value, owner
            FROM h"""
        )
        self._sql.execute(
            f"""CREATE TEMP TABLE contacts AS
            SELECT opportunity AS deal, {self._day(contacts, "at")} AS day FROM c"""
        )
        self._sql.execute(
            """CREATE TEMP TABLE known_days AS
            SELECT created AS day FROM deals UNION ALL SELECT closed FROM deals
            UNION ALL SELECT day FROM changes UNION ALL SELECT day FROM contacts"""
        )
        self._sql.execute(LIFE)

    def figures(
        self, period: Period, cut: date, *, outcome: str, by: str = ""
    ) -> dict[str, dict[str, Any]]:
        """Key -> figures; amounts as decimals, ratios and means as fractions."""
        answer = self._sql.execute(
            FIGURES,
            {
                "first": period.first,
                "after": period.after,
                "cut": cut,
                "outcome": outcome,
                "by": by,
                "abandoned": ABANDONED_DAYS,
            },
        )
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        return {row["key"]: finished(row) for row in rows}

    def _day(self, table: pa.Table, column: str) -> str:
        if pa.types.is_timestamp(table.schema.field(column).type):
            return f"(\"{column}\" AT TIME ZONE '{self._zone}')::DATE"
        return f'"{column}"'

    def _instant(self, table: pa.Table, column: str) -> str:
        if pa.types.is_timestamp(table.schema.field(column).type):
            return f'epoch_us("{column}")'
        return "NULL::BIGINT"


def finished(row: Mapping[str, Any]) -> dict[str, Any]:
    sums = {name: row[name] or 0 for name in row if name not in ("key", "cycle_median")}
    decided = sums["won_count"] + sums["lost_count"]
    return {
        **{
            name: sums[name]
            for name in (
                "won_count", "won_revenue", "lost_count", "lost_value", "created_count",
                "created_value", "open_count", "open_value", "abandoned_count", "abandoned_value",
            )
        },
        # Minor units times parts per million, rounded once, half to even.
        "weighted_value": Fraction(round(Fraction(sums["weighted"], 1_000_000)), 100),
        "win_rate": Fraction(sums["won_count"], decided) if decided else None,
        "cycle_days_mean": Fraction(int(sums["cycle_days"]), sums["cycles"])
        if sums["cycles"]
        else None,
        "cycle_days_median": row["cycle_median"],
    }  # fmt: skip


def cut_of(period: Period, as_of: date | None) -> date:
    return period.after if as_of is None else as_of + timedelta(days=1)
