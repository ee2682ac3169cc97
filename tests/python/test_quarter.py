"""A quarter of a team of 20 with rules at work day by day, and a deliverer that dies: no loop, no
mail twice, and each firing is justified by the journal."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import salespipe as sp
from aiosmtpd.controller import Controller
from quarter.judge import Judge
from quarter.quarter_rules import RULES
from quarter.team import Team, days, evening

#: A worker in a process of its own, which dies without a word before or after one of its sendings.
WORKER = """
import os, sys
from datetime import datetime
import salespipe as sp
from salespipe.delivery import Smtp, deliver
file, port, at, worker, dies, when = sys.argv[1:]
smtp = Smtp("127.0.0.1", "Sales <sales@us.example>", port=int(port), security="none")
sent = 0
def send(message, moment):
    global sent
    sent += 1
    if sent == int(dies) and when == "before": os._exit(9)
    smtp(message, moment)
    if sent == int(dies) and when == "after": os._exit(9)
with sp.open(file) as book:
    channels = {"email": send, "notify": lambda *_: None, "host": lambda *_: None}
    deliver(book, channels, at=datetime.fromisoformat(at), worker=worker, lease_seconds=300,
            most=40)
    left = len(book.outbox.waiting())
sys.exit(1 if left else 0)
"""


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class _Controller(Controller):
    """On a port that the system gives."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = _Controller(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


class Deliverer:
    """Brings out everything that waits, by workers of which most die on the way."""

    def __init__(self, file: Path, port: int) -> None:
        self.file, self.port = file, port
        self.draw = random.Random(20)
        self.workers = 0
        self.died: Counter[str] = Counter()

    def bring(self, at: datetime) -> None:
        for round_ in range(50):
            self.workers += 1
            dies = self.draw.choice([0, 1, 2, 5, 9]) if round_ < 3 else 0
            when = self.draw.choice(["before", "after"])
            moment = at + timedelta(minutes=10 * round_)  # the lease of a dead one has ended
            told = subprocess.run(
                [sys.executable, "-c", WORKER, str(self.file), str(self.port), moment.isoformat(),
                 f"worker-{self.workers}", str(dies), when],
                check=False,
            )  # fmt: skip
            if told.returncode == 0:
                return
            assert told.returncode in (1, 9)
            if told.returncode == 9:
                self.died[when] += 1
        raise AssertionError("messages are left after 50 workers")


def test_a_quarter_of_a_team_of_twenty(tmp_path: Path, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    file = tmp_path / "team.db"
    book = sp.open(file)
    pipeline = book.add_pipeline(
        sp.Pipeline.standard("Sales", currency="EUR"), at=evening(days()[0])
    )
    assert not [one for one in book.lint_automation(RULES) if one.severity != "info"]
    book.configure_automation(RULES, at=evening(days()[0]), actor="lead")
    team, deliverer = Team(book, seed=20), Deliverer(file, port)
    spoke: Counter[str] = Counter()
    for day in days():
        team.work(day)
        before = book.last_sequence
        dry = book.automate(at=evening(day), dry_run=True)
        assert book.last_sequence == before
        told = book.automate(at=evening(day))
        assert told.firings == dry.firings
        assert book.automate(at=evening(day)).firings == []
        assert told.finished
        spoke.update(firing.rule for firing in told.firings)
        assert not [firing for firing in told.firings if firing.held]
        assert max((firing.depth for firing in told.firings), default=1) <= 3
        if day.weekday() == 4 and day.isocalendar().week % 2 == 0:
            deliverer.bring(evening(day))
    deliverer.bring(evening(days()[-1]) + timedelta(days=1))

    assert set(spoke) == {rule["id"] for rule in RULES["rules"]}, "some rule never spoke"
    assert deliverer.died["before"] > 0
    assert deliverer.died["after"] > 0
    # Each mail that was logged arrived. One that came twice has the same id, by which a mail server
    # knows it, and it came twice because its worker died right behind the sending.
    arrived = Counter(str(mail["Message-ID"]) for mail in box.mails)
    logged = [
        event for event in book.events()
        if event.type == "interaction_logged" and event.actor.startswith("automation:")
    ]  # fmt: skip
    assert len(arrived) == len(logged) > 100
    assert sum(count - 1 for count in arrived.values()) <= deliverer.died["after"]
    # Nobody got a template of a deal twice under different ids.
    by_subject = {
        (str(mail["To"]), str(mail["Subject"]), str(mail["Message-ID"])) for mail in box.mails
    }
    assert len({(to, subject) for to, subject, _ in by_subject}) == len(by_subject)
    assert book.outbox.dead() == []

    judge = Judge(RULES, {stage.id: stage.name for stage in pipeline.stages})
    judge.read(event.to_json() for event in book.events())
    assert judge.unjust == []
    assert judge.judged == sum(spoke.values()) > 300
    book.close()
