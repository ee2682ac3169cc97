"""Where the records of a CSV file begin and how many fields they have, by RFC 4180.

This is the slow, exact pass: it runs over the header, over a sample to settle the delimiter, and
over a whole file only when bad rows need their line numbers. It reads quotes as PyArrow's reader
does: a quote opens a quoted field only as the first character of a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile(rb"\r\n|\n|\r")
_QUOTE = b'"'


class Record(NamedTuple):
    """One record: its first physical line (1-based), its bytes [start, end), its field count.

    ``next`` is where the following record starts. ``unclosed`` is set when a quoted field is never
    closed; the record then reaches to the end of the file.
    """

    line: int
    start: int
    end: int
    next: int
    fields: int
    unclosed: bool = False


def records(data: bytes, delimiter: str, start: int = 0, line: int = 1) -> Iterator[Record]:
    """The records of ``data`` from byte ``start`` on; empty lines are counted, not given."""
    separator = delimiter.encode()
    size = len(data)
    while start < size:
        found = _LINE_END.search(data, start)
        end, after = (found.start(), found.end()) if found else (size, size)
        if data.find(_QUOTE, start, end) < 0:
            if end > start:
                yield Record(line, start, end, after, data.count(separator, start, end) + 1)
            line += 1
        else:
            record = _quoted_record(data, separator, start, line)
            yield record
            after = record.next
            line += count_line_ends(data, start, record.end) + 1
        start = after


def _quoted_record(data: bytes, separator: bytes, start: int, line: int) -> Record:
    field_end = re.compile(rb"\r\n|\n|\r|" + re.escape(separator))
    size = len(data)
    at = start
    fields = 0
    while True:
        fields += 1
        if data.startswith(_QUOTE, at):
            at += 1
            while True:
                at = data.find(_QUOTE, at)
                if at < 0:
                    return Record(line, start, size, size, fields, unclosed=True)
                if not data.startswith(_QUOTE, at + 1):
                    break
                at += 2
            at += 1
        found = field_end.search(data, at)
        if found is None:
            return Record(line, start, size, size, fields)
        at = found.end()
        if found.group() != separator:
            return Record(line, start, found.start(), at, fields)


def count_line_ends(data: bytes, start: int, end: int) -> int:
    """How many physical lines end in the bytes [start, end)."""
    if b"\r" not in data[start:end]:
        return data.count(b"\n", start, end)
    return sum(1 for _ in _LINE_END.finditer(data, start, end))
