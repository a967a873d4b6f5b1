"""Each mess that real companies have is in the sources, in a plausible amount. A count of zero is a lost test case."""

from itertools import pairwise

import pytest

from tandem.demo.field_history import TRACKED

from .conftest import PEOPLE, Company

# What must be found, as a query that counts it, and between how many per thousand people.
FOUND = {
    "a person in several systems": (
        "select count(*) from (select true_person_id from truth_person_records group by 1 "
        "having count(distinct split_part(source_record_key, ':', 1)) > 1)",
        (500, 850),
    ),
    "private addresses": ("select count(*) from truth_person_records where case_kind = 'private_mail'", (150, 600)),
    "typing errors": ("select count(*) from truth_person_records where case_kind in ('typo', 'mail_typo')", (15, 120)),
    "nicknames": ("select count(*) from truth_person_records where case_kind = 'nickname'", (4, 60)),
    "job changes": ("select count(*) from truth_person_records where case_kind = 'job_change'", (15, 120)),
    "shared mailboxes": ("select count(*) from truth_person_records where case_kind = 'shared_mailbox'", (4, 60)),
    "switchboards": ("select count(*) from truth_person_records where case_kind = 'switchboard'", (20, 200)),
    "households": ("select count(*) from truth_person_records where case_kind = 'household'", (10, 120)),
    "namesakes": ("select count(*) from truth_person_records where case_kind = 'namesake'", (3, 60)),
    "job-seekers": ("select count(*) from truth_persons where case_kind = 'job_seeker'", (20, 50)),
    "competitors": ("select count(*) from truth_persons where case_kind = 'competitor'", (5, 25)),
    "own colleagues who test": ("select count(*) from truth_persons where case_kind = 'colleague'", (1, 12)),
    "undecidable records": ("select count(*) from truth_person_records where not decidable", (3, 40)),
    "converted leads": ("select count(distinct id) from salesforce__lead where is_converted = 'true'", (20, 120)),
    "merged leads": ("select count(distinct id) from salesforce__lead where master_record_id is not null", (2, 30)),
    "merged CRM contacts": ("select count(*) from salesforce__contact where master_record_id is not null", (1, 20)),
    "merged accounts": ("select count(*) from salesforce__account where master_record_id is not null", (0.5, 20)),
    "merges in HubSpot": ("select count(*) from hubspot__contact_merge_audit", (5, 60)),
    "chains of merges": (
        "select count(*) from hubspot__contact_merge_audit a "
        "join hubspot__contact_merge_audit b on a.canonical_vid = b.vid_to_merge",
        (0.5, 15),
    ),
    "deleted leads and deals": (
        "select (select count(*) from salesforce__lead where is_deleted = 'true' and master_record_id is null) "
        "+ (select count(*) from salesforce__opportunity where is_deleted = 'true')",
        (0.5, 20),
    ),
    "15-character ids": ("select count(*) from salesforce__task where length(who_id) = 15", (50, 600)),
    "leads of a queue": ("select count(*) from salesforce__lead where starts_with(owner_id, '00G')", (5, 100)),
    "leads of an integration": (
        "select count(*) from salesforce__lead where owner_id in "
        "(select id from salesforce__user where name like '%Integration')",
        (2, 40),
    ),
    "tasks copied from HubSpot": (
        "select count(*) from salesforce__task where hubspot_engagement_id_c is not null and created_by_id in "
        "(select id from salesforce__user where name like '%Integration')",
        (50, 500),
    ),
    "a touch twice in the CRM itself": (
        "select count(*) from (select true_touch_id from truth_touches "
        "where source_record_key like 'salesforce.task:%' group by 1 having count(*) > 1)",
        (10, 200),
    ),
    "clicks of scanners within seconds": (
        "select count(*) from hubspot__email_event c join hubspot__email_event s on s.id = c.sent_by_id "
        "where c.type = 'CLICK' "
        "and try_cast(c.created as timestamp) < try_cast(s.created as timestamp) + interval 1 minute",
        (200, 3000),
    ),
    "opens of privacy proxies": (
        "select count(*) from hubspot__email_event_open where user_agent = 'Mozilla/5.0'",
        (200, 2500),
    ),
    "one night of a workflow": (
        "select count(distinct contact_id) from hubspot__contact_property_history "
        "where value = 'marketingqualifiedlead' and source_id = 'workflow-8812' "
        "and timestamp between '2025-10-08' and '2025-10-09'",
        (350, 400),
    ),
    "overwritten original sources": (
        "select count(*) from hubspot__contact_property_history "
        "where name = 'hs_analytics_source' and source = 'IMPORT'",
        (15, 90),
    ),
    "migrated creation dates": (
        "select count(distinct id) from salesforce__opportunity where created_date = '2024-01-02 06:00:00'",
        (5, 60),
    ),
    "deals created as won": ("select count(*) from truth_deals where created_as_won and kind <> 'migrated'", (1, 15)),
    "reopened deals": ("select count(reopened_at) from truth_deals", (1, 15)),
    "deals without contact roles": ("select count(*) from truth_deals where without_contact_role", (8, 60)),
    "renewals typed as new business": (
        "select count(distinct id) from salesforce__opportunity where name like '%Renewal' and type = 'New Business'",
        (2, 40),
    ),
    "loss reason Other": ("select count(*) from salesforce__opportunity where loss_reason_c = 'Other'", (10, 80)),
    "one form claimed by two platforms": (
        "select count(*) from (select conversion_id from truth_ad_claims group by 1 "
        "having count(distinct platform) > 1)",
        (0.5, 40),
    ),
    "paid visits without tags": (
        "select count(*) from web__event where utm_source is null and (gclid is not null or fbclid is not null)",
        (5, 300),
    ),
    "rows a month or more late": (
        "select count(*) from web__event where try_cast(occurred_at as date) + 40 "
        "< regexp_extract(filename, '\\d{4}-\\d\\d-\\d\\d')::date",
        (10, 300),
    ),
    "figures that platforms restated": (
        "select count(*) from (select 1 from google_ads__ad_stats group by date, ad_id, device "
        "having count(distinct conversions) > 1)",
        (1, 2000),
    ),
    "lost hand-offs": ("select count(lost_because) from truth_handoffs", (300, 600)),
}


@pytest.mark.parametrize("what", FOUND)
def test_mess_is_there(company: Company, what: str) -> None:
    query, (fewest, most) = FOUND[what]
    found = company.number(query) * 1_000 / PEOPLE
    assert fewest <= found <= most, f"{what}: {found:.1f} per thousand people"


def test_several_currencies_with_their_rates(company: Company) -> None:
    used = {code for (code,) in company.rows("select distinct currency_iso_code from salesforce__opportunity")}
    assert used == {"EUR", "USD", "GBP"}
    rates = dict(company.rows("select from_currency, count(*) from finance__fx_rate group by 1"))
    assert rates == {"USD": 804, "GBP": 804}  # every working day of 2023, 2024, 2025 and January 2026


def test_companies_have_two_spellings(company: Company) -> None:
    spellings = company.rows(
        "select true_organisation_id from truth_account_records "
        "join (select 'salesforce.account:' || id as key, name from salesforce__account union "
        "      select 'hubspot.company:' || id, property_name from hubspot__company) on key = source_record_key "
        "group by 1 having count(distinct name) > 1"
    )
    assert len(spellings) > 20


def test_lifecycle_stages_only_move_forward(company: Company) -> None:
    order = "['subscriber','lead','marketingqualifiedlead','salesqualifiedlead','opportunity','customer']"
    back = company.number(
        f"with stages as (select contact_id, timestamp, list_position({order}, value) as stage "
        "from hubspot__contact_property_history where name = 'lifecyclestage') "
        "select count(*) from (select stage, lag(stage) over (partition by contact_id order by timestamp) as before "
        "from stages) where before > stage"
    )
    assert back == 0


def test_field_history_begins_late(company: Company) -> None:
    first, fields = company.rows(
        "select min(created_date), count(distinct field) from salesforce__opportunity_field_history"
    )[0]
    assert first >= "2024-09-01"
    assert fields == len(TRACKED) == 20  # as many as Salesforce allows, so the loss reason is not among them


def test_line_items_and_invoices_add_up_to_the_deal(company: Company) -> None:
    assert (
        company.number(
            "select count(*) from truth_deals d join (select opportunity_id, sum(total_price::decimal(18,2)) as total "
            "from salesforce__opportunity_line_item group by 1) using (opportunity_id) "
            "where abs(total - d.amount) > 0.005"
        )
        == 0
    )


def test_supplier_invoices_differ_from_platform_spend(company: Company) -> None:
    same, all_months = company.rows(
        "with spend as (select customer_id, date_trunc('month', date::date) as month, sum(cost) / 1e6 as spent from "
        "  (select customer_id, date, ad_id, max(cost_micros::bigint) as cost from google_ads__ad_stats "
        "   where try_cast(clicks as bigint) is not null group by all) group by all) "
        "select count(*) filter (abs(amount::double - spent) < 0.02), count(*) from finance__supplier_invoice "
        "join spend on ad_account_id = customer_id and period_month::date = month"
    )[0]
    assert all_months > 30
    assert 0 < same < all_months / 2


def test_true_moments_are_in_order(company: Company) -> None:
    stages = (
        "first_at",
        "contact_at",
        "mql_at",
        "lead_at",
        "assigned_at",
        "called_at",
        "accepted_at",
        "converted_at",
        "won_at",
    )
    for before, after in pairwise(stages):
        assert company.number(f"select count(*) from truth_journeys where {after} < {before}") == 0, (before, after)
