from datetime import UTC, datetime

import salespipe as sp

now = datetime(2026, 10, 2, 9, tzinfo=UTC)
book = sp.open("sales.jsonl")
deal = book.deal("opportunity-7")
book.deal("opportunity-9").lose("No answer", at=now, event_id="flush-2026-10-01")
