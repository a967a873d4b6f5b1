"""Salesforce contacts and accounts, some of them twice and merged later."""

import numpy as np

from tandem.demo import ids
from tandem.demo.deals import MIGRATED_AT
from tandem.demo.leads import LEAD_SOURCE
from tandem.demo.mess import copy_from, describe
from tandem.demo.rows import Rows, versions
from tandem.demo.sampling import END, START, chance, days, later, only, only_text, texts
from tandem.demo.scene import Scene


def write_contacts(scene: Scene) -> None:
    """Contacts: converted leads, the colleagues of a buying group, what the migration brought, and second ones."""
    people, journey, keys = scene.people, scene.journey, scene.keys
    rng = scene.rng("contacts")
    first = np.flatnonzero(~np.isnat(journey.crm_contact_at))
    second = np.flatnonzero(~np.isnat(journey.second_crm_contact_at))
    who = np.concatenate([first, second])
    count = len(who)
    if not count:
        return
    main = np.arange(count) < len(first)
    created = np.where(main, journey.crm_contact_at[who], journey.second_crm_contact_at[who])
    key = np.where(main, keys.contact[who], keys.second_contact[who]).astype(object)
    described = describe(
        rng, scene.organisations, people, who, created, private=0.12, mail=0.72, telephone=0.7, by_hand=True
    )
    # A conversion copies the lead; salespeople then correct some of what they see.
    converted = main & ~np.isnat(journey.converted_at[who])
    described = copy_from(scene.memory["lead"], who, described, converted & chance(rng, 0.75, count))
    described.case[~main & (described.case == "plain")] = "second_contact"
    described.case[main & ~converted & (described.case == "plain")] = "buying_group"
    scene.know(ids.keyed("salesforce.contact:", key), who, described, created)
    since = np.maximum(created, MIGRATED_AT)
    updated_at = only(chance(rng, 0.3, count), later(rng, since, 160))
    merged_at = only(~main, journey.crm_merged_at[who])
    deleted_at = only(
        main & np.isnat(journey.second_crm_contact_at[who]) & chance(rng, 0.01, count), later(rng, since, 200)
    )
    record, at = versions([since, updated_at, merged_at, deleted_at])
    row, text = who[record], described.take(record)
    firm = scene.organisations.take(people.home[row])
    reps = scene.company.users.id[scene.accounts.owner[people.home[row]]]
    linked = main & chance(rng, 0.55, count)
    scene.out.versions(
        "salesforce",
        "contact",
        Rows(
            id=key[record],
            account_id=scene.accounts.account[people.home[row]],
            first_name=text.given,
            last_name=text.family,
            email=text.mail,
            phone=text.phone,
            mobile_phone=text.mobile,
            title=text.title,
            lead_source=texts([LEAD_SOURCE[s] for s in journey.source])[row],
            owner_id=reps,
            mailing_street=firm.street,
            mailing_postal_code=firm.postal_code,
            mailing_city=firm.city,
            mailing_country=people.country[row],
            birthdate=only(chance(rng, 0.08, count)[record], people.born[row]),
            hubspot_contact_id_c=only_text(linked[record] & (at >= journey.contact_at[row]), keys.hubspot[row]),
            has_opted_out_of_email=at >= journey.optout_at[row] + days(np.array([20.0])),
            do_not_call=np.zeros(len(record), bool),
            master_record_id=only_text(at >= merged_at[record], keys.contact[row]),
            is_deleted=(at >= merged_at[record]) | (at >= deleted_at[record]),
            created_date=since[record],
            created_by_id=np.where((created < START)[record], scene.company.users.id[-1], reps).astype(object),
            last_modified_date=at,
        ),
        record,
        at,
        rng=rng,
    )


def write_accounts(scene: Scene) -> None:
    """Accounts, some of them twice under another spelling, some of those merged later."""
    accounts, organisations = scene.accounts, scene.organisations
    rng = scene.rng("salesforce accounts")
    first = np.flatnonzero(~np.isnat(accounts.created_at))
    second = np.flatnonzero(~np.isnat(accounts.second_at))
    which = np.concatenate([first, second])
    main = np.arange(len(which)) < len(first)
    created = np.where(main, accounts.created_at[which], np.maximum(accounts.second_at[which], MIGRATED_AT))
    key = np.where(main, accounts.account[which], accounts.second[which]).astype(object)
    merged_at = only(~main, accounts.merged_at[which])
    customer_at = np.full(organisations.count, np.datetime64("2100-01-01", "s"))
    won = scene.deals.take(~np.isnat(scene.deals.won_at))
    np.minimum.at(customer_at, won.organisation, won.won_at)
    became = only(main & (customer_at[which] < np.datetime64("2099-01-01")), np.maximum(customer_at[which], created))
    record, at = versions([created, merged_at, became])
    row = which[record]
    firm = organisations.take(row)
    spelled = np.where(main & (rng.random(len(which)) < 0.7), organisations.name[which], organisations.spelling[which])
    parent = np.where(organisations.parent[which] >= 0, accounts.account[organisations.parent[which]], None)
    parent = only_text(chance(rng, 0.6, len(which)), parent)
    with_site = chance(rng, 0.85, len(which))[record]
    scene.out.versions(
        "salesforce",
        "account",
        Rows(
            id=key[record],
            name=spelled[record].astype(object),
            type=np.where(at >= became[record], "Customer", "Prospect").astype(object),
            parent_id=parent[record],
            owner_id=scene.company.users.id[accounts.owner[row]],
            industry=firm.industry,
            annual_revenue=firm.revenue,
            number_of_employees=firm.employees,
            website=only_text(with_site, ids.keyed("https://www.", firm.domain)),
            phone=firm.switchboard,
            billing_street=firm.street,
            billing_postal_code=firm.postal_code,
            billing_city=firm.city,
            billing_country=firm.country,
            currency_iso_code=firm.currency,
            master_record_id=only_text(at >= merged_at[record], accounts.account[row]),
            is_deleted=at >= merged_at[record],
            created_date=created[record],
            last_modified_date=at,
        ),
        record,
        at,
    )
    delivered = created <= END
    scene.truth.add(
        "account_records",
        Rows(
            source_record_key=ids.keyed("salesforce.account:", key)[delivered],
            true_organisation_id=organisations.organisation[which][delivered],
            case_kind=np.where(main, "plain", "second_spelling").astype(object)[delivered],
        ),
    )
