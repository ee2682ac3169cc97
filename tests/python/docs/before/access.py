from datetime import UTC, datetime

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
book = sp.open("sales.jsonl")
book.deal("opportunity-7").change_owner("ann", at=now)
