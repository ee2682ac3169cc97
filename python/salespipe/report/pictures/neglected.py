"""The open deals that nobody works on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salespipe.report.document import Document, MetricInfo
from salespipe.report.figures import exact_text, with_unit
from salespipe.report.markup import Markup, tag
from salespipe.report.pictures.picture import Picture, table

TITLE = "Which deals are being neglected?"
_MONEY = MetricInfo("", "", "money")
_TEXTS = ("owner", "stage", "account")


def neglected_picture(document: Document, found: Mapping[str, Any]) -> Picture:
    """Of the deals that ``Prepared.abandoned`` told for the report."""
    after = document.query.get("abandoned_after_days", 30)
    deals = found["deals"]
    if not deals:
        return Picture.missing(TITLE, f"no open deal was without activity for {after} days")
    worth = with_unit(_MONEY, found["value"], document.currency)
    many = found["count"] > 1
    says = (
        f"{found['count']:,} open {'deals' if many else 'deal'} worth {worth} had no activity for "
        f"more than {after} days as of {found['last_day']}."
    )
    if len(deals) < found["count"]:
        says += f" The {len(deals)} of most value:"
    texts = [name for name in _TEXTS if any(deal.get(name) for deal in deals)]
    figures = ["Deal", "Value", "Days since", "Last activity"]
    head = [*figures, *(name.capitalize() for name in texts)]
    body = [_row(deal, texts, document.currency) for deal in deals]
    return Picture(TITLE, says, table=table(head, body, texts=range(len(figures), len(head))))


def _row(deal: Mapping[str, Any], texts: list[str], currency: str) -> list[Markup | str]:
    value = deal.get("value")
    row: list[Markup | str] = [deal.get("name") or deal.get("id") or "(not named)"]
    row += [
        tag("td", with_unit(_MONEY, value, ""), title=exact_text(_MONEY, value, currency)),
        f"{deal['days']:,}",
        str(deal["last_activity"]),
        *(str(deal.get(name, "")) for name in texts),
    ]
    return row
