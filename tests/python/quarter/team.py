"""A team of 20 at work for a quarter: what its people do each day. Everything follows from the
seed."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone

import salespipe as sp

FIRST = date(2026, 7, 1)
DAYS = 92
REPS = [f"rep-{number}" for number in range(1, 21)]
NEXT = {"Lead": "Contacted", "Contacted": "Qualified", "Qualified": "Proposal made"}
MET = dict.fromkeys(("budget", "authority", "need", "timeline"), "met")


def days() -> list[date]:
    """The working days."""
    every = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [day for day in every if day.weekday() < 5]


def evening(day: date) -> datetime:
    """When the rules run."""
    return datetime(day.year, day.month, day.day, 18, tzinfo=timezone.utc)


class Team:
    def __init__(self, book: sp.Book, seed: int) -> None:
        self.book = book
        self.draw = random.Random(seed)
        self.count = 0

    def work(self, day: date) -> None:
        """What all of them do on a day, one after the other."""
        deals: dict[str, list[sp.Deal]] = {}
        for deal in self.book.deals:
            if deal.is_open:
                deals.setdefault(deal.owner, []).append(deal)
        tasks: dict[str, list[str]] = {}
        for task in self.book.open_tasks:
            tasks.setdefault(task.assignee, []).append(task.id)
        with self.book.transaction():
            for place, rep in enumerate(REPS):
                now = evening(day) - timedelta(hours=9, minutes=-place)
                self._rep(rep, deals.get(rep, []), tasks.get(rep, []), now)

    def _rep(self, rep: str, deals: list[sp.Deal], tasks: list[str], now: datetime) -> None:
        if self.draw.random() < 0.2:
            self._new_deal(rep, now)
        for task in tasks:
            if self.draw.random() < 0.3:
                self.book.complete_task(task, at=now)
        for deal in deals:
            if self.draw.random() < 0.25:
                self._touch(deal, now)

    def _new_deal(self, rep: str, now: datetime) -> None:
        self.count += 1
        customer = f"Customer {self.count}"
        address = f"buyer-{self.count}@customer.example"
        contact = self.book.add_contact(
            f"Buyer {self.count}", account=customer, email=address, at=now
        )
        self.book.command(
            "create_opportunity",
            pipeline=self.book.pipelines[0].id,
            name=f"Deal {self.count}",
            account=self.book.account_id(customer),
            contacts=[contact],
            owner=rep,
            value=f"{self.draw.randrange(1, 40) * 1000} EUR",
            source=self.draw.choice(["Web", "Fair", "Referral"]),
            expected_close=(now + timedelta(days=self.draw.randrange(15, 70))).date(),
            at=now,
        )

    def _touch(self, deal: sp.Deal, now: datetime) -> None:
        what = self.draw.random()
        if what < 0.45:
            self._move_on(deal, now)
        elif what < 0.55:
            deal.lose(self.draw.choice(["Price", "Spam", "No need"]), at=now)
        elif what < 0.75:
            self.book.log_interaction("email_in", deal=deal, at=now)
        elif what < 0.85:
            self.book.log_interaction("call", deal=deal, owner=deal.owner, at=now)
        elif what < 0.92:
            deal.tag("vip", at=now)
        else:
            deal.qualify(budget="unmet", at=now)

    def _move_on(self, deal: sp.Deal, now: datetime) -> None:
        if deal.stage == "Proposal made":
            deal.win(at=now)
            return
        if deal.stage == "Contacted":
            deal.qualify(**MET, at=now)
        deal.move(NEXT[deal.stage], at=now)
