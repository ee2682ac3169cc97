"""The book of business: deals and the journal of what happened to them.

Every change takes ``at``, an aware ``datetime``: the library has no clock. Amounts are exact texts
such as ``"12000 EUR"`` or ``"500 EUR/month x 24"``. A rule of the pipeline refuses by a
:class:`Decision`; misuse raises an :class:`salespipe.Error`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salespipe import _core
from salespipe._core import Pipeline, Undoing
from salespipe.access import Access
from salespipe.address import BookAddress, is_address
from salespipe.automation import Automation
from salespipe.deal import Deal, command_context
from salespipe.errors import InvalidArgumentError, InvalidStateError
from salespipe.working_day import WorkingDay

if TYPE_CHECKING:
    from salespipe.dashboard import Dashboard, Funnel
    from salespipe.importing.result import ImportResult
    from salespipe.live import Watch
    from salespipe.metrics import Prepared
    from salespipe.outbox import Outbox
    from salespipe.past import BookAt
    from salespipe.series import Series
    from salespipe.tables import HistoryImport, InteractionsImport, TableImport


class Book(Access, Automation, WorkingDay):
    """A book of business, in memory; :func:`open` gives one that belongs to a file.

    A book in a database (``sp.open("sales.db")``, ``sp.open("postgresql://...")``) keeps every
    change as soon as its method returns, and several processes may have it open. Use it in a
    ``with`` block, or close it.
    """

    def __init__(self, *, timezone: str = "UTC", _native: _core.Book | None = None) -> None:
        self._core = _native if _native is not None else _core.Book(timezone)
        self._timezone = timezone
        self._path: Path | None = None
        self._live: dict[Any, _core.LiveBook] = {}

    @property
    def timezone(self) -> str:
        """The IANA name of the zone whose days due dates are."""
        return self._timezone

    @property
    def path(self) -> Path | None:
        """The file that :meth:`save` writes to."""
        return self._path

    # Pipelines.

    def add_pipeline(
        self, pipeline: Pipeline, *, at: datetime | None = None, **context: Any
    ) -> Pipeline:
        """Returns the pipeline as the book has it. Without ``at``, 1970-01-01: a definition has no
        date of its own that a figure would depend on."""
        when = at if at is not None else _EPOCH
        return self._core.pipeline(
            self._core.add_pipeline(pipeline, command_context(when, context))
        )

    def change_pipeline(self, pipeline: Pipeline, *, at: datetime, **context: Any) -> bool:
        """Take this definition in place of the one with the same id; False when nothing is new.
        Raises InvalidStateError when a stage with deals in it would vanish or change its kind."""
        return self._core.change_pipeline(pipeline, command_context(at, context))

    @property
    def pipelines(self) -> list[Pipeline]:
        """The pipelines as they are defined now, in the order in which they were added."""
        return self._core.pipelines()

    # Deals.

    def create_opportunity(
        self,
        pipeline: Pipeline,
        name: str,
        *,
        at: datetime,
        account: str = "",
        owner: str = "",
        value: str | None = None,
        source: str = "",
        product: str = "",
        expected_close: date | None = None,
        stage: str = "",
        tags: Sequence[str] = (),
        fields: Mapping[str, str] | None = None,
        id: str = "",
        **context: Any,
    ) -> Deal:
        """A new deal in the pipeline's first stage, or in ``stage``. ``account`` is a name; an
        account of that name is added when there is none."""
        deal_id = self._core.create_opportunity(
            pipeline.id,
            name,
            command_context(at, context),
            account=account,
            owner=owner,
            value=value,
            source=source,
            product=product,
            expected_close=expected_close,
            stage=stage,
            tags=list(tags),
            fields=dict(fields or {}),
            id=id,
        )
        return Deal(self, deal_id)

    def deal(self, deal_id: str) -> Deal:
        """Raises NotFoundError for an unknown id."""
        self._core.opportunity(deal_id)
        return Deal(self, deal_id)

    @property
    def deals(self) -> Iterator[Deal]:
        """All deals in the order in which they were created."""
        return (Deal(self, deal_id) for deal_id in self._core.opportunity_ids())

    def __len__(self) -> int:
        """The number of deals."""
        return len(self._core)

    # Undoing.

    def evaluate_undo(self, event_ids: Sequence[str]) -> Undoing:
        """Why these events cannot be undone together; no reasons: they can."""
        return self._core.evaluate_undo(list(event_ids))

    def undo(
        self, event_ids: Sequence[str], *, at: datetime, reason: str = "", **context: Any
    ) -> Undoing:
        """Take back commands by the ids of their events, all or nothing, as if they had not
        happened. An id given to a command stands for all its events. Nothing is rewritten, and
        undoing the events of an undoing brings them back. Raises NotFoundError for an unknown
        id."""
        return self._core.undo(list(event_ids), command_context(at, context), reason)

    def undone(self) -> list[int]:
        """Sequences of the events that do not count: undone, and not brought back."""
        return self._core.undone()

    # Tables into the book.

    def import_table(
        self,
        table: TableImport,
        *,
        at: datetime,
        pipeline: Pipeline | None = None,
        history: HistoryImport | None = None,
        interactions: InteractionsImport | None = None,
        actor: str = "",
    ) -> dict[str, int]:
        """Append the deals of a table as facts that the book learns of at ``at``: all or nothing.

        They go into ``pipeline``, or into the book's only one. Returns how many opportunities,
        accounts, interactions and events were added.
        """
        if pipeline is None:
            known = self.pipelines
            if len(known) != 1:
                raise InvalidArgumentError(
                    f"the book has {len(known)} pipelines; name the one to import into"
                )
            pipeline = known[0]
        return _core.import_tables(
            self._core,
            table.opportunities.__arrow_c_stream__(),
            None if history is None else history.history.__arrow_c_stream__(),
            None if interactions is None else interactions.interactions.__arrow_c_stream__(),
            pipeline.id,
            at,
            actor,
            self._timezone,
        )

    def import_crm(self, sources: Any, *, at: datetime, **options: Any) -> ImportResult:
        """Bring the export of a CRM (Salesforce, HubSpot, Pipedrive, Salesflare) into the book,
        with its history; the options are those of :func:`salespipe.crm.import_crm`. The same
        files again change nothing."""
        from salespipe.crm import import_crm

        return import_crm(self, sources, at=at, **options)

    def import_mail(
        self, sources: Any, *, at: datetime, own: Sequence[str], **options: Any
    ) -> ImportResult:
        """Bring mailboxes (mbox, Maildir, EML) into the book as interactions; ``own`` are our
        addresses. Options as in :func:`salespipe.activity.import_mail`. The same mail again
        changes nothing."""
        from salespipe.activity import import_mail

        return import_mail(self, sources, at=at, own=own, **options)

    def import_calendar(
        self, sources: Any, *, at: datetime, own: Sequence[str], **options: Any
    ) -> ImportResult:
        """Bring iCalendar files into the book: the meetings that took place. Options as in
        :func:`salespipe.activity.import_calendar`."""
        from salespipe.activity import import_calendar

        return import_calendar(self, sources, at=at, own=own, **options)

    def import_log(self, sources: Any, *, at: datetime, **options: Any) -> ImportResult:
        """Bring call logs or tracking events into the book. Options as in
        :func:`salespipe.activity.import_log`."""
        from salespipe.activity import import_log

        return import_log(self, sources, at=at, **options)

    # The journal.

    @property
    def last_sequence(self) -> int:
        """The number of events."""
        return self._core.last_sequence

    def events(self) -> Iterator[_core.Event]:
        """Every event, in the order in which the book learned of them."""
        return (self._core.event(sequence) for sequence in range(1, self.last_sequence + 1))

    def event(self, sequence: int) -> _core.Event:
        """Raises NotFoundError outside 1 to :attr:`last_sequence`."""
        return self._core.event(sequence)

    def state_json(self) -> str:
        """The whole state as canonical JSON: one text for one state."""
        return self._core.state_json()

    def save(self, path: str | PathLike[str] | None = None) -> Path:
        """Write the journal as JSON Lines: the whole new file or, on failure, the old one.

        To ``copy.db``: into a new database, which must not be there yet; :func:`open` then gives
        the book that lives in it. To ``postgresql://server/sales#books``: into a server, likewise.
        A book in a database is saved already: with a path, this exports it.
        """
        if path is not None and is_address(fspath(path)):
            return self._save_to_server(fspath(path))
        target = Path(fspath(path)) if path is not None else self._path
        if target is None:
            if self.is_stored:
                raise InvalidStateError("this book is saved already; save(path) exports it")
            raise InvalidStateError("this book has no file yet: save(path)")
        if self.is_stored and self._path is not None and _same_file(target, self._path):
            return target
        if target.suffix.lower() in DATABASE_SUFFIXES or is_database(target):
            self._core.save_database(str(target))
            return target
        self._core.save(str(target))
        if not self.is_stored:
            self._path = target
        return target

    def _save_to_server(self, address: str) -> Path:
        if self._core.store != _core.without_password(address):
            self._core.save_journal(address)
        return BookAddress.of(address)

    # A book in a database.

    @property
    def is_stored(self) -> bool:
        """Whether every change is kept at once, without :meth:`save`."""
        return self._core.store is not None

    @contextmanager
    def transaction(self) -> Iterator[Book]:
        """Several changes as one: all of them are kept, or none when the block raises.

        ``with book.transaction(): ...`` writes and flushes once, which makes many changes fast.
        Nobody else can write to the book meanwhile: keep it short.
        """
        changes = _core.Transaction(self._core)
        try:
            yield self
        except BaseException:
            changes.roll_back()
            raise
        changes.commit()

    def refresh(self) -> int:
        """Take in the events that others have written; returns how many. Changes of this book do
        it by themselves; what is only read shows what has been seen so far."""
        return self._core.refresh()

    def wait(self, seconds: float) -> int:
        """Wait until others have written to the book, at most so long, and take it in; returns how
        many events, 0 when nothing came. A server tells at once; a file is looked at fifty times a
        second. Other threads go on meanwhile, and Ctrl-C ends it."""
        return self._core.wait(round(seconds * 1000))

    def backup(self, path: str | PathLike[str]) -> Path:
        """Write a copy of the book as it is at this moment into a new database file, while others
        go on writing. The whole copy is there afterwards or none. A book in PostgreSQL is backed up
        by its server's means (UnsupportedError)."""
        self._core.back_up(fspath(path))
        return Path(fspath(path))

    @property
    def outbox(self) -> Outbox:
        """The messages that leave the book because of its events (docs/store.md)."""
        from salespipe.outbox import Outbox

        return Outbox(self)

    def close(self) -> None:
        """Let go of the database. What the book holds can still be read."""
        self._core.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    # The past.

    def as_of(self, day: date, *, known_at: date | datetime | None = None) -> BookAt:
        """How the book stood at the end of a day, as it is known now; with ``known_at``, as it was
        known then (at the end of that day, or at that moment)."""
        from salespipe.past import BookAt

        return BookAt(self, day, known_at)

    def known_at(self, moment: date | datetime, *, as_of: date | None = None) -> BookAt:
        """What the book said at the end of a day, or at a moment: what was recorded later is not
        there. With ``as_of``, what it said of that day."""
        from salespipe.past import BookAt

        return BookAt(self, as_of, moment)

    # Figures.

    def prepare(self, **options: Any) -> Prepared:
        """The book as it stands, ready to be asked for figures many times; ``timezone``,
        ``pipelines``, ``quotas``, ``rates``, ``currency``, ``known_at`` and ``data_through`` as in
        :meth:`metrics`."""
        from salespipe.metrics import prepare_book

        return prepare_book(self, **options)

    def metrics(
        self,
        *,
        timezone: str | None = None,
        pipelines: Sequence[Pipeline] = (),
        quotas: Any = None,
        rates: Any = None,
        currency: str | None = None,
        data_through: date | None = None,
        known_at: date | None = None,
        **options: Any,
    ) -> Dashboard:
        """The figures of this book. ``timezone``: whose days count, the book's unless another is
        named; ``pipelines``: only the deals that stand in them; ``quotas`` and ``rates``: tables
        (docs/tables.md), the rates into ``currency``; ``known_at``: only what had been recorded by
        the end of that day. The other options are those of :func:`salespipe.metrics`."""
        prepared = self.prepare(
            timezone=timezone,
            pipelines=pipelines,
            quotas=quotas,
            rates=rates,
            currency=currency if rates is not None else None,
            data_through=data_through,
            known_at=known_at,
        )
        return prepared.metrics(currency=currency, **options)

    def funnel(
        self,
        *,
        timezone: str | None = None,
        rates: Any = None,
        currency: str | None = None,
        known_at: date | None = None,
        **options: Any,
    ) -> Funnel:
        """How the book's deals came through the stages; see :meth:`Prepared.funnel`. ``timezone``,
        ``rates``, ``currency`` and ``known_at`` as in :meth:`metrics`."""
        prepared = self.prepare(
            timezone=timezone, rates=rates, currency=currency, known_at=known_at
        )
        return prepared.funnel(**options)

    def series(
        self,
        *,
        timezone: str | None = None,
        rates: Any = None,
        currency: str | None = None,
        known_at: date | None = None,
        **options: Any,
    ) -> Series:
        """The book's open pipeline of every day; see :meth:`Prepared.series`. ``timezone``,
        ``rates``, ``currency`` and ``known_at`` as in :meth:`metrics`."""
        prepared = self.prepare(
            timezone=timezone, rates=rates, currency=currency, known_at=known_at
        )
        return prepared.series(**options)

    def watch(self, **options: Any) -> Watch:
        """Keep the answer to a question current: the options are those of :meth:`metrics`, but
        the period cannot be "all", and there are no ``rates`` and no ``known_at``. The first watch
        reads the book once; from then on each event costs microseconds for all watches together.
        """
        from salespipe.live import watch_book

        return watch_book(self, **options)

    def _repr_html_(self) -> str:
        from salespipe.notebook import book_html

        return book_html(self)

    def __repr__(self) -> str:
        where = f" {self._path or self._core.store}" if self._path or self.is_stored else ""
        return f"<Book{where}: {len(self)} deals, {self.last_sequence} events>"


def open_book(path: str | PathLike[str], *, timezone: str = "UTC") -> Book:
    """The book in a file or a server, or a new one when there is none yet.

    ``sales.db``: a database (SQLite) that keeps every change as soon as it is made, and that
    several processes may have open. ``sales.jsonl``: a journal in JSON Lines, which is read whole
    and written by :meth:`Book.save`. A file that exists is what its first bytes say it is, whatever
    its name. ``postgresql://ann@server/sales#books``: the book "books" in a PostgreSQL database,
    which hosts on many machines may have open; before the # stands what libpq takes.
    """
    if is_address(fspath(path)):
        return Book(timezone=timezone, _native=_core.Book.open(fspath(path), timezone))
    target = Path(fspath(path))
    exists = target.exists()
    if is_database(target) if exists else target.suffix.lower() in DATABASE_SUFFIXES:
        book = Book(timezone=timezone, _native=_core.Book.open(str(target), timezone))
    elif exists:
        book = Book(timezone=timezone, _native=_core.Book.load(str(target), timezone))
    else:
        book = Book(timezone=timezone)
    book._path = target
    return book


def verify(path: str | PathLike[str]) -> _core.Verification:
    """Read the whole file of a book, or the book of a server's address, and check all that can be
    checked, without stopping at the first fault: ``is_whole``, ``events``, ``head`` (the checksum
    of the whole journal in a database; zeros for JSON Lines), and ``damages`` that name the event
    (``sequence``) or line and ``what`` is wrong."""
    return _core.verify(fspath(path))


#: What the name of a new book in a database ends in.
DATABASE_SUFFIXES = (".db", ".sqlite", ".sqlite3")


def is_database(path: Path) -> bool:
    """Whether a file begins as a SQLite database does. Never by opening it here: when a process
    closes a file, the system drops all locks that the process has on it."""
    return _core.is_database(str(path))


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
