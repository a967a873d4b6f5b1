"""The raw rows of a company small enough to work out by hand (see test_marts.py for who is in it)."""

from datetime import date, datetime
from decimal import Decimal


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def crm(key: str, changed: str, **columns):
    """One Salesforce row."""
    moment = at(changed)
    return {"id": key, "last_modified_date": moment, "_fivetran_synced": moment} | columns


def mail(key: str, kind: str, moment: str, **columns):
    return {
        "id": key, "type": kind, "created": at(moment), "email_campaign_id": "77", "recipient": "ANN@acme.example",
        "_fivetran_synced": at(moment),
    } | columns  # fmt: skip


def deliver_people(w):
    w.deliver("salesforce.user_role", {"id": "00E1", "name": "Team North", "_fivetran_synced": at("2024-01-01")})
    w.deliver("salesforce.user_role", {"id": "00E2", "name": "Team South", "_fivetran_synced": at("2024-01-01")})
    seller = {"name": "Sue Seller", "email": "sue@us.example", "user_type": "Standard", "is_active": True}
    w.deliver(
        "salesforce.user",
        crm("005S", "2024-01-01", **seller, user_role_id="00E1", manager_id="005M"),
        crm("005S", "2025-03-01", **seller, user_role_id="00E2", manager_id="005M"),
        crm("005M", "2024-01-01", name="Max Manager", email="max@us.example", user_type="Standard", is_active=True),
        crm("005R", "2024-01-01", name="HubSpot Integration", email="robot@us.example", is_active=True),
    )
    w.deliver(
        "salesforce.group", {"id": "00GQ", "name": "Inbound", "type": "Queue", "_fivetran_synced": at("2024-01-01")}
    )
    w.deliver("hubspot.owner", {"owner_id": "7", "email": "Sue@us.example", "_fivetran_synced": at("2024-01-01")})
    w.deliver("salesforce.account", crm("001A", "2024-02-01", name="Acme", website="acme.example", owner_id="005S"))
    w.deliver(
        "salesforce.contact",
        crm("003A", "2025-01-10", first_name="Ann", last_name="Adams", email="ann@acme.example", account_id="001A",
            created_date=at("2025-01-02"), hubspot_contact_id_c="11", phone="+49 (30) 1234567"),
    )  # fmt: skip
    w.deliver(
        "salesforce.lead",
        crm("00QB", "2025-02-01", first_name="Bob", last_name="Berg", email="bob@beta.example", company="Beta",
            phone="030 7654321", created_date=at("2025-02-01 08:00"), mql_at_c=at("2025-02-03 08:00"),
            accepted_at_c=at("2025-02-04 08:00"), rejected_at_c=at("2025-02-09 08:00"),
            rejection_reason_c="Student or job-seeker"),
        # Somebody enters Ann as a lead when she has long bought.
        crm("00QA", "2025-05-02", first_name="Ann", last_name="Adams", email="ann@acme.example", company="Acme",
            created_date=at("2025-05-02 08:00")),
        crm("00QD", "2025-02-01", first_name="Dee", last_name="Test", email="dee@gone.example", phone="12",
            created_date=at("2025-02-01 08:00")),
        crm("00QD", "2025-03-01", first_name="Dee", last_name="Test", email="dee@gone.example", is_deleted=True,
            created_date=at("2025-02-01 08:00")),
    )  # fmt: skip
    w.deliver(
        "hubspot.contact",
        {"id": "11", "property_email": "ann@acme.example", "property_firstname": "Annie", "property_lastname": "Adams",
         "property_createdate": at("2025-01-01 09:00"), "property_lastmodifieddate": at("2025-05-01"),
         "property_jobtitle": "Buyer", "property_salesforcecontactid": "003A", "_fivetran_synced": at("2025-05-01")},
        *[{"id": key, "property_email": email, "property_firstname": name, "property_createdate": at("2025-02-01"),
           "_fivetran_synced": at("2025-05-01")}
          for key, name, email in [("12", "TEST ", "al@beta.example"), ("13", "Al", "x@Mailinator.com"),
                                   ("14", "Al", "test7@beta.example"), ("15", "Testa", "testa.al@test.example")]],
    )  # fmt: skip
    w.deliver(
        "hubspot.contact_property_history",
        {"contact_id": "11", "name": "lifecyclestage", "timestamp": at("2025-01-01 09:00"), "value": "lead"},
        {"contact_id": "11", "name": "lifecyclestage", "timestamp": at("2025-01-20 09:00"),
         "value": "marketingqualifiedlead"},
    )  # fmt: skip


def deliver_consent(w):
    def act(key: str, action: str, day: str, **columns):
        return {"consent_act_id": key, "occurred_at": at(day), "purpose": "sales", "channel": "phone",
                "action": action, "verified": True, "source": "call note"} | columns  # fmt: skip

    w.deliver(
        "consent.act",
        act("c1", "granted", "2025-01-05", phone="+49 30 1234567"),
        # The same act names the person twice; nobody is asked twice.
        act("c2", "granted", "2025-01-06", email="Ann@acme.example", phone="+49 30 1234567", purpose="marketing"),
        act("c3", "granted", "2025-02-02", phone="+49 30 7654321"),
        act("c4", "withdrawn", "2025-02-03", phone="+49 30 7654321", purpose="marketing"),
        act("c5", "granted", "2025-02-03", phone="12"),  # an extension: nobody's
    )


def deliver_touches(w):
    w.deliver("hubspot.email_campaign", {"id": "77", "name": "Spring mail", "_fivetran_synced": at("2025-01-03")})
    w.deliver(
        "hubspot.email_event",
        mail("e1", "SENT", "2025-01-03 08:00:00"),
        mail("e2", "CLICK", "2025-01-03 08:00:03", sent_by_created=at("2025-01-03 08:00:00")),
        mail("e3", "CLICK", "2025-01-03 09:00:00", sent_by_created=at("2025-01-03 08:00:00")),
    )
    w.deliver(
        "hubspot.contact_form_submission",
        {"conversion_id": "F", "contact_id": "11", "form_id": "x", "timestamp": at("2025-01-19 10:00:00")},
    )
    page = {"anonymous_id": "b1", "session_id": "s1", "utm_source": "Google", "utm_medium": "cpc",
            "utm_campaign": "Spring", "consent_analytics": True}  # fmt: skip
    w.deliver(
        "web.event",
        {"event_id": "w1", "occurred_at": at("2025-01-19 09:59:00"), "event_name": "page_view"} | page,
        {"event_id": "w2", "occurred_at": at("2025-01-19 10:00:01"), "event_name": "form_submit",
         "hubspot_conversion_id": "F", "anonymous_id": "b1", "session_id": "s1", "consent_analytics": True},
        {"event_id": "w3", "occurred_at": at("2025-01-19 11:00:00"), "event_name": "page_view", "anonymous_id": "b2",
         "session_id": "s2"},
    )  # fmt: skip
    w.deliver("hubspot.engagement_call", {
        "engagement_id": "9", "property_hs_timestamp": at("2025-01-21 14:05:00"), "property_hubspot_owner_id": "7",
        "property_hs_call_disposition": "Connected", "_fivetran_synced": at("2025-01-21")})  # fmt: skip
    w.deliver(
        "hubspot.engagement_contact", {"engagement_id": "9", "contact_id": "11", "_fivetran_synced": at("2025-01-21")}
    )
    done = {"is_closed": True, "status": "Completed", "type": "Call", "task_subtype": "Call", "owner_id": "005S"}
    w.deliver(
        "salesforce.task",
        crm("00T1", "2025-01-21", who_id="003A", what_id="006W", activity_date=date(2025, 1, 21),
            call_disposition="Connected", hubspot_engagement_id_c="9", **done),
        crm("00T2", "2025-02-05", who_id="00QB", activity_date=date(2025, 2, 5), call_disposition="No answer", **done),
        crm("00T3", "2025-02-05", who_id="00QB", activity_date=date(2025, 2, 6), is_closed=False, type="Call"),
    )  # fmt: skip
    w.deliver(
        "salesforce.event",
        crm("00U1", "2025-03-01", who_id="003A", start_date_time=at("2025-03-02 10:00"), owner_id="005S"),
        crm("00U2", "2025-03-01", who_id="003A", start_date_time=at("2025-07-02 10:00"), owner_id="005S"),  # to come
    )


def deliver_money(w):
    w.deliver(
        "finance.fx_rate",
        {"rate_date": date(2025, 1, 3), "from_currency": "USD", "to_currency": "EUR", "rate": Decimal("0.9"),
         "published_at": at("2025-01-03")},
        {"rate_date": date(2025, 4, 4), "from_currency": "USD", "to_currency": "EUR", "rate": Decimal("0.8"),
         "published_at": at("2025-04-04")},
        {"rate_date": date(2025, 4, 4), "from_currency": "USD", "to_currency": "EUR", "rate": Decimal("0.7"),
         "published_at": at("2025-04-01")},  # older news about the same day
    )  # fmt: skip
    w.deliver("google_ads.account_history", {"id": "g", "updated_at": at("2024-01-01"), "currency_code": "USD"})
    w.deliver("google_ads.campaign_history", {"id": "1", "updated_at": at("2024-01-01"), "customer_id": "g",
                                              "name": "Spring", "advertising_channel_type": "SEARCH"})  # fmt: skip
    w.deliver("salesforce.campaign", crm("701X", "2024-01-01", name="SPRING", type="Advertisement"))
    w.deliver("salesforce.campaign", crm("701Y", "2024-01-01", name="Only sales", type="Other"))
    day = {"customer_id": "g", "campaign_id": "1", "ad_group_id": "a", "ad_id": "d", "date": date(2025, 4, 5),
           "ad_network_type": "SEARCH", "device": "DESKTOP", "impressions": 10, "clicks": 2}  # fmt: skip
    w.deliver("google_ads.ad_stats", day | {"cost_micros": 50_000_000, "_fivetran_synced": at("2025-04-06")})
    w.deliver(
        "google_ads.ad_stats",
        day | {"cost_micros": 40_000_000, "conversions": Decimal("1.5"), "_fivetran_synced": at("2025-05-06")},
        day | {"device": "MOBILE", "cost_micros": 1_500_000, "_fivetran_synced": at("2025-05-06")},
        day | {"date": date(2025, 1, 1), "cost_micros": 1_000_000, "_fivetran_synced": at("2025-01-02")},
    )
    deal = {"name": "Acme deal", "account_id": "001A", "owner_id": "005S", "currency_iso_code": "USD",
            "created_date": at("2025-02-01 12:00")}  # fmt: skip
    w.deliver(
        "salesforce.opportunity",
        crm("006W", "2025-04-10", stage_name="Closed Won", amount=Decimal(1000), close_date=at("2025-04-07"),
            is_closed=True, is_won=True, primary_contact_id_c="003A", **deal),
        crm("006O", "2025-04-10", stage_name="Prospecting", amount=Decimal(500), close_date=at("2025-06-01"),
            is_closed=False, is_won=False, probability=Decimal(10), **deal),
        crm("006C", "2025-04-10", stage_name="Closed Won", amount=Decimal(10), close_date=at("2025-04-07"),
            is_closed=True, is_won=True, **(deal | {"currency_iso_code": "CHF"})),
    )  # fmt: skip
    history = {"id": "006W", "created_date": at("2025-02-01 12:00")}
    w.deliver(
        "salesforce.opportunity_history",
        history | {"_fivetran_start": at("2025-02-01 12:00"), "stage_name": "Prospecting", "amount": Decimal(900)},
        history | {"_fivetran_start": at("2025-03-01 12:00"), "stage_name": "Closed Lost", "amount": Decimal(900)},
        history | {"_fivetran_start": at("2025-03-05 12:00"), "stage_name": "Negotiation/Review"},
        history | {"_fivetran_start": at("2025-04-07 12:00"), "stage_name": "Closed Won", "amount": Decimal(1000)},
    )
    w.deliver("salesforce.opportunity_contact_role",
              crm("00K1", "2025-02-02", opportunity_id="006W", contact_id="003A", role="Economic Buyer"))  # fmt: skip
    w.deliver("salesforce.product_2", crm("01tP", "2024-01-01", name="Workbench", product_code="WB"))
    w.deliver("salesforce.opportunity_line_item", crm(
        "00kL", "2025-04-01", opportunity_id="006W", product_2_id="01tP", quantity=Decimal(2), list_price=Decimal(600),
        total_price=Decimal(1000), unit_cost_c=Decimal(100)))  # fmt: skip
    w.deliver(
        "salesforce.opportunity_line_item", crm("00kM", "2025-04-01", opportunity_id="006gone", quantity=Decimal(1))
    )
