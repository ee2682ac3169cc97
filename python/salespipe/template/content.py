"""What a template holds: the rows of its sheets as values, between a book and a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from salespipe.tables.currencies import MINOR_DIGITS

#: Deals, tasks, activities that a template has room for unless more is asked.
ROWS = 5_000
#: The most that a workbook stays pleasant with.
MOST_ROWS = 20_000


@dataclass(frozen=True)
class StageRow:
    """A stage of the settings sheet."""

    name: str
    kind: str = "open"
    probability_ppm: int = 0
    max_age_days: int = 0
    qualified: bool = False
    forecast_category: str = ""


@dataclass(frozen=True)
class DealRow:
    """A deal. Its way through the stages is told by four days: ``created`` in the first stage,
    ``qualified`` in the first qualified one, ``since`` in the present one, ``closed``."""

    id: str
    name: str = ""
    account: str = ""
    owner: str = ""
    source: str = ""
    product: str = ""
    stage: str = ""
    value: Decimal | None = None
    created: date | None = None
    qualified: date | None = None
    since: date | None = None
    expected_close: date | None = None
    closed: date | None = None
    lost_reason: str = ""
    first_value: Decimal | None = None


@dataclass(frozen=True)
class TaskRow:
    """A task; ``state`` is open, completed or dismissed."""

    id: str
    description: str = ""
    deal: str = ""
    account: str = ""
    assignee: str = ""
    created: date | None = None
    due: date | None = None
    state: str = "open"
    finished: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class ActivityRow:
    """A contact with a customer that took place."""

    id: str
    at: date | None = None
    type: str = ""
    owner: str = ""
    account: str = ""
    deal: str = ""
    summary: str = ""


@dataclass(frozen=True)
class QuotaRow:
    """What is to be won from ``first`` to ``last``, both included; no owner: by the team."""

    owner: str = ""
    first: date | None = None
    last: date | None = None
    value: Decimal | None = None


@dataclass(frozen=True)
class PeriodChoice:
    """The period that the dashboard shows when it is opened. Nothing said: this quarter."""

    kind: str = "quarter"
    year: int | None = None
    number: int | None = None
    first: date | None = None
    last: date | None = None


STANDARD_STAGES = (
    StageRow("Lead", "open", 100_000, 30, forecast_category="pipeline"),
    StageRow("Contacted", "open", 200_000, 30, forecast_category="pipeline"),
    StageRow("Qualified", "open", 400_000, 45, qualified=True, forecast_category="best_case"),
    StageRow("Proposal made", "open", 600_000, 45, forecast_category="best_case"),
    StageRow("Won", "won", 1_000_000, forecast_category="closed"),
    StageRow("Lost", "lost", 0, forecast_category="omitted"),
)
STANDARD_SOURCES = ("Referral", "Website", "Webinar", "Trade fair", "Cold call", "Partner")
STANDARD_LOST_REASONS = (
    "Price", "No budget", "Competitor", "Bad timing", "Went silent", "Not a fit",
)  # fmt: skip


@dataclass(frozen=True)
class Content:
    """Everything in a template."""

    pipeline: str = "Sales"
    currency: str = "EUR"
    stages: tuple[StageRow, ...] = STANDARD_STAGES
    owners: tuple[str, ...] = ()
    sources: tuple[str, ...] = STANDARD_SOURCES
    products: tuple[str, ...] = ()
    lost_reasons: tuple[str, ...] = STANDARD_LOST_REASONS
    deals: tuple[DealRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    activities: tuple[ActivityRow, ...] = ()
    quotas: tuple[QuotaRow, ...] = ()
    #: None: the day on which the workbook is looked at.
    today: date | None = None
    abandoned_days: int = 30
    period: PeriodChoice = field(default_factory=PeriodChoice)

    @property
    def digits(self) -> int:
        """Decimals of the currency."""
        return MINOR_DIGITS.get(self.currency, 2)
