"""What a book has for the working day: contacts, tasks, interactions, timelines, stale deals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from salespipe import _core, day
from salespipe._core import Account, Contact, Decision, Pipeline, Task
from salespipe.deal import Deal, command_context

if TYPE_CHECKING:
    from salespipe.book import Book


class WorkingDay:
    """The part of :class:`salespipe.Book` that the working day is made of."""

    _core: _core.Book

    # Accounts and contacts.

    @property
    def accounts(self) -> list[Account]:
        """In order of creation."""
        return self._core.accounts()

    @property
    def contacts(self) -> list[Contact]:
        """In order of creation."""
        return self._core.contacts()

    def add_contact(
        self,
        name: str,
        *,
        at: datetime,
        account: str = "",
        email: str = "",
        id: str = "",
        **context: Any,
    ) -> str:
        """Returns the new contact's id. ``account`` is a name; an account of that name is added
        when there is none."""
        when = command_context(at, context)
        account_id = self._core.account_named(account, _core.Context(at)) if account else ""
        return self._core.add_contact(name, when, account_id, email, id)

    def account_id(self, account: str) -> str:
        """The id of the account with that id or name. Raises NotFoundError."""
        found = self._core.find_account(account)
        if found is None:
            return self._core.account(account).id
        return found

    # Tasks and interactions.

    def add_task(
        self,
        description: str,
        *,
        at: datetime,
        deal: Deal | None = None,
        account: str = "",
        due: date | None = None,
        assignee: str = "",
        repeat: str = "",
        repeat_after_completion: bool = False,
        **context: Any,
    ) -> str:
        """Returns the new task's id. About a deal, an account (id or name), or neither. One with
        ``repeat`` ("daily", "weekdays", "weekly", "monthly", "yearly", or a recurrence rule such as
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH") is followed by the next one when it is completed,
        counted from its due day or from the day of completion."""
        account_id = self.account_id(account) if account else ""
        return self._core.add_task(
            description,
            command_context(at, context),
            deal.id if deal else "",
            account_id,
            assignee,
            due,
            repeat,
            repeat_after_completion,
        )

    def complete_task(
        self,
        task_id: str,
        *,
        at: datetime,
        outcome: str = "",
        next: str = "",
        next_due: date | None = None,
        next_assignee: str = "",
        next_repeat: str = "",
        **context: Any,
    ) -> Decision:
        """``next`` is what to do after it, about the same deal or account, by the same assignee
        unless another is named. Without one, the last open task of an open deal is told or refused
        (reason ``no_next_step``), as the pipeline's ``next_step`` says. Raises InvalidStateError
        for a finished task, here and below."""
        return self._core.complete_task(
            task_id,
            command_context(at, context),
            outcome,
            next,
            next_due,
            next_assignee,
            next_repeat,
        )

    def add_checklist_tasks(self, deal: Deal, *, at: datetime, **context: Any) -> list[str]:
        """Tasks for the checklist of the stage that the deal is in, one for each step that is
        neither ticked nor has had one; completing one ticks its step off. Returns their ids."""
        return self._core.add_checklist_tasks(deal.id, command_context(at, context))

    def snooze_task(self, task_id: str, due: date, *, at: datetime, **context: Any) -> bool:
        """Put a task off to ``due``; False when that is its day already."""
        return self._core.snooze_task(task_id, due, command_context(at, context))

    def assign_task(self, task_id: str, assignee: str, *, at: datetime, **context: Any) -> bool:
        """Give a task to somebody; an empty text: to nobody."""
        return self._core.assign_task(task_id, assignee, command_context(at, context))

    def edit_task(self, task_id: str, description: str, *, at: datetime, **context: Any) -> bool:
        """Say in other words what is to be done."""
        return self._core.edit_task(task_id, description, command_context(at, context))

    def dismiss_task(self, task_id: str, *, at: datetime, reason: str = "", **context: Any) -> None:
        """Leave a task undone for good, and say why."""
        self._core.dismiss_task(task_id, command_context(at, context), reason)

    @property
    def open_tasks(self) -> list[Task]:
        """By due day, those without a day last."""
        return self._core.open_tasks("")

    def tasks(
        self,
        *,
        deal: Deal | None = None,
        account: str = "",
        assignee: str = "",
        state: str = "open",
        due: str = "any",
        at: datetime | None = None,
    ) -> list[Task]:
        """Open tasks by due day, or with ``state="any"`` all in order of creation; of a deal, an
        account (id or name), an assignee. ``due``: overdue, now (today or overdue) or later, as of
        ``at``, by the days of the book's zone."""
        found = self.query(
            "tasks",
            opportunity=deal and deal.id,
            account=account and self.account_id(account),
            assignee=assignee,
            state=state,
            due=due,
            at=at,
        )
        return [self._core.task(task["id"]) for task in found["tasks"]]

    def timeline(self, *, deal: Deal | None = None, account: str = "") -> day.Timeline:
        """Everything about a deal (its events, tasks and interactions) or about an account (id or
        name), in the order in which it happened; when somebody last worked on it, and who talks to
        whom."""
        return day.timeline(self._book, deal, account and self.account_id(account))

    def log_interaction(
        self,
        type: str,
        *,
        at: datetime,
        deal: Deal | None = None,
        account: str = "",
        contact: str = "",
        direction: str = "",
        owner: str = "",
        summary: str = "",
        external_id: str = "",
        **context: Any,
    ) -> int:
        """``type``: email_out, email_in, meeting, call, note, email_opened, link_clicked or
        web_visit; ``account`` is a name, ``contact`` an id; ``direction``: none, inbound or
        outbound, otherwise what the type says. The same ``external_id`` again changes nothing."""
        when = command_context(at, context)
        account_id = self._core.account_named(account, _core.Context(at)) if account else ""
        return self._core.log_interaction(
            type,
            when,
            deal.id if deal else "",
            account_id,
            owner,
            summary,
            external_id,
            contact,
            direction,
        )

    # Suggestions.

    def suggestions(
        self,
        *,
        at: datetime,
        rules: Mapping[str, Any] | None = None,
        assignee: str = "",
        deal: Deal | None = None,
        account: str = "",
    ) -> list[day.Suggestion]:
        """What to do, by rules that ``rules`` sets (docs/day.md), for one person, deal or account
        (id or name). One that was accepted or dismissed is not made again until its facts
        change."""
        told = self.query(
            "suggestions",
            at=at,
            rules=rules,
            assignee=assignee,
            opportunity=deal and deal.id,
            account=account and self.account_id(account),
        )
        return day.suggestions(told["suggestions"])

    def accept_suggestion(
        self,
        suggestion: day.Suggestion | str,
        *,
        at: datetime,
        due: date | None = None,
        rules: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> str:
        """Make a task of it, due today or on ``due``; returns the task's id, which is its own."""
        told = self.command(
            "accept_suggestion",
            at=at,
            suggestion=_suggestion_id(suggestion),
            due=due,
            rules=rules,
            **context,
        )
        return str(told["id"])

    def dismiss_suggestion(
        self,
        suggestion: day.Suggestion | str,
        *,
        at: datetime,
        reason: str = "",
        rules: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> None:
        """It is not made again until its facts change."""
        self.command(
            "dismiss_suggestion",
            at=at,
            suggestion=_suggestion_id(suggestion),
            reason=reason,
            rules=rules,
            **context,
        )

    # Mailings.

    def preview_mail(
        self, name: str, *, deals: Iterable[Deal], subject: str, text: str, html: str = ""
    ) -> list[day.Mail]:
        """What the mails of a mailing would be: one for each address among the contacts of the
        deals. The texts have fields: "Dear {{contact.name}}" (docs/delivery.md); in ``html`` they
        are escaped."""
        told = self.query("preview_mail", **_mailing(name, deals, subject, text, html))
        return [day.Mail(**one) for one in told["mails"]]

    def send_mail(
        self,
        name: str,
        *,
        deals: Iterable[Deal],
        subject: str,
        text: str,
        html: str = "",
        at: datetime,
        **context: Any,
    ) -> list[day.Mail]:
        """Log each mail as an interaction and post it to the outbox, all in one transaction.
        Nobody gets one of the same ``name`` twice: a repeated mailing goes to those who are new.
        Returns what was sent now."""
        told = self.command(
            "send_mail", at=at, **_mailing(name, deals, subject, text, html), **context
        )
        return [day.Mail(**one) for one in told["mails"]]

    # Cleaning the pipeline.

    def stale(
        self,
        *,
        at: datetime,
        inactive_days: int | None = None,
        created_before: date | None = None,
        close_date_passed_days: int | None = None,
        pipeline: Pipeline | None = None,
        owner: str = "",
        to: str = "lost",
        reason: str = "Inactive",
        wake_up: date | None = None,
    ) -> list[day.StaleDeal]:
        """The open deals that meet one of the conditions, each with why; changes nothing."""
        told = self.query(
            "stale",
            at=at,
            inactive_days=inactive_days,
            created_before=created_before,
            close_date_passed_days=close_date_passed_days,
            pipeline=pipeline and pipeline.id,
            owner=owner,
            to=to,
            reason=reason,
            wake_up=wake_up,
        )
        return day.stale(self._book, told["deals"])

    def flush(
        self,
        *,
        at: datetime,
        inactive_days: int | None = None,
        created_before: date | None = None,
        close_date_passed_days: int | None = None,
        pipeline: Pipeline | None = None,
        owner: str = "",
        to: str = "lost",
        reason: str = "Inactive",
        wake_up: date | None = None,
        **context: Any,
    ) -> list[day.StaleDeal]:
        """Close the stale deals as lost, or park them (``to="fridge"`` with ``wake_up``), all in
        one; one that its pipeline refuses stays and says why. With ``event_id``,
        ``book.undo([event_id], at=...)`` takes back the whole flush."""
        told = self.command(
            "flush",
            at=at,
            inactive_days=inactive_days,
            created_before=created_before,
            close_date_passed_days=close_date_passed_days,
            pipeline=pipeline and pipeline.id,
            owner=owner,
            to=to,
            reason=reason,
            wake_up=wake_up,
            **context,
        )
        return day.stale(self._book, told["deals"])

    def fridge(self, *, until: date | None = None) -> list[Deal]:
        """The parked deals by their day to wake up; with ``until``, those due by then.
        ``deal.reopen(at=...)`` wakes one."""
        told = self.query("fridge", until=until)
        return [Deal(self._book, one["id"]) for one in told["opportunities"]]

    # Documents.

    def query(self, query: str, /, **members: Any) -> dict[str, Any]:
        """Answer a question of docs/schemas/book_query.schema.json, as other languages ask it."""
        answer: dict[str, Any] = json.loads(
            self._core.query(day.document({"query": query, **members}))
        )
        return answer

    def command(self, command: str, /, *, at: datetime, **members: Any) -> dict[str, Any]:
        """Carry out a command of docs/schemas/command.schema.json. Raises as its method would."""
        answer: dict[str, Any] = json.loads(
            self._core.command(day.document({"command": command, "at": at, **members}))
        )
        return answer

    @property
    def _book(self) -> Book:
        return cast("Book", self)


def _suggestion_id(suggestion: day.Suggestion | str) -> str:
    return suggestion if isinstance(suggestion, str) else suggestion.id


def _mailing(
    name: str, deals: Iterable[Deal], subject: str, text: str, html: str
) -> dict[str, Any]:
    mail = {"subject": subject, "text": text, **({"html": html} if html else {})}
    return {"name": name, "mail": mail, "opportunities": [deal.id for deal in deals]}
