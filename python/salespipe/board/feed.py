"""What one browser does, the others see at once: a stream of server-sent events for each."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from salespipe.board.desk import Changes, Desk

#: How often the file is looked at for what other processes wrote, in seconds.
LOOK_EVERY = 1.0
#: How often a stream says that it is alive: a browser that has gone is noticed by then.
PULSE_EVERY = 15.0
#: A browser that does not take its messages is cut off, and reads everything anew when it is back.
MOST_WAITING = 256


class Feed:
    """Hands changes to every open page, in the order in which they happened."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._streams: set[asyncio.Queue[str | None]] = set()
        self._closed = False

    def tell(self, changes: Changes, by: str = "") -> None:
        """``by``: the page that made them, which need not be told what it did."""
        if not changes:
            return
        message = _message("changes", {**changes.document, "by": by})
        for stream in list(self._streams):
            if stream.qsize() >= MOST_WAITING:
                self._streams.discard(stream)
                _end(stream)
            else:
                stream.put_nowait(message)

    async def listen(self) -> AsyncIterator[str]:
        """The messages of one page."""
        stream: asyncio.Queue[str | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            yield _message("hello", {"today": self._desk.today.isoformat()})
            while not self._closed:
                try:
                    message = await asyncio.wait_for(stream.get(), PULSE_EVERY)
                except asyncio.TimeoutError:
                    message = _message("pulse", {"today": self._desk.today.isoformat()})
                if message is None:
                    return
                yield message
        finally:
            self._streams.discard(stream)

    async def watch(self) -> None:
        """Looks at the book's file again and again, until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            # A file that cannot be read now is looked at again; who changes the book is told why.
            with contextlib.suppress(Exception):
                self.tell(await self._desk.run(self._desk.look))

    def close(self) -> None:
        self._closed = True
        for stream in self._streams:
            _end(stream)


def _end(stream: asyncio.Queue[str | None]) -> None:
    stream.put_nowait(None)


def _message(event: str, document: dict[str, Any]) -> str:
    # A line break would end the message: JSON has none.
    return f"event: {event}\ndata: {json.dumps(document)}\n\n"
