from datetime import UTC, datetime

import salespipe as sp

now = datetime(2026, 7, 1, 9, tzinfo=UTC)
book = sp.Book()
sales = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"), at=now)
deal = book.create_opportunity(sales, "Acme, 20 seats", owner="ann", value="12000 EUR", at=now)
print(deal.qualify(budget="met", authority="met", need="met", timeline="unmet", at=now))
print(deal.lose("", at=now))
print(deal.win(at=now))

team = sp.simulate.tables(opportunities=2000, seed=7, months=24)  # or a CSV, a data frame, a book
board = sp.metrics(
    opportunities=team["opportunities"],
    history=team["history"],
    period="2025-Q4",
    compare="previous",
)
print(board["won_revenue"], board["win_rate"], board.rows[0]["change"]["won_revenue"])
