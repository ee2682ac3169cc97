"""Bringing the messages of a book's outbox to where they go: mail servers and webhooks.

The outbox keeps messages with the events they follow from; :func:`deliver` takes those that are
due, gives each to the channel of its topic, and says what became of it: delivered, to be tried
again later, or given up. Delivery is at least once: a worker that dies after sending and before
saying so sends again, with the same ``Message-ID`` or ``Idempotency-Key``, so that the receiver can
tell.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from salespipe._core import Delivery
from salespipe.errors import InvalidArgumentError

if TYPE_CHECKING:
    from salespipe.book import Book

#: Takes one message somewhere, at a moment. Raises UndeliverableError where trying again is of no
#: use, any OSError where it may be.
Channel = Callable[[Delivery, datetime], None]


class UndeliverableError(Exception):
    """The message cannot arrive however often it is tried: it is dead, and a person must look."""


@dataclass(frozen=True)
class Retry:
    """When a message that did not arrive is tried again: after ``first``, then each time twice as
    long, at most ``longest``; after ``attempts`` it is given up."""

    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=6)
    attempts: int = 10

    def after(self, attempts: int) -> timedelta | None:
        """How long to wait after so many attempts; None: give up."""
        if attempts >= self.attempts:
            return None
        wait = self.first
        for _ in range(1, attempts):
            wait = min(wait * 2, self.longest)
        return min(wait, self.longest)


@dataclass(frozen=True)
class Delivered:
    """What became of the messages of one round, by their keys."""

    arrived: list[str]
    postponed: dict[str, str]
    dead: dict[str, str]


def deliver(
    book: Book,
    channels: Mapping[str, Channel],
    *,
    at: datetime,
    worker: str,
    retry: Retry | None = None,
    most: int = 100,
    lease_seconds: float = 300,
) -> Delivered:
    """Deliver what is due at ``at``: at most ``most`` messages, which are this worker's for
    ``lease_seconds``. ``channels`` by topic; a message of another topic waits, as one that failed
    does. Several workers may run at a time, each with a name of its own."""
    policy = retry or Retry()
    told = Delivered([], {}, {})
    for message in book.outbox.lease(worker, now=at, seconds=lease_seconds, most=most):
        channel = channels.get(message.topic)
        try:
            if channel is None:
                raise OSError(f"nobody delivers '{message.topic}' here")
            channel(message, at)
        except UndeliverableError as error:
            book.outbox.failed(message, str(error))
            told.dead[message.key] = str(error)
        except OSError as error:
            _postpone(book, message, str(error), policy.after(message.attempts), at, told)
        else:
            book.outbox.delivered(message)
            told.arrived.append(message.key)
    return told


def _postpone(
    book: Book,
    message: Delivery,
    trouble: str,
    wait: timedelta | None,
    at: datetime,
    told: Delivered,
) -> None:
    book.outbox.failed(message, trouble, again=None if wait is None else at + wait)
    (told.dead if wait is None else told.postponed)[message.key] = trouble


@dataclass(frozen=True)
class Smtp:
    """A channel to a mail server.

    The body of a message is JSON: ``{"to": "eve@acme.example", "subject": ..., "text": ...}``;
    ``to`` may be a list, ``html``, ``cc`` and ``reply_to`` may come along. ``sender``: "Ann
    <ann@us.example>". ``security``: "starttls", "tls", or "none" for a server on this machine.
    """

    host: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: str = "starttls"
    timeout: float = 30

    def __post_init__(self) -> None:
        if self.security not in ("starttls", "tls", "none"):
            raise InvalidArgumentError(f"unknown security '{self.security}': starttls, tls or none")
        if "@" not in parseaddr(self.sender)[1]:
            raise InvalidArgumentError(f"'{self.sender}' is no mail address")

    def __call__(self, message: Delivery, at: datetime) -> None:
        mail = self.mail(message, at)
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                refused = server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients) from error
        except smtplib.SMTPResponseException as error:
            raise _answer(error.smtp_code, error.smtp_error) from error
        if refused:  # some have it: trying again would send it to them twice
            raise UndeliverableError(f"not all recipients were taken: {', '.join(refused)}")

    def mail(self, message: Delivery, at: datetime) -> EmailMessage:
        """The mail that a message is. Its Message-ID follows from the key alone, so the same
        message is the same mail, however often it is sent."""
        try:
            told = json.loads(message.body)
            mail = EmailMessage()
            mail["From"] = self.sender
            mail["To"] = _addresses(told["to"])
            if "cc" in told:
                mail["Cc"] = _addresses(told["cc"])
            if "reply_to" in told:
                mail["Reply-To"] = told["reply_to"]
            mail["Subject"] = told["subject"]
            mail["Date"] = format_datetime(at)
            domain = parseaddr(self.sender)[1].rpartition("@")[2]
            digest = hashlib.sha256(message.key.encode()).hexdigest()[:40]
            mail["Message-ID"] = f"<{digest}@{domain}>"
            mail.set_content(told["text"])
            if "html" in told:
                mail.add_alternative(told["html"], subtype="html")
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise UndeliverableError(f"this is no mail: {error!r}") from error
        return mail

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)


@dataclass(frozen=True)
class Webhook:
    """A channel to a server of the host: the body is posted as JSON, with the key of the message as
    ``Idempotency-Key``. With a ``secret``, ``X-Salespipe-Signature`` is the HMAC-SHA256 of the body
    in hexadecimal."""

    url: str
    secret: str = ""
    timeout: float = 30

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise InvalidArgumentError(f"'{self.url}' is no address of a web server")

    def __call__(self, message: Delivery, at: datetime) -> None:
        body = message.body.encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
            "X-Salespipe-Topic": message.topic,
        }
        if self.secret:
            signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Salespipe-Signature"] = signature
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout):
                return
        except urllib.error.HTTPError as error:
            if 400 <= error.code < 500 and error.code not in _WORTH_TRYING:
                raise UndeliverableError(f"the server answered {error.code}") from error
            raise OSError(f"the server answered {error.code}") from error


#: Timeout, too early, too many requests: refusals that pass.
_WORTH_TRYING = (408, 425, 429)


def _addresses(told: Any) -> str:
    found = [told] if isinstance(told, str) else list(told)
    if not found:
        raise ValueError("it goes to nobody")
    for address in found:
        if "@" not in parseaddr(address)[1]:
            raise ValueError(f"'{address}' is no mail address")
    return ", ".join(found)


def _answer(code: int, said: bytes | str) -> Exception:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    trouble = f"the mail server answered {code} {text}"
    return UndeliverableError(trouble) if 500 <= code < 600 else OSError(trouble)


def _refusal(recipients: Mapping[str, tuple[int, bytes]]) -> Exception:
    """All were refused: worth another try where one of the refusals passes."""
    answers = [_answer(code, said) for code, said in recipients.values()]
    passing = [answer for answer in answers if isinstance(answer, OSError)]
    return passing[0] if passing else answers[0]
