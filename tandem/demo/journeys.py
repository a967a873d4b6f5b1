"""What really happens to every person: first contact, form, qualification, hand-off to sales and its true fate."""

import numpy as np

from tandem.demo.company import Company
from tandem.demo.people import BUYERS
from tandem.demo.rows import Rows
from tandem.demo.sampling import (
    END,
    NEVER,
    START,
    chance,
    choose,
    days,
    later,
    office_hours,
    only,
    only_text,
    seconds,
)

SOURCES = (
    "paid_search",
    "paid_social",
    "linkedin_ad",
    "linkedin_form",
    "organic",
    "direct",
    "event",
    "webinar",
    "referral",
    "outbound",
    "list_import",
)
SOURCE_WEIGHTS = (0.17, 0.10, 0.08, 0.07, 0.19, 0.09, 0.08, 0.06, 0.04, 0.08, 0.04)
# How likely a source's people qualify, against the average.
QUALITY = {"paid_social": 0.6, "linkedin_ad": 1.15, "referral": 1.5, "event": 1.3, "list_import": 0.4, "organic": 1.1}
WEB_SOURCES = ("paid_search", "paid_social", "linkedin_ad", "organic", "direct", "webinar")
CHANNEL_OF = {
    "paid_search": "paid_search",
    "paid_social": "paid_social",
    "linkedin_ad": "linkedin_ad",
    "linkedin_form": "linkedin_ad",
    "event": "event",
    "webinar": "webinar",
    "referral": "referral",
}
REJECTIONS = ("Not ready", "No budget", "Student or job-seeker", "Competitor", "Bad contact data", "Other", None)
# One night a workflow with a wrong condition qualified nearly everybody whom no one worked on: 4,000 of 10,000 people.
WORKFLOW_NIGHT = np.datetime64("2025-10-08T01:30:00", "s")
WORKFLOW_SHARE = 0.4
# Leads still go to colleagues who left until this day.
COLLEAGUES_LEFT_BY = np.datetime64("2024-07-10T00:00:00", "s")


def live(rng: np.random.Generator, company: Company, organisations: Rows, people: Rows, deals: Rows) -> Rows:
    """Moments of every person, NaT where something never happens; times may lie outside the two years."""
    count = people.count
    firm = organisations.take(people.home)
    buyer = np.isin(people.kind, BUYERS)
    source = choose(rng, SOURCES, count, SOURCE_WEIGHTS)
    near = firm.active_at + days(rng.normal(0, 70, count))
    anywhere = START + days(rng.beta(1.3, 1.0, count) * 750 - 20)
    first_at = np.where(chance(rng, 0.6, count), near, anywhere)
    contact_at = later(rng, first_at, 12)
    identified = chance(rng, 0.84, count) & ~((source == "outbound") & chance(rng, 0.6, count))
    contact_at = only(identified, contact_at)
    quality = np.array([QUALITY.get(name, 1.0) for name in source])
    qualifies = identified & chance(rng, np.where(buyer, 0.2 + 0.25 * firm.fit, 0.08) * quality, count)
    mql_at = only(qualifies & (source != "outbound"), later(rng, contact_at, 32))
    cold = (source == "outbound") | ((source == "referral") & chance(rng, 0.6, count))
    lead_at = only(cold, office_hours(rng, first_at))

    primary, deal = _first_deal(people, deals)
    led = np.zeros(count, bool)
    led[primary] = True
    number = np.full(count, -1)
    number[primary] = deal
    sourced = np.full(count, None, object)
    sourced[primary] = deals.sourced[deal]
    converted_at = np.full(count, NEVER)
    converted_at[primary] = deals.created_at[deal]
    by_marketing = led & np.isin(sourced, ("marketing",))
    by_sales = led & np.isin(sourced, ("outbound", "partner"))
    # Backwards from the deal: the lead some days before, the qualification before that, the first visit before all.
    worked = converted_at - days(rng.exponential(11, count) + 0.2)
    mql_at = np.where(by_marketing, worked, np.where(by_sales, NEVER, mql_at))
    contact_at = np.where(by_marketing, mql_at - days(rng.exponential(28, count) + 0.1), contact_at)
    first_at = np.where(by_marketing, contact_at - days(rng.exponential(10, count) + 0.05), first_at)
    source = np.where(by_marketing & (source == "outbound"), "organic", source).astype(object)
    source = np.where(by_sales, np.where(sourced == "partner", "referral", "outbound"), source).astype(object)
    first_at = np.where(by_sales, worked, first_at)
    lead_at = np.where(by_sales, worked, np.where(led & ~by_marketing, NEVER, lead_at))
    contact_at = np.where(by_sales & ~np.isnat(contact_at), later(rng, worked, 10), contact_at)
    existing = led & ~by_marketing & ~by_sales  # renewals and old customers: no lead, the contact is there
    mql_at = np.where(existing, NEVER, mql_at)

    unqualified = np.isnat(mql_at) | (mql_at > WORKFLOW_NIGHT)
    waiting = np.flatnonzero(unqualified & np.isnat(lead_at) & (contact_at < WORKFLOW_NIGHT) & ~led)
    overnight = np.zeros(count, bool)
    overnight[rng.permutation(waiting)[: round(WORKFLOW_SHARE * count)]] = True
    mql_at = np.where(overnight, WORKFLOW_NIGHT + seconds(rng.integers(0, 9_000, count)), mql_at)

    journey = Rows(
        source=source,
        first_at=first_at,
        contact_at=contact_at,
        mql_at=mql_at,
        overnight=overnight,
        led=led,
        deal=number,
        converted_at=only(by_marketing | by_sales, converted_at),
        existing=existing,
    )
    _hand_off(rng, people, journey, lead_at, by_marketing | by_sales)
    _sides(rng, people, journey, deals)
    # The campaign that brought the person; -1 where no campaign did.
    journey.campaign = np.full(count, -1)
    for name, channel in CHANNEL_OF.items():
        here = np.flatnonzero(journey.source == name)
        journey.campaign[here] = company.running(rng, channel, journey.first_at[here])
    return journey


def _first_deal(people: Rows, deals: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The first deal of every primary contact: (person row, deal row)."""
    order = np.lexsort((deals.created_at, deals.primary))
    primary = deals.primary[order]
    first = np.ones(len(primary), bool)
    first[1:] = primary[1:] != primary[:-1]
    return primary[first], order[first]


def _hand_off(rng: np.random.Generator, people: Rows, journey: Rows, cold_at: np.ndarray, converts: np.ndarray) -> None:
    """Lead, owner, first call, acceptance or refusal; ``lost_because`` is the true reason of a lost hand-off."""
    count = people.count
    mql_at, overnight = journey.mql_at, journey.overnight
    qualified = ~np.isnat(mql_at)
    not_synced = qualified & ~converts & chance(rng, 0.05, count)
    sync = np.where(
        chance(rng, 0.06, count) & ~converts, rng.integers(86_400, 6 * 86_400, count), rng.integers(300, 1_500, count)
    )
    lead_at = np.where(qualified & ~not_synced, mql_at + seconds(sync), np.where(qualified, NEVER, cold_at))
    has_lead = ~np.isnat(lead_at)
    queued = has_lead & qualified & chance(rng, 0.4, count)
    left = queued & ~converts & chance(rng, np.where(overnight, 0.4, 0.12), count)
    hours = np.where(queued, rng.exponential(20, count), rng.exponential(0.3, count)) * np.where(converts, 0.3, 1)
    limit = np.where(converts, journey.converted_at - seconds(np.full(count, 1800)), END + days(np.array([400.0])))
    assigned_at = only(has_lead & ~left, np.minimum(lead_at + seconds(60 + hours * 3600), limit))
    inactive = has_lead & ~left & ~converts & chance(rng, 0.05, count) & (lead_at > COLLEAGUES_LEFT_BY)
    robot = has_lead & ~left & ~converts & ~inactive & chance(rng, 0.03, count)
    never = has_lead & ~converts & (left | inactive | robot | chance(rng, np.where(overnight, 0.75, 0.15), count))
    wait = rng.lognormal(np.log(7), 1.5, count) * np.where(converts, 0.4, 1)
    called_at = office_hours(rng, only(has_lead & ~never, assigned_at + seconds(wait * 3600)))
    called_at = np.where(called_at > limit, limit, called_at)
    good = np.isin(people.kind, BUYERS)
    # Who is called within hours is more often won over than who waits for days.
    luck = np.where(wait < 5, 1.25, np.where(wait > 40, 0.65, 1.0))
    accepts = converts | (~never & has_lead & chance(rng, np.where(good, 0.5, 0.05) * luck, count))
    accepted_at = only(accepts, np.minimum(later(rng, called_at, 0.6), limit))
    refuses = has_lead & ~accepts & chance(rng, np.where(never, 0.3, 0.8), count) & ~left
    rejected_at = only(refuses, np.where(never, later(rng, assigned_at, 18), later(rng, called_at, 2)))
    rejection = choose(rng, REJECTIONS, count, (0.28, 0.12, 0.08, 0.04, 0.14, 0.24, 0.10))
    rejection = np.where(
        np.isin(people.kind, ("job_seeker", "student")) & chance(rng, 0.7, count), REJECTIONS[2], rejection
    )
    rejection = np.where((people.kind == "competitor") & chance(rng, 0.7, count), REJECTIONS[3], rejection)
    recycled_at = only(refuses & (rejection == "Not ready") & chance(rng, 0.7, count), later(rng, rejected_at, 1))
    late = ~never & (called_at - assigned_at > seconds(np.array([2 * 86_400])))
    conditions = [
        (not_synced, "not_synced"),
        (left, "left_in_queue"),
        (inactive, "inactive_owner"),
        (robot, "integration_owner"),
        (never & refuses, "rejected_without_call"),
        (never & ~refuses, "never_called"),
        (late & ~accepts & qualified, "called_late"),
        (refuses, "rejected"),
    ]
    journey.update(
        lead_at=lead_at,
        queued=queued,
        assigned_at=assigned_at,
        inactive_owner=inactive,
        robot_owner=robot,
        called_at=called_at,
        accepted_at=accepted_at,
        rejected_at=rejected_at,
        rejection=only_text(refuses, rejection),
        recycled_at=recycled_at,
        attempts=np.where(never | ~has_lead, 0, 1 + rng.poisson(0.9, count)),
        lost_because=np.select([c for c, _ in conditions], [name for _, name in conditions], None).astype(object),
    )


def _sides(rng: np.random.Generator, people: Rows, journey: Rows, deals: Rows) -> None:
    """Records that come about beside the main road."""
    count = people.count
    known = ~np.isnat(journey.contact_at)
    # Colleagues of a deal: contacts that sales adds to the buying group.
    deal_at = np.full(people.home.max() + 1, NEVER)
    chosen = deals.take(deals.kind != "migrated")
    np.minimum.at(deal_at, chosen.organisation, chosen.created_at)
    old = np.zeros(len(deal_at), bool)
    old[deals.organisation[deals.kind == "migrated"]] = True
    group = ~np.isnat(deal_at[people.home]) & chance(rng, np.where(people.seniority >= 2, 0.45, 0.22), count)
    group &= np.isin(people.kind, BUYERS) & ~journey.led
    added = later(rng, deal_at[people.home], 14)
    before = START - days(rng.uniform(1, 500, count))
    contact_at = only(group, added)
    contact_at = np.where(journey.existing | (old[people.home] & chance(rng, 0.3, count)), before, contact_at)
    contact_at = np.where(~np.isnat(journey.converted_at), journey.converted_at, contact_at)
    journey.crm_contact_at = contact_at
    journey.buying_group = group
    seen = np.minimum(journey.first_at, np.where(known, journey.contact_at, journey.first_at))
    invited = chance(rng, np.where(np.isin(journey.source, ("event", "webinar")), 0.9, 0.1), count)
    journey.registered_at = only(
        invited, np.where(np.isin(journey.source, ("event", "webinar")), seen, later(rng, seen, 60))
    )
    journey.referred_at = only((journey.source == "referral") & chance(rng, 0.85, count), seen)
    journey.linkedin_form_at = only(journey.source == "linkedin_form", seen)
    journey.imported_at = only(known & chance(rng, 0.05, count), later(rng, journey.contact_at, 90))
    journey.optout_at = only(known & chance(rng, 0.06, count), later(rng, journey.contact_at, 150))
    journey.second_contact_at = only(known & chance(rng, 0.07, count), later(rng, journey.contact_at, 80))
    journey.contact_merged_at = only(
        ~np.isnat(journey.second_contact_at) & chance(rng, 0.45, count), later(rng, journey.second_contact_at, 40)
    )
    journey.second_lead_at = only(
        ~np.isnat(journey.lead_at) & chance(rng, 0.05, count), later(rng, journey.lead_at, 70)
    )
    # A contact that swallowed another is itself swallowed by a third: a chain of merges.
    journey.third_contact_at = only(
        ~np.isnat(journey.contact_merged_at) & chance(rng, 0.15, count), later(rng, journey.contact_merged_at, 20)
    )
    journey.chain_merged_at = only(~np.isnat(journey.third_contact_at), later(rng, journey.third_contact_at, 10))
    in_crm = ~np.isnat(journey.crm_contact_at)
    since = np.maximum(journey.crm_contact_at, START)
    journey.second_crm_contact_at = only(in_crm & chance(rng, 0.06, count), later(rng, since, 90))
    journey.crm_merged_at = only(
        ~np.isnat(journey.second_crm_contact_at) & chance(rng, 0.5, count),
        later(rng, journey.second_crm_contact_at, 50),
    )
    # Somebody notices the new employer and corrects the HubSpot contact.
    journey.move_noticed_at = only(
        ~np.isnat(people.moved_at) & (people.moved_at > journey.contact_at) & chance(rng, 0.4, count),
        later(rng, people.moved_at, 30),
    )
    journey.lead_merged_at = only(
        ~np.isnat(journey.second_lead_at) & chance(rng, 0.5, count), later(rng, journey.second_lead_at, 30)
    )
    journey.deleted_at = only(known & chance(rng, 0.01, count), later(rng, journey.contact_at, 200))
