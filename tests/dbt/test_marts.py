"""The marts on a company small enough to work out by hand.

Ann (a contact in Salesforce and HubSpot) of Acme is called, clicks, fills in a form that the web site tells too, and
buys; Bob is a lead that sales took and rejected; a browser nobody knows looks at a page.
"""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from tandem.build.assemble import READ_BY_IDENTITY
from tandem.config import PROJECT_ROOT
from tandem.identity import resolve
from tandem.identity.scoring.model import SHIPPED, MatchModel
from tests.dbt.small_company import at, deliver_consent, deliver_money, deliver_people, deliver_touches

MARTS = [file.stem for file in (PROJECT_ROOT / "dbt_project" / "models" / "marts").rglob("*.sql")]
AS_OF = datetime.fromisoformat("2025-06-30")


@pytest.fixture(scope="module")
def marts(raw_warehouse):
    w = raw_warehouse()
    deliver_people(w)
    deliver_consent(w)
    deliver_touches(w)
    deliver_money(w)
    w.run(*READ_BY_IDENTITY, as_of=f"{AS_OF:%Y-%m-%d %H:%M:%S}")
    with duckdb.connect(str(w.database)) as connection:
        resolve(connection, MatchModel.read(SHIPPED), as_of=AS_OF)
    w.run(*MARTS, as_of=f"{AS_OF:%Y-%m-%d %H:%M:%S}")
    return w


def test_ann_is_one_person_with_the_crms_name_and_the_titles_only_source(marts):
    rows = marts.query(
        "select full_name, email, job_title, has_marketing_record, has_sales_record, lifecycle_stage, first_seen_at, "
        "first_source_system, account_id is not null from core.dim_person where email = 'ann@acme.example'"
    )
    assert rows == [
        ("Ann Adams", "ann@acme.example", "Buyer", True, True, "customer", at("2025-01-01 09:00"), "hubspot", True)
    ]


def test_people_who_only_try_something_out_are_marked(marts):
    rows = marts.query(
        "select email, is_test_record from core.dim_person where has_marketing_record and not has_sales_record "
        "order by email"
    )
    assert rows == [("al@beta.example", True), ("test7@beta.example", True), ("testa.al@test.example", False),
                    ("x@mailinator.com", True)]  # fmt: skip
    (people,) = marts.query("select sum(people) from alignment.funnel where channel_id = 'unknown'")
    assert people == (2,)  # Testa and the deleted lead


def test_who_is_no_buyer_is_marked_by_what_sales_said(marts):
    rows = marts.query("select full_name, is_test_record, is_competitor from core.dim_person where is_job_seeker")
    assert rows == [("Bob Berg", False, False)]


def test_every_attribute_of_a_person_has_its_record_and_its_rule(marts):
    rows = marts.query(
        "select attribute, surviving_value, rule, source_record_key, is_verified, agreeing_record_count, record_count "
        "from core.dim_person__golden_values join core.dim_person p using (person_id) "
        "where p.email = 'ann@acme.example' order by attribute"
    )
    assert rows == [
        ("email", "ann@acme.example", "verified first", "salesforce.contact:003A", True, 3, 3),
        ("job_title", "Buyer", "most recent", "hubspot.contact:11", False, 1, 1),
        ("name", "Ann Adams", "most trusted", "salesforce.contact:003A", False, 2, 3),
        ("phone", "+49 (30) 1234567", "verified first", "salesforce.contact:003A", True, 1, 1),
    ]


def test_a_deleted_lead_keeps_its_id_and_nothing_else(marts):
    rows = marts.query(
        "select full_name, email, has_sales_record from core.dim_person p join identity.person_links l "
        "using (person_id) where l.source_record_key = 'salesforce.lead:00QD' and l.valid_to is null"
    )
    assert rows == [(None, None, False)]


def test_consent_given_by_telephone_holds_for_who_the_number_names(marts):
    rows = marts.query(
        "select full_name, purpose, is_granted, reason, deciding_act_key from core.fct_consent c "
        "join core.dim_person p using (person_id) where channel = 'phone' order by full_name, purpose"
    )
    assert rows == [
        ("Ann Adams", "marketing", True, "granted and verified", "consent.act:c2"),
        ("Ann Adams", "sales", True, "granted and verified", "consent.act:c1"),
        # Bob's number is known without the country's code: enough for a no, not for a yes.
        ("Bob Berg", "marketing", False, "withdrawn", "consent.act:c4"),
        ("Bob Berg", "sales", False, "unverified", "consent.act:c3"),
    ]


def test_the_timeline_tells_each_touch_once_and_by_whom(marts):
    rows = marts.query(
        "select touch_type, occurred_at, time_precision, t.department, direction, is_human, counts_as_response, "
        "channel_id, campaign_id, t.source_record_count, p.email is not null, o.owner_name "
        "from core.fct_touch t left join core.dim_person p using (person_id) "
        "left join core.dim_owner o using (owner_id) "
        "order by occurred_at, touch_id"
    )
    spring = "google_ads:1"
    mailing = ("email", "hubspot:77", 1, True, None)
    assert rows == [
        ("email_sent", at("2025-01-03 08:00:00"), "second", "marketing", "effort", True, False, *mailing),
        ("email_clicked", at("2025-01-03 08:00:03"), "second", "marketing", "response", False, False, *mailing),
        ("email_clicked", at("2025-01-03 09:00:00"), "second", "marketing", "response", True, True, *mailing),
        # The browser is Ann's because of the form; the page before it carries the campaign.
        ("page_viewed", at("2025-01-19 09:59:00"), "second", "marketing", "response", True, False,
         "paid_search", spring, 1, True, None),
        ("form_submitted", at("2025-01-19 10:00:00"), "second", "marketing", "response", True, True,
         "paid_search", spring, 2, True, None),
        ("page_viewed", at("2025-01-19 11:00:00"), "second", "marketing", "response", True, False,
         "direct", None, 1, False, None),
        ("call_connected", at("2025-01-21 14:05:00"), "second", "sales", "response", True, True,
         "sales_call", None, 2, True, "Sue Seller"),
        ("call", at("2025-02-05"), "day", "sales", "effort", True, False, "sales_call", None, 1, True, "Sue Seller"),
        ("meeting", at("2025-03-02 10:00"), "second", "sales", "response", True, True,
         "sales_meeting", None, 1, True, "Sue Seller"),
    ]  # fmt: skip
    (copied,) = marts.query("select opportunity_id from core.fct_touch where touch_type = 'call_connected'")
    assert copied == ("salesforce:006W",)  # what only the copy knows


def test_spend_is_the_latest_restatement_at_the_rate_of_its_day(marts):
    rows = marts.query(
        "select spend_date, spend_amount_original, spend_amount, currency, clicks, platform_conversions "
        "from core.fct_ad_spend order by spend_date"
    )
    assert rows == [
        (date(2025, 1, 1), Decimal("1.00"), None, "USD", 2, Decimal(0)),  # before the first price
        (date(2025, 4, 5), Decimal("41.50"), Decimal("33.20"), "USD", 4, Decimal("1.5")),
    ]


def test_campaigns_of_one_code_are_known_to_both(marts):
    rows = marts.query(
        "select campaign_id, channel_id, campaign_code, known_to_marketing, known_to_sales from core.dim_campaign "
        "where platform in ('google_ads', 'salesforce') order by 1"
    )
    assert rows == [
        ("google_ads:1", "paid_search", "spring", True, True),
        ("salesforce:701X", "paid_search", "spring", True, True),
        ("salesforce:701Y", "marketing_other", "only sales", False, True),
    ]


def test_opportunities_in_the_reporting_currency_with_their_lines(marts):
    rows = marts.query(
        "select opportunity_id, amount, stage, has_contact_role, is_reopened, created_as_won, line_count, list_amount, "
        "discount_amount, cost_amount, primary_person_id is not null from core.fct_opportunity order by 1"
    )
    assert rows == [
        ("salesforce:006C", None, "Won", False, False, False, 0, None, None, None, False),  # CHF was never priced
        ("salesforce:006O", Decimal("400.00"), "Prospecting", False, False, False, 0, None, None, None, False),
        ("salesforce:006W", Decimal("800.00"), "Won", True, True, False, 1, Decimal("960.00"), Decimal("160.00"),
         Decimal("160.00"), True),
    ]  # fmt: skip


def test_stays_and_versions_of_the_deal_that_came_back(marts):
    stays = marts.query(
        "select stage, entered_at, exited_at, evidence from core.fct_opportunity_stage "
        "where opportunity_id = 'salesforce:006W' order by stage_no"
    )
    assert stays == [
        ("Prospecting", at("2025-02-01 12:00"), at("2025-03-01 12:00"), "recorded"),
        ("Lost", at("2025-03-01 12:00"), at("2025-03-05 12:00"), "recorded"),
        ("Negotiation", at("2025-03-05 12:00"), at("2025-04-07 12:00"), "recorded"),
        ("Won", at("2025-04-07 12:00"), None, "recorded"),
    ]
    # First delivered two months after its creation: nobody knows when it became a prospect.
    assert marts.query(
        "select stage, entered_at, evidence from core.fct_opportunity_stage where opportunity_id = 'salesforce:006O'"
    ) == [("Prospecting", None, "not measurable")]
    then = marts.query(
        "select stage, amount_original from core.fct_opportunity__versions where opportunity_id = 'salesforce:006W' "
        "and valid_from <= timestamp '2025-03-02' and (valid_to > timestamp '2025-03-02' or valid_to is null)"
    )
    assert then == [("Lost", Decimal("900.00"))]


def test_stages_of_people_from_both_systems(marts):
    rows = marts.query(
        "select p.given_name, s.stage, s.entered_at, s.evidence from core.fct_lifecycle_stage s "
        "join core.dim_person p using (person_id) where p.given_name is not null order by 1, s.entry_no"
    )
    assert rows == [
        ("Ann", "lead", at("2025-01-01 09:00"), "recorded"),
        ("Ann", "mql", at("2025-01-20 09:00"), "recorded"),
        ("Ann", "opportunity", at("2025-02-01 12:00"), "recorded"),
        ("Ann", "customer", at("2025-04-07"), "recorded"),
        ("Bob", "lead", at("2025-02-01 08:00"), "inferred"),
        ("Bob", "mql", at("2025-02-03 08:00"), "recorded"),
        ("Bob", "accepted", at("2025-02-04 08:00"), "recorded"),
        ("Bob", "rejected", at("2025-02-09 08:00"), "recorded"),
    ]


def test_one_owner_of_two_systems_and_her_team_over_time(marts):
    owners = marts.query(
        "select owner_id, team_name, hubspot_owner_id, manager_owner_id, is_queue, is_integration from core.dim_owner "
        "order by 1"
    )
    assert owners == [
        ("salesforce:005M", None, None, None, False, False),
        ("salesforce:005R", None, None, None, False, True),
        ("salesforce:005S", "Team South", "7", "salesforce:005M", False, False),
        ("salesforce:00GQ", None, None, None, True, False),
    ]
    teams = marts.query(
        "select team_name, valid_from, valid_to from core.dim_owner__history "
        "where owner_id = 'salesforce:005S' order by valid_from"
    )
    assert teams == [("Team North", at("2024-01-01"), at("2025-03-01")), ("Team South", at("2025-03-01"), None)]


def test_the_funnel_counts_people_and_says_what_it_cannot_know(marts):
    rows = marts.query(
        "select * exclude (won_amount, won_without_amount) from alignment.funnel order by cohort_month, channel_id"
    )
    assert rows == [
        # Ann, who first answered a mail. Nobody was recorded as accepted before February.
        (date(2025, 1, 1), "email", 1, 1, 1, None, 1, 1, "recorded", "recorded", "not measurable"),
        # Bob, first reached by a call; that he was a lead is inferred. The deleted lead was never touched.
        (date(2025, 2, 1), "sales_call", 1, 1, 1, 1, 0, 0, "partly inferred", "recorded", "recorded"),
        # ... nor was Testa, whose name is no test.
        (date(2025, 2, 1), "unknown", 2, 0, 0, 0, 0, 0, "recorded", "recorded", "recorded"),
    ]
    assert marts.query("select sum(won_amount) from alignment.funnel") == [(Decimal("800.00"),)]


def test_campaign_performance_of_the_months(marts):
    rows = marts.query(
        "select month, spend_amount, clicks, human_responses, mqls, opportunities_touched, pipeline_amount, won_amount "
        "from marketing.campaign_performance where campaign_id = 'google_ads:1' order by month"
    )
    assert rows == [
        (date(2025, 1, 1), None, 2, 1, 1, 0, 0, 0),  # a day without a rate: no sum rather than a wrong one
        (date(2025, 2, 1), 0, 0, 0, 0, 1, Decimal("800.00"), 0),
        (date(2025, 4, 1), Decimal("33.20"), 4, 0, 0, 0, 0, Decimal("800.00")),
    ]


def test_pipeline_and_what_needs_attention(marts):
    rows = marts.query(
        "select stage, outcome, month, opportunity_count, amount, without_amount, weighted_amount, overdue, "
        "without_contact_role from sales.pipeline order by 1, 2"
    )
    assert rows == [
        ("Prospecting", "open", date(2025, 6, 1), 1, Decimal("400.00"), 0, Decimal("40.00"), 1, 1),
        ("Won", "won", date(2025, 4, 1), 2, Decimal("800.00"), 1, Decimal("800.00"), 0, 0),
    ]
    assert marts.query("select opportunity_id, reasons from sales.opportunity_attention") == [
        ("salesforce:006O", "close day has passed; no buyer is named; no sales contact for 30 days")
    ]


def test_the_weeks_of_the_calendar_have_their_own_year(marts):
    rows = marts.query(
        "select calendar_date, year, iso_year, iso_week from core.dim_calendar where calendar_date in "
        "('2020-12-31', '2021-01-03', '2021-01-04', '2024-12-29', '2024-12-30') order by 1"
    )
    assert rows == [
        (date(2020, 12, 31), 2020, 2020, 53),
        (date(2021, 1, 3), 2021, 2020, 53),
        (date(2021, 1, 4), 2021, 2021, 1),
        (date(2024, 12, 29), 2024, 2024, 52),
        (date(2024, 12, 30), 2024, 2025, 1),
    ]
    assert marts.query(
        "select max(n) from (select count(*) as n from core.dim_calendar group by iso_year, iso_week)"
    ) == [(7,)]


def test_the_models_own_tests_pass(marts, monkeypatch):
    """Grains, references, sums and the worked examples beside the models; real dbt, on this warehouse."""
    from dbt.cli.main import dbtRunner

    folder = marts.database.parent / "dbt_target"
    project = str(PROJECT_ROOT / "dbt_project")
    options = ["--project-dir", project, "--profiles-dir", project, "--target-path", str(folder)]
    options += ["--log-path", str(folder), "--log-level", "none", "--no-print"]
    # Parsed under the path that the build parses under, so that its saved parse serves.
    monkeypatch.setenv("TANDEM_WAREHOUSE", marts.database.name)
    manifest = dbtRunner().invoke(["parse", *options]).result
    monkeypatch.setenv("TANDEM_WAREHOUSE", str(marts.database))
    result = dbtRunner(manifest=manifest).invoke(
        ["test", "--select", "path:models/marts", "path:tests/marts", "test_type:unit", *options]
    )
    assert result.exception is None
    outcomes = {run.node.name: str(run.status) for run in result.result.results}
    assert {name for name, status in outcomes.items() if status != "pass"} == set()
    assert len(outcomes) > 250
