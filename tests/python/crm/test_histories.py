"""The ways in which exports tell what happened to a deal, and what is made of each."""

from __future__ import annotations

import salespipe
from crm_exports import Export, bring, history_of

OPPORTUNITY = {
    "Id": "006000000000001AAA", "Name": "Acme", "StageName": "Closed Won", "IsClosed": "true",
    "IsWon": "true", "Amount": "900", "CloseDate": "2024-03-20", "OwnerId": "005000000000001AAA",
    "CreatedDate": "2024-01-02T08:00:00.000Z", "ForecastCategory": "Closed", "AccountId": "",
}  # fmt: skip
KEY = OPPORTUNITY["Id"]


def snapshot(key: str, at: str, stage: str, amount: str, close: str) -> dict[str, str]:
    return {
        "Id": key, "OpportunityId": KEY, "CreatedDate": at, "StageName": stage, "Amount": amount,
        "CloseDate": close, "Probability": "", "CreatedById": "005000000000001AAA",
    }  # fmt: skip


def changed(key: str, at: str, name: str, old: str, new: str) -> dict[str, str]:
    return {
        "Id": key, "OpportunityId": KEY, "CreatedDate": at, "Field": name, "OldValue": old,
        "NewValue": new, "CreatedById": "005000000000001AAA",
    }  # fmt: skip


USER = {
    "Id": "005000000000001AAA", "Name": "Ann Lee", "Username": "ann@us.example", "Alias": "alee",
    "Email": "ann@us.example", "IsActive": "true",
}  # fmt: skip


def test_opportunity_history_tells_stage_value_and_close_date(export: Export) -> None:
    folder = export(
        Opportunity=[OPPORTUNITY],
        OpportunityHistory=[
            snapshot("008a", "2024-01-02T08:00:00.000Z", "Prospecting", "500", "2024-02-28"),
            snapshot("008b", "2024-01-10T08:00:00.000Z", "Negotiation/Review", "500", "2024-02-28"),
            snapshot("008c", "2024-02-01T08:00:00.000Z", "Qualification", "700", "2024-03-31"),
            snapshot("008d", "2024-03-20T08:00:00.000Z", "Closed Won", "900", "2024-03-20"),
        ],
        User=[USER],
    )
    book = salespipe.Book()
    bring(book, folder)
    assert history_of(book, KEY) == [
        ("prospecting", "01-02"), ("negotiation-review", "01-10"), ("qualification", "02-01"),
        ("closed-won", "03-20"),
    ]  # fmt: skip
    types = [event.type for event in book._core.history(KEY)]
    assert types.count("value_changed") == 2
    assert types.count("expected_close_changed") == 1  # not the one of the closed version
    assert book.deal(KEY).owner == "Ann Lee"


def test_field_history_tells_the_first_value_by_the_old_one(export: Export) -> None:
    folder = export(
        Opportunity=[OPPORTUNITY],
        OpportunityFieldHistory=[
            changed("017a", "2024-01-15T08:00:00.000Z", "StageName", "Prospecting", "Proposal"),
            changed("017b", "2024-01-20T08:00:00.000Z", "Amount", "400", "900"),
            changed("017c", "2024-03-20T08:00:00.000Z", "StageName", "Proposal", "Closed Won"),
            changed("017d", "2024-03-20T08:00:00.000Z", "NextStep", "", "Send contract"),
        ],
    )
    book = salespipe.Book()
    result = bring(book, folder)
    assert [stage for stage, _ in history_of(book, KEY)] == [
        "prospecting", "proposal", "closed-won",
    ]  # fmt: skip
    assert '"one_off":"400.00"' in book._core.history(KEY)[0].to_json()
    [passed] = [found for found in result.diagnostics if found.code == "changes_not_kept"]
    assert passed.rows == 1
    assert "'NextStep'" in passed.message


def test_a_deal_that_was_closed_before_its_first_change_was_reopened(export: Export) -> None:
    open_again = {**OPPORTUNITY, "StageName": "Proposal", "IsClosed": "false", "IsWon": "false",
                  "ForecastCategory": "Pipeline"}  # fmt: skip
    folder = export(
        Opportunity=[open_again],
        OpportunityFieldHistory=[
            changed("017a", "2024-01-15T08:00:00.000Z", "StageName", "Closed Won", "Proposal")
        ],
    )
    book = salespipe.Book()
    bring(book, folder)
    assert history_of(book, KEY) == [
        ("proposal", "01-02"), ("closed-won", "01-02"), ("proposal", "01-15"),
    ]  # fmt: skip
    before = book.last_sequence
    bring(book, folder)
    assert book.last_sequence == before


def test_without_a_history_a_closed_deal_closes_on_its_close_date(export: Export) -> None:
    book = salespipe.Book()
    other = {**OPPORTUNITY, "Id": "006000000000002AAA", "StageName": "Prospecting",
             "IsClosed": "false", "IsWon": "false", "ForecastCategory": "Pipeline"}  # fmt: skip
    bring(book, export(Opportunity=[OPPORTUNITY, other]))
    assert history_of(book, KEY) == [("prospecting", "01-02"), ("closed-won", "03-20")]
    assert history_of(book, "006000000000002AAA") == [("prospecting", "01-02")]
    assert str(book.deal("006000000000002AAA").state.expected_close) == "2024-03-20"
    assert book.deal(KEY).state.expected_close is None


def test_ids_of_reports_get_the_letters_that_they_lack(export: Export) -> None:
    short = {**OPPORTUNITY, "Id": "006D000000CwNcB"}
    book = salespipe.Book()
    bring(book, export(Opportunity=[short]))
    assert [deal.id for deal in book.deals] == ["006D000000CwNcBIAV"]


HUBSPOT_STAGES = [
    {"pipeline_id": "default", "stage_id": key, "label": name, "display_order": order,
     "probability": chance, "closed_won": won, "is_closed": closed}
    for key, name, order, chance, won, closed in (
        ("appointmentscheduled", "Appointment Scheduled", 0, "0.2", "FALSE", "FALSE"),
        ("contractsent", "Contract Sent", 1, "0.9", "FALSE", "FALSE"),
        ("closedwon", "Closed Won", 2, "1.0", "TRUE", "TRUE"),
        ("closedlost", "Closed Lost", 3, "0.0", "FALSE", "FALSE"),
    )
]  # fmt: skip
HUBSPOT_DEAL = {
    "deal_id": "77", "deal_pipeline_id": "default", "deal_pipeline_stage_id": "closedlost",
    "owner_id": "5", "portal_id": "1", "property_dealname": "Beta", "property_amount": "1000",
    "property_closedate": "2024-05-05 10:00:00", "property_createdate": "2024-04-01 09:00:00",
    "property_dealtype": "newbusiness",
}  # fmt: skip


def test_hubspot_stage_history_and_property_history_become_one(export: Export) -> None:
    stages = [
        {"deal_id": "77", "date_entered": at, "value": stage, "source": "CRM", "source_id": "x"}
        for at, stage in (
            ("2024-04-01 09:00:00", "appointmentscheduled"),
            ("2024-04-10 09:00:00", "contractsent"),
            ("2024-05-05 10:00:00", "closedlost"),
        )
    ]
    properties = [
        {"deal_id": "77", "timestamp": at, "name": "amount", "value": value, "source": "CRM",
         "source_id": "x"}
        for at, value in (("2024-04-01 09:00:00", "800"), ("2024-04-11 09:00:00", "1000"))
    ]  # fmt: skip
    folder = export(
        deal=[HUBSPOT_DEAL],
        deal_pipeline_stage=HUBSPOT_STAGES,
        deal_stage=stages,
        deal_property_history=properties,
        deal_pipeline=[{"pipeline_id": "default", "label": "Sales", "display_order": 0,
                        "active": "TRUE"}],
        owner=[{"owner_id": "5", "email": "ann@us.example", "first_name": "Ann",
                "last_name": "Lee", "portal_id": "1", "type": "PERSON"}],
        deal_company=[{"deal_id": "77", "company_id": "9", "type_id": "5"}],
        company=[{"company_id": "9", "name": "Beta BV", "domain": "beta.example",
                  "industry": "Steel"}],
    )  # fmt: skip
    book = salespipe.Book()
    result = bring(book, folder)
    assert result.unread == 0
    assert [stage for stage, _ in history_of(book, "hubspot-77")] == [
        "appointmentscheduled", "contractsent", "closedlost",
    ]  # fmt: skip
    deal = book.deal("hubspot-77")
    assert (deal.owner, deal.account, deal.value) == ("Ann Lee", "Beta BV", "1000.00 EUR")
    assert deal.state.fields == {"property_dealtype": "newbusiness"}
    assert deal.pipeline.name == "Sales"


def test_hubspot_columns_of_stage_dates_are_a_history_too(export: Export) -> None:
    deal = {
        **HUBSPOT_DEAL,
        "property_hs_date_entered_appointmentscheduled": "2024-04-01T09:00:00Z",
        "property_hs_date_entered_contractsent": "2024-04-12T09:00:00Z",
        "property_hs_date_entered_closedlost": "2024-05-05T10:00:00Z",
    }
    book = salespipe.Book()
    bring(book, export(deal=[deal], deal_pipeline_stage=HUBSPOT_STAGES))
    assert history_of(book, "hubspot-77") == [
        ("appointmentscheduled", "04-01"), ("contractsent", "04-12"), ("closedlost", "05-05"),
    ]  # fmt: skip


def test_hubspot_times_may_be_milliseconds(export: Export) -> None:
    deal = {**HUBSPOT_DEAL, "property_createdate": "1711962000000"}
    book = salespipe.Book()
    bring(book, export(deal=[deal], deal_pipeline_stage=HUBSPOT_STAGES))
    assert str(book.deal("hubspot-77").state.created_at) == "2024-04-01 09:00:00+00:00"


def test_engagements_are_put_together_from_their_tables(export: Export) -> None:
    folder = export(
        deal=[HUBSPOT_DEAL],
        engagement=[
            {"id": "1", "type": "MEETING", "owner_id": "5", "timestamp": "2024-04-03 10:00:00",
             "portal_id": "1", "active": "TRUE"},
            {"id": "2", "type": "TASK", "owner_id": "5", "timestamp": "2024-04-04 10:00:00",
             "portal_id": "1", "active": "TRUE"},
            {"id": "3", "type": "INCOMING_EMAIL", "owner_id": "5",
             "timestamp": "2024-04-05 10:00:00", "portal_id": "1", "active": "TRUE"},
        ],
        engagement_meeting=[{"engagement_id": "1", "title": "Kick-off", "body": "Agreed",
                             "start_time": "2024-04-03 10:00:00", "end_time": "",
                             "meeting_outcome": "COMPLETED"}],
        engagement_task=[{"engagement_id": "2", "subject": "Send the offer", "body": "",
                          "status": "NOT_STARTED", "task_type": "TODO", "completion_date": ""}],
        engagement_deal=[{"engagement_id": key, "deal_id": "77"} for key in "123"],
    )  # fmt: skip
    book = salespipe.Book()
    result = bring(book, folder)
    assert result.imported["interactions"] == 2
    found = sorted((one.type, one.summary) for one in book._core.interactions())
    assert found == [("email_in", ""), ("meeting", "Kick-off\n\nAgreed")]
    [task] = book.deal("hubspot-77").open_tasks
    assert task.description == "Send the offer"


def test_the_lists_that_hubspot_shows_are_read_too(export: Export) -> None:
    rows = [
        {"Record ID": "1001", "Deal Name": "Acme", "Deal Stage": "Closed Won",
         "Pipeline": "Sales Pipeline", "Amount": "12,000.50", "Close Date": "2024-03-05 10:00",
         "Create Date": "2024-01-05 9:30", "Deal owner": "Ann Lee", "Associated Company": "Acme",
         "Associated Company IDs": "55;66"},
        {"Record ID": "1002", "Deal Name": "Beta", "Amount": "900",
         "Deal Stage": "Appointment Scheduled (Sales Pipeline)", "Pipeline": "Sales Pipeline",
         "Close Date": "2024-06-05 10:00", "Create Date": "2024-02-05 9:30"},
    ]  # fmt: skip
    book = salespipe.Book()
    assert bring(book, export(deals=rows)).source == "hubspot"
    won = book.deal("hubspot-1001")
    assert (won.stage, won.value, won.account, won.owner) == (
        "Closed Won", "12000.50 EUR", "Acme", "Ann Lee",
    )  # fmt: skip
    assert book.deal("hubspot-1002").stage == "Appointment Scheduled"


def test_the_lists_that_pipedrive_shows_are_read_too(export: Export) -> None:
    row = {
        "Deal - ID": "1", "Deal - Title": "Acme", "Deal - Value": "1000",
        "Deal - Currency of Value": "EUR", "Deal - Stage": "Qualified", "Deal - Pipeline": "Sales",
        "Deal - Status": "Lost", "Deal - Owner": "Ann Lee", "Deal - Organization": "Acme",
        "Deal - Deal created": "2024-01-05 09:00:00", "Deal - Won time": "",
        "Deal - Lost time": "2024-03-05 09:00:00", "Deal - Lost reason": "Price",
    }  # fmt: skip
    book = salespipe.Book()
    assert bring(book, export(deals=[row])).source == "pipedrive"
    assert history_of(book, "pipedrive-1") == [("qualified", "01-05"), ("lost", "03-05")]
    assert book.deal("pipedrive-1").state.lost_reason == "Price"


def test_the_reports_that_salesforce_shows_are_read_too(export: Export) -> None:
    folder = export(
        Opportunities=[
            {"Opportunity ID": "0061t00000AbCdE", "Opportunity Name": "Acme", "Stage": "Closed Won",
             "Account Name": "Acme Inc", "Amount": "12,000.00", "Amount Currency": "USD",
             "Close Date": "3/25/2024", "Created Date": "1/15/2024", "Opportunity Owner": "Ann Lee",
             "Fiscal Period": "Q1-2024"}
        ],
        History=[
            {"Opportunity ID": "0061t00000AbCdE", "From Stage": old, "To Stage": new,
             "Amount": amount, "Last Modified": day, "Last Modified By": "Ann Lee"}
            for old, new, amount, day in (
                ("Prospecting", "Closed Won", "12,000.00", "3/25/2024"),
                ("", "Prospecting", "10,000.00", "1/15/2024"),
            )
        ],
    )  # fmt: skip
    book = salespipe.Book()
    bring(book, folder, crm="salesforce")
    [deal] = book.deals
    assert history_of(book, deal.id) == [("prospecting", "01-15"), ("closed-won", "03-25")]
    assert (deal.value, deal.account, deal.owner) == ("12000.00 USD", "Acme Inc", "Ann Lee")
    assert [pipeline.name for pipeline in book.pipelines] == ["Salesforce"]


def test_contact_roles_put_contacts_to_deals(export: Export) -> None:
    folder = export(
        Opportunity=[{**OPPORTUNITY, "AccountId": "001000000000001AAA"}],
        Contact=[{"Id": "003000000000001AAA", "FirstName": "Al", "LastName": "Pha",
                  "Email": "al@alpha.example", "AccountId": "001000000000001AAA", "Title": "CEO"}],
        Account=[{"Id": "001000000000001AAA", "Name": "Alpha", "BillingCity": "Ghent",
                  "Industry": "Steel"}],
        OpportunityContactRole=[{"OpportunityId": KEY, "ContactId": contact, "Role": "Buyer",
                                 "IsPrimary": "true"}
                                for contact in ("003000000000001AAA", "003000000000009AAA")],
    )  # fmt: skip
    book = salespipe.Book()
    result = bring(book, folder)
    assert '"contacts":["003000000000001AAA"]' in book._core.history(KEY)[0].to_json()
    assert [bad.code for file in result.files for bad in file.bad] == ["unknown_contact"]
