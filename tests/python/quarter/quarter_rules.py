"""The rules of the team whose quarter is simulated."""

from __future__ import annotations

from typing import Any


def _task(description: str, days: int = 0) -> dict[str, Any]:
    return {"do": "create_task", "description": description, "due_days": days}


def _mail(template: str) -> dict[str, Any]:
    return {"do": "send_mail", "template": template}


def _tag(tag: str) -> dict[str, Any]:
    return {"do": "add_tag", "tag": tag}


def _entered(stage: str) -> dict[str, Any]:
    return {"event": "stage_entered", "stage": stage}


RULES: dict[str, Any] = {
    "mails": [
        {"id": name, "subject": f"{name}: {{{{deal.name}}}}", "text": "Dear {{contact.name}}, ..."}
        for name in ("welcome", "proposal", "thanks")
    ],
    "rules": [
        {
            "id": "welcome",
            "when": _entered("Lead"),
            "if": {"field": "source", "in": ["Web", "Fair"]},
            "then": [_mail("welcome"), _tag("welcomed")],
        },
        {
            "id": "big-deal",
            "when": _entered("Qualified"),
            "if": {"field": "value", "at_least": "20000 EUR"},
            "then": [_task("Visit {{account.name}}", 3), _tag("key")],
        },
        {
            "id": "key-deal",
            "when": {"event": "tag_given", "tag": "key"},
            "if": {"not": {"field": "owner", "is": "lead"}},
            "then": [{"do": "notify", "who": "lead", "text": "{{deal.name}} is a key deal"}],
        },
        {
            "id": "proposal",
            "when": _entered("Proposal made"),
            "then": [_mail("proposal"), _task("Follow up on the proposal", 5)],
        },
        {
            "id": "won",
            "when": _entered("Won"),
            "then": [
                _mail("thanks"),
                _task("Ask {{contact.name}} for a reference", 30),
                {"do": "call_host", "call": "invoice"},
            ],
        },
        {
            "id": "win-back",
            "when": _entered("Lost"),
            "if": {"not": {"field": "lost_reason", "is": "Spam"}},
            "then": [_tag("win-back")],
        },
        {
            "id": "silent",
            "when": {"event": "inactive", "days": 14},
            "if": {"all": [{"field": "stage", "is_not": "Lead"}]},
            "then": [_task("Call {{contact.name}}", 1)],
        },
        {
            "id": "stale-lead",
            "when": {"event": "inactive", "days": 21, "stage": "Lead"},
            "then": [{"do": "move", "stage": "Lost", "reason": "No answer"}],
        },
        {
            "id": "hurry",
            "when": {"event": "date_reached", "date": "expected_close", "days": -7},
            "if": {
                "all": [
                    {"field": "tag", "is_not": "hurry"},
                    {
                        "any": [
                            {"field": "value", "at_least": "5000 EUR"},
                            {"field": "tag", "is": "vip"},
                        ]
                    },
                ]
            },
            "then": [_tag("hurry"), {"do": "notify", "text": "{{deal.name}} is to close soon"}],
        },
        {
            "id": "reply",
            "when": {"event": "interaction", "type": "email_in"},
            "if": {"field": "stage_kind", "is": "open"},
            "then": [_task("Answer {{contact.name}}", 1)],
        },
        {
            "id": "visited",
            "when": {"event": "task_completed", "task": "Visit"},
            "then": [{"do": "set_field", "field": "visited", "value": "yes"}],
        },
        {
            "id": "triage",
            "when": {"event": "verdict", "verdict": "disqualified"},
            "if": {"field": "owner", "is_not": "lead"},
            "then": [{"do": "assign", "to": "lead"}],
        },
    ],
}
