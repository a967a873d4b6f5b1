"""Files of the smaller systems: event registrations, partner referrals, LinkedIn lead forms, consent acts."""

import numpy as np

from tandem.demo import ids
from tandem.demo.ads import ADS_PER_CAMPAIGN
from tandem.demo.mess import describe
from tandem.demo.rows import Rows, stack, versions
from tandem.demo.sampling import END, START, chance, choose, days, later, only_text, seconds, texts
from tandem.demo.scene import Scene

PARTNERS = ("Northbridge Advisory", "Delta Integrations", "Kontor & Partner", "Blue Harbour")
EVENT_DAYS = np.array(
    [f"{2024 + i // 8}-{(i % 8) * 12 // 8 + 2:02d}-{10 + i % 9:02d}" for i in range(16)], "datetime64[s]"
)


def write_outside(scene: Scene) -> None:
    """All files that come from outside the big systems."""
    _registrations(scene)
    _referrals(scene)
    _lead_forms(scene)
    _consent(scene)


def _registrations(scene: Scene) -> None:
    rng = scene.rng("registrations")
    who = np.flatnonzero(~np.isnat(scene.journey.registered_at))
    registered = scene.journey.registered_at[who]
    here = (registered >= START) & (registered <= END)
    who, registered = who[here], registered[here]
    count = len(who)
    if not count:
        return
    event = np.minimum(np.searchsorted(EVENT_DAYS, registered), len(EVENT_DAYS) - 1)
    registered = np.minimum(registered, EVENT_DAYS[event] - days(np.full(count, 0.5)))
    described = describe(rng, scene.organisations, scene.people, who, registered, private=0.3, mail=0.93)
    attended = chance(rng, 0.56, count)
    record, at = versions([registered, EVENT_DAYS[event] + days(np.full(count, 1.5))])
    number = scene.counters.take("registration", count)
    key = ids.labelled("REG-", number)
    text = described.take(record)
    after = at > EVENT_DAYS[event][record]
    kind = np.where(event % 2 == 0, "Webinar", "Summit")
    scene.out.versions(
        "events",
        "registration",
        Rows(
            registration_id=key[record],
            event_code=ids.labelled("EV", event, 3)[record],
            event_name=(kind.astype(object) + " " + ids.digits(event + 1))[record].astype(object),
            event_date=EVENT_DAYS[event][record],
            first_name=text.given,
            last_name=text.family,
            email=text.mail,
            company=text.company,
            job_title=text.title,
            registered_at=registered[record],
            attended=np.where(after, attended[record], None),
            updated_at=at,
        ),
        record,
        at,
    )
    scene.know(ids.keyed("events.registration:", key), who, described, registered)
    scene.touched(ids.keyed("events.registration:", key), who, registered, "event_registration", True)


def _referrals(scene: Scene) -> None:
    rng = scene.rng("referrals")
    who = np.flatnonzero(~np.isnat(scene.journey.referred_at) & (scene.journey.referred_at >= START))
    at = scene.journey.referred_at[who]
    described = describe(
        rng, scene.organisations, scene.people, who, at, private=0.15, mail=0.75, telephone=0.6, by_hand=True
    )
    key = ids.labelled("REF-", scene.counters.take("referral", len(who)))
    scene.out.append(
        "partners",
        "referral",
        Rows(
            referral_id=key,
            partner=choose(rng, PARTNERS, len(who)),
            referred_at=at,
            first_name=described.given,
            last_name=described.family,
            email=described.mail,
            phone=described.phone,
            company=described.company,
            note=choose(rng, ("Interested in a demo", "Met at a fair", None), len(who)),
        ),
        at,
        rng=rng,
    )
    scene.know(ids.keyed("partners.referral:", key), who, described, at)
    scene.touched(ids.keyed("partners.referral:", key), who, at, "referral", True)


def _lead_forms(scene: Scene) -> None:
    rng = scene.rng("lead forms")
    who = np.flatnonzero(~np.isnat(scene.journey.linkedin_form_at) & (scene.journey.linkedin_form_at >= START))
    at = scene.journey.linkedin_form_at[who]
    count = len(who)
    campaigns = scene.company.campaigns
    own = np.flatnonzero(campaigns.channel == "linkedin_ad")
    campaign = own[rng.integers(0, len(own), count)]
    ad = rng.integers(0, ADS_PER_CAMPAIGN, count)
    # LinkedIn fills the form from the profile: mostly private addresses.
    described = describe(rng, scene.organisations, scene.people, who, at, private=0.62, mail=0.98, telephone=0.35)
    key = ids.labelled("urn-lf-", scene.counters.take("lead form", count), 9)
    scene.out.append(
        "linkedin_ads",
        "lead_form_response",
        Rows(
            id=key,
            form_id=ids.digits(campaign % 5, 8_800),
            campaign_id=ids.digits(campaign * 2 + ad // 2, 620_000_000),
            creative_id=ids.digits(campaign * 4 + ad, 630_000_000),
            submitted_at=at,
            first_name=described.given,
            last_name=described.family,
            email=described.mail,
            phone=described.phone,
            company_name=described.company,
            job_title=described.title,
            country=described.country,
            test_lead=chance(rng, 0.01, count),
        ),
        at,
        rng=rng,
    )
    scene.know(ids.keyed("linkedin_ads.lead_form_response:", key), who, described, at)
    scene.touched(ids.keyed("linkedin_ads.lead_form_response:", key), who, at, "lead_form", True)


def _consent(scene: Scene) -> None:
    """Grants with the form, withdrawals later; a few contradict each other or are not verified."""
    rng = scene.rng("consent")
    journey = scene.journey
    asked = np.flatnonzero(~np.isnat(journey.contact_at) & ~np.equal(scene.memory["hubspot"].mail, None).astype(bool))
    agreed = asked[chance(rng, 0.6, len(asked))]
    left = asked[~np.isnat(journey.optout_at[asked])]
    calls = asked[chance(rng, 0.12, len(asked))]
    again = left[chance(rng, 0.1, len(left))]
    acts = [
        _acts(agreed, journey.contact_at[agreed] + seconds(np.array([5])), "marketing", "email", "granted", "form"),
        _acts(left, journey.optout_at[left], "marketing", "email", "withdrawn", "preference page"),
        _acts(again, later(rng, journey.optout_at[again], 90), "marketing", "email", "granted", "import"),
        _acts(calls, later(rng, journey.contact_at[calls], 20), "sales", "phone", "granted", "call note"),
        _acts(agreed[::5], journey.contact_at[agreed[::5]], "analytics", "web", "granted", "banner"),
    ]
    rows = stack(acts)
    if not rows.count:
        return
    who = rows.pop("who")
    by_phone = rows.channel == "phone"
    rows.verified = (rows.source != "import") & chance(rng, 0.93, rows.count)
    rows.email = only_text(~by_phone | chance(rng, 0.5, rows.count), scene.memory["hubspot"].mail[who])
    rows.phone = only_text(by_phone, scene.people.direct_phone[who])
    rows.consent_act_id = ids.opaque(scene.counters.take("consent", rows.count), scene.seed + 71, 20)
    rows.proof = only_text(rows.verified, "double opt-in mail")
    scene.out.append("consent", "act", rows, rows.occurred_at, rng=rng)


def _acts(who: np.ndarray, at: np.ndarray, purpose: str, channel: str, action: str, source: str) -> Rows:
    count = len(who)
    return Rows(
        who=who,
        occurred_at=at,
        purpose=texts([purpose] * count),
        channel=texts([channel] * count),
        action=texts([action] * count),
        source=texts([source] * count),
    )
