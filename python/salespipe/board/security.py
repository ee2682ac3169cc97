"""What every request must pass before the board looks at it, and what every answer carries.

The board changes a book for whoever asks it, so it must be certain who asks: only a browser that
opened a link of this run (the cookie), only under its own name (Host, against DNS rebinding), and a
change only from its own page (Origin and Sec-Fetch-Site, against other sites in the same browser).
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from salespipe.board.session import Sessions

#: More than any form of the board sends, and little enough to hold in memory.
MOST_BODY_BYTES = 1 << 20

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # No text becomes markup, whatever a later change of the page does with it.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

ANSWER_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}

_STALE_LINK = (
    "This link of the board has been used, or the board was started anew. A link works once: "
    "take a new one from the menu of an open board, or run `salespipe board` again.\n"
)


class Guard:
    """Stands before the application; see the module."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, port: int) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
        self._origins = frozenset(f"http://{host}" for host in self._hosts)
        # Cookies know no port: another board on this machine has another name for its own.
        self._cookie = f"salespipe_board_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # The board has no websockets.
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, with_headers(send))
            return
        await self._app(scope, _limited(receive), with_headers(send))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """What to answer instead of letting the request in."""
        method, path = scope["method"], scope["path"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _no(421, "bad_host", "the board is not served under this name")
        if method not in ("GET", "HEAD", "POST"):
            return _no(405, "bad_method", f"the board answers no {method}")
        if not self._is_own_page(method, path, headers):
            return _no(403, "bad_origin", "a request of another site")
        if path == "/" and method == "GET":
            token = parse_qs(scope["query_string"].decode("latin-1")).get("token")
            if token is not None:
                return self._enter(token)
        if not self._sessions.knows(self._cookie_of(headers)):
            if path.startswith("/api/"):
                return _no(401, "no_session", "this browser has not opened a link of the board")
            return PlainTextResponse(_STALE_LINK, status_code=401)
        if method == "POST":
            return _unfit_body(headers)
        return None

    def _is_own_page(self, method: str, path: str, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        if any(origin not in self._origins for origin in origins):
            return False
        site = headers.get("sec-fetch-site")
        if method == "POST":
            return len(origins) == 1 and site in (None, "same-origin")
        # A person may come to the page itself from anywhere; what it is made of only from the page.
        return path == "/" or site in (None, "same-origin", "none")

    def _enter(self, token: list[str]) -> Response:
        cookie = self._sessions.redeem(token[0]) if len(token) == 1 else None
        if cookie is None:
            return PlainTextResponse(_STALE_LINK, status_code=403)
        # Without the token, which must not stay in the address bar or the history.
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, cookie, httponly=True, samesite="strict", path="/")
        return answer

    def _cookie_of(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return "" if found is None else found.value


def _unfit_body(headers: Headers) -> Response | None:
    # A form of another site cannot say application/json without asking first.
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return _no(415, "bad_content_type", "the body must be application/json")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
        return _no(413, "too_large", f"a body is at most {MOST_BODY_BYTES} bytes long")
    return None


class BodyTooLargeError(Exception):
    """A body without a length turned out to be too long."""


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BODY_BYTES:
            raise BodyTooLargeError
        return message

    return limited


def with_headers(send: Send) -> Send:
    """Puts the headers that every answer has on it."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ANSWER_HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers


def _no(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
