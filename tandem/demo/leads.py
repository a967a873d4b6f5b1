"""Salesforce leads with every version and their field history, and the truth about each hand-off."""

import numpy as np

from tandem.demo import ids
from tandem.demo.deals import MIGRATED_AT
from tandem.demo.mess import copy_from, describe, remember
from tandem.demo.rows import Rows, stack, versions
from tandem.demo.sampling import END, NEVER, START, chance, days, later, only, only_text, texts
from tandem.demo.scene import Scene

LEAD_SOURCE = {
    "paid_search": "Web",
    "paid_social": "Web",
    "linkedin_ad": "Web",
    "linkedin_form": "Advertisement",
    "organic": "Web",
    "direct": "Web",
    "event": "Trade Show",
    "webinar": "Webinar",
    "referral": "Partner Referral",
    "outbound": "Cold Call",
    "list_import": "Purchased List",
}


def write_leads(scene: Scene) -> None:
    """Leads: from the HubSpot integration, typed by sales, and second ones that are later merged."""
    people, journey, keys = scene.people, scene.journey, scene.keys
    rng = scene.rng("leads")
    first = np.flatnonzero(~np.isnat(journey.lead_at))
    second = np.flatnonzero(~np.isnat(journey.second_lead_at))
    typed = np.isnat(journey.mql_at[first])
    created = np.concatenate([journey.lead_at[first], journey.second_lead_at[second]])
    at = journey.lead_at[first]
    by_hand = describe(
        rng, scene.organisations, people, first, at, private=0.12, mail=0.68, telephone=0.75, by_hand=True
    )
    # The integration copies what HubSpot knows; now and then somebody had typed the lead in before.
    by_robot = copy_from(scene.memory["hubspot"], first, by_hand, chance(rng, 0.85, len(first)))
    again = describe(
        rng,
        scene.organisations,
        people,
        second,
        journey.second_lead_at[second],
        private=0.3,
        mail=0.75,
        telephone=0.7,
        by_hand=True,
    )
    by_robot.decidable[:] = True  # the integration also writes the HubSpot id
    own = Rows({name: np.where(typed, by_hand[name], by_robot[name]) for name in by_hand})
    scene.memory["lead"] = remember(people.count, first, own)
    described = stack([own, again])
    who = np.concatenate([first, second])
    main = np.arange(len(who)) < len(first)
    described.case[~main & (described.case == "plain")] = "second_lead"
    key = np.where(main, keys.lead[who], keys.second_lead[who]).astype(object)
    leads = Rows(
        who=who, key=key, created=created, main=main, typed=np.concatenate([typed, np.ones(len(second), bool)])
    )
    for name in ("mql_at", "assigned_at", "called_at", "accepted_at", "rejected_at", "recycled_at", "converted_at"):
        leads[name] = only(main, journey[name][who])
    leads.merged_at = only(~main, journey.lead_merged_at[who])
    leads.deleted_at = only(
        main & np.isin(people.kind[who], ("job_seeker", "student")) & chance(rng, 0.1, len(who)),
        later(rng, leads.created, 120),
    )
    scene.know(ids.keyed("salesforce.lead:", key), who, described, created)
    _write_lead_versions(scene, rng, leads, described)
    _write_lead_history(scene, rng, leads)
    _write_truth(scene, first)


def _owners(scene: Scene, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(owner at first, owner once assigned) of each person's lead."""
    company, journey = scene.company, scene.journey
    reps = company.user("SDR")
    gone = company.user("SDR", "AE", active=False)
    robots = company.user("Integration")
    number = scene.people.person[who]
    rep = company.users.id[reps[number % len(reps)]]
    final = np.where(journey.inactive_owner[who], company.users.id[gone[number % len(gone)]], rep)
    final = np.where(journey.robot_owner[who], company.users.id[robots[0]], final).astype(object)
    queue = company.queues[number % len(company.queues)]
    return np.where(journey.queued[who], queue, final).astype(object), final


def _write_lead_versions(scene: Scene, rng: np.random.Generator, leads: Rows, described: Rows) -> None:
    people, journey, keys = scene.people, scene.journey, scene.keys
    record, at = versions(
        [
            leads.created,
            leads.assigned_at,
            leads.called_at,
            leads.accepted_at,
            leads.rejected_at,
            leads.recycled_at,
            leads.converted_at,
            leads.merged_at,
            leads.deleted_at,
        ]
    )
    lead, text = leads.take(record), described.take(record)
    who = lead.who
    initial, final = _owners(scene, who)
    converted = at >= lead.converted_at
    status = np.select(
        [converted, at >= lead.recycled_at, at >= lead.rejected_at, at >= lead.accepted_at, at >= lead.called_at],
        ["Qualified", "Nurture", "Unqualified", "Accepted", "Working - Contacted"],
        "Open - Not Contacted",
    ).astype(object)
    deal = journey.deal[who]
    deal_id = (
        np.where(deal >= 0, scene.deals.id[np.maximum(deal, 0)], None) if scene.deals.count else np.full(len(who), None)
    )
    account = scene.accounts.account[people.home[who]]
    creator = scene.company.users.id
    scene.out.versions(
        "salesforce",
        "lead",
        Rows(
            id=lead.key,
            first_name=text.given,
            last_name=text.family,
            email=text.mail,
            phone=text.phone,
            mobile_phone=text.mobile,
            company=np.where(np.equal(text.company, None), "[not provided]", text.company).astype(object),
            title=text.title,
            country=people.country[who],
            lead_source=texts([LEAD_SOURCE[s] for s in journey.source])[who],
            status=status,
            rating=np.where(~np.isnat(lead.mql_at), "Hot", "Cold").astype(object),
            owner_id=np.where(at >= lead.assigned_at, final, initial).astype(object),
            is_converted=converted,
            converted_date=only(converted, lead.converted_at),
            converted_account_id=only_text(converted, account),
            converted_contact_id=only_text(converted, keys.contact[who]),
            converted_opportunity_id=only_text(converted, deal_id),
            hubspot_contact_id_c=only_text(~lead.typed & chance(rng, 0.9, len(leads.who))[record], keys.hubspot[who]),
            mql_at_c=only(at >= lead.mql_at, lead.mql_at),
            accepted_at_c=only(at >= lead.accepted_at, lead.accepted_at),
            rejected_at_c=only(at >= lead.rejected_at, lead.rejected_at),
            rejection_reason_c=only_text(at >= lead.rejected_at, journey.rejection[who]),
            recycled_at_c=only(at >= lead.recycled_at, lead.recycled_at),
            has_opted_out_of_email=at >= journey.optout_at[who] + days(np.array([20.0])),
            do_not_call=chance(rng, 0.02, len(leads.who))[record],
            master_record_id=only_text(at >= lead.merged_at, keys.lead[who]),
            is_deleted=(at >= lead.merged_at) | (at >= lead.deleted_at),
            created_date=np.maximum(lead.created, MIGRATED_AT),
            created_by_id=np.where(
                lead.typed, creator[scene.company.user("SDR")[0]], creator[scene.company.user("Integration")[0]]
            ).astype(object),
            last_modified_date=at,
        ),
        record,
        np.maximum(at, MIGRATED_AT),
    )


def _write_lead_history(scene: Scene, rng: np.random.Generator, leads: Rows) -> None:
    initial, final = _owners(scene, leads.who)
    empty = np.full(len(leads.who), None, object)

    def says(text: str) -> np.ndarray:
        return texts([text] * len(leads.who))

    reps = scene.company.users.id[scene.company.user("SDR")]
    parts, moments = [], []
    for at, field, old, new in (
        (only(initial != final, leads.assigned_at), "Owner", initial, final),
        (leads.called_at, "Status", says("Open - Not Contacted"), says("Working - Contacted")),
        (leads.accepted_at, "Status", says("Working - Contacted"), says("Accepted")),
        (leads.rejected_at, "Status", empty, says("Unqualified")),
        (leads.recycled_at, "Status", says("Unqualified"), says("Nurture")),
        (leads.converted_at, "leadConverted", empty, empty),
    ):
        here = (~np.isnat(at)) & (at >= START) & (at <= END)
        parts.append(
            Rows(
                lead_id=leads.key[here],
                field=says(field)[here],
                old_value=old[here],
                new_value=new[here],
                created_by_id=reps[leads.who[here] % len(reps)],
                created_date=at[here],
            )
        )
        moments.append(at[here])
    rows = stack(parts)
    if rows.count:
        rows.id = ids.salesforce("lead_history", scene.counters.take("lead_history", rows.count))
        scene.out.append("salesforce", "lead_history", rows, np.concatenate(moments), rng=rng)


def _write_truth(scene: Scene, who: np.ndarray) -> None:
    journey, people, deals = scene.journey, scene.people, scene.deals
    everybody = np.arange(people.count)
    deal = journey.deal
    won_at = np.where(deal >= 0, deals.won_at[np.maximum(deal, 0)], NEVER) if deals.count else np.full(len(deal), NEVER)
    moments = (
        "first_at",
        "contact_at",
        "mql_at",
        "lead_at",
        "assigned_at",
        "called_at",
        "accepted_at",
        "rejected_at",
        "recycled_at",
        "converted_at",
    )
    scene.truth.add(
        "journeys",
        Rows(
            true_person_id=people.person,
            source=journey.source,
            **{name: only(journey[name] <= END, journey[name]) for name in moments},
            won_at=only(won_at <= END, won_at),
        ),
    )
    handed = everybody[(~np.isnat(journey.mql_at) & (journey.mql_at <= END) & (journey.mql_at >= START))]
    limits = {name: only(journey[name] <= END, journey[name])[handed] for name in moments[2:]}
    scene.truth.add(
        "handoffs",
        Rows(
            true_person_id=people.person[handed],
            lead_key=np.where(
                np.isnat(limits["lead_at"]), None, ids.keyed("salesforce.lead:", scene.keys.lead[handed])
            ).astype(object),
            overnight=journey.overnight[handed],
            queued=journey.queued[handed],
            attempts=journey.attempts[handed],
            **limits,
            rejection=journey.rejection[handed],
            lost_because=journey.lost_because[handed],
        ),
    )
