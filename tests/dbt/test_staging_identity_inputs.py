"""What identity is given: each record once with an anchor that never moves, and what the systems themselves say."""

from datetime import datetime

import pytest

JAN, FEB, MAR = (datetime.fromisoformat(f"2025-0{month}-01") for month in (1, 2, 3))


def record(key, changed, **columns):
    return {"id": key, "last_modified_date": changed, "_fivetran_synced": changed, "is_deleted": False} | columns


def hubspot(key, changed, **columns):
    return {"id": key, "property_lastmodifieddate": changed, "_fivetran_synced": changed} | columns


def page(key, browser, **columns):
    return (
        {"event_id": key, "anonymous_id": browser, "session_id": "s", "event_name": "form_submit"}
        | {"occurred_at": JAN}
        | columns
    )


@pytest.fixture(scope="module")
def warehouse(raw_warehouse):
    w = raw_warehouse()
    w.deliver(  # landing sequence 1
        "salesforce.lead",
        record("l0", JAN, last_name="Other"),
        record("l1", FEB, email="New@Acme.com", converted_contact_id="c1", is_converted=True),
    )
    w.deliver(  # 2: an older version of l1 lands later; l2 was merged into l0
        "salesforce.lead",
        record("l1", JAN, email="old@acme.com"),
        record("l2", JAN, email="two@acme.com"),
        record("l2", FEB, master_record_id="l0", is_deleted=True),
    )
    w.deliver("salesforce.contact", record("c1", JAN, account_id="a1", hubspot_contact_id_c="9"))  # 3
    w.deliver("salesforce.account", record("a1", JAN, name="Acme", website="https://www.Acme.com/about"))  # 4
    w.deliver(  # 5: h9 says it is c1; h7 was merged into h9; h8 points at a lead that nobody delivered
        "hubspot.contact",
        hubspot("9", MAR, property_salesforcecontactid="c1", property_hs_merged_object_ids="7; 6"),
        hubspot("7", JAN, property_email="seven@acme.com", _fivetran_deleted=True),
        hubspot("8", JAN, property_salesforceleadid="l99", property_hs_google_click_id="g1"),
    )
    w.deliver(  # 6
        "hubspot.contact_merge_audit",
        {"canonical_vid": "9", "vid_to_merge": "7", "timestamp": FEB, "_fivetran_synced": FEB},
    )
    w.deliver("hubspot.contact_form_submission", {"conversion_id": "f1", "contact_id": "9", "form_id": "x"})  # 7
    w.deliver(  # 8
        "web.event",
        page("e1", "anonymous"),
        page("e2", "submitter", hubspot_conversion_id="f1", email="Nine@Acme.com"),
        page("e3", "shared", email="one@acme.com"),
        page("e4", "shared", email="two@acme.com"),
        page("e5", "clicker", gclid="g1"),
    )
    w.deliver("web.event", page("e6", "submitter", email="nine@acme.com"))  # 9
    w.deliver("success.support_ticket", {"ticket_id": "t1", "requester_email": "nine@acme.com"}, {"ticket_id": "t2"})
    w.deliver(  # 11
        "hubspot.company",
        {"id": "k1", "property_name": "ACME", "property_domain": "acme.com", "property_salesforceaccountid": "a1"},
    )
    w.deliver("files.opportunity", {"opportunity_id": "x1", "account_name": "acme "})  # 12
    w.deliver("files.account", {"account_name": "Acme"}, {"account_name": "Gone"})  # 13
    w.deliver("files.account", {"account_name": "Acme"})  # 14
    w.run("int_people__crossrefs", "int_accounts__crossrefs")
    return w


def test_the_anchor_is_the_earliest_landed_row_of_any_version(warehouse):
    rows = warehouse.query(
        "select source_record_key, first_landing_seq, first_row_number "
        "from intermediate.int_people__unioned order by all"
    )
    assert rows == [
        ("hubspot.contact:7", 5, 2),
        ("hubspot.contact:8", 5, 3),
        ("hubspot.contact:9", 5, 1),
        ("salesforce.contact:c1", 3, 1),
        ("salesforce.lead:l0", 1, 1),
        ("salesforce.lead:l1", 1, 2),
        ("salesforce.lead:l2", 2, 2),
        ("success.support_ticket:t1", 10, 1),
        ("web.visitor:clicker", 8, 5),
        ("web.visitor:submitter", 8, 2),
    ]


def test_a_record_says_what_its_last_living_version_said(warehouse):
    rows = warehouse.query(
        "select source_id, email, is_deleted from intermediate.int_people__unioned where email is not null order by all"
    )
    assert rows == [
        ("7", "seven@acme.com", True),
        ("l1", "New@Acme.com", False),
        ("l2", "two@acme.com", True),
        ("submitter", "nine@acme.com", False),
        ("t1", "nine@acme.com", False),
    ]


def test_cross_references_hold_between_delivered_records_only(warehouse):
    rows = warehouse.query(
        "select source_record_key_a, source_record_key_b, rule, decided_at "
        "from intermediate.int_people__crossrefs order by all"
    )
    assert rows == [
        ("hubspot.contact:7", "hubspot.contact:9", "hubspot_merge", FEB),
        ("hubspot.contact:9", "salesforce.contact:c1", "crm_id_in_hubspot", MAR),
        ("salesforce.contact:c1", "hubspot.contact:9", "hubspot_id_in_crm", JAN),
        ("salesforce.lead:l1", "salesforce.contact:c1", "lead_converted", FEB),
        ("salesforce.lead:l2", "salesforce.lead:l0", "salesforce_merge", FEB),
        ("web.visitor:clicker", "hubspot.contact:8", "click_id_in_hubspot", JAN),
        ("web.visitor:submitter", "hubspot.contact:9", "click_to_form", JAN),
    ]


def test_accounts_are_records_or_names_and_never_lost(warehouse):
    rows = warehouse.query(
        "select source_record_key, first_landing_seq, domain, is_deleted "
        "from intermediate.int_accounts__unioned order by all"
    )
    assert rows == [
        ("files.account:Acme", 13, None, False),
        ("files.account:Gone", 13, None, True),
        ("files.account:acme ", 12, None, False),
        ("hubspot.company:k1", 11, "acme.com", False),
        ("salesforce.account:a1", 4, "acme.com", False),
    ]


def test_account_cross_references(warehouse):
    rows = warehouse.query(
        "select source_record_key_a, source_record_key_b, rule from intermediate.int_accounts__crossrefs order by all"
    )
    assert rows == [
        ("files.account:acme ", "files.account:Acme", "same_name_in_files"),
        ("hubspot.company:k1", "salesforce.account:a1", "crm_id_in_hubspot"),
    ]


def test_an_edit_is_a_change_of_what_a_contact_says_of_its_person(raw_warehouse):
    w = raw_warehouse()
    w.deliver(
        "salesforce.contact",
        record("c1", JAN, title="Buyer", owner_id="u1"),
        # a mass change, an integration, a backfill
        record("c1", FEB, title="Buyer", owner_id="u2", hubspot_contact_id_c="9", account_id="a2"),
        record("c1", FEB, title="Head of Buying", _fivetran_synced=MAR),
        record("c2", JAN, title="Buyer"),
        record("c3", JAN, title="Buyer"),
        record("c3", FEB, title="Head of Buying", is_deleted=True),
    )
    w.deliver("hubspot.contact", hubspot("9", FEB, property_firstname="Ann"))
    w.run("int_contacts__edits")
    query = "select source_record_key, system, edited_weeks from intermediate.int_contacts__edits order by 1"
    assert w.query(query) == [
        ("hubspot.contact:9", "hubspot", None),
        ("salesforce.contact:c1", "salesforce", None),
        ("salesforce.contact:c2", "salesforce", None),
        ("salesforce.contact:c3", "salesforce", None),
    ]
    w.release()
    new = [
        w.deliver(
            "salesforce.contact", record("c2", MAR, title="Head of Buying"), record("c2", FEB, title="Chief Buyer")
        ),
        w.deliver("hubspot.contact", hubspot("9", JAN, property_firstname="Anna")),  # older, and landed later
    ]
    w.run("int_contacts__edits", new_batches=new)
    assert w.query(query) == [
        ("hubspot.contact:9", "hubspot", "2025-01-27"),
        ("salesforce.contact:c1", "salesforce", None),
        ("salesforce.contact:c2", "salesforce", "2025-01-27;2025-02-24"),
        ("salesforce.contact:c3", "salesforce", None),
    ]
