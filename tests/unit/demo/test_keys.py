"""Every reference of one record to another leads to a record that was delivered."""

import pytest

from .conftest import Company

SALESFORCE = [
    ("salesforce__contact", "account_id", "account"),
    ("salesforce__lead", "converted_contact_id", "contact"),
    ("salesforce__lead", "converted_account_id", "account"),
    ("salesforce__lead", "converted_opportunity_id", "opportunity"),
    ("salesforce__lead", "master_record_id", "lead"),
    ("salesforce__contact", "master_record_id", "contact"),
    ("salesforce__account", "master_record_id", "account"),
    ("salesforce__account", "parent_id", "account"),
    ("salesforce__opportunity", "account_id", "account"),
    ("salesforce__opportunity", "campaign_id", "campaign"),
    ("salesforce__opportunity", "primary_contact_id_c", "contact"),
    ("salesforce__opportunity", "owner_id", "user"),
    ("salesforce__opportunity_contact_role", "contact_id", "contact"),
    ("salesforce__opportunity_line_item", "opportunity_id", "opportunity"),
    ("salesforce__opportunity_history", "id", "opportunity"),
    ("salesforce__opportunity_field_history", "opportunity_id", "opportunity"),
    ("salesforce__task", "what_id", "opportunity"),
    ("salesforce__event", "what_id", "opportunity"),
    ("salesforce__campaign_member", "campaign_id", "campaign"),
    ("salesforce__campaign_member", "lead_id", "lead"),
    ("salesforce__campaign_member", "contact_id", "contact"),
    ("salesforce__lead_history", "lead_id", "lead"),
    ("salesforce__user", "manager_id", "user"),
    ("hubspot__contact", "property_salesforceleadid", "lead"),
    ("hubspot__contact", "property_salesforcecontactid", "contact"),
    ("hubspot__company", "property_salesforceaccountid", "account"),
    ("finance__invoice", "salesforce_account_id", "account"),
    ("finance__invoice", "salesforce_opportunity_id", "opportunity"),
    ("success__subscription", "salesforce_opportunity_id", "opportunity"),
    ("success__support_ticket", "salesforce_account_id", "account"),
    ("success__usage", "salesforce_account_id", "account"),
]
OTHERS = [
    ("salesforce__lead", "hubspot_contact_id_c", "hubspot__contact", "id"),
    ("salesforce__contact", "hubspot_contact_id_c", "hubspot__contact", "id"),
    ("salesforce__task", "hubspot_engagement_id_c", "hubspot__engagement", "id"),
    ("hubspot__contact", "property_associatedcompanyid", "hubspot__company", "id"),
    ("hubspot__contact", "property_hubspot_owner_id", "hubspot__owner", "owner_id"),
    ("hubspot__contact_form_submission", "contact_id", "hubspot__contact", "id"),
    ("hubspot__contact_form_submission", "form_id", "hubspot__form", "guid"),
    ("hubspot__contact_merge_audit", "canonical_vid", "hubspot__contact", "id"),
    ("hubspot__contact_merge_audit", "vid_to_merge", "hubspot__contact", "id"),
    ("hubspot__contact_property_history", "contact_id", "hubspot__contact", "id"),
    ("hubspot__email_event", "sent_by_id", "hubspot__email_event", "id"),
    ("hubspot__email_event", "email_campaign_id", "hubspot__email_campaign", "id"),
    ("hubspot__email_event_click", "id", "hubspot__email_event", "id"),
    ("hubspot__engagement_contact", "engagement_id", "hubspot__engagement", "id"),
    ("web__event", "hubspot_conversion_id", "hubspot__contact_form_submission", "conversion_id"),
    ("finance__payment", "invoice_id", "finance__invoice", "invoice_id"),
    ("success__cancellation", "subscription_id", "success__subscription", "subscription_id"),
    ("google_ads__ad_stats", "ad_id", "google_ads__ad_history", "id"),
    ("google_ads__ad_stats", "campaign_id", "google_ads__campaign_history", "id"),
    ("facebook_ads__basic_ad", "ad_id", "facebook_ads__ad_history", "id"),
    ("facebook_ads__ad_history", "creative_id", "facebook_ads__creative_history", "id"),
    ("linkedin_ads__ad_analytics_by_creative", "creative_id", "linkedin_ads__creative_history", "id"),
    ("linkedin_ads__lead_form_response", "campaign_id", "linkedin_ads__campaign_history", "id"),
]


@pytest.mark.parametrize(("table", "column", "target"), SALESFORCE)
def test_salesforce_references(company: Company, table: str, column: str, target: str) -> None:
    """15 and 18 characters name the same record: the first 15 are compared."""
    known, lost = company.rows(
        f'select count("{column}"), count("{column}") filter ('
        f'  left("{column}", 15) not in (select left(id, 15) from salesforce__{target} where id is not null)) '
        f'from "{table}"'
    )[0]
    assert known > 0
    assert lost == 0


@pytest.mark.parametrize(("table", "column", "target", "key"), OTHERS)
def test_other_references(company: Company, table: str, column: str, target: str, key: str) -> None:
    known, lost = company.rows(
        f'select count("{column}"), count("{column}") filter ('
        f'  "{column}" not in (select "{key}" from "{target}" where "{key}" is not null)) from "{table}"'
    )[0]
    assert known > 0
    assert lost == 0


def test_truth_knows_every_browser_of_a_person(company: Company) -> None:
    assert (
        company.number(
            "select count(*) from truth_person_records records anti join truth_visitors visitors "
            "on records.source_record_key = visitors.source_record_key "
            "and records.true_person_id = visitors.true_person_id where records.source_record_key like 'web.visitor:%'"
        )
        == 0
    )
    assert company.number("select count(*) from truth_visitors") > company.number(
        "select count(*) from truth_person_records where source_record_key like 'web.visitor:%'"
    )


def test_truth_names_only_delivered_records(company: Company) -> None:
    for system_entity, table, column in (
        ("salesforce.lead", "salesforce__lead", "id"),
        ("salesforce.contact", "salesforce__contact", "id"),
        ("hubspot.contact", "hubspot__contact", "id"),
        ("linkedin_ads.lead_form_response", "linkedin_ads__lead_form_response", "id"),
        ("events.registration", "events__registration", "registration_id"),
        ("partners.referral", "partners__referral", "referral_id"),
        ("success.support_ticket", "success__support_ticket", "ticket_id"),
        ("web.visitor", "web__event", "anonymous_id"),
    ):
        truth = {
            key.split(":", 1)[1]
            for (key,) in company.rows(
                f"select source_record_key from truth_person_records where source_record_key like '{system_entity}:%'"
            )
        }
        ids = company.rows(f'select distinct "{column}" from "{table}" where "{column}" is not null')
        delivered = {key for (key,) in ids}
        assert truth
        assert truth <= delivered
        if system_entity != "web.visitor":  # strangers and people who filled in nothing are no records of a person
            assert truth == delivered
