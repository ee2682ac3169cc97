"""Random books as canonical tables, for property tests (queries: query_strategies).

    @given(books())
    def test(tables): ...

A book holds what real ones hold: skips, moves back, reopened deals, deals won twice, changes on one
day, at one instant and in one row, missing values and beginnings, parked deals, odd names, amounts
up to nearly 2**62 minor units, instants around midnight and the change of clocks. What an import
refuses is not generated: a close before the beginning, a closed deal without history or closing
day. Days of one book are of one era, and a query looks at about that time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from reference import Period, Tables
from reference.pipeline import StageRow

T = TypeVar("T")
Cell = date | datetime
Row = dict[str, Any]

LEAD: StageRow = ("Lead", "open", 100_000, False)
CONTACTED: StageRow = ("Contacted", "open", 200_000, False)
QUALIFIED: StageRow = ("Qualified", "open", 400_000, True)
PROPOSAL: StageRow = ("Proposal made", "open", 600_000, False)
WON: StageRow = ("Won", "won", 1_000_000, False)
LOST: StageRow = ("Lost", "lost", 0, False)
FRIDGE: StageRow = ("Fridge", "parked", 0, False)
PIPELINES: list[list[StageRow]] = [
    [LEAD, CONTACTED, QUALIFIED, PROPOSAL, WON, LOST],
    [LEAD, CONTACTED, QUALIFIED, PROPOSAL, WON, LOST, FRIDGE],
    [("Aufnahme", "open", 333_333, False), ("Größe", "open", 666_667, False), WON, LOST],
    [LEAD, QUALIFIED, ("Signed", "won", 1_000_000, False), WON, LOST, ("Dead", "lost", 0, False)],
]

# First day of about eleven weeks in which somewhere the clocks change, or a day does not exist.
ERAS = [date(2025, 2, 1), date(2024, 9, 20), date(2011, 12, 1), date(2024, 1, 20)]
ERA_DAYS = 75
ZONES = [
    "UTC",
    "Europe/Stockholm",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]
ODD_NAMES = [
    "ann", "Ann", "bob", "other", "Zoë", "Zoe\u0308", "李雷", "💰", "=SUM(A1)", "+1", "-x", "@y",
    "o'Brien \"X\"", "a,b;c", "<script>", " lead", "trail ", "line\nbreak", "back\\slash", "NULL",
    "0",
]  # fmt: skip
ODD_TAILS = ["", "", "=1", "é", ' "', ",x"]
INTERACTION_TYPES = [
    "email_out", "meeting", "call", "note", "email_in", "email_opened", "link_clicked", "web_visit",
]  # fmt: skip
LARGEST = 2**62 - 1


def names() -> SearchStrategy[str]:
    text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
    return st.sampled_from(ODD_NAMES) | text


def amounts() -> SearchStrategy[Decimal]:
    """Whole units with two decimals: mostly small, now and then 0 or enormous."""
    minor = st.one_of(
        st.integers(1, 100_000),
        st.integers(0, 3),
        st.integers(1, 500).map(lambda n: n * 100),
        st.integers(LARGEST - 5, LARGEST),
        st.integers(0, LARGEST),
    )
    return minor.map(lambda n: Decimal(n).scaleb(-2))


def days(era: date) -> SearchStrategy[date]:
    return st.integers(0, ERA_DAYS - 1).map(lambda n: era + timedelta(days=n))


def instants(era: date) -> SearchStrategy[datetime]:
    """Instants near local midnight and near the hours at which clocks are changed, in some zone."""

    def build(day: date, zone: str, seconds: int) -> datetime:
        midnight = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
        return midnight + timedelta(seconds=seconds)

    near = st.sampled_from([-1, 0, 1, 3599, 3600, 7199, 7200, 10800, 43200, 86399])
    return st.builds(build, days(era), st.sampled_from(ZONES), near | st.integers(-86400, 86400))


def cells(era: date, style: str) -> SearchStrategy[Cell]:
    """One column is of one kind: days ("dates") or instants."""
    return days(era) if style == "dates" else instants(era)


def maybe(strategy: SearchStrategy[T], missing_in: int = 6) -> SearchStrategy[T | None]:
    """None about once in `missing_in`."""
    return st.integers(0, missing_in - 1).flatmap(lambda n: strategy if n else st.none())


def periods(era: date) -> SearchStrategy[Period]:
    """Calendar periods around the era, any run of days, and the whole era."""
    kinds = st.sampled_from(["day", "week", "month", "month", "quarter", "quarter", "year"])
    calendar = st.builds(Period.containing, days(era), kinds)
    run = st.builds(
        lambda day, length: Period(day, day + timedelta(days=length)), days(era), st.integers(1, 60)
    )
    whole = st.just(Period(era, era + timedelta(days=ERA_DAYS)))
    return st.one_of(calendar, run, whole, whole)


@st.composite
def moments(draw: DrawFn, era: date, style: str, count: int) -> list[Cell]:
    """`count` cells in time order; often two are the same."""
    found: list[Cell] = sorted(draw(st.lists(cells(era, style), min_size=count, max_size=count)))
    for place in range(1, count):
        if draw(st.integers(0, 3)) == 0:
            found[place] = found[place - 1]
    return found


def later_by_days(cell: Cell, number: int) -> Cell:
    return cell + timedelta(days=number)


@st.composite
def changes(
    draw: DrawFn, stages: list[StageRow], owners: list[str], with_stages: bool, era: date
) -> Row:
    """What one row of a history says: at least one thing."""
    said: Row = {
        "stage": draw(maybe(stage_names(stages), 3)) if with_stages else None,
        "value": draw(amounts()) if draw(st.integers(0, 2)) == 0 else None,
        "owner": draw(st.sampled_from(owners)) if draw(st.integers(0, 3)) == 0 else None,
        "expected_close": draw(days(era)) if draw(st.integers(0, 5)) == 0 else None,
    }
    if not any(cell is not None for cell in said.values()):
        if with_stages:
            said["stage"] = draw(stage_names(stages))
        else:
            said["owner"] = draw(st.sampled_from(owners))
    return said


def stage_names(stages: list[StageRow]) -> SearchStrategy[str]:
    """Any stage; one that ends a deal as often as one that does not."""
    ends = [name for name, kind, _, _ in stages if kind in ("won", "lost")]
    return st.sampled_from([name for name, *_ in stages]) | st.sampled_from(ends)


def kinds_of(stages: list[StageRow]) -> dict[str, str]:
    return {name: kind for name, kind, _, _ in stages}


@st.composite
def lives(
    draw: DrawFn, era: date, style: str, stages: list[StageRow], owners: list[str]
) -> tuple[Row, list[Row]]:
    """A deal's dates, stage, value and owner, and its history without the deal's id."""
    kinds = kinds_of(stages)
    told = draw(st.sampled_from(["stages", "stages", "stages", "values", "nothing", "nothing"]))
    now: Row = {
        "owner": draw(maybe(st.sampled_from(owners))),
        "value": draw(maybe(amounts())),
        "expected_close": draw(maybe(days(era), 2)),
        "stage": draw(stage_names(stages)),
        "created": None,
        "closed": None,
    }
    at = draw(moments(era, "dates" if style == "dates" else "instants", draw(st.integers(2, 7))))
    born, at = at[0], at[1:]
    if told == "nothing":
        now["created"] = draw(maybe(st.just(created_cell(born, style)), 2))
        if kinds[now["stage"]] in ("won", "lost") or (
            kinds[now["stage"]] == "parked" and draw(st.booleans())
        ):
            now["closed"] = at[-1]
        return now, []

    rows: list[Row] = [
        {"at": one, **draw(changes(stages, owners, told == "stages", era))} for one in at
    ]
    if told == "values":
        now["created"] = created_cell(born, style)
        if kinds[now["stage"]] in ("won", "lost"):
            now["closed"] = later_by_days(at[-1], 2)
        return now, rows

    if not any(row["stage"] for row in rows):
        rows[0]["stage"] = draw(stage_names(stages))
    begins = draw(st.sampled_from(["before", "before", "first", "unknown", "later"]))
    if begins == "before" or (begins != "unknown" and style == "mixed"):
        now["created"] = created_cell(born, style)
    elif begins != "unknown":
        now["created"] = rows[latest_beginning(rows, kinds) if begins == "later" else 0]["at"]
    now["stage"] = [row["stage"] for row in rows if row["stage"]][-1]
    if kinds[now["stage"]] in ("won", "lost"):
        now["closed"] = [row["at"] for row in rows if row["stage"]][-1]
    return now, rows


def created_cell(born: Cell, style: str) -> Cell:
    """In a mixed book the beginning is a plain day, early enough for every zone."""
    if style != "mixed":
        return born
    assert isinstance(born, datetime)
    return born.date() - timedelta(days=2)


def latest_beginning(rows: list[Row], kinds: dict[str, str]) -> int:
    """The last row before which nothing is closed: history may start before the deal does."""
    for place, row in enumerate(rows):
        if kinds.get(row["stage"], "") in ("won", "lost"):
            return place
    return len(rows) - 1


@st.composite
def books(draw: DrawFn, era: date = ERAS[0], most_deals: int = 8) -> Tables:
    """A book of one era. History is in random order between deals, in order within each."""
    style = draw(st.sampled_from(["dates", "instants", "mixed"]))
    stages = draw(st.sampled_from(PIPELINES))
    few_names = st.lists(names(), min_size=1, max_size=3, unique=True)
    owners, accounts, sources = draw(few_names), draw(few_names), draw(few_names)
    currency = draw(st.sampled_from([None, "EUR"]))
    opportunities: list[Row] = []
    history: list[Row] = []
    for number in range(draw(st.integers(0, most_deals))):
        now, rows = draw(lives(era, style, stages, owners))
        deal = f"{number}{draw(st.sampled_from(ODD_TAILS))}"
        opportunities.append(
            {
                "id": deal,
                "account": draw(maybe(st.sampled_from(accounts))),
                "source": draw(maybe(st.sampled_from(sources))),
                "product": draw(st.sampled_from(["A", "B"])),
                "lost_reason": draw(st.sampled_from([None, "Price", "Timing"])),
                "segment": draw(st.sampled_from(["small", "large", None])),
                "currency": currency,
                **now,
            }
        )
        history += [{"opportunity": deal, **row} for row in rows]
    if draw(st.booleans()):
        order = draw(st.permutations([row["id"] for row in opportunities]))
        history.sort(key=lambda row: order.index(row["opportunity"]))
    ids = [row["id"] for row in opportunities]
    return Tables(
        opportunities,
        stages,
        history,
        draw(interactions(era, style, owners, accounts, ids)),
        draw(quotas(era, owners)),
        draw(st.dictionaries(stage_names(stages), st.sampled_from([0, 3, 20]), max_size=3)),
    )


def interactions(
    era: date, style: str, owners: list[str], accounts: list[str], ids: list[str]
) -> SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries(
        {
            "at": cells(era, style),
            "type": st.sampled_from(INTERACTION_TYPES),
            "owner": maybe(st.sampled_from([*owners, "only active"])),
            "account": maybe(st.sampled_from(accounts), 3),
            "opportunity": maybe(st.sampled_from(ids), 4) if ids else st.none(),
        }
    )
    return st.lists(row, max_size=10)


def quotas(era: date, owners: list[str]) -> SearchStrategy[list[Row]]:
    def row(owner: str | None, period: Period, value: Decimal) -> Row:
        return {"owner": owner, "from": period.first, "to": period.after, "value": value}

    one = st.builds(row, maybe(st.sampled_from(owners), 3), periods(era), amounts())
    return st.lists(one, max_size=4)
