"""How long the export of a CRM takes to come in: Salesforce's Opportunity and OpportunityHistory.

Usage: crm_import.py [DEALS]     (100,000 unless another number is given; five history rows each)
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import salespipe

_STAGES = ("Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review")
_START = datetime(2023, 1, 1, tzinfo=timezone.utc)


def write_export(folder: Path, deals: int) -> int:
    """Two CSV files; returns the rows of the history."""
    random.seed(7)
    rows = 0
    with (
        (folder / "Opportunity.csv").open("w") as opportunities,
        (folder / "OpportunityHistory.csv").open("w") as history,
    ):
        opportunities.write(
            "Id,Name,AccountId,OwnerId,StageName,IsClosed,IsWon,Amount,CloseDate,CreatedDate,"
            "LeadSource,Probability,ForecastCategory,LastModifiedDate\n"
        )
        history.write(
            "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,CloseDate,Probability\n"
        )
        for number in range(deals):
            key = f"006{number:012d}AAA"
            won = random.random() < 0.4
            at = _START + timedelta(minutes=random.randrange(60 * 24 * 700))
            created, last = at, "Closed Won" if won else "Closed Lost"
            amount = random.randrange(1000, 90000)
            for step, stage in enumerate((*_STAGES, last)):
                at += timedelta(hours=random.randrange(1, 400))
                stamp = created if step == 0 else at
                history.write(
                    f"008{number * 5 + step:012d},{key},005{number % 40:012d},"
                    f"{stamp:%Y-%m-%dT%H:%M:%S.000Z},{stage},{amount + 100 * step}.00,"
                    f"{at:%Y-%m-%d},{step * 20}\n"
                )
                rows += 1
            opportunities.write(
                f"{key},Deal {number},001{number % 5000:012d},005{number % 40:012d},{last},true,"
                f"{str(won).lower()},{amount + 400}.00,{at:%Y-%m-%d},"
                f"{created:%Y-%m-%dT%H:%M:%S.000Z},Web,{100 if won else 0},"
                f"{'Closed' if won else 'Omitted'},{at:%Y-%m-%dT%H:%M:%S.000Z}\n"
            )
    return rows


def main() -> None:
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_export(folder, deals)
        print(f"{deals:,} deals, {rows:,} rows of history")
        for what, file in (("in memory", None), ("into a database", folder / "sales.db")):
            book = salespipe.Book() if file is None else salespipe.open(file)
            for run in ("first import", "the same again"):
                start, used = time.perf_counter(), time.process_time()
                result = book.import_crm(folder, at=now, currency="EUR")
                seconds, used = time.perf_counter() - start, time.process_time() - used
                print(
                    f"{what}, {run}: {seconds:.1f} s ({used:.1f} s of one processor), "
                    f"{result.imported['events']:,} events"
                )
            book.close()


if __name__ == "__main__":
    main()
