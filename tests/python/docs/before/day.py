from datetime import UTC, date, datetime

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
tomorrow = date(2026, 7, 2)
book = sp.open("sales.jsonl")
deal = book.deal("opportunity-7")
task_id = book.tasks(deal=deal)[0].id
