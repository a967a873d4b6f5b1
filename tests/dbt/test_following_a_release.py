"""Visits, people and touches that start from a release are those of a full build, and the rest is left alone."""

from datetime import date, datetime

import duckdb
import pytest

from tandem.build.assemble import READ_BY_IDENTITY
from tandem.identity import resolve
from tandem.identity.scoring.model import SHIPPED, MatchModel
from tests.dbt.small_company import at, crm, deliver_money, deliver_people, deliver_touches, mail

LATE = 500
AS_OF = datetime.fromisoformat("2025-06-30")


def visit(key: str, moment: str, **columns):
    return {"event_id": key, "occurred_at": at(moment), "event_name": "page_view", "consent_analytics": True} | columns


def deliver_what_will_change(w):
    settled = {"recipient": "x@mailinator.com"}  # of whom nothing else changes
    w.deliver(
        "hubspot.email_event",
        mail("to-bob", "SENT", "2025-03-03 08:00:00", recipient="bob@beta.example"),
        mail("to-cy", "SENT", "2025-03-03 08:00:00", recipient="cy@cole.example"),
        mail("unsaid", "OPEN", "2025-03-03 08:00:30", email_campaign_id="78", **settled),
        mail("unnamed", "SENT", "2025-03-03 08:00:00", email_campaign_id="79", **settled),
        mail("proxied", "OPEN", "2025-03-04 09:00:00", sent_by_created=at("2025-03-03 08:00:00"), **settled),
        mail("scanned", "CLICK", "2025-03-04 09:00:00", sent_by_created=at("2025-03-03 08:00:00"), **settled),
    )
    w.deliver("salesforce.contact", crm("003C", "2025-02-01", first_name="Cy", last_name="Cole", account_id="001A"))
    w.deliver(
        "hubspot.contact", {"id": "17", "property_email": "cy@cole.example", "_fivetran_synced": at("2025-03-01")}
    )
    w.deliver(
        "web.event",
        visit("nobodys", "2025-03-01 10:00", anonymous_id="b3", session_id="s3"),
        visit("follows", "2025-01-19 11:01", anonymous_id="b9", session_id="s2"),
        visit("earlier", "2025-01-01 11:01", anonymous_id="b2", session_id="s5"),
    )
    w.deliver(
        "web.event",
        visit("moves", "2025-03-01 11:00", anonymous_id="b3", session_id="left"),
        landing_seq=LATE + 100,
    )


def deliver_changes(w) -> list[str]:
    identified = {"event_name": "form_submit", "email": "bob@beta.example", "anonymous_id": "b2"}
    tagged = {"anonymous_id": "b2", "session_id": "s2", "utm_source": "google", "utm_medium": "cpc"}
    ann = {"first_name": "Ann", "last_name": "Adams", "email": "ann@acme.example", "hubspot_contact_id_c": "11"}
    task = {"is_closed": True, "type": "Call", "who_id": "003A", "hubspot_engagement_id_c": "9"}
    later = {"_fivetran_synced": at("2025-04-01")}
    return [
        # This file landed before the other one that tells of the event, and was accepted after it.
        w.deliver(
            "web.event", visit("moves", "2025-03-01 11:00", anonymous_id="b3", session_id="entered"), landing_seq=LATE
        ),
        w.deliver(
            "web.event",
            visit("identifies", "2025-04-01 10:00", session_id="s4", **identified),
            visit("tells", "2025-01-19 10:59", **tagged),
        ),
        w.deliver(
            "hubspot.contact",
            {"id": "16", "property_email": "bob@beta.example"} | later,
            {"id": "17", "property_email": "cy@cole.example", "property_salesforcecontactid": "003C"} | later,
        ),
        w.deliver(
            "hubspot.email_event",
            mail("late", "SENT", "2025-03-03 08:00:00", recipient="x@mailinator.com", email_campaign_id="78"),
        ),
        w.deliver("hubspot.email_campaign", {"id": "79", "name": "Second mail"} | later),
        w.deliver("hubspot.email_event_open", {"id": "proxied", "user_agent": "GoogleImageProxy"} | later),
        w.deliver("hubspot.email_event_click", {"id": "scanned", "user_agent": "GoogleImageProxy"} | later),
        w.deliver(
            "salesforce.account",
            crm("001B", "2025-04-01", name="Other", website="other.example"),
            crm("001A", "2025-04-01", name="Acme Holding", website="acme.example"),
        ),
        w.deliver("salesforce.contact", crm("003A", "2025-04-01", account_id="001B", **ann)),
        w.deliver("salesforce.task", crm("00T1", "2025-04-01", activity_date=date(2025, 1, 22), **task)),
    ]


def build(w, **options):
    run_time = {"as_of": f"{AS_OF:%Y-%m-%d %H:%M:%S}"}
    w.run(*READ_BY_IDENTITY, "int_web_sessions", **run_time, **options)
    with duckdb.connect(str(w.database)) as connection:
        resolve(connection, MatchModel.read(SHIPPED), as_of=AS_OF)
    w.run("fct_touch", **run_time, **options)
    tables = ("int_web_sessions", "int_people__unioned")
    whole = {table: w.query(f"from intermediate.{table} order by all") for table in tables}
    return {row[0]: row for row in w.query("from core.fct_touch")} | whole


@pytest.fixture(scope="module")
def timelines(raw_warehouse):
    w = raw_warehouse()
    for deliver in (deliver_people, deliver_touches, deliver_money, deliver_what_will_change):
        deliver(w)
    before = build(w)
    with duckdb.connect(str(w.database)) as connection:
        connection.execute("update core.fct_touch set department = 'kept' where touch_id = 'web.event:nobodys'")
    w.release()
    after = build(w, new_batches=deliver_changes(w))
    return {"before": before, "incremental": after, "full": build(w)}


def test_incremental_equals_full(timelines):
    untouched = timelines["incremental"].pop("web.event:nobodys")
    assert "kept" in untouched
    timelines["full"].pop("web.event:nobodys")
    assert timelines["incremental"] == timelines["full"]


@pytest.mark.parametrize(
    ("touch", "why"),
    [
        ("web.event:earlier", "its browser is somebody's"),
        ("web.event:follows", "its visit has a channel"),
        ("web.event:identifies", "new"),
        ("int_web_sessions", "some are new, one has lost its event"),
        ("int_people__unioned", "some are new, the company of one is called otherwise"),
        ("hubspot.email_event:to-bob", "the address has a contact"),
        ("hubspot.email_event:to-cy", "the contact is somebody else's"),
        ("hubspot.email_event:unsaid", "its sending is known"),
        ("hubspot.email_event:unnamed", "its campaign is known"),
        ("hubspot.email_event:proxied", "its reader is a machine"),
        ("hubspot.email_event:scanned", "likewise"),
        ("hubspot.email_event:e1", "its person has another account"),
        ("hubspot.engagement_contact:9|11", "its person has another account"),
    ],
)
def test_what_changed_is_written_again(timelines, touch, why):
    assert timelines["before"].get(touch) != timelines["full"][touch], why
