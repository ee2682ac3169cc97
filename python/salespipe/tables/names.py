"""The one table of column names: which columns of the world's exports mean which field.

Names are compared without case, spaces, underscores and punctuation, and without HubSpot's
``property_`` in front. Each field has ranks of names: a column of an earlier rank beats one of a
later rank (``owner`` before ``owner_id``); two columns of one rank are ambiguous.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOT_WORD = re.compile(r"[\W_]+")


def normal_name(text: str) -> str:
    """Letters and digits of a name in lower case, for comparison: "Close Date" -> "closedate"."""
    name = _NOT_WORD.sub("", text.casefold())
    return name.removeprefix("property") if len(name) > len("property") else name


@dataclass(frozen=True)
class Field:
    """A field of a canonical table and the ranks of column names that mean it."""

    name: str
    required: bool
    ranks: tuple[frozenset[str], ...]


def _field(name: str, *ranks: str, required: bool = False) -> Field:
    return Field(
        name,
        required,
        tuple(frozenset(normal_name(word) for word in rank.split(",")) for rank in ranks),
    )


_OWNER = (
    "owner, sales agent, agent, rep, sales rep, salesrep, sales representative, salesperson, "
    "sales person, seller, account executive, account manager, deal owner, opportunity owner, "
    "owner name, owner full name, assigned to, responsible",
    "owner email, owner id, sales rep id, user id, rep id, hubspot owner id",
)
_ACCOUNT = (
    "account, account name, company, company name, customer, customer name, client, client name, "
    "organization, organisation, organization name, associated company, associated company primary",
    "account id, company id, customer id, client id, organization id, org id",
)
_VALUE = (
    "value, amount, close value, deal value, deal amount, opportunity value, opportunity amount, "
    "deal size, deal value amount, total value, amount in company currency",
)
_STAGE = (
    "stage, deal stage, stage name, sales stage, opportunity stage, pipeline stage, stage label",
    "stage id, deal stage id, deal pipeline stage id",
    "status, deal status",
)
_EXPECTED_CLOSE = (
    "expected close, expected close date, expected closing, expected closing date, "
    "estimated close date, planned close date, forecast close date, expected close on",
)
_RECORDED = ("recorded at, recorded on, recorded, date recorded, logged at, entered into crm",)
_CURRENCY = ("currency, currency code, currency iso code, deal currency, deal currency code",)

#: Columns that hold the close day of closed deals and the expected close of open ones.
CLOSE_DATE_NAMES = frozenset(
    normal_name(word)
    for word in ("close date", "closing date", "close", "close day", "estimated close", "closedate")
)

OPPORTUNITY_FIELDS: tuple[Field, ...] = (
    _field(
        "id",
        "opportunity id, deal id, opportunity number, deal number, opp id, record id, object id, "
        "opportunity, deal record id, hs object id",
        "id",
        required=True,
    ),
    _field("stage", *_STAGE, required=True),
    _field(
        "created",
        "created, created date, create date, created at, created on, creation date, date created, "
        "engage date, engaged date, open date, opened, opened at, opened on, opening date, "
        "deal created, add time, deal created on, hs createdate",
        "start date",
    ),
    _field(
        "closed",
        "closed, closed at, closed on, closed date, date closed, actual close date, "
        "actual close, close time, closed time",
        "close date, closing date, close, close day, estimated close, closedate",
    ),
    _field("expected_close", *_EXPECTED_CLOSE),
    _field("value", *_VALUE),
    _field("currency", *_CURRENCY),
    _field("owner", *_OWNER),
    _field("account", *_ACCOUNT),
    _field(
        "source",
        "source, lead source, deal source, opportunity source, original source, "
        "original source type, channel, lead origin, source channel",
        "campaign source",
    ),
    _field("product", "product, product name, product line, product family, product interest"),
    _field("pipeline", "pipeline, pipeline name, deal pipeline", "pipeline id, deal pipeline id"),
    _field(
        "lost_reason",
        "lost reason, loss reason, reason lost, closed lost reason, reason for loss, lost because",
    ),
    _field("recorded_at", *_RECORDED),
)

HISTORY_FIELDS: tuple[Field, ...] = (
    _field(
        "opportunity",
        "opportunity, opportunity id, deal, deal id, opp id, opportunity number",
        "id",
        required=True,
    ),
    _field(
        "at",
        "at, changed at, timestamp, date entered, entered at, entered, changed on, change date, "
        "changed date, date changed, time, occurred at, valid from",
        "created date, created at, date, fivetran start, start, from",
        required=True,
    ),
    _field("stage", "to stage, new stage", *_STAGE),
    _field("value", *_VALUE),
    _field("currency", *_CURRENCY),
    _field("owner", *_OWNER),
    _field("expected_close", *_EXPECTED_CLOSE, ", ".join(sorted(CLOSE_DATE_NAMES))),
    _field("recorded_at", *_RECORDED),
)

INTERACTION_FIELDS: tuple[Field, ...] = (
    _field(
        "at",
        "at, timestamp, occurred at, time, activity date time, activity date, start time, "
        "start date time, interaction date, sent at, happened at",
        "date, created date, created at",
        required=True,
    ),
    _field(
        "type",
        "type, interaction type, activity type, kind, interaction, event type",
        "activity, channel",
        required=True,
    ),
    _field("owner", *_OWNER),
    _field("account", *_ACCOUNT),
    _field(
        "opportunity", "opportunity, opportunity id, deal, deal id, opp id, what id, related deal"
    ),
    _field("external_id", "external id", "id, activity id, interaction id, engagement id"),
    _field("recorded_at", *_RECORDED),
)

RATE_FIELDS: tuple[Field, ...] = (
    _field("day", "day, from, date, valid from, at", required=True),
    _field("currency", "currency, currency code, iso code, currency iso code, code", required=True),
    _field("rate", "rate, exchange rate, conversion rate, fx rate", required=True),
)

#: Kinds of interaction, and how exports write them (compared like column names).
INTERACTION_TYPES: tuple[str, ...] = (
    "email_out",
    "email_in",
    "meeting",
    "call",
    "note",
    "email_opened",
    "link_clicked",
    "web_visit",
)

_INTERACTION_WORDS: dict[str, str] = {
    "email_out": "email sent, outgoing email, outbound email, sent email, outgoing, email outgoing",
    "email_in": "email received, incoming email, inbound email, received email, email incoming",
    "meeting": "event, appointment, visit, demo, meetings",
    "call": "phone call, phone, calls, outbound call, inbound call, logged call",
    "note": "notes, comment, memo",
    "email_opened": "email open, opened email, open",
    "link_clicked": "email click, click, email clicked, link click, email link clicked",
    "web_visit": "website visit, page view, page visit, web page visit, visited website",
}

#: normal_name of a written kind -> kind
INTERACTION_TYPE_BY_NAME: dict[str, str] = {
    normal_name(word): kind
    for kind in INTERACTION_TYPES
    for word in [kind, *_INTERACTION_WORDS[kind].split(",")]
}
