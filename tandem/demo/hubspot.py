"""HubSpot contacts with all their versions, merges in chains, and companies."""

from datetime import date

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.hubspot_changes import write_forms, write_history, write_merges
from tandem.demo.mess import describe, remember
from tandem.demo.rows import Rows, stack, versions
from tandem.demo.sampling import END, NEVER, chance, only, only_text, seconds, texts
from tandem.demo.scene import Scene

# Lifecycle stages only move forward: a lead that sales hands back stays a salesqualifiedlead here.
LIFECYCLE = ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer")
ORIGINAL_SOURCE = {
    "paid_search": "PAID_SEARCH",
    "paid_social": "PAID_SOCIAL",
    "linkedin_ad": "PAID_SOCIAL",
    "linkedin_form": "PAID_SOCIAL",
    "organic": "ORGANIC_SEARCH",
    "direct": "DIRECT_TRAFFIC",
    "event": "OFFLINE",
    "webinar": "OTHER_CAMPAIGNS",
    "referral": "REFERRALS",
    "outbound": "OFFLINE",
    "list_import": "OFFLINE",
}
WITH_FORM = ("paid_search", "paid_social", "organic", "direct", "linkedin_ad", "webinar")
# From this delivery on the export has one column more.
NEW_COLUMN = {"property_preferred_language": date(2025, 6, 30)}


def write_contacts(scene: Scene) -> None:
    """Contacts, their property history, form submissions and merges."""
    people, journey, keys = scene.people, scene.journey, scene.keys
    rng = scene.rng("hubspot contacts")
    groups = []
    for number, (created, key, private) in enumerate(
        (
            (journey.contact_at, keys.hubspot, 0.24),
            (journey.second_contact_at, keys.second_hubspot, 0.75),
            (journey.third_contact_at, keys.third_hubspot, 0.5),
        )
    ):
        who = np.flatnonzero(~np.isnat(created))
        described = describe(
            rng, scene.organisations, people, who, created[who], private=private, mail=0.97, telephone=0.5
        )
        if number:
            described.case[described.case == "plain"] = "second_contact"
        groups.append(Rows(described, who=who, key=key[who], created=created[who], number=np.full(len(who), number)))
    contacts = stack(groups)
    who, main = contacts.who, contacts.number == 0
    contacts.merged_at = np.select(
        [main, contacts.number == 1], [journey.chain_merged_at[who], journey.contact_merged_at[who]], NEVER
    )
    contacts.swallowed_at = np.select(
        [main, contacts.number == 2], [journey.contact_merged_at[who], journey.chain_merged_at[who]], NEVER
    )
    contacts.imported_at = only(main, journey.imported_at[who])
    contacts.optout_at = only(main, journey.optout_at[who])
    contacts.synced_at = only(
        main, np.fmin(journey.lead_at[who], journey.crm_contact_at[who]) + seconds(np.array([1800]))
    )
    contacts.deleted_at = only(main & np.isnat(contacts.merged_at), journey.deleted_at[who])
    contacts.noticed_at = only(main, journey.move_noticed_at[who])
    contacts.asked = main & (chance(rng, 0.5, contacts.count) & np.isin(journey.source[who], WITH_FORM))
    contacts.original = texts([ORIGINAL_SOURCE[s] for s in journey.source])[who]
    stages = _lifecycle(scene, contacts)
    scene.know(ids.keyed("hubspot.contact:", contacts.key), who, contacts, contacts.created)
    scene.memory["hubspot"] = remember(people.count, who[main], contacts.take(main))
    _write_versions(scene, rng, contacts, stages)
    write_history(scene, rng, contacts, stages, LIFECYCLE)
    write_forms(scene, rng, contacts)
    write_merges(scene, rng, contacts)


def _lifecycle(scene: Scene, contacts: Rows) -> list[np.ndarray]:
    """When each contact entered each stage; NaT if never. A later stage is always after the earlier ones."""
    journey, deals, who, main = scene.journey, scene.deals, contacts.who, contacts.number == 0
    deal = journey.deal[who]
    has_deal = (deal >= 0) & main
    index = np.maximum(deal, 0)
    never = np.full(len(who), NEVER)
    stages = [
        contacts.created,
        only(main, contacts.created + seconds(np.array([60]))),
        only(main, journey.mql_at[who]),
        only(main, journey.accepted_at[who]),
        only(has_deal, deals.created_at[index]) if deals.count else never,
        only(has_deal, deals.won_at[index]) if deals.count else never,
    ]
    floor = contacts.created
    for number, at in enumerate(stages[1:], start=1):
        stages[number] = np.where(at <= floor, floor + seconds(np.array([number])), at)
        floor = np.fmax(floor, stages[number])
    return stages


def _write_versions(scene: Scene, rng: np.random.Generator, contacts: Rows, stages: list[np.ndarray]) -> None:
    journey, keys, people = scene.journey, scene.keys, scene.people
    count = contacts.count
    record, at = versions(
        [
            contacts.created,
            *stages[1:],
            *(
                contacts[f"{name}_at"]
                for name in ("merged", "swallowed", "imported", "optout", "synced", "deleted", "noticed")
            ),
        ]
    )
    sticky = {name: chance(rng, share, count) for name, share in (("synced", 0.9), ("short", 0.3), ("company", 0.8))}
    row = contacts.take(record)
    who = row.who
    stage = np.zeros(len(record), np.int64)
    for number, entered in enumerate(stages):
        stage = np.where(at >= entered[record], np.maximum(stage, number), stage)
    imported = at >= row.imported_at
    synced = (at >= row.synced_at) & sticky["synced"][record]
    lead = np.where(sticky["short"][record], ids.short(keys.lead[who]), keys.lead[who])
    campaign = scene.company.campaigns.code[np.maximum(journey.campaign[who], 0)]
    paid = np.isin(journey.source[who], ("paid_search", "paid_social", "linkedin_ad")) & ~imported
    owners = scene.company.users.owner_id[scene.company.user("AE", "SDR")]
    language = texts([{"DE": "de", "FR": "fr", "NL": "nl"}.get(c, "en") for c in people.country])
    click = ids.opaque(people.person, scene.seed + 3, 22)[who]
    noticed = at >= row.noticed_at
    new_firm = scene.organisations.name[people.new_home[who]]
    merged_ids, more_mails = _absorbed(scene, contacts, row, at, noticed)
    scene.out.versions(
        "hubspot",
        "contact",
        Rows(
            id=row.key,
            property_email=np.where(noticed, people.new_work_mail[who], row.mail).astype(object),
            property_hs_additional_emails=more_mails,
            property_firstname=row.given,
            property_lastname=row.family,
            property_phone=row.phone,
            property_mobilephone=row.mobile,
            property_company=np.where(noticed, new_firm, row.company).astype(object),
            property_jobtitle=np.where(noticed, people.new_title[who], row.title).astype(object),
            property_country=texts([vocab.COUNTRY_NAME[c] for c in people.country])[who],
            property_lifecyclestage=texts(LIFECYCLE)[stage],
            property_hs_lead_status=np.where(stage >= 3, "CONNECTED", np.where(stage >= 2, "NEW", None)).astype(object),
            property_hubspot_owner_id=only_text(synced, owners[people.person[who] % len(owners)]),
            property_associatedcompanyid=only_text(sticky["company"][record], scene.accounts.company[people.home[who]]),
            property_salesforcecontactid=only_text(synced & (at >= journey.crm_contact_at[who]), keys.contact[who]),
            property_salesforceleadid=only_text(synced & (at >= journey.lead_at[who]), lead),
            property_hs_analytics_source=np.where(imported, "OFFLINE", row.original).astype(object),
            property_hs_analytics_source_data_1=np.where(imported, "IMPORT", only_text(paid, campaign)).astype(object),
            property_hs_analytics_source_data_2=only_text(imported, "contacts_list.csv"),
            property_hs_google_click_id=only_text(paid & (journey.source[who] == "paid_search") & row.asked, click),
            property_hs_facebook_click_id=only_text(paid & (journey.source[who] == "paid_social") & row.asked, click),
            property_hs_email_optout=at >= row.optout_at,
            property_hs_merged_object_ids=merged_ids,
            property_first_conversion_date=only(row.asked, row.created),
            property_createdate=row.created,
            property_lastmodifieddate=at,
            property_preferred_language=language[who],
            _fivetran_deleted=(at >= row.merged_at) | (at >= row.deleted_at),
        ),
        record,
        at,
        appears=NEW_COLUMN,
    )


def _absorbed(
    scene: Scene, contacts: Rows, row: Rows, at: np.ndarray, noticed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(ids of the contacts merged into this one, their addresses), both joined by semicolons, or None."""
    keys, people = scene.keys, scene.people
    mails = [np.full(people.count, None, object) for _ in range(3)]
    for number, column in enumerate(mails):
        part = contacts.take(contacts.number == number)
        column[part.who] = part.mail
    who, swallowed = row.who, at >= row.swallowed_at
    top = swallowed & (row.number == 2)
    merged = only_text(swallowed, keys.second_hubspot[who])
    merged = np.where(top, _list(keys.hubspot[who], keys.second_hubspot[who]), merged).astype(object)
    mail = only_text(swallowed, mails[1][who])
    mail = np.where(top, _list(mails[0][who], mails[1][who]), mail).astype(object)
    old = only_text(noticed, row.mail)
    return merged, np.where(noticed & swallowed, _list(mail, old), np.where(noticed, old, mail)).astype(object)


def _list(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Two columns joined by a semicolon; None counts as nothing."""
    return texts([";".join(v for v in pair if v) or None for pair in zip(first, second, strict=True)])


def write_companies(scene: Scene) -> None:
    """One company per organisation that HubSpot knows."""
    accounts, organisations = scene.accounts, scene.organisations
    rng = scene.rng("hubspot companies")
    which = np.flatnonzero(~np.isnat(accounts.company_at))
    count = len(which)
    firm = organisations.take(which)
    linked = ~np.equal(accounts.account[which], None).astype(bool)
    linked_at = only(linked, np.fmax(accounts.created_at[which], accounts.company_at[which]))
    record, at = versions([accounts.company_at[which], linked_at])
    row = which[record]
    name = np.where(chance(rng, 0.5, count), firm.spelling, firm.name)
    parent = np.where(firm.parent >= 0, accounts.company[firm.parent], None).astype(object)
    parent = only_text(chance(rng, 0.6, count), parent)
    scene.out.versions(
        "hubspot",
        "company",
        Rows(
            id=accounts.company[row],
            property_name=name[record],
            property_domain=only_text(chance(rng, 0.93, count), firm.domain)[record],
            property_industry=firm.industry[record],
            property_city=firm.city[record],
            property_country=texts([vocab.COUNTRY_NAME[c] for c in firm.country])[record],
            property_numberofemployees=firm.employees[record],
            property_annualrevenue=firm.revenue[record],
            property_salesforceaccountid=only_text(at >= linked_at[record], accounts.account[row]),
            property_hs_parent_company_id=parent[record],
            is_deleted=np.zeros(len(record), bool),
            property_createdate=accounts.company_at[row],
            property_hs_lastmodifieddate=at,
        ),
        record,
        at,
    )
    delivered = accounts.company_at[which] <= END
    scene.truth.add(
        "account_records",
        Rows(
            source_record_key=ids.keyed("hubspot.company:", accounts.company[which])[delivered],
            true_organisation_id=firm.organisation[delivered],
            case_kind=texts(["plain"] * count)[delivered],
        ),
    )
