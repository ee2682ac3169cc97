from datetime import UTC, datetime

import salespipe as sp

now = datetime(2026, 10, 2, 9, tzinfo=UTC)
book = sp.open("sales.db")
for number in range(2, 8):
    book.add_contact(f"Person {number}", id=f"contact-{number}", at=now)
