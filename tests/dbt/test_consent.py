"""Consent over two systems that know one person by different addresses: the latest verified act wins, and is named.

HubSpot knows each of them by a private address, Salesforce and the consent log by the one at work; the CRM holds the
HubSpot id.
"""

from datetime import datetime

import duckdb
import pytest

from tandem.build.assemble import READ_BY_IDENTITY
from tandem.identity import resolve
from tandem.identity.scoring.model import SHIPPED, MatchModel
from tests.dbt.small_company import at, crm

AS_OF = datetime.fromisoformat("2025-06-30")
LEFT, CAME_BACK = "2025-02-01", "2025-03-01"


@pytest.fixture(scope="module")
def consents(raw_warehouse):
    """Consent to marketing mail by given name: (is_granted, reason, decided_at, deciding_act_key)."""
    w = raw_warehouse()
    people = {"1": "Eve", "2": "Finn", "3": "Gil", "4": "Hal"}
    w.deliver(
        "hubspot.contact",
        *[{"id": key, "property_email": f"{name}@home.example", "property_firstname": name,
           "property_lastname": "Ott", "_fivetran_synced": at("2025-01-01")} for key, name in people.items()],
    )  # fmt: skip
    switched_off = {"003003": LEFT, "003004": CAME_BACK}
    w.deliver(
        "salesforce.contact",
        *[crm(f"00300{key}", switched_off.get(f"00300{key}", "2025-01-01"), first_name=name, last_name="Ott",
              email=f"{name}@acme.example", hubspot_contact_id_c=key,
              has_opted_out_of_email=f"00300{key}" in switched_off) for key, name in people.items()],
    )  # fmt: skip
    unsubscribed = {"1": LEFT, "2": CAME_BACK}
    w.deliver(
        "hubspot.email_event",
        *[{"id": f"e{key}", "type": "STATUSCHANGE", "created": at(day), "recipient": f"{people[key]}@home.example",
           "_fivetran_synced": at(day)} for key, day in unsubscribed.items()],
    )  # fmt: skip
    w.deliver(
        "hubspot.email_event_status_change",
        *[{"id": f"e{key}", "portal_subscription_status": "UNSUBSCRIBED", "_fivetran_synced": at(day)}
          for key, day in unsubscribed.items()],
    )  # fmt: skip
    confirmed = {"1": CAME_BACK, "2": LEFT, "3": CAME_BACK, "4": LEFT}
    w.deliver(
        "consent.act",
        *[{"consent_act_id": f"c{key}", "occurred_at": at(day), "email": f"{people[key]}@acme.example",
           "purpose": "marketing", "channel": "email", "action": "granted", "verified": True, "source": "double opt-in"}
          for key, day in confirmed.items()],
    )  # fmt: skip
    w.run(*READ_BY_IDENTITY, as_of=f"{AS_OF:%Y-%m-%d %H:%M:%S}")
    with duckdb.connect(str(w.database)) as connection:
        resolve(connection, MatchModel.read(SHIPPED), as_of=AS_OF)
    w.run("fct_consent", as_of=f"{AS_OF:%Y-%m-%d %H:%M:%S}")
    rows = w.query(
        "select people.given_name, is_granted, reason, decided_at, deciding_act_key from core.fct_consent "
        "join intermediate.int_person_links using (person_id) "
        "join intermediate.int_people__unioned people using (source_record_key) where people.system = 'salesforce'"
    )
    return {name: consent for name, *consent in rows}


def test_who_unsubscribed_in_hubspot_and_confirmed_later_may_be_written_to(consents):
    assert consents["Eve"] == [True, "granted and verified", at(CAME_BACK), "consent.act:c1"]


def test_who_confirmed_and_unsubscribed_in_hubspot_later_may_not(consents):
    assert consents["Finn"] == [False, "withdrawn", at(CAME_BACK), "hubspot.email_event_status_change:e2"]


def test_a_verified_consent_outdoes_an_older_switch_in_the_crm(consents):
    assert consents["Gil"] == [True, "granted and verified", at(CAME_BACK), "consent.act:c3"]


def test_a_later_switch_in_the_crm_contradicts_it(consents):
    assert consents["Hal"] == [False, "contradictory", at(CAME_BACK), "salesforce.contact:003004:opt_out"]
