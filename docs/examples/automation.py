from datetime import UTC, datetime, timedelta

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
book = sp.Book()
sales = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"), at=now)
book.configure_automation(
    {
        "rules": [
            {
                "id": "big-deal",
                "when": {"event": "stage_entered", "stage": "Qualified"},
                "if": {"field": "value", "at_least": "10000 EUR"},
                "then": [
                    {"do": "create_task", "description": "Visit {{account.name}}", "due_days": 2},
                    {"do": "add_tag", "tag": "key"},
                ],
            },
            {
                "id": "silent",
                "when": {"event": "inactive", "days": 10},
                "if": {"all": [{"field": "tag", "is": "key"}]},
                "then": [{"do": "assign", "to": "carl"}],
            },
        ]
    },
    at=now,
    actor="carl",
)

deal = book.create_opportunity(
    sales, "Acme 20 seats", account="Acme", owner="ann", value="12000 EUR", at=now
)
deal.qualify(budget="met", authority="met", need="met", timeline="met", at=now)
deal.move("Qualified", at=now)

for day in (0, 5, 12):
    told = book.automate(at=now + timedelta(days=day))
    for firing in told.firings:
        print(f"{firing.rule}: {firing.why}")
        for action in firing.actions:
            print(f"  {action.result}: {action.what}")
