"""One column of dates: typed, or text with the readings that fit it."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.tables.bad_rows import BadRows
from salespipe.tables.date_forms import (
    DAY_MICROS,
    ORDER_NAMES,
    ORDERS,
    Order,
    Parts,
    split_dates,
)
from salespipe.tables.text import Encoded, all_true, any_true, count_true

_NAIVE = pa.timestamp("us")
_INSTANT = pa.timestamp("us", "UTC")
_SAMPLE = 64


def typed_dates(column: pa.ChunkedArray, *, midnight_is_date: bool) -> pa.ChunkedArray | None:
    """A column that is dates already (date32 or timestamp, as it is); None when it is not.

    With ``midnight_is_date`` a column of naive timestamps that are all midnight becomes date32.
    """
    kind = column.type
    if pa.types.is_date64(kind):
        return column.cast(pa.date32())
    if pa.types.is_date(kind) or pa.types.is_null(kind):
        return column.cast(pa.date32())
    if not pa.types.is_timestamp(kind):
        return None
    if midnight_is_date and kind.tz is None and _all_midnight(column):
        return column.cast(pa.date32(), safe=False)
    return column


def _all_midnight(column: pa.ChunkedArray | pa.Array) -> bool:
    return not any_true(pc.not_equal(column, pc.floor_temporal(column, unit="day")))


def day_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Days since 1970-01-01 of a date or timestamp column (instants: the day in UTC), int32."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp(column.type.unit))
        column = column.cast(pa.date32(), safe=False)
    return column.cast(pa.int32())


class DateText:
    """The distinct values of a text column and the readings that fit them."""

    def __init__(self, field: str, column: str, encoded: Encoded) -> None:
        self.field = field
        self.column = column
        self.encoded = encoded
        self.ready = _read_iso(encoded.values)
        self.parts: Parts | None = None
        self.days: dict[Order, pa.Array] = {}
        self.present = encoded.values.is_valid()
        self.four_digits_first = self.ready is not None
        self.hyphens = True
        if self.ready is None:
            self.parts = split_dates(encoded.values)
            self.days = {order: self.parts.days(order) for order in ORDERS}
            fitting = self._fitting()
            first = pc.if_else(fitting, self.parts.four_digits_first(), True)
            self.four_digits_first = any_true(fitting) and all_true(first.fill_null(True))
            separator = pc.if_else(fitting, self.parts.separators(), "-")
            self.hyphens = all_true(pc.is_in(separator, value_set=pa.array(["-", ""])))

    @property
    def iso(self) -> bool:
        """Whether the column is ISO 8601 and needs no settling."""
        return self.four_digits_first and self.hyphens

    @property
    def shape(self) -> tuple[str, bool]:
        """What dates of one exporter have in common: the separator, and years of four digits."""
        assert self.parts is not None
        at = pc.index(self._fitting(), True).as_py()
        if at < 0:
            return ("", False)
        return self.parts.shape(at)

    def _fitting(self) -> pa.Array:
        """The values that some reading fits."""
        fits = [days.is_valid() for days in self.days.values()]
        return pc.or_(pc.or_(fits[0], fits[1]), fits[2])

    def candidates(self) -> list[Order]:
        """The readings that fit every value that any reading fits; one of those that agree."""
        fitting = self._fitting()
        found = [
            order for order in ORDERS if not any_true(pc.and_(fitting, self.days[order].is_null()))
        ]
        if len(found) > 1 and all(self._agree(found[0], order) for order in found[1:]):
            return found[:1]
        return found

    def _agree(self, one: Order, other: Order) -> bool:
        return not any_true(pc.not_equal(self.days[one], self.days[other]))

    def best(self) -> Order:
        """The reading that fits the most rows."""
        return max(
            ORDERS, key=lambda order: count_true(self.encoded.spread(self.days[order].is_valid()))
        )

    def example(self, orders: Sequence[Order]) -> tuple[str, list[str]]:
        """A value that shows how the readings differ, and its date under each of them."""
        if self.parts is None:
            return ("", [])
        differs = self.days[orders[0]].is_valid()
        for order in orders[1:]:
            differs = pc.and_(differs, pc.not_equal(self.days[orders[0]], self.days[order]))
        at = pc.index(differs.fill_null(False), True).as_py()
        if at < 0:
            return ("", [])
        dates = [str(self.days[order].cast(pa.date32())[at].as_py()) for order in orders]
        return (str(self.encoded.values[at].as_py()), dates)

    def day_column(self, order: Order) -> pa.ChunkedArray:
        """Days since 1970-01-01 of every row under a reading."""
        if self.ready is not None:
            return day_numbers(self.encoded.spread(self.ready))
        return self.encoded.spread(self.days[order])

    def read(self, order: Order, bad: BadRows, *, only_iso: bool) -> pa.ChunkedArray:
        """The column as date32, or as timestamp[us] when it has times of day (with a zone when the
        values have offsets); values that do not fit go to ``bad``."""
        if self.ready is not None:
            return self.encoded.spread(self.ready)
        parts = self.parts
        assert parts is not None
        days = self.days[order]
        if only_iso:
            days = pc.if_else(parts.four_digits_first(), days, pa.scalar(None, pa.int32()))
        self._report_misfits(days, order, bad, only_iso=only_iso)
        read = days.is_valid()
        zoned = pc.and_(read, parts.offset.is_valid())
        naive = pc.and_(read, parts.offset.is_null())
        if any_true(zoned) and any_true(naive):
            self._report_zones(zoned, naive, bad)
        micros = pc.add(pc.multiply(days.cast(pa.int64()), DAY_MICROS), parts.micros)
        if any_true(zoned):
            return self.encoded.spread(pc.subtract(micros, parts.offset).cast(_INSTANT))
        if any_true(pc.and_(read, pc.greater(parts.micros, 0))):
            return self.encoded.spread(micros.cast(_NAIVE))
        return self.encoded.spread(days.cast(pa.date32()))

    def _report_misfits(
        self, days: pa.Array, order: Order, bad: BadRows, *, only_iso: bool
    ) -> None:
        parts = self.parts
        assert parts is not None
        misfit = pc.and_(self.present, days.is_null())
        if not any_true(misfit):
            return
        written = parts.written()
        fits_other = self._fitting()
        rest = (
            "is not an ISO date (year-month-day)"
            if only_iso
            else (f"does not read as {ORDER_NAMES[order]} like the rest of the column")
        )
        for mask, reason, code in (
            (pc.invert(written), "is not a date", "unreadable_date"),
            (
                pc.and_(written, pc.invert(fits_other)),
                "there is no such date",
                "no_such_date",
            ),
            (pc.and_(written, fits_other), rest, "unreadable_date"),
        ):
            rows = self.encoded.rows_where(pc.and_(misfit, mask))
            bad.add(rows, column=self.column, reason=reason, code=code, cells=self._cells(rows))

    def _report_zones(self, zoned: pa.Array, naive: pa.Array, bad: BadRows) -> None:
        zoned_rows = self.encoded.rows_where(zoned)
        naive_rows = self.encoded.rows_where(naive)
        if len(zoned_rows) < len(naive_rows):
            rows, reason = zoned_rows, "has a zone offset, unlike the rest of the column"
        else:
            rows, reason = naive_rows, "has no zone offset, unlike the rest of the column"
        bad.add(
            rows,
            column=self.column,
            reason=reason,
            code="unreadable_date",
            cells=self._cells(rows),
        )

    def _cells(self, rows: list[int]) -> pa.ChunkedArray | None:
        return self.encoded.spread(self.encoded.values) if rows else None


def _read_iso(values: pa.Array) -> pa.Array | None:
    """The fast way: the whole column in one of the forms that Arrow reads itself."""
    for kind in (pa.date32(), _NAIVE, _INSTANT):
        try:
            values.slice(0, _SAMPLE).cast(kind)  # each failing cast of a long column costs much
            read = values.cast(kind)
        except pa.ArrowInvalid:
            continue
        if kind == _NAIVE and _all_midnight(read):
            return read.cast(pa.date32(), safe=False)
        return read
    return None
