"""The board answers only a browser that opened its link, under its own name, and changes nothing
for other sites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import board_book
import pytest

starlette = pytest.importorskip("starlette.testclient")
pytest.importorskip("httpx")

from salespipe.board.app import create_app  # noqa: E402
from salespipe.board.desk import Desk  # noqa: E402
from salespipe.board.feed import Feed  # noqa: E402
from salespipe.board.session import MOST_TOKENS, Sessions  # noqa: E402

PORT = 8765
HOME = f"http://127.0.0.1:{PORT}"
OWN = {"origin": HOME, "sec-fetch-site": "same-origin", "content-type": "application/json"}
MOVE = '{"commands": [{"command": "move", "opportunity": "acme", "to": "contacted"}]}'


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(board_book.make(tmp_path / "book.db"), lambda: board_book.NOW)
    yield desk
    desk.close()


@pytest.fixture
def stranger(desk: Desk, sessions: Sessions, tmp_path: Path) -> Iterator[Any]:
    """A client that has no session."""
    for name in ("index.html", "board.js", "board.css", "board.svg"):
        (tmp_path / name).write_text("the page", encoding="utf-8")
    app = create_app(desk, sessions, Feed(desk), port=PORT, static=tmp_path)
    with starlette.TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(stranger: Any, sessions: Sessions) -> Any:
    """A client that has opened a link."""
    assert stranger.get(f"/?token={sessions.new_token()}").status_code == 303
    return stranger


def has_moved(desk: Desk) -> bool:
    return desk.book.deal("acme").stage != "Lead"


def test_without_a_link_nothing_is_shown(stranger: Any) -> None:
    for path in ("/", "/board.js", "/board.css", "/api/board", "/api/events", "/api/nothing"):
        answer = stranger.get(path)
        assert answer.status_code == 401, path
        assert "Acme" not in answer.text
        assert "the page" not in answer.text


def test_a_link_works_once_and_leaves_no_secret_in_the_address(
    stranger: Any, sessions: Sessions
) -> None:
    token = sessions.new_token()
    answer = stranger.get(f"/?token={token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/").text == "the page"
    stranger.cookies.clear()
    assert stranger.get(f"/?token={token}").status_code == 403
    assert stranger.get("/").status_code == 401


@pytest.mark.parametrize(
    "query", ["?token=", "?token=x", "?token=a&token=b", "?token=%00", "?token=%ff"]
)
def test_a_wrong_token_opens_nothing(stranger: Any, query: str) -> None:
    answer = stranger.get(f"/{query}")
    assert answer.status_code == 403 or (query == "?token=" and answer.status_code == 401)
    assert "set-cookie" not in answer.headers


def test_links_that_nobody_opens_do_not_pile_up(sessions: Sessions) -> None:
    tokens = [sessions.new_token() for _ in range(MOST_TOKENS + 1)]
    assert sessions.redeem(tokens[0]) is None
    assert sessions.redeem(tokens[-1]) is not None


@pytest.mark.parametrize(
    "cookie", ["", "x", "salespipe_board_8765=x", "salespipe_board_8765=", "=;;"]
)
def test_a_made_up_cookie_is_none(stranger: Any, cookie: str) -> None:
    assert stranger.get("/api/board", headers={"cookie": cookie}).status_code == 401


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.evil:{PORT}",
        "",
    ],
)
def test_it_has_no_other_name(client: Any, host: str) -> None:
    """A name that an attacker points at 127.0.0.1 (DNS rebinding) is not served."""
    assert client.get("/api/board", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data"},
        {"content-type": ""},
    ],
)
def test_no_other_site_can_change_anything(
    client: Any, desk: Desk, headers: dict[str, str]
) -> None:
    answer = client.post("/api/commands", content=MOVE, headers={**OWN, **headers})
    assert answer.status_code in (403, 415)
    assert not has_moved(desk)


def test_a_change_must_say_where_it_comes_from(client: Any, desk: Desk) -> None:
    headers = {"content-type": "application/json"}
    assert client.post("/api/commands", content=MOVE, headers=headers).status_code == 403
    assert not has_moved(desk)


def test_its_own_page_changes_things(client: Any, desk: Desk) -> None:
    answer = client.post("/api/commands", content=MOVE, headers=OWN)
    assert answer.status_code == 200, answer.text
    assert has_moved(desk)


@pytest.mark.parametrize("path", ["/api/commands", "/api/stale", "/api/link"])
def test_a_link_of_another_site_changes_nothing(client: Any, path: str) -> None:
    assert client.get(path).status_code == 405


def test_other_sites_read_nothing(client: Any) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    for path in ("/api/board", "/api/events", "/board.js", "/api/deals/acme/page"):
        assert client.get(path, headers=headers).status_code == 403
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
        assert client.request(method, "/api/board").status_code == 405


def test_every_answer_says_what_a_browser_may_do_with_it(client: Any, stranger: Any) -> None:
    answers = [
        client.get("/"),
        client.get("/api/board"),
        client.get("/api/nothing"),
        client.get("/api/board", headers={"host": "evil.example"}),
        client.post("/api/commands", content="{", headers=OWN),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


def test_a_body_is_not_read_without_end(client: Any) -> None:
    long = '{"commands": "' + "x" * (1 << 20) + '"}'
    assert client.post("/api/commands", content=long, headers=OWN).status_code == 413

    def pieces() -> Iterator[bytes]:  # without a length
        for _ in range(1 << 6):
            yield b"x" * (1 << 15)

    assert client.post("/api/commands", content=pieces(), headers=OWN).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        "null",
        '{"commands": []}',
        '{"commands": {}}',
        '{"commands": [7]}',
        "[" * 5000,
    ],
)
def test_a_broken_body_is_told_so(client: Any, desk: Desk, body: str) -> None:
    before = desk.book.last_sequence
    answer = client.post("/api/commands", content=body, headers=OWN)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert desk.book.last_sequence == before
