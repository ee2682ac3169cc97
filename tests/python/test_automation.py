"""Rules of a book from Python: in force, linted, tried out, run; and what the page says."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import salespipe as sp

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 7, 1, 9, tzinfo=timezone.utc)

RULES: dict[str, Any] = {
    "mails": [{"id": "hello", "subject": "About {{deal.name}}", "text": "Dear {{contact.name}}"}],
    "rules": [
        {
            "id": "greet",
            "when": {"event": "stage_entered", "stage": "Contacted"},
            "if": {
                "any": [
                    {"field": "value", "at_least": "500 EUR"},
                    {"not": {"field": "contacts", "in": [0]}},
                ]
            },
            "then": [{"do": "send_mail", "template": "hello"}, {"do": "add_tag", "tag": "greeted"}],
        },
        {
            "id": "chain",
            "when": {"event": "tag_given", "tag": "greeted"},
            "then": [{"do": "create_task", "description": "Call {{contact.name}}", "due_days": 3}],
        },
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> sp.Book:
    made = sp.open(tmp_path / "sales.db")
    made.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"), at=NOW)
    eve = made.add_contact("Eve", account="Acme", email="eve@acme.example", at=NOW)
    made.command(
        "create_opportunity",
        pipeline=made.pipelines[0].id,
        name="Acme 20 seats",
        account=made.account_id("Acme"),
        contacts=[eve],
        owner="ann",
        value="1000 EUR",
        at=NOW,
    )
    return made


def test_the_page_shows_an_example_that_runs() -> None:
    page = (ROOT / "docs" / "automation.md").read_text("utf-8")
    example = ROOT / "docs" / "examples" / "automation.py"
    said = (ROOT / "docs" / "examples" / "automation_py.out").read_text("utf-8")
    assert f"```python\n{example.read_text('utf-8').rstrip()}\n```" in page
    assert f"```text\n{said.rstrip()}\n```" in page
    run = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=True)
    assert run.stdout == said


def test_a_run_does_what_the_dry_run_told_and_does_it_once(book: sp.Book) -> None:
    assert book.automation is None
    assert book.configure_automation(RULES, at=NOW, actor="carl")
    assert not book.configure_automation(RULES, at=NOW, actor="carl")
    deal = next(iter(book.deals))
    deal.move("Contacted", at=NOW)
    before = book.state_json()
    dry = book.automate(at=NOW, dry_run=True)
    assert book.state_json() == before
    told = book.automate(at=NOW)
    assert [firing.rule for firing in told.firings] == ["greet", "chain"]
    assert told.firings == dry.firings
    assert told.firings[0].conditions[0].found == "1000.00 EUR"
    assert [firing.depth for firing in told.firings] == [1, 2]
    assert [message.key for message in book.outbox.waiting()] == told.firings[0].actions[0].messages
    assert book.open_tasks[0].description == "Call Eve"
    assert book.automate(at=NOW).firings == []


def test_a_command_and_its_rules_are_kept_together_or_not_at_all(book: sp.Book) -> None:
    book.configure_automation(RULES, at=NOW)
    deal = next(iter(book.deals))
    before = book.state_json()

    def fail_halfway() -> None:
        with book.transaction():
            deal.move("Contacted", at=NOW)
            assert book.automate(at=NOW, with_time=False).firings
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert book.state_json() == before
    assert book.outbox.waiting() == []


def test_every_event_of_a_run_and_its_rules_follow_their_schemas(book: sp.Book) -> None:
    schemas = ROOT / "docs" / "schemas"
    event = jsonschema.Draft202012Validator(
        json.loads((schemas / "event.schema.json").read_text("utf-8"))
    )
    rules = jsonschema.Draft202012Validator(
        json.loads((schemas / "automation.schema.json").read_text("utf-8"))
    )
    rules.check_schema(rules.schema)
    book.configure_automation(RULES, at=NOW)
    next(iter(book.deals)).move("Contacted", at=NOW)
    book.automate(at=NOW)
    types = set()
    for one in book.events():
        event.validate(json.loads(one.to_json()))
        types.add(one.type)
    assert types >= {"automation_configured", "rule_fired", "automation_ran"}
    rules.validate(book.automation)
    for bad in (
        {"rules": [{"id": "a b", "when": {"event": "tag_given"}, "then": []}]},
        {"rules": [{"id": "a", "when": {"event": "inactive"}, "then": [{"do": "x"}]}]},
    ):
        document = {"salespipe": "automation", "version": 1, **bad}
        assert not rules.is_valid(document)
        with pytest.raises(sp.SchemaViolationError):
            book.configure_automation(bad, at=NOW)


def test_rules_with_a_mistake_are_not_put_in_force(book: sp.Book) -> None:
    circle = [
        {
            "id": f"to-{to}",
            "when": {"event": "stage_entered", "stage": of},
            "then": [{"do": "move", "stage": to}],
        }
        for of, to in (("Lead", "Contacted"), ("Contacted", "Lead"))
    ]
    found = book.lint_automation({"rules": circle})
    assert [(one.severity, one.code) for one in found] == [("error", "loop")]
    with pytest.raises(sp.InvalidArgumentError, match="circle"):
        book.configure_automation({"rules": circle}, at=NOW)
    assert book.automation is None


def test_an_actor_sees_what_rules_did_to_his_deals(book: sp.Book) -> None:
    book.configure_automation(RULES, at=NOW)
    next(iter(book.deals)).move("Contacted", at=NOW)
    book.automate(at=NOW)
    book.set_access(
        roles={"rep": {"read": "own", "write": "own"}},
        actors={"ann": {"roles": ["rep"]}, "bob": {"roles": ["rep"]}},
        at=NOW + timedelta(hours=1),
    )
    of_ann = [event.type for event in book.as_actor("ann").events()]
    assert of_ann.count("rule_fired") == 2
    assert "automation_ran" not in of_ann
    assert "rule_fired" not in [event.type for event in book.as_actor("bob").events()]
    with pytest.raises(sp.UnsupportedError, match="host's own book"):
        book.as_actor("ann").automate(at=NOW)
    with pytest.raises(sp.NotAllowedError):
        book.as_actor("ann").configure_automation({"rules": []}, at=NOW)


def test_a_deal_is_enrolled_in_a_sequence_and_leaves_it_when_the_customer_answers(
    book: sp.Book,
) -> None:
    rules = {
        "mails": RULES["mails"],
        "sequences": [
            {
                "id": "nurture",
                "steps": [
                    {"then": [{"do": "send_mail", "template": "hello"}]},
                    {"after_days": 3, "then": [{"do": "create_task", "description": "Call"}]},
                ],
            }
        ],
    }
    schema = json.loads((ROOT / "docs" / "schemas" / "automation.schema.json").read_text("utf-8"))
    jsonschema.validate({"salespipe": "automation", "version": 1, **rules}, schema)
    book.configure_automation(rules, at=NOW)
    deal = next(iter(book.deals))
    with pytest.raises(sp.NotFoundError, match="there are nurture"):
        book.enrol(deal, "welcome", at=NOW)
    assert book.enrol(deal, "nurture", at=NOW)
    assert not book.enrol(deal, "nurture", at=NOW)
    assert [one.trigger for one in book.automate(at=NOW).firings] == [
        "step 1 of 2, 0 days after 2026-07-01"
    ]
    book.log_interaction("email_in", deal=deal, at=NOW + timedelta(days=1))
    told = book.automate(at=NOW + timedelta(days=4))
    assert [one.trigger for one in told.firings] == [
        "the sequence ends: the customer answered (email_in)"
    ]
    assert list(deal.state.tags) == []
    assert book.enrol(deal, "nurture", at=NOW + timedelta(days=5))
    assert book.unenrol(deal, "nurture", at=NOW + timedelta(days=5))
    assert book.automate(at=NOW + timedelta(days=6)).firings == []
