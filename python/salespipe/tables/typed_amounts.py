"""Amounts from columns that are numbers already: integers, decimals, and floats that are exact."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.tables.bad_rows import BadRows
from salespipe.tables.text import any_true, as_text, by_chunk, true_rows

MAX_MINOR = 2**63 - 1
_EXACT_FLOATS = {16: 2.0**11, 32: 2.0**24, 64: 2.0**53}
_FLOAT_TOLERANCE = 1e-6


def exact_value_type(digits: int) -> pa.DataType:
    """The type of amounts: any 64-bit number of minor units fits 19 digits."""
    return pa.decimal128(19, digits)


def huge(values: pa.Array | pa.ChunkedArray, digits: int) -> pa.Array | pa.ChunkedArray:
    """Which exact values (decimal128(38, digits)) do not fit 64-bit minor units; null is not."""
    limit = pa.scalar(Decimal(MAX_MINOR).scaleb(-digits), values.type)
    low = pa.scalar(-Decimal(MAX_MINOR).scaleb(-digits), values.type)
    return pc.or_(pc.greater(values, limit), pc.less(values, low)).fill_null(False)


def read_typed(
    column: str, cells: pa.ChunkedArray, currency: str, digits: int, bad: BadRows
) -> pa.ChunkedArray:
    """A column of numbers as decimal128(19, digits); what is not exact goes to ``bad``."""
    if pa.types.is_floating(cells.type):
        return _read_floats(column, cells, currency, digits, bad)
    wide = _wide(column, cells, currency, digits, bad)
    too_large = huge(wide, digits)
    if any_true(too_large):
        bad.add(
            true_rows(too_large),
            column=column,
            reason=f"is too large: {currency} amounts are 64-bit minor units",
            code="huge_amount",
            cells=as_text(cells),
        )
        wide = pc.if_else(too_large, pa.scalar(None, wide.type), wide)
    return wide.cast(exact_value_type(digits))


def _wide(
    column: str, cells: pa.ChunkedArray, currency: str, digits: int, bad: BadRows
) -> pa.ChunkedArray:
    """Integers and decimals as decimal128(38, digits)."""
    kind = pa.decimal128(38, digits)
    if pa.types.is_integer(cells.type):
        return cells.cast(pa.decimal128(20, 0)).cast(kind)
    try:
        return cells.cast(kind)
    except pa.ArrowInvalid:
        pass
    exact: list[Decimal | None] = []
    fine: list[int] = []
    large: list[int] = []
    step = Decimal(1).scaleb(-digits)
    limit = Decimal(MAX_MINOR).scaleb(-digits)
    with localcontext(Context(prec=160)):  # decimal256: up to 76 digits on either side
        for row, value in enumerate(cells.to_pylist()):
            if value is None or (abs(value) <= limit and value % step == 0):
                exact.append(value)
                continue
            exact.append(None)
            (large if abs(value) > limit else fine).append(row)
    for rows, reason, code in (
        (fine, f"has more decimals than {currency} has ({digits})", "too_many_decimals"),
        (large, f"is too large: {currency} amounts are 64-bit minor units", "huge_amount"),
    ):
        bad.add(rows, column=column, reason=reason, code=code, cells=as_text(cells))
    return pa.chunked_array([pa.array(exact, kind)])


def _read_floats(
    column: str, cells: pa.ChunkedArray, currency: str, digits: int, bad: BadRows
) -> pa.ChunkedArray:
    """Floats that are a whole number of minor units: within 1e-6 of one, or the nearest float to
    one (so 100000000.01 is read), and below the integers that the float type holds exactly."""
    bits = cells.type.bit_width
    limit = _EXACT_FLOATS[bits]
    scale = 10.0**digits
    doubles = cells.cast(pa.float64())
    scaled = pc.multiply(doubles, scale)
    nearest = pc.round(scaled)
    back = pc.divide(nearest, scale).cast(cells.type, safe=False)
    exact = pc.equal(back, cells)
    if bits == 64:
        close = pc.less_equal(pc.abs(pc.subtract(scaled, nearest)), _FLOAT_TOLERANCE)
        exact = pc.or_(exact, close)
    finite = pc.is_finite(doubles)
    small = pc.less(pc.abs(scaled), limit)
    if bits < 64:
        whole = pc.equal(pc.floor(doubles), doubles)
        small = pc.or_(small, pc.and_(whole, pc.less(pc.abs(doubles), limit)))
    fits = pc.and_(pc.and_(finite, small), exact)
    present = cells.is_valid()
    for mask, reason, code in (
        (pc.invert(finite), "is not a number (NaN or infinite)", "not_a_number"),
        (
            pc.and_(finite, pc.invert(small)),
            "is too large for a float to hold it exactly; give it as a decimal or as text",
            "huge_amount",
        ),
        (
            pc.and_(pc.and_(finite, small), pc.invert(exact)),
            f"has more decimals than {currency} has ({digits})",
            "too_many_decimals",
        ),
    ):
        misfit = pc.and_(present, mask)
        if any_true(misfit):
            bad.add(
                true_rows(misfit), column=column, reason=reason, code=code, cells=as_text(cells)
            )
    minor = pc.if_else(fits, nearest, pa.scalar(None, pa.float64())).cast(pa.int64())
    kind = exact_value_type(digits)
    return by_chunk(minor, lambda chunk: _minor_as_decimal(chunk, kind), kind)


def _minor_as_decimal(minor: pa.Array, kind: pa.DataType) -> pa.Array:
    """Minor units (int64) as a decimal of ``kind``, whose unscaled values they are."""
    unscaled = minor.cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(
        kind, len(unscaled), unscaled.buffers(), unscaled.null_count, unscaled.offset
    )
