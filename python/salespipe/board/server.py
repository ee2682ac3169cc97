"""Serving a board on this machine, to this machine only."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import uvicorn

from salespipe.board.app import STATIC, create_app
from salespipe.board.desk import Clock, Desk
from salespipe.board.feed import Feed
from salespipe.board.session import Sessions
from salespipe.errors import IoError, Place, UnsupportedError

if TYPE_CHECKING:
    from salespipe.book import Book

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """Where a board is served. ``link`` opens it, once; ``stop()`` ends it."""

    url: str
    link: str
    stop: Callable[[], None]


def serve(
    book: Book,
    *,
    port: int = 0,
    actor: str | None = None,
    language: str = "",
    clock: Clock | None = None,
    started: Callable[[Address], None] | None = None,
) -> None:
    """Serve a board until it is stopped. ``port`` 0 takes a free one; ``started`` is called with
    the address when the board can be opened; ``actor`` as in :meth:`salespipe.Book.as_actor`."""
    if not (STATIC / "index.html").is_file():
        raise UnsupportedError(
            "this build of salespipe has no board: it was made without Node. Build it on a machine "
            "with Node 18 or newer and npm"
        )
    listening = _listen(port)
    port = listening.getsockname()[1]
    desk = Desk(book, clock or _now, actor)
    sessions = Sessions()
    feed = Feed(desk)
    server = _Server(
        uvicorn.Config(
            create_app(desk, sessions, feed, port=port, language=language),
            log_level="warning",
            access_log=False,  # a log must not hold the secrets of links
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=1,
        ),
        feed,
    )

    def stop() -> None:
        server.should_exit = True

    if started is not None:
        url = f"http://{HOST}:{port}/"
        started(Address(url, f"{url}?token={sessions.new_token()}", stop))
    try:
        server.run(sockets=[listening])
    finally:
        desk.close()
        listening.close()


class _Server(uvicorn.Server):
    """Ends the streams of open pages first: it would wait for them otherwise."""

    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._feed.close()
        await super().shutdown(sockets)


def _listen(port: int) -> socket.socket:
    """Listening already, so that a browser that is opened at once waits instead of failing."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise IoError(
            f"cannot listen on port {port}: {error.strerror}; name another with --port",
            place=Place(file=f"{HOST}:{port}"),
        ) from None
    return listening


def _now() -> datetime:
    return datetime.now(timezone.utc)
