import json  # noqa: F401 - the page's
import smtplib
from datetime import UTC, datetime
from unittest import mock

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
book = sp.open("sales.db")
deal = book.deal("opportunity-7")
secret, shared = "s3cret", b"shared"
stale = [deal]
sent: list[str] = []


class Server:
    """Takes every mail, without a network."""

    def __init__(self, *unused: object, **unused_too: object) -> None: ...

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *unused: object) -> None: ...

    def __getattr__(self, name: str) -> object:
        return lambda *given, **named: sent.append(name) or {}


patched = mock.patch.object(smtplib, "SMTP", Server)
patched.start()


def after() -> None:
    patched.stop()
    assert "send_message" in sent, sent
