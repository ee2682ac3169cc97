"""What is known of the exports of each CRM: one JSON file a CRM, read into these values.

A mapping says which tables an export has, by which columns each is recognised, and which column
holds which field. It holds no code: a CRM whose exports look alike needs a file and no engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from salespipe.errors import InternalError, InvalidArgumentError
from salespipe.tables.names import normal_name

Role = Literal[
    "deals", "history", "changes", "stages", "pipelines", "users", "accounts", "contacts",
    "links", "activities",
]  # fmt: skip

#: What the engine reads of a table of each role. A field that it would not read is a mistake of
#: the mapping: its column would count as mapped and be lost.
FIELDS: dict[Role, frozenset[str]] = {
    role: frozenset(names.split())  # type: ignore[misc]
    for role, names in {
        "deals": "id name pipeline pipeline_name stage stage_name status is_closed is_won "
        "probability forecast_category value currency owner account account_name contact created "
        "closed close_date expected_close won_at lost_at stage_changed modified source lost_reason "
        "deleted current",
        "history": "id deal at stage is_closed is_won probability forecast_category value "
        "close_date owner actor",
        "changes": "id deal at field old new actor",
        "stages": "id name pipeline pipeline_name order probability is_closed is_won max_age_days",
        "pipelines": "id name order",
        "users": "id name first_name last_name email",
        "accounts": "id name owner created",
        "contacts": "id name first_name last_name email account account_name created",
        "links": "deal account contact activity",
        "activities": "id type type_2 subject body at due created owner deal account account_name "
        "contact what who done done_at status direction deleted",
    }.items()
}

#: The CRMs whose exports are known, in the order in which they are tried.
CRMS = ("salesforce", "hubspot", "pipedrive", "salesflare")


@dataclass(frozen=True)
class TableSpec:
    """One table of an export.

    ``columns``: field -> the names that its column may have, compared as :func:`normal_name` does,
    best first. A file is this table when it has a column for every field of ``required``, none
    that is called as in ``without``, and at least ``min_marks`` of ``marks``.
    """

    name: str
    role: Role
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    without: frozenset[str]
    marks: frozenset[str]
    min_marks: int = 1
    #: The type of an activity whose row does not tell it: "task", "meeting"...
    type: str = ""
    #: What the words of an export mean: "lunch" -> "meeting"; other words leave ``type``.
    types: Mapping[str, str] = field(default_factory=dict)
    #: Names of the field that a change is of -> field of a deal.
    fields: Mapping[str, str] = field(default_factory=dict)
    #: The field that every change of the table is of, where no column tells it.
    changed_field: str = ""
    #: Each row is a version of the whole deal, valid from its time.
    versions: bool = False


@dataclass(frozen=True)
class CrmMapping:
    """The exports of one CRM."""

    crm: str
    title: str
    id_prefix: str
    tables: tuple[TableSpec, ...]
    default_pipeline: tuple[str, str]
    #: Columns that serve the copying of data and say nothing of a deal: begin with one of these.
    technical: tuple[str, ...]
    options: Mapping[str, Any]

    def option(self, name: str) -> Any:
        """A trait of this CRM that few have; None where it has not."""
        return self.options.get(name)


def mapping_of(crm: str) -> CrmMapping:
    """InvalidArgumentError for a CRM whose exports are not known."""
    if crm not in CRMS:
        raise InvalidArgumentError(
            f"exports of '{crm}' are not known; there are {', '.join(CRMS)}, and auto"
        )
    return _read(crm)


@lru_cache(maxsize=len(CRMS))
def _read(crm: str) -> CrmMapping:
    folder = resources.files("salespipe.crm").joinpath("mappings")
    document = json.loads(folder.joinpath(f"{crm}.json").read_text(encoding="utf-8"))
    pipeline = document["default_pipeline"]
    return CrmMapping(
        crm=document["crm"],
        title=document["title"],
        id_prefix=document["id_prefix"],
        tables=tuple(_table(name, entry) for name, entry in document["tables"].items()),
        default_pipeline=(pipeline["id"], pipeline["name"]),
        technical=tuple(document["technical"]),
        options=document,
    )


def _table(name: str, entry: Mapping[str, Any]) -> TableSpec:
    vain = entry["columns"].keys() - FIELDS[entry["role"]]
    if vain:
        raise InternalError(f"the mapping of '{name}' names fields that are not read: {vain}")
    return TableSpec(
        name=name,
        role=entry["role"],
        columns={field: _names(text) for field, text in entry["columns"].items()},
        required=tuple(entry["required"]),
        without=frozenset(normal_name(text) for text in entry.get("without", ())),
        marks=frozenset(_names(entry["marks"])),
        min_marks=entry.get("min_marks", 1),
        type=entry.get("type", ""),
        types={normal_name(word): kind for word, kind in entry.get("types", {}).items()},
        fields={
            word: field for field, text in entry.get("fields", {}).items() for word in _names(text)
        },
        changed_field=entry.get("field", ""),
        versions=entry.get("versions", False),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normal_name(word) for word in text.split(",")))
