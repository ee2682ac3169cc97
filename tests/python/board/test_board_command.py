"""``salespipe board`` as a command: it serves, says where, ends when told, says what is missing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import board_book
import pytest
from salespipe.board import server
from salespipe.cli import main


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "sales.db"
    board_book.make(path).close()
    return path


@pytest.fixture
def page_built() -> None:
    if not (server.STATIC / "index.html").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the page of the board is not built")
        pytest.skip("the page of the board is not built (./dev builds it where Node is)")


@pytest.fixture
def process(book: Path, page_built: None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "salespipe", "board", str(book), "--no-open", "--json"]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    yield started
    if started.poll() is None:
        started.kill()
    started.communicate()


def test_it_serves_until_it_is_interrupted_and_logs_no_secret(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout
    told = json.loads(process.stdout.readline())
    assert told["url"].startswith("http://127.0.0.1:")
    assert told["link"].startswith(told["url"] + "?token=")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(told["link"], timeout=30)
    assert page.url == told["url"], "the secret does not stay in the address"
    board = json.load(opener.open(told["url"] + "api/board", timeout=30))
    assert len(board["cards"]) == 4  # Delta was lost long before today
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert "token" not in out + err
    assert "Traceback" not in err


def test_it_listens_on_no_other_address(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    port = int(json.loads(process.stdout.readline())["url"].split(":")[2].rstrip("/"))
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("this system does not list what listens")
    rows = [line.split() for line in listening.read_text().splitlines()[1:]]
    local = [row[1] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port]
    assert local == [f"0100007F:{port:04X}"]


def fails(capsys: Any, *arguments: object) -> dict[str, Any]:
    assert main([*map(str, arguments), "--no-open", "--json"]) != 0
    error: dict[str, Any] = json.loads(capsys.readouterr().err)["error"]
    return error


def test_a_port_that_is_taken_is_told(book: Path, capsys: Any, page_built: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        error = fails(capsys, "board", book, "--port", taken.getsockname()[1])
    assert error["code"] == "io_error"
    assert "--port" in error["message"]


def test_a_book_that_is_not_there_is_told(tmp_path: Path, capsys: Any) -> None:
    assert fails(capsys, "board", tmp_path / "none.db")["code"] == "not_found"
    table = tmp_path / "deals.csv"
    table.write_text("name,value\n", encoding="utf-8")
    assert fails(capsys, "board", table)["code"] == "unsupported"


def test_a_build_without_the_page_says_so(
    book: Path, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "STATIC", tmp_path)
    assert "Node" in fails(capsys, "board", book)["message"]


def test_without_its_packages_it_says_how_to_get_them(
    book: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "salespipe.board.server")
    monkeypatch.delitem(sys.modules, "salespipe.board", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert "salespipe[board]" in fails(capsys, "board", book)["message"]
