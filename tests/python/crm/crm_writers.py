"""Writes an invented team's deals and history as the exports of CRMs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]

STAGES = ("Lead", "Contacted", "Qualified", "Proposal made", "Won", "Lost", "Fridge")
CLOSED = ("Won", "Lost")
_FIELDS = ("stage", "value", "owner", "expected_close")


def versions(history: list[Row]) -> Iterator[tuple[Row, Row, Row]]:
    """(row, how the deal stood before it, how it stands with it), from the creation on. The close
    date of a closed deal is the day it closed, and what was expected again when it is reopened."""
    stands: dict[str, Row] = {}
    for row in sorted(history, key=lambda row: row["at"]):
        before = stands.get(row["opportunity"], {})
        after = {**before, **{name: row[name] for name in _FIELDS if row[name] is not None}}
        if after["stage"] not in CLOSED:
            after["close_date"] = after.get("expected_close")
        elif before.get("stage") not in CLOSED:
            after["close_date"] = row["at"].date()
        stands[row["opportunity"]] = after
        yield row, before, after


def changes(history: list[Row]) -> Iterator[tuple[Row, str, Any, Any]]:
    """(row, field, old, new) of everything that changed after a deal was created."""
    for row, before, after in versions(history):
        for name in (*_FIELDS, "close_date"):
            if before and before.get(name) != after.get(name):
                yield row, name, before.get(name), after.get(name)


def last_close_dates(history: list[Row]) -> Row:
    return {row["opportunity"]: after["close_date"] for row, _, after in versions(history)}


def stamp(at: Any) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


def key_of(stage: str) -> str:
    return stage.lower().replace(" ", "")


def write(folder: Path, name: str, rows: list[Row]) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


def _opportunities(folder: Path, deals: list[Row], history: list[Row]) -> None:
    close = last_close_dates(history)
    write(folder, "Opportunity", [
        {"Id": deal["id"], "Name": deal["name"], "StageName": deal["stage"],
         "IsClosed": str(deal["stage"] in CLOSED).lower(),
         "IsWon": str(deal["stage"] == "Won").lower(), "Amount": deal["value"],
         "CurrencyIsoCode": "EUR", "OwnerId": deal["owner"], "Account Name": deal["account"],
         "AccountId": "", "CreatedDate": stamp(deal["created"]), "CloseDate": close[deal["id"]],
         "LeadSource": deal["source"], "ForecastCategory": "", "Loss Reason": deal["lost_reason"]}
        for deal in deals
    ])  # fmt: skip


def _field_history(folder: Path, history: list[Row], names: dict[str, str]) -> None:
    write(folder, "OpportunityFieldHistory", [
        {"Id": f"017{number}", "OpportunityId": row["opportunity"], "CreatedDate": stamp(row["at"]),
         "Field": names[name], "OldValue": old, "NewValue": new}
        for number, (row, name, old, new) in enumerate(changes(history)) if name in names
    ])  # fmt: skip


def salesforce(folder: Path, deals: list[Row], history: list[Row]) -> None:
    """Opportunity and OpportunityFieldHistory."""
    _opportunities(folder, deals, history)
    _field_history(folder, history, {"stage": "StageName", "value": "Amount", "owner": "Owner",
                                     "close_date": "CloseDate"})  # fmt: skip


def salesforce_versions(folder: Path, deals: list[Row], history: list[Row]) -> None:
    """Opportunity and OpportunityHistory, which knows no owners."""
    _opportunities(folder, deals, history)
    _field_history(folder, history, {"owner": "Owner"})
    write(folder, "OpportunityHistory", [
        {"Id": f"008{number}", "OpportunityId": row["opportunity"], "CreatedDate": stamp(row["at"]),
         "StageName": after["stage"], "Amount": after.get("value"),
         "CloseDate": after["close_date"], "Probability": ""}
        for number, (row, _, after) in enumerate(versions(history))
    ])  # fmt: skip


def hubspot(folder: Path, deals: list[Row], history: list[Row]) -> None:
    """Deals, stages, stage history and property history."""
    close = last_close_dates(history)
    write(folder, "deal_pipeline_stage", [
        {"pipeline_id": "default", "stage_id": key_of(stage), "label": stage,
         "display_order": number, "probability": {"Won": "1.0", "Lost": "0.0"}.get(stage, ""),
         "closed_won": str(stage == "Won"),
         "is_closed": "" if stage == "Fridge" else str(stage in CLOSED)}
        for number, stage in enumerate(STAGES)
    ])  # fmt: skip
    write(folder, "deal", [
        {"deal_id": deal["id"], "property_dealname": deal["name"], "deal_pipeline_id": "default",
         "deal_pipeline_stage_id": key_of(deal["stage"]), "portal_id": "1",
         "property_amount": deal["value"], "owner_id": deal["owner"],
         "property_createdate": stamp(deal["created"]), "company_name": deal["account"],
         "property_closedate": close[deal["id"]], "property_hs_analytics_source": deal["source"],
         "property_closed_lost_reason": deal["lost_reason"]}
        for deal in deals
    ])  # fmt: skip
    write(folder, "deal_stage", [
        {"deal_id": row["opportunity"], "date_entered": stamp(row["at"]), "source": "CRM",
         "value": key_of(row["stage"]), "source_id": "x"}
        for row in history if row["stage"] is not None
    ])  # fmt: skip
    names = {"value": "amount", "owner": "hubspot_owner_id", "close_date": "closedate"}
    write(folder, "deal_property_history", [
        {"deal_id": row["opportunity"], "timestamp": stamp(row["at"]), "source": "CRM",
         "name": names[name], "value": after.get(name), "source_id": "x"}
        for row, before, after in versions(history)
        for name in names if before.get(name) != after.get(name)
    ])  # fmt: skip


def pipedrive(folder: Path, deals: list[Row], history: list[Row]) -> None:
    """Deals, stages and flow; won and lost are a status beside the stage."""
    numbers = {stage: number for number, stage in enumerate(STAGES[:4], 1)}
    write(folder, "stages", [
        {"id": number, "order_nr": number, "name": stage, "pipeline_id": 1, "deal_probability": 50}
        for stage, number in numbers.items()
    ])  # fmt: skip
    keys = {"value": "value", "owner": "user_id", "expected_close": "expected_close_date"}
    flow: list[tuple[Row, str, Any, Any]] = []
    stands: dict[str, str] = {}
    for row, name, old, new in changes(history):
        if name in keys:
            flow.append((row, keys[name], old, new))
        if name != "stage":
            continue
        at = stands.setdefault(row["opportunity"], old)
        if new in numbers and at != new:
            flow.append((row, "stage_id", numbers[at], numbers[new]))
            stands[row["opportunity"]] = new
        was, now = ("open" if stage in numbers else stage.lower() for stage in (old, new))
        if was != now:
            flow.append((row, "status", was, now))
    write(folder, "flow", [
        {"id": number, "item_id": row["opportunity"], "field_key": key, "old_value": old,
         "new_value": new, "log_time": stamp(row["at"]), "user_id": ""}
        for number, (row, key, old, new) in enumerate(flow)
    ])  # fmt: skip
    write(folder, "deals", [
        {"id": deal["id"], "title": deal["name"], "value": deal["value"], "currency": "EUR",
         "stage_id": numbers[stands.get(deal["id"], deal["stage"])], "pipeline_id": 1,
         "status": "open" if deal["stage"] in numbers else deal["stage"].lower(),
         "user_id": deal["owner"], "org_name": deal["account"], "add_time": stamp(deal["created"]),
         "channel": deal["source"], "lost_reason": deal["lost_reason"],
         "expected_close_date": deal["expected_close"], "stage_change_time": ""}
        for deal in deals
    ])  # fmt: skip
