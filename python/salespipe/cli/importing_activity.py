"""``salespipe import`` of mail, calendars and logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typer

from salespipe.activity.calendars import import_calendar, is_calendar
from salespipe.activity.logs import import_log
from salespipe.activity.mail import import_mail, is_mail
from salespipe.cli.import_output import Into


def kind_of(files: Sequence[Path]) -> str | None:
    """ "mail" or "calendar" when the files are that; None when they are something else."""
    there = [file for file in files if file.exists()]
    kinds = {
        "mail" if is_mail(file) else "calendar" if is_calendar(file) else None for file in there
    }
    if kinds == {"mail"} or kinds == {"calendar"}:
        return kinds.pop()
    if kinds - {None}:
        raise typer.BadParameter(
            "mailboxes, calendars and tables are imported one kind after the other; give one "
            "kind at a time",
            param_hint="FILE...",
        )
    return None


def domains_of(texts: Sequence[str] | None) -> dict[str, str]:
    """``--domain acme.example=Acme`` as a mapping."""
    found: dict[str, str] = {}
    for text in texts or ():
        domain, equals, account = text.partition("=")
        if not equals or not domain.strip() or not account.strip():
            raise typer.BadParameter(
                f"'{text}' is not DOMAIN=ACCOUNT, such as acme.example=Acme", param_hint="--domain"
            )
        found[domain.strip()] = account.strip()
    return found


def run_mailbox(
    kind: str,
    files: Sequence[Path],
    into: Into,
    *,
    at: datetime,
    own: Sequence[str] | None,
    domains: dict[str, str],
) -> None:
    perform = import_mail if kind == "mail" else import_calendar
    into.run(lambda book: perform(book, list(files), at=at, own=list(own or ()), domains=domains))


def run_log(
    kind: str,
    files: Sequence[Path],
    into: Into,
    *,
    at: datetime,
    mapping: Mapping[str, str] | None,
    domains: dict[str, str],
    date_order: str | None,
) -> None:
    into.run(
        lambda book: import_log(
            book,
            list(files),
            at=at,
            kind=kind,
            mapping=mapping,
            domains=domains,
            date_order=date_order,
        )
    )
