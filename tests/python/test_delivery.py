"""Messages arrive at a real mail server and a real web server, once each, or say why not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import salespipe as sp
from aiosmtpd.controller import Controller
from salespipe.delivery import Delivered, Retry, Smtp, Webhook, deliver

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


class Mailbox:
    """What a mail server of the tests took; it refuses some recipients."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("busy"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class _Controller(Controller):
    """On a port that the system gives."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Smtp]]:
    box = Mailbox()
    controller = _Controller(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield (
            box,
            Smtp("127.0.0.1", "Ann <ann@us.example>", port=controller.port, security="none"),
        )
    finally:
        controller.stop()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[sp.Book]:
    with sp.open(tmp_path / "book.db") as book:
        book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
        yield book


def post(book: sp.Book, key: str, topic: str = "email", **body: Any) -> None:
    mail = {"to": "eve@acme.example", "subject": "Hi", "text": "Här är priset.\n"}
    book.outbox.post(key, topic, json.dumps({**mail, **body}))


def test_a_mail_arrives_once_with_an_id_that_follows_from_its_key(
    book: sp.Book, mailbox: tuple[Mailbox, Smtp]
) -> None:
    box, smtp = mailbox
    post(
        book, "rule-1/event-7", html="<p>Här</p>", to=["eve@acme.example", "Ian <ian@acme.example>"]
    )
    told = deliver(book, {"email": smtp}, at=NOW, worker="w")
    assert told.arrived == ["rule-1/event-7"]
    assert deliver(book, {"email": smtp}, at=NOW, worker="w").arrived == []
    (mail,) = box.mails
    assert mail["From"] == "Ann <ann@us.example>"
    assert mail["To"] == "eve@acme.example, Ian <ian@acme.example>"
    assert mail.get_body(("plain",)).get_content().strip() == "Här är priset."
    assert "<p>Här</p>" in mail.get_body(("html",)).get_content()
    assert mail["Message-ID"].endswith("@us.example>")


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(
    book: sp.Book, mailbox: tuple[Mailbox, Smtp]
) -> None:
    box, smtp = mailbox
    post(book, "k")

    def dies(message: Any, at: datetime) -> None:
        smtp(message, at)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(book, {"email": dies}, at=NOW, worker="one", lease_seconds=60)
    assert deliver(book, {"email": smtp}, at=NOW, worker="two").arrived == []  # it has the lease
    later = NOW + timedelta(seconds=61)
    assert deliver(book, {"email": smtp}, at=later, worker="two").arrived == ["k"]
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]  # so the receiver shows it once


def test_what_does_not_arrive_is_tried_again_later_and_later_and_then_given_up(
    book: sp.Book, mailbox: tuple[Mailbox, Smtp]
) -> None:
    _, smtp = mailbox
    post(book, "k", to="busy@acme.example")
    retry = Retry(first=timedelta(minutes=1), attempts=3)
    moment = NOW
    for wait in (1, 2):
        told = deliver(book, {"email": smtp}, at=moment, worker="w", retry=retry)
        assert "451" in told.postponed["k"]
        too_early = moment + timedelta(minutes=wait) - timedelta(seconds=1)
        assert deliver(book, {"email": smtp}, at=too_early, worker="w") == Delivered([], {}, {})
        moment += timedelta(minutes=wait)
    assert "451" in deliver(book, {"email": smtp}, at=moment, worker="w", retry=retry).dead["k"]
    (dead,) = book.outbox.dead()
    assert dead.trouble.startswith("the mail server answered 451")


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "nobody@acme.example"},
        {"to": "no address"},
        {"to": []},
        {"subject": "two\nBcc: all@acme.example"},
        {"text": None},
    ],
)
def test_what_can_never_arrive_is_dead_at_once_and_the_others_arrive(
    book: sp.Book, mailbox: tuple[Mailbox, Smtp], wrong: dict[str, Any]
) -> None:
    box, smtp = mailbox
    post(book, "bad", **wrong)
    post(book, "good")
    told = deliver(book, {"email": smtp}, at=NOW, worker="w")
    assert list(told.dead) == ["bad"]
    assert told.arrived == ["good"]
    assert len(box.mails) == 1


def test_a_server_that_is_away_and_a_topic_without_channel_are_waited_for(book: sp.Book) -> None:
    post(book, "mail")
    post(book, "other", topic="fax")
    away = Smtp("127.0.0.1", "ann@us.example", port=1, security="none", timeout=5)
    told = deliver(book, {"email": away}, at=NOW, worker="w")
    assert set(told.postponed) == {"mail", "other"}
    assert "fax" in told.postponed["other"]
    assert len(book.outbox.waiting()) == 2


def test_a_mailing_arrives_once_at_each_address(
    book: sp.Book, mailbox: tuple[Mailbox, Smtp]
) -> None:
    box, smtp = mailbox
    eve = book.add_contact("Eve <3", account="Acme", email="eve@acme.example", at=NOW)
    for deal in ("d1", "d2"):
        book.command(
            "create_opportunity",
            at=NOW,
            pipeline=book.pipelines[0].id,
            name=deal,
            id=deal,
            contacts=[eve],
        )
    mail = {"subject": "{{deal.name}}", "text": "Dear {{contact.name}}", "html": "{{contact.name}}"}
    (asked,) = book.preview_mail("news", deals=book.deals, **mail)
    assert (asked.to, asked.subject, asked.html) == ("eve@acme.example", "d1", "Eve &lt;3")
    assert book.send_mail("news", deals=book.deals, **mail, at=NOW) == [asked]
    assert book.send_mail("news", deals=book.deals, **mail, at=NOW) == []
    assert deliver(book, {"email": smtp}, at=NOW, worker="w").arrived == [asked.key]
    assert [one["Subject"] for one in box.mails] == ["d1"]
    assert book.timeline(deal=book.deal("d1")).conversations[0].outbound == 1
    with pytest.raises(sp.NotFoundError, match=r"deal\.nam"):
        book.preview_mail("news", deals=book.deals, subject="{{deal.nam}}", text="")


@pytest.fixture
def server() -> Iterator[tuple[list[Any], str]]:
    taken: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((dict(self.headers), body))
            self.send_response(int(self.path[1:]))
            self.end_headers()

        def log_message(self, *unused: Any) -> None: ...

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    try:
        yield taken, f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def test_a_webhook_gets_the_body_with_its_key_and_signature(
    book: sp.Book, server: tuple[list[Any], str]
) -> None:
    taken, url = server
    book.outbox.post("k/1", "host", '{"deal": "acme"}')
    hook = Webhook(f"{url}/204", secret="s")
    assert deliver(book, {"host": hook}, at=NOW, worker="w").arrived == ["k/1"]
    ((headers, body),) = taken
    assert body == b'{"deal": "acme"}'
    assert headers["Idempotency-Key"] == "k/1"
    # printf '{"deal": "acme"}' | openssl dgst -sha256 -hmac s
    assert (
        headers["X-Salespipe-Signature"]
        == "c47c6f5964d467f6cc797abe70967a0a4500454858963d7e85aa0ded08d8a3f6"
    )


@pytest.mark.parametrize(
    ("status", "is_dead"), [(400, True), (410, True), (429, False), (503, False)]
)
def test_a_webhook_that_refuses_is_dead_or_tried_again(
    book: sp.Book, server: tuple[list[Any], str], status: int, is_dead: bool
) -> None:
    _, url = server
    book.outbox.post("k", "host", "{}")
    told = deliver(book, {"host": Webhook(f"{url}/{status}")}, at=NOW, worker="w")
    assert list(told.dead if is_dead else told.postponed) == ["k"]


def test_waiting_grows_twofold_up_to_the_longest() -> None:
    retry = Retry(first=timedelta(minutes=1), longest=timedelta(minutes=5), attempts=6)
    assert [retry.after(attempts) for attempts in range(1, 7)] == [
        *(timedelta(minutes=wait) for wait in (1, 2, 4, 5, 5)),
        None,
    ]


def test_a_channel_is_checked_before_anything_is_sent() -> None:
    with pytest.raises(sp.InvalidArgumentError, match="security"):
        Smtp("localhost", "ann@us.example", security="perhaps")
    with pytest.raises(sp.InvalidArgumentError, match="no mail address"):
        Smtp("localhost", "ann")
    with pytest.raises(sp.InvalidArgumentError, match="no address"):
        Webhook("file:///etc/passwd")
