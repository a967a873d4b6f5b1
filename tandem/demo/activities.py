"""Sales work: calls, mails and meetings in Salesforce, HubSpot engagements and their copies, campaign members."""

import numpy as np

from tandem.demo import ids
from tandem.demo.company import PORTAL
from tandem.demo.rows import Rows, stack, versions
from tandem.demo.sampling import (
    END,
    START,
    chance,
    choose,
    days,
    join,
    later,
    office_hours,
    only,
    only_text,
    seconds,
    texts,
)
from tandem.demo.scene import Scene


def write_activities(scene: Scene) -> None:
    """Tasks, events and engagements. A touch logged in HubSpot appears in Salesforce a second time."""
    rng = scene.rng("activities")
    plan = _plan(scene, rng)
    if not plan.count:
        return
    plan.touch = scene.counters.take("touch", plan.count)
    in_hubspot = ~np.equal(scene.keys.hubspot[plan.who], None).astype(bool) & chance(rng, 0.28, plan.count)
    in_hubspot &= plan.at >= scene.journey.contact_at[plan.who]
    engagement = np.full(plan.count, None, object)
    engagement[in_hubspot] = ids.digits(scene.counters.take("engagement", int(in_hubspot.sum())) * 7, 90_000_000)
    _write_engagements(scene, rng, plan.take(in_hubspot), engagement[in_hubspot])
    # Written by hand in Salesforce, or copied there by the integration 10 minutes later.
    _write_tasks(scene, rng, plan, engagement)
    _write_meetings(scene, rng, plan, engagement)


def _plan(scene: Scene, rng: np.random.Generator) -> Rows:
    """All real contacts between sales and people: calls and mails to leads, calls, mails and meetings in deals."""
    journey, deals = scene.journey, scene.deals
    parts = []
    called = np.flatnonzero(~np.isnat(journey.called_at))
    who = np.repeat(called, journey.attempts[called])
    order = np.arange(len(who)) - np.repeat(
        np.cumsum(journey.attempts[called]) - journey.attempts[called], journey.attempts[called]
    )
    at = office_hours(rng, journey.called_at[who] + days(order * rng.uniform(0.8, 3.0, len(who))))
    at = np.where(order == 0, journey.called_at[who], at)
    parts.append(_contacts(rng, who, np.full(len(who), -1), at, ("call", "email"), (0.7, 0.3)))
    work = 2 + rng.poisson(4, deals.count)
    work = np.where(np.isin(deals.kind, ("migrated",)) | deals.direct, 0, work)
    deal = np.repeat(np.arange(deals.count), work)
    end = np.where(np.isnat(deals.closed_at), deals.created_at + days(np.array([60.0])), deals.closed_at)
    length = (end - deals.created_at).astype(np.int64)[deal]
    at = office_hours(rng, deals.created_at[deal] + seconds(length * rng.random(len(deal))))
    parts.append(_contacts(rng, deals.primary[deal], deal, at, ("call", "email", "meeting"), (0.35, 0.4, 0.25)))
    return stack(parts)


def _contacts(
    rng: np.random.Generator, who: np.ndarray, deal: np.ndarray, at: np.ndarray, kinds: tuple, weights: tuple
) -> Rows:
    count = len(who)
    kind = choose(rng, kinds, count, weights)
    return Rows(
        who=who,
        deal=deal,
        at=at,
        kind=kind,
        reached=chance(rng, 0.45, count),
        inbound=(kind == "email") & chance(rng, 0.3, count),
        no_show=(kind == "meeting") & chance(rng, 0.08, count),
    )


def _note(scene: Scene, plan: Rows) -> np.ndarray:
    """What a salesperson types after a call: it names the person."""
    people = scene.people
    return join("Spoke with ", people.given[plan.who], " ", people.family[plan.who], ", sends material.")


def _kind(plan: Rows) -> np.ndarray:
    """The true kind of each touch."""
    return np.select(
        [
            (plan.kind == "call") & plan.reached,
            plan.kind == "call",
            (plan.kind == "meeting") & plan.no_show,
            plan.kind == "meeting",
            plan.inbound,
        ],
        ["call_connected", "call_attempt", "meeting_missed", "meeting_held", "email_reply"],
        "email_sent",
    ).astype(object)


def _target(scene: Scene, plan: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(who_id, what_id, account_id): a lead before its conversion, the contact and the deal after it."""
    journey, keys, deals = scene.journey, scene.keys, scene.deals
    contact = keys.contact[plan.who]
    as_contact = (plan.at >= journey.crm_contact_at[plan.who]) & ~np.equal(contact, None).astype(bool)
    who = np.where(as_contact, contact, keys.lead[plan.who]).astype(object)
    has_deal = plan.deal >= 0
    what = np.where(has_deal, deals.id[np.maximum(plan.deal, 0)], None) if deals.count else np.full(plan.count, None)
    account = only_text(has_deal | as_contact, scene.accounts.account[scene.people.home[plan.who]])
    return who, what.astype(object), account


def _owner(scene: Scene, plan: Rows) -> np.ndarray:
    company = scene.company
    reps = company.users.id[company.user("SDR")]
    sellers = company.users.id[scene.accounts.owner[scene.people.home[plan.who]]]
    return np.where(plan.deal >= 0, sellers, reps[scene.people.person[plan.who] % len(reps)]).astype(object)


def _write_tasks(scene: Scene, rng: np.random.Generator, plan: Rows, engagement: np.ndarray) -> None:
    here = np.isin(plan.kind, ("call", "email"))
    plan, engagement = plan.take(here), engagement[here]
    copied = ~np.equal(engagement, None).astype(bool)
    # A copy beside the hand-written task: the same touch twice in Salesforce itself.
    twice = np.flatnonzero(copied & chance(rng, 0.35, plan.count))
    index = np.concatenate([np.arange(plan.count), twice])
    copy = np.concatenate([copied, np.ones(len(twice), bool)])
    copy[twice] = False
    plan, engagement = plan.take(index), np.where(copy, engagement[index], None).astype(object)
    count = plan.count
    who, what, account = _target(scene, plan)
    call = plan.kind == "call"
    owner = _owner(scene, plan)
    robot = scene.company.users.id[scene.company.user("Integration")[0]]
    written = np.where(copy, plan.at + seconds(np.array([600])), plan.at + seconds(rng.integers(60, 7_200, count)))
    key = ids.salesforce("task", scene.counters.take("task", count))
    short = chance(rng, 0.2, count)
    scene.out.append(
        "salesforce",
        "task",
        Rows(
            id=key,
            who_id=np.where(short, ids.short(who), who).astype(object),
            what_id=what,
            account_id=account,
            owner_id=owner,
            subject=np.where(call, "Call", np.where(plan.inbound, "Reply from customer", "Email: follow-up")).astype(
                object
            ),
            type=np.where(call, "Call", "Email").astype(object),
            task_subtype=np.where(call, "Call", "Email").astype(object),
            description=only_text(call & plan.reached, _note(scene, plan)),
            status=texts(["Completed"] * count),
            is_closed=np.ones(count, bool),
            priority=texts(["Normal"] * count),
            activity_date=plan.at,
            call_type=np.where(call, "Outbound", None).astype(object),
            call_disposition=np.where(call, np.where(plan.reached, "Connected", "No answer"), None).astype(object),
            call_duration_in_seconds=np.where(call, np.where(plan.reached, rng.integers(60, 1_500, count), 0), np.nan),
            completed_date_time=only(copy | chance(rng, 0.4, count), plan.at),
            hubspot_engagement_id_c=engagement,
            created_by_id=np.where(copy, robot, owner).astype(object),
            is_deleted=np.zeros(count, bool),
            created_date=written,
            last_modified_date=written,
        ),
        written,
        rng=rng,
    )
    scene.touched(ids.keyed("salesforce.task:", key), plan.who, plan.at, _kind(plan), True, plan.touch)


def _write_meetings(scene: Scene, rng: np.random.Generator, plan: Rows, engagement: np.ndarray) -> None:
    here = plan.kind == "meeting"
    plan, engagement = plan.take(here), engagement[here]
    count = plan.count
    if not count:
        return
    who, what, account = _target(scene, plan)
    minutes = rng.choice((30, 45, 60, 90), count)
    owner = _owner(scene, plan)
    robot = scene.company.users.id[scene.company.user("Integration")[0]]
    copied = ~np.equal(engagement, None).astype(bool)
    key = ids.salesforce("event", scene.counters.take("event", count))
    booked = plan.at - days(rng.uniform(1, 9, count))
    scene.out.append(
        "salesforce",
        "event",
        Rows(
            id=key,
            who_id=who,
            what_id=what,
            account_id=account,
            owner_id=owner,
            subject=choose(rng, ("Demo", "Meeting", "Workshop"), count),
            type=texts(["Meeting"] * count),
            event_subtype=texts(["Event"] * count),
            activity_date=plan.at,
            activity_date_time=plan.at,
            start_date_time=plan.at,
            end_date_time=plan.at + seconds(minutes * 60),
            duration_in_minutes=minutes,
            location=choose(rng, ("Video call", "On site", None), count),
            no_show_c=plan.no_show,
            hubspot_engagement_id_c=engagement,
            created_by_id=np.where(copied, robot, owner).astype(object),
            is_deleted=np.zeros(count, bool),
            created_date=booked,
            last_modified_date=booked,
        ),
        np.maximum(booked, START),
        rng=rng,
    )
    scene.touched(ids.keyed("salesforce.event:", key), plan.who, plan.at, _kind(plan), True, plan.touch)


def _write_engagements(scene: Scene, rng: np.random.Generator, plan: Rows, engagement: np.ndarray) -> None:
    if not plan.count:
        return
    out = scene.out
    owner = scene.company.users.owner_id[scene.company.user("SDR")]
    owner = owner[scene.people.person[plan.who] % len(owner)]
    kind = np.select([plan.kind == "call", plan.kind == "meeting"], ["CALL", "MEETING"], "EMAIL").astype(object)
    out.append("hubspot", "engagement", Rows(id=engagement, type=kind, portal_id=texts([PORTAL] * plan.count)), plan.at)
    out.append(
        "hubspot",
        "engagement_contact",
        Rows(engagement_id=engagement, contact_id=scene.keys.hubspot[plan.who], engagement_type=kind),
        plan.at,
    )
    for name, code in (("call", "CALL"), ("email", "EMAIL"), ("meeting", "MEETING")):
        here = kind == code
        part, key = plan.take(here), engagement[here]
        if not part.count:
            continue
        if name == "call":
            rows = Rows(
                engagement_id=key,
                type=texts(["CALL"] * part.count),
                property_hs_timestamp=part.at,
                property_hs_createdate=part.at,
                property_hs_call_duration=np.where(part.reached, rng.integers(60_000, 1_500_000, part.count), 0),
                property_hs_call_disposition=np.where(part.reached, "Connected", "No answer").astype(object),
                property_hubspot_owner_id=owner[here],
                _fivetran_deleted=np.zeros(part.count, bool),
            )
        elif name == "email":
            rows = Rows(
                engagement_id=key,
                type=texts(["EMAIL"] * part.count),
                property_hs_timestamp=part.at,
                property_hs_createdate=part.at,
                property_hs_email_subject=np.where(part.inbound, "Re: our conversation", "Our conversation").astype(
                    object
                ),
                property_hs_email_direction=np.where(part.inbound, "INCOMING_EMAIL", "EMAIL").astype(object),
                property_hubspot_owner_id=owner[here],
                _fivetran_deleted=np.zeros(part.count, bool),
            )
        else:
            rows = Rows(
                engagement_id=key,
                start_time=part.at,
                end_time=part.at + seconds(np.array([2_700])),
                meeting_outcome=np.where(part.no_show, "NO_SHOW", "COMPLETED").astype(object),
                title=texts(["Meeting"] * part.count),
                source=texts(["CRM_UI"] * part.count),
                property_hubspot_owner_id=owner[here],
            )
        out.append("hubspot", f"engagement_{name}", rows, part.at)
        scene.touched(ids.keyed(f"hubspot.engagement_{name}:", key), part.who, part.at, _kind(part), True, part.touch)


def write_campaign_members(scene: Scene) -> None:
    """Leads and contacts in Salesforce campaigns, most of them put there by the integration."""
    rng = scene.rng("members")
    journey, keys, campaigns = scene.journey, scene.keys, scene.company.campaigns
    known = np.flatnonzero(~np.isnat(journey.lead_at) | ~np.isnat(journey.crm_contact_at))
    who = np.repeat(known, rng.integers(0, 3, len(known)))
    count = len(who)
    if not count:
        return
    since = np.fmin(journey.lead_at[who], journey.crm_contact_at[who])
    at = later(rng, np.maximum(since, START), 25)
    pick = rng.integers(0, campaigns.count, count)
    pick = np.where(pick % 11 == 7, (pick + 1) % campaigns.count, pick)
    pick = np.where(pick % 11 == 7, 0, pick)
    as_contact = (at >= journey.crm_contact_at[who]) & chance(rng, 0.9, count)
    as_contact |= np.isnat(journey.lead_at[who])
    responded_at = only(chance(rng, 0.35, count), later(rng, at, 6))
    record, moment = versions([at, responded_at])
    row = who[record]
    key = ids.salesforce("campaign_member", scene.counters.take("member", count))
    has = moment >= responded_at[record]
    scene.out.versions(
        "salesforce",
        "campaign_member",
        Rows(
            id=key[record],
            campaign_id=campaigns.id[pick[record]],
            lead_id=only_text(~as_contact[record], keys.lead[row]),
            contact_id=only_text(as_contact[record], keys.contact[row]),
            status=np.where(has, "Responded", "Sent").astype(object),
            has_responded=has,
            first_responded_date=only(has, responded_at[record]),
            is_deleted=np.zeros(len(record), bool),
            created_date=at[record],
            last_modified_date=moment,
        ),
        record,
        moment,
    )
    answered = ~np.isnat(responded_at) & (responded_at <= END)
    scene.touched(
        ids.keyed("salesforce.campaign_member:", key[answered]),
        who[answered],
        responded_at[answered],
        "campaign_response",
        True,
    )
