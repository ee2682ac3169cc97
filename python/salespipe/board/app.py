"""The application of the board: its addresses, and what an error of the book becomes in HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from salespipe.board import pages
from salespipe.board.desk import CLOSED_DAYS, Desk
from salespipe.board.feed import Feed
from salespipe.board.security import MOST_BODY_BYTES, BodyTooLargeError, Guard
from salespipe.board.session import Sessions
from salespipe.errors import ConflictError, Error, InvalidArgumentError, SchemaViolationError

STATIC = Path(__file__).parent / "static"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/board.js": ("board.js", "text/javascript; charset=utf-8"),
    "/board.css": ("board.css", "text/css; charset=utf-8"),
    "/board.svg": ("board.svg", "image/svg+xml"),
}
#: HTTP status for each kind of error; what is not here is our own failure.
STATUS = {
    "invalid_argument": 400,
    "parse_error": 400,
    "schema_violation": 400,
    "overflow": 400,
    "currency_mismatch": 400,
    "ambiguous": 400,
    "unsupported": 400,
    "limit_exceeded": 400,
    "invalid_state": 409,
    "conflict": 409,
    "already_exists": 409,
    "not_allowed": 403,
    "not_found": 404,
}
#: A fridge without a wish of its own: look again in three months.
_WAKE_UP = timedelta(days=90)

Handler = Callable[[Request], Awaitable[Response]]


def create_app(
    desk: Desk,
    sessions: Sessions,
    feed: Feed,
    *,
    port: int,
    language: str = "",
    static: Path = STATIC,
) -> Guard:
    """The application for the server on ``port`` of loopback, guarded."""
    board = _Board(desk, sessions, feed, port=port, language=language)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(feed.watch())
        yield
        watching.cancel()
        feed.close()

    app = Starlette(
        routes=[
            *(Route(path, _file(static / name, kind)) for path, (name, kind) in FILES.items()),
            Route("/api/board", board.board),
            Route("/api/deals/{deal:path}/moves", board.moves),
            Route("/api/deals/{deal:path}/page", board.page),
            Route("/api/today", board.today),
            Route("/api/events", board.events),
            Route("/api/commands", board.commands, methods=["POST"]),
            Route("/api/stale", board.stale, methods=["POST"]),
            Route("/api/link", board.link, methods=["POST"]),
        ],
        exception_handlers={Error: _failed, BodyTooLargeError: _too_large},
        lifespan=lifespan,
    )
    return Guard(app, sessions=sessions, port=port)


class _Board:
    """What the addresses under /api answer."""

    def __init__(
        self, desk: Desk, sessions: Sessions, feed: Feed, *, port: int, language: str
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._feed = feed
        self._port = port
        self._language = language

    async def board(self, request: Request) -> Response:
        wanted = request.query_params.get("closed_days", str(CLOSED_DAYS))
        days = None if wanted == "all" else _whole(wanted, "closed_days")
        found = await self._desk.run(self._desk.board, days)
        return JSONResponse({**found, "language": self._language})

    async def page(self, request: Request) -> Response:
        desk, deal = self._desk, request.path_params["deal"]
        return JSONResponse(await desk.run(pages.deal_page, desk.view, deal, desk.now))

    async def moves(self, request: Request) -> Response:
        desk, deal = self._desk, request.path_params["deal"]
        wake_up = desk.today + _WAKE_UP
        return JSONResponse(await desk.run(pages.moves, desk.view, deal, desk.now, wake_up))

    async def today(self, request: Request) -> Response:
        desk = self._desk
        return JSONResponse(await desk.run(pages.today, desk.view, desk.now, desk.today))

    async def stale(self, request: Request) -> Response:
        desk, body = self._desk, await _body(request)
        for member in ("query", "at", "as_actor"):
            if member in body:
                raise SchemaViolationError(f'"{member}" is for the board to say')
        return JSONResponse(await desk.run(lambda: pages.stale(desk.view, desk.now, **body)))

    async def commands(self, request: Request) -> Response:
        body = await _body(request)
        documents = body.get("commands")
        if not isinstance(documents, list) or not documents:
            raise SchemaViolationError('"commands" is a list of at least one command')
        answer, changes = await self._desk.run(self._desk.carry_out, documents)
        self._feed.tell(changes, by=request.headers.get("x-page", ""))
        return JSONResponse({**answer, **changes.document})

    async def link(self, request: Request) -> Response:
        await _body(request)
        token = self._sessions.new_token()
        return JSONResponse({"url": f"http://127.0.0.1:{self._port}/?token={token}"})

    async def events(self, request: Request) -> Response:
        return StreamingResponse(self._feed.listen(), media_type="text/event-stream")


def _file(path: Path, kind: str) -> Handler:
    async def send(request: Request) -> Response:
        return FileResponse(path, media_type=kind)

    return send


async def _body(request: Request) -> dict[str, Any]:
    try:
        document = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise SchemaViolationError(f"the body is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise SchemaViolationError("the body must be an object")
    return document


def _whole(text: str, what: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise InvalidArgumentError(f"{what}: write a number of days, or all")
    return int(text)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, Error)
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.place.field:
        body["field"] = error.place.field
    if isinstance(error, ConflictError):
        body["meanwhile"] = [event.get("type") for event in error.meanwhile]
    return JSONResponse({"error": body}, status_code=STATUS.get(error.code, 500))


async def _too_large(request: Request, error: Exception) -> Response:
    message = f"a body is at most {MOST_BODY_BYTES} bytes long"
    return JSONResponse({"error": {"code": "too_large", "message": message}}, status_code=413)
