"""
The native part of salespipe. Use the package salespipe; this module may change.
"""

from __future__ import annotations
import collections.abc
import datetime
import typing
import typing_extensions

__all__: list[str] = [
    "Account",
    "Book",
    "BookAt",
    "Contact",
    "Context",
    "Damage",
    "Dataset",
    "DealDifference",
    "Decision",
    "Delivery",
    "Diagnostic",
    "Event",
    "Interaction",
    "LiveBook",
    "OpportunityState",
    "Period",
    "Pipeline",
    "Reason",
    "Report",
    "Series",
    "Stage",
    "State",
    "Task",
    "Transaction",
    "Undoing",
    "Verification",
    "World",
    "catalogue_json",
    "check_timezone",
    "currency_digits",
    "day_of",
    "differences",
    "import_tables",
    "is_database",
    "producer_of",
    "tidy_columns",
    "verify",
]

class Period:
    """
    A half-open run of whole days [start, end).
    """
    @staticmethod
    def parse(
        text: str,
        *,
        fiscal_year_start_month: typing.SupportsInt | typing.SupportsIndex = 1,
        today: datetime.date | None = None,
    ) -> Period:
        """
        Reads '2017', '2017-Q3', '2017-08', '2017-W23', 'FY2018', 'last-30-days',
        '2017-01-01..2017-06-30' (both days included) and 'this-month' or 'last-quarter',
        the relative ones as seen from `today`. Raises ParseError.
        """
    def __contains__(self, day: datetime.date | None) -> bool: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __init__(self, start: datetime.date | None, end: datetime.date | None) -> None: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    def next(self) -> Period: ...
    def previous(self) -> Period:
        """
        The run before, of the same kind or length.
        """
    def split(self, kind: str) -> list[Period]:
        """
        The calendar periods of a kind that overlap this one, cut to it.
        """
    def year_before(self) -> Period: ...
    @property
    def days(self) -> int: ...
    @property
    def end(self) -> datetime.date:
        """
        First day after the period.
        """
    @property
    def start(self) -> datetime.date:
        """
        First day.
        """

class Diagnostic:
    """
    One finding of a lint, an import or a metrics run.
    """
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def severity(self) -> str: ...
    @property
    def where(self) -> dict[str, str]: ...

class Stage:
    """
    One step of a pipeline.
    """
    @property
    def forecast_category(self) -> str:
        """
        How its deals count in a forecast: pipeline, best_case, commit, closed or omitted.
        """
    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def max_age_days(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def probability_ppm(self) -> int:
        """
        Chance to win from here in parts per million.
        """
    @property
    def qualified(self) -> bool: ...

class Pipeline:
    """
    An ordered list of stages with the rules of its deals.
    """
    @staticmethod
    def from_json(text: str) -> Pipeline: ...
    @staticmethod
    def standard(name: str, *, currency: str, fridge: bool = False) -> Pipeline: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def _repr_html_(self) -> str: ...
    def classify(self, from_stage: str, to_stage: str) -> str:
        """
        What a move between two stages, told by id or name, is: "forward", "skip", "win"...
        """
    def lint(self) -> list[Diagnostic]: ...
    def stage_id(self, id_or_name: str) -> str: ...
    def to_json(self, *, pretty: bool = False) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def framework(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def stages(self) -> list[Stage]: ...

class Reason:
    """
    One rule that speaks against a move.
    """
    def __repr__(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def missing(self) -> list[str]:
        """
        What would satisfy the rule.
        """
    @property
    def severity(self) -> str: ...

class Decision:
    """
    May this deal go there? Every reason at once.
    """
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    @property
    def allowed(self) -> bool: ...
    @property
    def reasons(self) -> list[Reason]:
        """
        Refusals first, then warnings.
        """
    @property
    def transition(self) -> str: ...

class Undoing:
    """
    May this be undone? Every reason at once; what was recorded.
    """
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    @property
    def allowed(self) -> bool: ...
    @property
    def reasons(self) -> list[Reason]: ...
    @property
    def recorded(self) -> list[int]:
        """
        Sequences of the events that undo.
        """

class OpportunityState:
    """
    A deal as it stood when it was asked for.
    """
    @property
    def account(self) -> str: ...
    @property
    def annual_value(self) -> str | None: ...
    @property
    def closed_at(self) -> datetime.datetime | None: ...
    @property
    def created_at(self) -> datetime.datetime | None: ...
    @property
    def criteria(self) -> dict[str, str]: ...
    @property
    def expected_close(self) -> datetime.date | None: ...
    @property
    def fields(self) -> dict[str, str]: ...
    @property
    def id(self) -> str: ...
    @property
    def lost_reason(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def pipeline(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def reopen_count(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def stage_entered_at(self) -> datetime.datetime | None: ...
    @property
    def stage_kind(self) -> str: ...
    @property
    def tags(self) -> list[str]: ...
    @property
    def value(self) -> str | None: ...
    @property
    def value_terms(self) -> str | None: ...
    @property
    def verdict(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def wake_up(self) -> datetime.date | None: ...

class Account:
    @property
    def created_at(self) -> datetime.datetime | None: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str: ...

class Contact:
    """
    A person at an account.
    """
    @property
    def account(self) -> str:
        """
        The id of the account; empty: not known.
        """
    @property
    def created_at(self) -> datetime.datetime | None: ...
    @property
    def email(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...

class Task:
    """
    Something to do, as it stood when it was asked for.
    """
    @property
    def account(self) -> str: ...
    @property
    def assignee(self) -> str: ...
    @property
    def created_at(self) -> datetime.datetime | None: ...
    @property
    def criterion(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def due(self) -> datetime.date | None: ...
    @property
    def finished_at(self) -> datetime.datetime | None: ...
    @property
    def id(self) -> str: ...
    @property
    def opportunity(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def repeat(self) -> str:
        """
        A recurrence rule; empty: it comes once.
        """
    @property
    def repeat_after_completion(self) -> bool: ...
    @property
    def snoozed(self) -> int: ...
    @property
    def stage(self) -> str:
        """
        With criterion: the exit criterion it stands for.
        """
    @property
    def state(self) -> str: ...

class Interaction:
    """
    A contact with a customer that took place.
    """
    @property
    def account(self) -> str: ...
    @property
    def at(self) -> datetime.datetime | None: ...
    @property
    def contact(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def external_id(self) -> str: ...
    @property
    def opportunity(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def type(self) -> str: ...

class Event:
    """
    A fact: something that happened to a book.
    """
    @staticmethod
    def from_json(line: str) -> Event: ...
    def __repr__(self) -> str: ...
    def to_json(self) -> str:
        """
        The event as one line of the journal.
        """
    @property
    def actor(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def occurred_at(self) -> datetime.datetime | None: ...
    @property
    def recorded_at(self) -> datetime.datetime | None: ...
    @property
    def sequence(self) -> int: ...
    @property
    def stream(self) -> str: ...
    @property
    def type(self) -> str: ...

class Context:
    """
    When, by whom and on which understanding.
    """
    def __init__(
        self,
        at: datetime.datetime | None,
        actor: str = "",
        recorded_at: datetime.datetime | None = None,
        expected_version: typing.SupportsInt | typing.SupportsIndex | None = None,
        event_id: str = "",
    ) -> None: ...

class Book:
    """
    The native book; use salespipe.Book.
    """
    @staticmethod
    def load(file: str, timezone: str = "UTC") -> Book: ...
    @staticmethod
    def open(file: str, timezone: str = "UTC") -> Book: ...
    def __init__(self, timezone: str = "UTC") -> None: ...
    def __len__(self) -> int: ...
    def access_json(self) -> str | None: ...
    def account(self, arg0: str) -> Account: ...
    def account_named(self, arg0: str, arg1: Context) -> str: ...
    def accounts(self) -> list[Account]: ...
    def add_checklist_tasks(self, arg0: str, arg1: Context) -> list[str]: ...
    def add_contact(self, arg0: str, arg1: Context, arg2: str, arg3: str, arg4: str) -> str: ...
    def add_pipeline(self, arg0: Pipeline, arg1: Context) -> str: ...
    def add_task(
        self,
        arg0: str,
        arg1: Context,
        arg2: str,
        arg3: str,
        arg4: str,
        arg5: datetime.date | None,
        arg6: str,
        arg7: bool,
    ) -> str: ...
    def append(self, arg0: collections.abc.Sequence[Event]) -> None: ...
    def append_json_lines(self, lines: str) -> int:
        """
        Append facts, one JSON document a line as in a journal; returns how many were new.
        """
    def as_actor(self, arg0: str) -> Book: ...
    def assess(self, arg0: str, arg1: str, arg2: str, arg3: str, arg4: Context) -> str: ...
    def assign_task(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def audit(self, arg0: str, arg1: str) -> list[Event]: ...
    def back_up(self, file: str) -> None: ...
    def can(self, arg0: str, arg1: str, arg2: str) -> bool: ...
    def change_expected_close(
        self, arg0: str, arg1: datetime.date | None, arg2: Context
    ) -> bool: ...
    def change_owner(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def change_pipeline(self, arg0: Pipeline, arg1: Context) -> bool: ...
    def change_value(self, arg0: str, arg1: str | None, arg2: Context) -> bool: ...
    def close(self) -> None: ...
    def command(self, document: str) -> str: ...
    def complete_task(
        self,
        arg0: str,
        arg1: Context,
        arg2: str,
        arg3: str,
        arg4: datetime.date | None,
        arg5: str,
        arg6: str,
    ) -> Decision: ...
    def configure_access(self, arg0: str, arg1: Context) -> bool: ...
    def contacts(self) -> list[Contact]: ...
    def create_opportunity(
        self,
        pipeline: str,
        name: str,
        context: Context,
        account: str = "",
        owner: str = "",
        value: str | None = None,
        source: str = "",
        product: str = "",
        expected_close: datetime.date | None = None,
        stage: str = "",
        tags: collections.abc.Sequence[str] = [],
        fields: collections.abc.Mapping[str, str] = {},
        id: str = "",
    ) -> str: ...
    def delivered(self, number: typing.SupportsInt | typing.SupportsIndex, worker: str) -> bool: ...
    def dismiss_task(self, arg0: str, arg1: Context, arg2: str) -> None: ...
    def edit_task(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def erase_person(self, arg0: str, arg1: Context, arg2: str) -> bool: ...
    def evaluate(
        self,
        arg0: str,
        arg1: str,
        arg2: datetime.datetime | None,
        arg3: str,
        arg4: datetime.date | None,
    ) -> Decision: ...
    def evaluate_undo(self, arg0: collections.abc.Sequence[str]) -> Undoing: ...
    def event(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> Event: ...
    def failed(
        self,
        number: typing.SupportsInt | typing.SupportsIndex,
        worker: str,
        trouble: str,
        again: datetime.datetime | None = None,
    ) -> bool: ...
    def find_account(self, arg0: str) -> str | None: ...
    def history(self, arg0: str) -> list[Event]: ...
    def interactions(self) -> list[Interaction]: ...
    def lease(
        self,
        worker: str,
        now: datetime.datetime | None,
        until: datetime.datetime | None,
        most: typing.SupportsInt | typing.SupportsIndex,
    ) -> list[Delivery]: ...
    def log_interaction(
        self,
        type: str,
        context: Context,
        opportunity: str = "",
        account: str = "",
        owner: str = "",
        summary: str = "",
        external_id: str = "",
        contact: str = "",
        direction: str = "",
    ) -> int: ...
    def lose(self, arg0: str, arg1: str, arg2: Context, arg3: str) -> Decision: ...
    def messages(
        self,
        state: str,
        after: typing.SupportsInt | typing.SupportsIndex,
        most: typing.SupportsInt | typing.SupportsIndex,
    ) -> list[Delivery]: ...
    def move(
        self, arg0: str, arg1: str, arg2: Context, arg3: str, arg4: datetime.date | None, arg5: str
    ) -> Decision: ...
    def move_to_pipeline(
        self, arg0: str, arg1: str, arg2: str, arg3: Context, arg4: str
    ) -> Decision: ...
    def next_question(self, arg0: str) -> str | None: ...
    def open_tasks(self, arg0: str) -> list[Task]: ...
    def opportunity(self, arg0: str) -> OpportunityState: ...
    def opportunity_ids(self) -> list[str]: ...
    def park(self, arg0: str, arg1: datetime.date | None, arg2: Context, arg3: str) -> Decision: ...
    def pipeline(self, arg0: str) -> Pipeline: ...
    def pipelines(self) -> list[Pipeline]: ...
    def post(self, key: str, topic: str, body: str) -> None: ...
    def qualify(self, arg0: str, arg1: collections.abc.Mapping[str, str], arg2: Context) -> str: ...
    def query(self, document: str) -> str: ...
    def refresh(self) -> int: ...
    def rename(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def reopen(self, arg0: str, arg1: Context, arg2: str, arg3: str) -> Decision: ...
    def revive(
        self, number: typing.SupportsInt | typing.SupportsIndex, due: datetime.datetime | None
    ) -> bool: ...
    def save(self, file: str) -> None: ...
    def save_database(self, file: str) -> None: ...
    def set_field(self, arg0: str, arg1: str, arg2: str, arg3: Context) -> bool: ...
    def snooze_task(self, arg0: str, arg1: datetime.date | None, arg2: Context) -> bool: ...
    def state_json(self) -> str: ...
    def tag(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def task(self, arg0: str) -> Task: ...
    def tick(self, arg0: str, arg1: str, arg2: str, arg3: Context, arg4: bool) -> bool: ...
    def timeline(self, arg0: str) -> list[Event]: ...
    def undo(self, arg0: collections.abc.Sequence[str], arg1: Context, arg2: str) -> Undoing: ...
    def undo_last(
        self, arg0: str, arg1: Context, arg2: typing.SupportsInt | typing.SupportsIndex, arg3: str
    ) -> Undoing: ...
    def undone(self) -> list[int]: ...
    def untag(self, arg0: str, arg1: str, arg2: Context) -> bool: ...
    def win(self, arg0: str, arg1: Context, arg2: str) -> Decision: ...
    @property
    def last_sequence(self) -> int: ...
    @property
    def store(self) -> str | None: ...

class Transaction:
    """
    Several commands as one.
    """
    def __init__(self, book: Book) -> None: ...
    def commit(self) -> None: ...
    def roll_back(self) -> None: ...

class Damage:
    """
    One thing that is wrong with the file of a book.
    """
    def __repr__(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def what(self) -> str: ...

class Verification:
    """
    What verify() found in the file of a book.
    """
    @property
    def damages(self) -> list[Damage]: ...
    @property
    def events(self) -> int: ...
    @property
    def head(self) -> str: ...
    @property
    def is_whole(self) -> bool: ...

class Delivery:
    """
    A message of the outbox on its way.
    """
    def __repr__(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def trouble(self) -> str: ...
    @property
    def worker(self) -> str: ...

class BookAt:
    """
    The native past of a book; use salespipe.BookAt.
    """
    def __init__(
        self, book: Book, as_of: datetime.date | None = None, known_at: typing.Any = None
    ) -> None: ...
    def __len__(self) -> int: ...
    def board(self, arg0: str) -> list[tuple[str, list[OpportunityState]]]: ...
    def opportunity(self, arg0: str) -> OpportunityState: ...
    @property
    def accounts(self) -> list[Account]: ...
    @property
    def as_of(self) -> datetime.date | None: ...
    @property
    def interactions(self) -> list[Interaction]: ...
    @property
    def known_at(self) -> datetime.datetime | None: ...
    @property
    def opportunities(self) -> list[OpportunityState]: ...
    @property
    def pipelines(self) -> list[Pipeline]: ...
    @property
    def tasks(self) -> list[Task]: ...

class DealDifference:
    """
    A deal that is not the same at two moments of a book.
    """
    def __repr__(self) -> str: ...
    @property
    def after(self) -> OpportunityState | None:
        """
        As it stands; None: it is not there.
        """
    @property
    def before(self) -> OpportunityState | None:
        """
        As it stood; None: it was not there.
        """
    @property
    def differences(self) -> list[str]:
        """
        What is different: created, gone, moved, won, lost, parked, reopened, value, owner, expected_close.
        """
    @property
    def id(self) -> str: ...

class Report:
    """
    The answer to a query.
    """
    def __arrow_c_stream__(
        self, requested_schema: typing.Any = None
    ) -> typing_extensions.CapsuleType: ...
    def to_json(self, pretty: bool = False) -> str: ...

class Series:
    """
    The open pipeline of every step, and what changed it.
    """
    def __arrow_c_stream__(
        self, requested_schema: typing.Any = None
    ) -> typing_extensions.CapsuleType: ...
    def to_json(self) -> str: ...

class Dataset:
    """
    Columns that figures are computed from.
    """
    @staticmethod
    def from_book(
        book: Book,
        timezone: str,
        pipelines: collections.abc.Sequence[str],
        quotas: typing_extensions.CapsuleType | None,
        data_through: datetime.date | None,
        rates: typing_extensions.CapsuleType | None = None,
        currency: str = "",
        known_at: datetime.date | None = None,
    ) -> Dataset: ...
    @staticmethod
    def from_tables(
        opportunities: typing_extensions.CapsuleType,
        history: typing_extensions.CapsuleType | None,
        interactions: typing_extensions.CapsuleType | None,
        quotas: typing_extensions.CapsuleType | None,
        stages: collections.abc.Sequence[
            tuple[
                str,
                str,
                str,
                typing.SupportsInt | typing.SupportsIndex,
                bool,
                typing.SupportsInt | typing.SupportsIndex,
            ]
        ],
        currency: str,
        timezone: str,
        data_through: datetime.date | None,
        rates: typing_extensions.CapsuleType | None = None,
        known_at: datetime.date | None = None,
        forecast_categories: collections.abc.Sequence[str] = [],
        threads: typing.SupportsInt | typing.SupportsIndex = 1,
    ) -> Dataset: ...
    def __len__(self) -> int: ...
    def abandoned(
        self,
        query: str,
        today: datetime.date | None,
        most: typing.SupportsInt | typing.SupportsIndex,
    ) -> str: ...
    def evaluate(
        self,
        query: str,
        today: datetime.date | None,
        threads: typing.SupportsInt | typing.SupportsIndex,
    ) -> Report: ...
    def funnel(
        self,
        query: str,
        today: datetime.date | None,
        threads: typing.SupportsInt | typing.SupportsIndex = 1,
    ) -> str: ...
    def series(self, query: str, today: datetime.date | None) -> Series: ...
    @property
    def currency(self) -> str: ...
    @property
    def dimensions(self) -> list[str]: ...
    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None: ...

class LiveBook:
    """
    A book whose figures are kept current.
    """
    def __init__(
        self,
        book: Book,
        timezone: str,
        pipelines: collections.abc.Sequence[str],
        quotas: typing_extensions.CapsuleType | None,
        data_through: datetime.date | None,
    ) -> None: ...
    def catch_up(self) -> None: ...
    def report(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> Report: ...
    def unwatch(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None: ...
    def watch(self, query: str, today: datetime.date | None) -> int: ...
    @property
    def sequence(self) -> int: ...

class World:
    """
    A simulated sales team; see salespipe.simulate.
    """
    def __init__(
        self,
        *,
        opportunities: typing.SupportsInt | typing.SupportsIndex,
        seed: typing.SupportsInt | typing.SupportsIndex,
        months: typing.SupportsInt | typing.SupportsIndex,
        start: datetime.date | None = None,
        team_size: typing.SupportsInt | typing.SupportsIndex = 0,
        currency: str = "EUR",
        interactions: bool = True,
        tasks: bool = True,
        threads: typing.SupportsInt | typing.SupportsIndex = 1,
    ) -> None: ...
    def book(self) -> Book: ...
    def tables(
        self,
        first: typing.SupportsInt | typing.SupportsIndex,
        count: typing.SupportsInt | typing.SupportsIndex,
    ) -> dict[str, typing_extensions.CapsuleType]: ...
    @property
    def end(self) -> datetime.date | None: ...
    @property
    def pipeline(self) -> Pipeline:
        """
        The definition that the deals follow.
        """
    @property
    def stages(self) -> list[str]: ...

class State:
    """
    The additive state of a part of the data.
    """
    @staticmethod
    def from_arrow(table: typing_extensions.CapsuleType) -> State: ...
    @staticmethod
    def from_bytes(data: bytes) -> State: ...
    @staticmethod
    def of(
        data: Dataset,
        query: str,
        today: datetime.date | None,
        threads: typing.SupportsInt | typing.SupportsIndex,
    ) -> State: ...
    def __arrow_c_stream__(
        self, requested_schema: typing.Any = None
    ) -> typing_extensions.CapsuleType: ...
    def __len__(self) -> int: ...
    def copy(self) -> State: ...
    def document(self) -> str: ...
    def equals(self, other: State) -> bool: ...
    def finish(self) -> Report: ...
    def merge(self, other: State) -> None: ...
    def to_bytes(self, producer: str) -> bytes: ...

def catalogue_json() -> str: ...
def check_timezone(name: str) -> str:
    """
    The zone's IANA name; raises NotFoundError for an unknown one.
    """

def currency_digits(currency: str) -> int:
    """
    Digits of the minor unit of an ISO 4217 currency.
    """

def day_of(at: datetime.datetime | None, timezone: str) -> datetime.date | None:
    """
    The local day that an aware datetime falls on.
    """

def differences(before: BookAt, after: BookAt) -> list[DealDifference]: ...
def import_tables(
    book: Book,
    opportunities: typing_extensions.CapsuleType,
    history: typing_extensions.CapsuleType | None,
    interactions: typing_extensions.CapsuleType | None,
    pipeline: str,
    recorded_at: datetime.datetime | None,
    actor: str,
    timezone: str,
) -> dict[str, int]: ...
def is_database(file: str) -> bool: ...
def producer_of(data: bytes) -> str: ...
def tidy_columns(
    table: typing_extensions.CapsuleType, columns: collections.abc.Sequence[str]
) -> bool:
    """
    Whether all texts of these columns are texts as they stand, without spaces around them.
    """

def verify(file: str) -> Verification: ...

__version__: str = "0.1.0"
