"""The order and kinds of stages: from the caller, or from well-known names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from salespipe.errors import InvalidArgumentError
from salespipe.tables import StageSpec, TableError, TableImport, merge_stages
from salespipe.tables.stages import parse_stages

Read = Callable[..., TableImport]


def in_stages(read: Read, *names: str, **options: object) -> list[StageSpec]:
    rows = [f'{at},"{name}",2016-01-01,2016-01-31,1\n' for at, name in enumerate(names)]
    return read("".join(reversed(rows)), **options).stages


@pytest.mark.parametrize(
    "names",
    [
        ["Lead", "Contacted", "Qualified", "Proposal made", "Won", "Lost", "Fridge"],
        [
            "Prospecting",
            "Qualification",
            "Needs Analysis",
            "Value Proposition",
            "Id. Decision Makers",
            "Perception Analysis",
            "Proposal/Price Quote",
            "Negotiation/Review",
            "Closed Won",
            "Closed Lost",
        ],
        [
            "appointmentscheduled",
            "qualifiedtobuy",
            "presentationscheduled",
            "decisionmakerboughtin",
            "contractsent",
            "closedwon",
            "closedlost",
        ],
        [
            "Qualified",
            "Contact Made",
            "Demo Scheduled",
            "Proposal Made",
            "Negotiations Started",
            "Won",
            "Lost",
        ],
    ],
    ids=["standard", "salesforce", "hubspot", "pipedrive"],
)
def test_default_stages_of_known_systems_need_no_list(read: Read, names: list[str]) -> None:
    stages = in_stages(read, *names)
    assert [stage.name for stage in stages] == names
    kinds = [stage.kind for stage in stages if stage.kind != "open"]
    assert kinds in (["won", "lost"], ["won", "lost", "parked"])


def test_unknown_stages_are_refused_with_the_list_to_write(
    refuse: Callable[..., TableError],
) -> None:
    error = refuse("1,Signed,2016-01-01,,1\n2,Won,2016-01-01,2016-01-31,1\n3,Brewing,,,1\n")
    assert (error.code, error.problem) == ("ambiguous", "unknown_stage_order")
    assert "'Signed', 'Brewing'" in str(error)
    assert '--stages "Brewing,Signed,Won"' in str(error)


def test_the_caller_gives_order_and_kinds() -> None:
    assert parse_stages("Brewing, Napping=parked, Signed=won, Closed Lost") == [
        StageSpec("Brewing", "open"),
        StageSpec("Napping", "parked"),
        StageSpec("Signed", "won"),
        StageSpec("Closed Lost", "lost"),
    ]
    assert parse_stages("9RN9J3==,x===won") == [
        StageSpec("9RN9J3==", "open"),
        StageSpec("x==", "won"),
    ]
    assert parse_stages(["A, B", "Won=open"]) == [
        StageSpec("A, B", "open"),
        StageSpec("Won", "open"),
    ]


def test_a_stage_as_text_reads_back_as_itself() -> None:
    specs = [StageSpec("Won", "open"), StageSpec("A=b", "lost"), StageSpec("C", "parked")]
    assert parse_stages([str(spec) for spec in specs]) == specs


@pytest.mark.parametrize("stages", ["", " , ", "A,a", "A=closed", "=won"])
def test_a_list_that_makes_no_sense_is_an_invalid_argument(stages: str) -> None:
    with pytest.raises(InvalidArgumentError):
        parse_stages(stages)


def test_stages_are_compared_without_case(read: Read) -> None:
    imported = read("1,new,,,1\n2,NEW,,,1\n", stages="New,Won,Lost")
    assert imported.opportunities["stage"].to_pylist() == ["New", "New"]
    assert any(entry.code == "stage_spelling" for entry in imported.diagnostics)


def test_two_spellings_of_a_well_known_stage_are_one_stage(read: Read) -> None:
    imported = read("1,New,,,1\n2,NEW,,,1\n")
    assert len(imported.stages) == 1
    assert imported.opportunities["stage"].to_pylist() == ["New", "New"]


def test_a_list_without_a_won_stage_is_warned_about(read: Read) -> None:
    imported = read("1,New,,,1\n", stages="New,Signed")
    assert any(entry.code == "no_won_stage" for entry in imported.diagnostics)


def test_stages_of_several_tables_merge_in_the_order_of_a_sale() -> None:
    deals = [StageSpec("Lead", "open"), StageSpec("Won", "won")]
    history = [StageSpec("Qualified", "open"), StageSpec("won", "won")]
    assert [stage.name for stage in merge_stages(deals, history)] == ["Lead", "Qualified", "Won"]
    unknown = [StageSpec("Brewing", "open")]
    assert [stage.name for stage in merge_stages(deals, unknown)] == ["Lead", "Won", "Brewing"]
