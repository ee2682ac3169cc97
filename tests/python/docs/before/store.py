from datetime import UTC, datetime, timedelta  # noqa: F401 - the page's
from pathlib import Path

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
Path("sales.jsonl").unlink()  # the page exports to it
with sp.open("sales.db") as prepared:
    pipeline = prepared.pipelines[0]
    prepared.create_opportunity(pipeline, "Bolt", id="opportunity-17", at=now)
    with prepared.transaction():
        prepared.outbox.post("proposal/opportunity-17", "email", "Dear Eve, ...")


class SendError(Exception):
    """What the host's own ``send`` raises."""


def send(body: str, *, idempotency_key: str) -> None:
    assert (body, idempotency_key) == ("Dear Eve, ...", "proposal/opportunity-17")
