"""Text columns as distinct values and indices, so that each written form is looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

#: How exports write "nothing here" in columns of dates and numbers (compared in lower case).
NULL_WORDS = ("null", "\\n", "n/a", "none", "-", "--")


@dataclass(frozen=True)
class Encoded:
    """A column of text: ``values[indices[i]]`` is row i. ``values`` are trimmed; a null among the
    indices or the values is an empty cell. Trimming may leave equal values twice."""

    indices: pa.ChunkedArray
    values: pa.Array

    def spread(self, values: pa.Array) -> pa.ChunkedArray:
        """A column with ``values`` (one for each distinct value) at every row."""
        chunks = [values.take(chunk) for chunk in self.indices.chunks]
        return pa.chunked_array(chunks, type=values.type)

    def rows_where(self, mask: pa.Array) -> list[int]:
        """The rows whose distinct value has a true ``mask``."""
        return true_rows(self.spread(mask))

    def dictionary(self) -> pa.ChunkedArray:
        """The column as dictionary<int32, utf8>."""
        values = self.values
        if values.null_count == 0 and len(values.unique()) == len(values):
            chunks = [
                pa.DictionaryArray.from_arrays(chunk, values) for chunk in self.indices.chunks
            ]
            return pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string()))
        return one_chunk(self.spread(values)).dictionary_encode()

    def without(self, words: tuple[str, ...]) -> tuple[Encoded, int]:
        """The column with these words (lower case) as empty cells, and how many rows they were."""
        hit = pc.is_in(pc.utf8_lower(self.values), value_set=pa.array(words, pa.string()))
        if not any_true(hit):
            return self, 0
        null = pa.scalar(None, pa.string())
        rows = pc.sum(self.spread(hit)).as_py() or 0
        return Encoded(self.indices, pc.if_else(hit, null, self.values)), rows


def encode(column: pa.ChunkedArray) -> Encoded:
    """The distinct values of any column that has a text form."""
    encoded = one_chunk(as_text(column)).dictionary_encode()
    if encoded.num_chunks == 0:
        return Encoded(pa.chunked_array([], type=pa.int32()), pa.array([], pa.string()))
    encoded = encoded.unify_dictionaries()
    values = blank_to_null(pc.utf8_trim_whitespace(encoded.chunk(0).dictionary))
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks], type=pa.int32())
    return Encoded(indices, values)


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any scalar column as utf8; whole floats without their ".0"."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        # Arrow has no cast of dictionaries to string views, in which Polars keeps its categories.
        if kind.value_type == pa.string_view():
            texts = [
                chunk.dictionary.cast(pa.string()).take(chunk.indices) for chunk in column.chunks
            ]
            return pa.chunked_array(texts, type=pa.string())
        return as_text(column.cast(kind.value_type))
    if pa.types.is_string(kind):
        return column
    if pa.types.is_floating(kind):
        return pa.chunked_array([_float_text(chunk) for chunk in column.chunks], type=pa.string())
    return column.cast(pa.string())


def has_text_form(kind: pa.DataType) -> bool:
    """Whether values of the type can be kept as text: not lists, structs or bytes."""
    if pa.types.is_dictionary(kind):
        return has_text_form(kind.value_type)
    return not (
        pa.types.is_nested(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_interval(kind)
    )


def _float_text(chunk: pa.Array) -> pa.Array:
    whole = pc.and_(pc.equal(pc.floor(chunk), chunk), pc.less(pc.abs(chunk), 2.0**53))
    whole = pc.and_(whole, pc.is_finite(chunk)).fill_null(False)
    numbers = pc.if_else(whole, chunk, pa.scalar(None, chunk.type)).cast(pa.int64())
    return pc.coalesce(numbers.cast(pa.string()), chunk.cast(pa.string()))


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without the spaces around it; nothing but spaces is null."""
    return blank_to_null(pc.utf8_trim_whitespace(as_text(column)))


def written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with null where nothing is written; typed dates are not made texts for that."""
    typed = pa.types.is_temporal(column.type) or pa.types.is_null(column.type)
    return column if typed else trimmed(column)


def blank_to_null(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Empty texts as nulls."""
    blank = pc.equal(values, "")
    if not any_true(blank):
        return values
    return pc.if_else(blank, pa.scalar(None, values.type), values)


def any_true(mask: pa.Array | pa.ChunkedArray) -> bool:
    """Whether any value of a mask is true; nulls are false."""
    return bool(pc.any(mask).as_py())


def all_true(mask: pa.Array | pa.ChunkedArray) -> bool:
    """Whether every value of a mask is true; a null is not."""
    return mask.null_count == 0 and bool(pc.all(mask, min_count=0).as_py())


def count_true(mask: pa.Array | pa.ChunkedArray) -> int:
    """How many values of a mask are true."""
    return int(pc.sum(mask).as_py() or 0)


def counted(rows: int, noun: str, rest: str = "") -> str:
    """A count for a message: "1 deal without ...", "2,089 deals without ..."."""
    text = f"{rows:,} {noun}" if rows == 1 else f"{rows:,} {noun}s"
    return f"{text} {rest}" if rest else text


def true_rows(mask: pa.ChunkedArray) -> list[int]:
    """The positions at which a mask is true; nulls are not."""
    rows: list[int] = pc.indices_nonzero(mask.fill_null(False)).to_pylist()
    return rows


def one_chunk(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column in one chunk where it fits (text over 2 GiB does not)."""
    if column.num_chunks == 1:
        return column
    combined = column.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        return combined
    return pa.chunked_array([combined], type=column.type)


def by_chunk(
    column: pa.ChunkedArray, function: Callable[[pa.Array], pa.Array], kind: pa.DataType
) -> pa.ChunkedArray:
    """``function`` over every chunk; ``kind`` is the type of its results."""
    return pa.chunked_array([function(chunk) for chunk in column.chunks], type=kind)
