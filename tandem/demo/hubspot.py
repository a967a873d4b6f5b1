"""HubSpot: contacts with all their versions, property history, forms, merges and companies."""

from datetime import date

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.company import PORTAL
from tandem.demo.mess import describe
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
# From this delivery on the export has one column more.
NEW_COLUMN = {"property_preferred_language": date(2025, 6, 30)}
HUBSPOT_READY = np.datetime64("2022-01-01", "s")


def write_contacts(scene: Scene) -> None:
    """Contacts, their property history, form submissions and merges."""
    people, journey, keys = scene.people, scene.journey, scene.keys
    rng = scene.rng("hubspot contacts")
    first = np.flatnonzero(~np.isnat(journey.contact_at))
    second = np.flatnonzero(~np.isnat(journey.second_contact_at))
    who = np.concatenate([first, second])
    main = np.arange(len(who)) < len(first)
    created = np.where(main, journey.contact_at[who], journey.second_contact_at[who])
    key = np.where(main, keys.hubspot[who], keys.second_hubspot[who]).astype(object)
    known = np.where(main, created, created)
    described = stack(
        [
            describe(rng, scene.organisations, people, first, known[main], private=0.24, mail=0.97, telephone=0.5),
            describe(rng, scene.organisations, people, second, known[~main], private=0.75, mail=0.97, telephone=0.4),
        ]
    )
    described.case[~main & (described.case == "plain")] = "second_contact"
    stages = _lifecycle(scene, who, main, created)
    merged_at = only(~main, journey.contact_merged_at[who])
    swallowed_at = only(main, journey.contact_merged_at[who])
    contacts = Rows(
        who=who,
        key=key,
        created=created,
        merged_at=merged_at,
        swallowed_at=swallowed_at,
        imported_at=only(main, journey.imported_at[who]),
        optout_at=only(main, journey.optout_at[who]),
        synced_at=only(main, np.fmin(journey.lead_at[who], journey.crm_contact_at[who]) + seconds(np.array([1800]))),
        deleted_at=only(main, journey.deleted_at[who]),
        asked=chance(rng, 0.5, len(who))
        & np.isin(journey.source[who], ("paid_search", "paid_social", "organic", "direct", "linkedin_ad", "webinar")),
    )
    scene.know(ids.keyed("hubspot.contact:", key), who, described, created)
    _write_versions(scene, rng, contacts, described, stages, main)
    _write_history(scene, rng, contacts, stages)
    _write_forms(scene, rng, contacts, described)
    _write_merges(scene, rng, contacts, described, first)
    scene.keys.hubspot_mail = np.full(people.count, None, object)
    scene.keys.hubspot_mail[first] = described.mail[main]


def _lifecycle(scene: Scene, who: np.ndarray, main: np.ndarray, created: np.ndarray) -> list[np.ndarray]:
    """When each contact entered each stage; NaT if never. A later stage is never before an earlier one."""
    journey, deals = scene.journey, scene.deals
    deal = journey.deal[who]
    has_deal = (deal >= 0) & main
    index = np.maximum(deal, 0)
    stages = [
        created,
        only(main, created + seconds(np.array([60]))),
        only(main, journey.mql_at[who]),
        only(main, journey.accepted_at[who]),
        only(has_deal, deals.created_at[index]) if deals.count else np.full(len(who), NEVER),
        only(has_deal, deals.won_at[index]) if deals.count else np.full(len(who), NEVER),
    ]
    floor = created
    for number, at in enumerate(stages):
        stages[number] = np.where(at < floor, floor + seconds(np.array([number])), at)
        floor = np.fmax(floor, stages[number])
    return stages


def _write_versions(
    scene: Scene, rng: np.random.Generator, contacts: Rows, described: Rows, stages: list[np.ndarray], main: np.ndarray
) -> None:
    journey, keys, people = scene.journey, scene.keys, scene.people
    record, at = versions(
        [
            contacts.created,
            *stages[1:],
            contacts.merged_at,
            contacts.swallowed_at,
            contacts.imported_at,
            contacts.optout_at,
            contacts.synced_at,
            contacts.deleted_at,
        ]
    )
    fixed = contacts.take(record)
    text = described.take(record)
    who = fixed.who
    stage = np.zeros(len(record), np.int64)
    for number, entered in enumerate(stages):
        stage = np.where(at >= entered[record], np.maximum(stage, number), stage)
    source = texts([ORIGINAL_SOURCE[s] for s in journey.source])[who]
    imported = at >= fixed.imported_at
    synced = (at >= fixed.synced_at) & chance(rng, 0.9, len(contacts.who))[record]
    short = chance(rng, 0.3, len(contacts.who))[record]
    lead = np.where(short, ids.short(keys.lead[who]), keys.lead[who])
    absorbed = at >= fixed.swallowed_at
    second = np.full(people.count, None, object)
    second[contacts.who[~main]] = described.mail[~main]
    campaign = scene.company.campaigns.code[people.person[who] % scene.company.campaigns.count]
    paid = np.isin(journey.source[who], ("paid_search", "paid_social", "linkedin_ad")) & ~imported
    owners = scene.company.users.owner_id[scene.company.user("AE", "SDR")]
    companies = scene.accounts.company[people.home[who]]
    language = texts([{"DE": "de", "FR": "fr", "NL": "nl"}.get(c, "en") for c in people.country])
    click = ids.opaque(people.person, scene.seed + 3, 22)[who]
    scene.out.versions(
        "hubspot",
        "contact",
        Rows(
            id=fixed.key,
            property_email=text.mail,
            property_hs_additional_emails=np.where(absorbed, second[who], None).astype(object),
            property_firstname=text.given,
            property_lastname=text.family,
            property_phone=text.phone,
            property_mobilephone=text.mobile,
            property_company=text.company,
            property_jobtitle=text.title,
            property_country=texts([vocab.COUNTRY_NAME[c] for c in people.country])[who],
            property_lifecyclestage=texts(LIFECYCLE)[stage],
            property_hs_lead_status=np.where(stage >= 3, "CONNECTED", np.where(stage >= 2, "NEW", None)).astype(object),
            property_hubspot_owner_id=np.where(synced, owners[people.person[who] % len(owners)], None).astype(object),
            property_associatedcompanyid=np.where(chance(rng, 0.8, len(contacts.who))[record], companies, None).astype(
                object
            ),
            property_salesforcecontactid=only_text(synced & (at >= journey.crm_contact_at[who]), keys.contact[who]),
            property_salesforceleadid=only_text(synced & (at >= journey.lead_at[who]), lead),
            property_hs_analytics_source=np.where(imported, "OFFLINE", source).astype(object),
            property_hs_analytics_source_data_1=np.where(imported, "IMPORT", np.where(paid, campaign, None)).astype(
                object
            ),
            property_hs_analytics_source_data_2=np.where(imported, "contacts_list.csv", None).astype(object),
            property_hs_google_click_id=only_text(paid & (journey.source[who] == "paid_search") & fixed.asked, click),
            property_hs_facebook_click_id=only_text(paid & (journey.source[who] == "paid_social") & fixed.asked, click),
            property_hs_email_optout=at >= fixed.optout_at,
            property_hs_merged_object_ids=np.where(absorbed, keys.second_hubspot[who], None).astype(object),
            property_first_conversion_date=np.where(fixed.asked, fixed.created, NEVER),
            property_createdate=fixed.created,
            property_lastmodifieddate=at,
            property_preferred_language=language[who],
            _fivetran_deleted=(at >= fixed.merged_at) | (at >= fixed.deleted_at),
        ),
        record,
        at,
        appears=NEW_COLUMN,
    )


def _write_history(scene: Scene, rng: np.random.Generator, contacts: Rows, stages: list[np.ndarray]) -> None:
    journey = scene.journey
    parts, moments = [], []
    sources = ("FORM", "FORM", "AUTOMATION_PLATFORM", "INTEGRATION", "INTEGRATION", "INTEGRATION")
    for number, at in enumerate(stages):
        here = ~np.isnat(at)
        count = int(here.sum())
        parts.append(
            Rows(
                contact_id=contacts.key[here],
                name=texts(["lifecyclestage"] * count),
                timestamp=at[here],
                value=texts([LIFECYCLE[number]] * count),
                source=texts([sources[number]] * count),
                source_id=np.where(journey.overnight[contacts.who[here]] & (number == 2), "workflow-8812", None).astype(
                    object
                ),
            )
        )
        moments.append(at[here])
    original = texts([ORIGINAL_SOURCE[s] for s in journey.source])[contacts.who]
    for at, value, source in (
        (contacts.created, original, "ANALYTICS"),
        (contacts.imported_at, texts(["OFFLINE"] * len(original)), "IMPORT"),
    ):
        here = ~np.isnat(at)
        count = int(here.sum())
        parts.append(
            Rows(
                contact_id=contacts.key[here],
                name=texts(["hs_analytics_source"] * count),
                timestamp=at[here],
                value=value[here],
                source=texts([source] * count),
                source_id=np.full(count, None, object),
            )
        )
        moments.append(at[here])
    scene.out.append("hubspot", "contact_property_history", stack(parts), np.concatenate(moments), rng=rng)


def _write_forms(scene: Scene, rng: np.random.Generator, contacts: Rows, described: Rows) -> None:
    """Forms on the web site; the web log has the same conversion id for most of them."""
    asked = np.flatnonzero(contacts.asked)
    count = len(asked)
    number = scene.counters.take("conversion", count)
    form = rng.integers(0, len(scene.company.forms), count)
    at = contacts.created[asked]
    conversion = ids.opaque(number, scene.seed + 29, 32)
    scene.keys.conversion = np.full(scene.people.count, None, object)
    scene.keys.form = np.full(scene.people.count, -1)
    scene.keys.form_mail = np.full(scene.people.count, None, object)
    who = contacts.who[asked]
    scene.keys.conversion[who] = conversion
    scene.keys.form[who] = form
    scene.keys.form_mail[who] = described.mail[asked]
    scene.out.append(
        "hubspot",
        "contact_form_submission",
        Rows(
            conversion_id=conversion,
            contact_id=contacts.key[asked],
            form_id=scene.company.forms[form],
            timestamp=at,
            title=texts(["Request"] * count),
            page_url=texts(["https://www.tandemworks.example/request"] * count),
            portal_id=texts([PORTAL] * count),
        ),
        at,
        rng=rng,
    )
    scene.touched(ids.keyed("hubspot.contact_form_submission:", conversion), who, at, "form_submit", True)


def _write_merges(scene: Scene, rng: np.random.Generator, contacts: Rows, described: Rows, first: np.ndarray) -> None:
    here = np.flatnonzero(~np.isnat(contacts.merged_at))
    who = contacts.who[here]
    at = contacts.merged_at[here]
    scene.out.append(
        "hubspot",
        "contact_merge_audit",
        Rows(
            canonical_vid=scene.keys.hubspot[who],
            contact_id=scene.keys.hubspot[who],
            vid_to_merge=contacts.key[here],
            entity_id=texts(["auth:app-cookie"] * len(here)),
            first_name=described.given[here],
            last_name=described.family[here],
            num_properties_moved=rng.integers(1, 25, len(here)),
            timestamp=at,
            user_id=texts(["60100111"] * len(here)),
        ),
        at,
    )


def write_companies(scene: Scene) -> None:
    """One company per organisation that HubSpot knows."""
    accounts, organisations = scene.accounts, scene.organisations
    rng = scene.rng("hubspot companies")
    which = np.flatnonzero(~np.isnat(accounts.company_at))
    count = len(which)
    firm = organisations.take(which)
    linked_at = only(
        ~np.equal(accounts.account[which], None).astype(bool),
        np.fmax(accounts.created_at[which], accounts.company_at[which]),
    )
    record, at = versions([accounts.company_at[which], linked_at])
    row = which[record]
    name = np.where(chance(rng, 0.5, count), firm.spelling, firm.name)
    parent = np.where(firm.parent >= 0, accounts.company[firm.parent], None).astype(object)
    parent = np.where(chance(rng, 0.6, count), parent, None).astype(object)
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
