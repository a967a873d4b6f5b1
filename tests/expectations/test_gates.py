"""Every check of the gates can fail: break the data, see exactly this check go red."""

import pytest

# check id -> statement that break what it guards, on the warehouse of warehouse.sql
OPPORTUNITY = "where opportunity_id = 'files:20'"
ACTS = "intermediate.int_consent_acts"

BROKEN = {
    # release/keys
    "person_once": "insert into core.dim_person select * from core.dim_person limit 1",
    "account_once": "insert into core.dim_account select * from core.dim_account limit 1",
    "campaign_once": "insert into core.dim_campaign select * from core.dim_campaign limit 1",
    "owner_once": "insert into core.dim_owner select * from core.dim_owner limit 1",
    "touch_once": "insert into core.fct_touch select * from core.fct_touch limit 1",
    "opportunity_once": "insert into core.fct_opportunity select * from core.fct_opportunity limit 1",
    "spend_once": "insert into core.fct_ad_spend select * from core.fct_ad_spend limit 1",
    "every_row_has_its_key": "update core.dim_owner set owner_id = null where owner_id = 'o3'",
    # release/references
    "touch_person_known": "update core.fct_touch set person_id = 'nobody' where touch_id = 't1'",
    "opportunity_account_known": f"update core.fct_opportunity set account_id = 'none' {OPPORTUNITY}",
    "spend_campaign_known": "update core.fct_ad_spend set campaign_id = null where spend_id = 's1'",
    # release/totals
    "opportunities_all_there": "delete from core.fct_opportunity where opportunity_id = 'files:23'",
    "won_value_all_there": f"update core.fct_opportunity set amount_original = 7 {OPPORTUNITY}",
    "spend_all_there": "update core.fct_ad_spend set spend_amount_original = 100, fx_rate = .09 where spend_id = 's1'",
    "lines_all_there": "delete from core.fct_opportunity_line where opportunity_id = 'salesforce:1'",
    "invoices_all_there": "insert into core.fct_invoice select * from core.fct_invoice limit 1",
    "subscriptions_all_there": "delete from core.fct_subscription where subscription_id = 'success:1'",
    "touches_all_there": "update core.fct_touch set source_record_count = 2 where touch_id = 't1'",
    "amounts_converted": "update core.fct_invoice set amount = null where invoice_id = 'finance:1'",
    "every_system_has_its_total": "insert into core.fct_touch (touch_id, system) values ('x', 'x')",
    "spend_converted": "update core.fct_ad_spend set spend_amount = 900 where spend_id = 's1'",
    # release/volume (compared with the release before)
    "no_table_halved": "delete from core.fct_touch where touch_id > 't3'",
    "tables_keep_their_size": "delete from core.fct_touch where touch_id > 't8'",
    # release/freshness
    "sources_on_time": "update ops.freshness set is_stale = true",
    "nothing_from_the_future": "update core.fct_touch set occurred_at = '2027-02-01' where touch_id = 't1'",
    # release/identity
    "one_person_per_record": "insert into identity.person_links values ('hubspot.contact:1/1', 'p2', null)",
    "every_record_has_a_person": "insert into intermediate.int_people__unioned values ('salesforce.lead:lost')",
    "nobody_is_a_crowd": "update core.dim_person set source_record_count = 51 where person_id = 'p1'",
    "people_not_melted_together": "update core.dim_person set source_record_count = 6",
    # agreement/campaigns
    "paid_campaigns_known_to_sales": "update core.dim_campaign set known_to_sales = false where campaign_id = 'c1'",
    "sales_campaigns_known_to_marketing": "update core.dim_campaign set known_to_marketing = campaign_id <> 'c1'",
    # agreement/contacts
    "buyers_known_to_marketing": "update core.dim_person set has_marketing_record = false where person_id > 'p2'",
    "qualified_leads_known_to_sales": "update core.dim_person set has_sales_record = false where person_id = 'p7'",
    # agreement/amounts
    "opportunity_amounts_converted": f"update core.fct_opportunity set amount = null {OPPORTUNITY}",
    "spend_converted_at_all": "update core.fct_ad_spend set spend_amount = null where spend_id = 's1'",
    "won_has_an_amount": f"update core.fct_opportunity set amount_original = 0 {OPPORTUNITY}",
    # agreement/costs
    "invoices_match_platform_spend": "update core.fct_marketing_cost set amount = 400",
    # agreement/consent
    "no_mail_after_a_no": f"insert into {ACTS} values ('p2', 'marketing', 'email', false, true, '2026-01-02')",
    "no_mail_without_a_sure_yes": f"update {ACTS} set is_verified = false where person_id = 'p2'",
    # agreement/stages
    "stages_in_order": f"update core.fct_opportunity_stage set exited_at = '2025-01-01' {OPPORTUNITY}",
    "closed_after_created": f"update core.fct_opportunity set closed_on = '2025-01-01' {OPPORTUNITY}",
    "won_is_closed": f"update core.fct_opportunity set is_closed = false {OPPORTUNITY}",
    # agreement/lifecycle
    "accepted_on_both_sides": "update core.dim_person set lifecycle_stage = 'subscriber' where person_id = 'p20'",
    "rejected_on_both_sides": "update core.dim_person set lifecycle_stage = 'accepted' where person_id = 'p21'",
    "customers_have_bought": "update core.dim_person set account_id = null where person_id = 'p1'",
}

# What breaks with it in the same suite; these and no others.
WITH_IT = {"no_table_halved": {"tables_keep_their_size"}}


def test_the_good_candidate_passes_every_check(check):
    results = check()
    assert [name for name, result in results.items() if not result.passed] == []
    assert all(result.failing_rows == 0 for result in results.values() if result.failing_rows is not None)


def test_every_check_is_broken_once(suites):
    assert {check.id for suite in suites for check in suite.checks} == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_candidate_fails_its_check(name, check):
    results = check(BROKEN[name], beside=name, previous={"core.fct_touch": 100, "core.dim_person": 40})
    assert {found for found, result in results.items() if not result.passed} == {name} | WITH_IT.get(name, set())
    assert results[name].failing_rows is None or results[name].failing_rows > 0


def test_every_check_speaks_to_people(suites):
    for suite in suites:
        for check in suite.checks:
            assert check.sentence.endswith("."), check.id
            assert check.advice.endswith("."), check.id
            assert len(check.sentence) < 150, check.id


def test_agreement_checks_start_as_warnings_and_keys_hold_the_release(suites):
    severities = {suite.name: {check.severity for check in suite.checks} for suite in suites}
    assert all(found == {"warning"} for name, found in severities.items() if name.startswith("agreement/"))
    assert severities["release/keys"] == {"critical"}


def test_a_migrated_deal_was_closed_before_it_was_created(check):
    closed = (
        "update core.fct_opportunity set closed_on = '2025-01-01', is_migrated = true where opportunity_id = 'files:20'"
    )
    assert check(closed, beside="closed_after_created")["closed_after_created"].passed


UNKNOWN_SYSTEM = {
    "opportunities": "insert into core.fct_opportunity (opportunity_id, system, currency, is_won, amount_original) "
    "values ('x:1', 'x', 'EUR', true, 5)",
    "spend": "insert into core.fct_ad_spend (spend_id, campaign_id, platform) values ('x', 'c1', 'x')",
    "touches": "insert into core.fct_touch (touch_id, system, source_record_count) values ('x', 'x', 1)",
}


@pytest.mark.parametrize("kind", UNKNOWN_SYSTEM)
def test_a_system_without_a_total_is_named_and_does_not_hold_the_release(kind, check):
    results = check(UNKNOWN_SYSTEM[kind], beside="every_system_has_its_total")
    assert [name for name, result in results.items() if not result.passed] == ["every_system_has_its_total"]
    assert results["every_system_has_its_total"].severity == "warning"


def test_one_systems_loss_is_not_made_up_by_anothers_surplus(check):
    swap = (
        "update core.fct_opportunity set amount_original = amount_original - 5 where opportunity_id = 'files:20'",
        "update core.fct_opportunity set amount_original = amount_original + 5 where opportunity_id = 'salesforce:1'",
    )
    assert not check(*swap, beside="won_value_all_there")["won_value_all_there"].passed


def act(granted, verified, moment):
    """An act of p2, who said yes in 2025 and was mailed on 1 January 02:00, 2 January 18:00 and 4 January 10:00."""
    return f"insert into {ACTS} values ('p2', 'marketing', 'email', {granted}, {verified}, '{moment}')"


NO = act(False, True, "2026-01-02")


@pytest.mark.parametrize(
    ("acts", "after_a_no", "without_a_sure_yes"),
    [
        ([NO], 2, 0),
        ([NO, act(True, True, "2026-01-03")], 1, 0),  # the yes that came later does not mend the mail in between
        ([NO, act(True, False, "2026-01-03")], 2, 0),  # a yes that nobody confirmed is none
        ([act(False, False, "2026-01-02")], 0, 2),  # a switch after a confirmed yes contradicts it
        ([act(False, False, "2026-01-02"), act(True, True, "2026-01-03")], 0, 1),
        ([NO, act(True, True, "2026-01-02")], 0, 2),  # both at one moment
        ([f"delete from {ACTS} where person_id = 'p2'", act(False, False, "2026-01-02")], 2, 0),
        ([f"delete from {ACTS} where person_id = 'p2'", act(True, False, "2026-01-02")], 0, 2),
    ],
)
def test_a_mail_is_judged_by_what_was_said_before_it(acts, after_a_no, without_a_sure_yes, check):
    results = check(*acts, beside="no_mail_after_a_no")
    assert (results["no_mail_after_a_no"].failing_rows or 0) == after_a_no
    assert (results["no_mail_without_a_sure_yes"].failing_rows or 0) == without_a_sure_yes
