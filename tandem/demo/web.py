"""The web site's own log: sessions of people, of strangers and of crawlers, with and without their tags."""

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.company import UTM
from tandem.demo.journeys import WEB_SOURCES
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import DAY, END, START, chance, choose, days, later, only, only_text, seconds, texts
from tandem.demo.scene import Scene

PAGES = (
    "/",
    "/product",
    "/pricing",
    "/customers",
    "/blog/forecasting",
    "/blog/hand-offs",
    "/webinars",
    "/docs",
    "/about",
)
STRANGERS_PER_PERSON = 0.9
PAID = ("paid_search", "paid_social", "linkedin_ad")
# A platform claims every form filled in up to this long after a click on it.
CLAIM_DAYS = 30


def write_web(scene: Scene) -> None:
    """All events of all sessions; a form filled in carries the conversion id that HubSpot has too."""
    rng = scene.rng("web")
    sessions = stack(_sessions(scene, rng))
    _tags(scene, rng, sessions)
    views = np.where(sessions.conversion, 2 + rng.poisson(2.0, sessions.count), 1 + rng.poisson(0.9, sessions.count))
    views = np.where(sessions.crawler, 1 + rng.poisson(6.0, sessions.count), views)
    index = np.repeat(np.arange(sessions.count), views)
    place = np.arange(len(index)) - np.repeat(np.cumsum(views) - views, views)
    visit = sessions.take(index)
    count = len(index)
    last = place == views[index] - 1
    submit = visit.conversion & last
    gap = seconds(place * rng.integers(5, 60, count))
    # The submission happens at the very moment that HubSpot knows; the views come before it.
    length = np.repeat(np.add.reduceat(np.ones(count, np.int64), np.cumsum(views) - views), views)
    at = np.where(visit.conversion, visit.at - seconds((length - 1 - place) * 41), visit.at + gap)
    page = texts(PAGES)[rng.integers(0, len(PAGES), count)]
    page = np.where(submit, "/request", np.where(visit.conversion & (place == length - 2), "/request", page)).astype(
        object
    )
    name = np.select(
        [submit, visit.conversion & (place == length - 2), page == "/pricing", chance(rng, 0.03, count)],
        ["form_submit", "form_start", "pricing_view", "download"],
        "page_view",
    ).astype(object)
    key = ids.opaque(scene.counters.take("web event", count), scene.seed + 53, 20)
    first = place == 0
    agreed = visit.consent
    who = np.maximum(visit.who, 0)
    utm = {
        f"utm_{part}": only_text(first, visit[f"utm_{part}"])
        for part in ("source", "medium", "campaign", "content", "term")
    }
    scene.out.append(
        "web",
        "event",
        Rows(
            event_id=key,
            occurred_at=at,
            anonymous_id=visit.device,
            session_id=visit.session,
            event_name=name,
            page_url=(texts(["https://www.tandemworks.example"] * count) + page).astype(object),
            referrer=only_text(first, visit.referrer),
            **utm,
            gclid=only_text(first & agreed, visit.gclid),
            fbclid=only_text(first & agreed, visit.fbclid),
            li_fat_id=only_text(first & agreed, visit.li_fat_id),
            form_id=only_text(submit, scene.company.forms[np.maximum(scene.keys.form[who], 0)]),
            hubspot_conversion_id=only_text(submit & visit.with_id, scene.keys.conversion[who]),
            email=only_text(submit & visit.with_mail, scene.keys.form_mail[who]),
            user_agent=visit.agent,
            country=visit.country,
            consent_analytics=agreed,
        ),
        at,
        rng=rng,
    )
    kind = np.where(submit, "form_submit", "page_view").astype(object)
    touch = np.where(submit, scene.keys.form_touch[who], scene.counters.take("touch", count))
    scene.touched(ids.keyed("web.event:", key), visit.who, at, kind, ~visit.crawler, touch)
    _visitors(scene, sessions)


def _sessions(scene: Scene, rng: np.random.Generator) -> list[Rows]:
    journey, people = scene.journey, scene.people
    online = np.flatnonzero(np.isin(journey.source, WEB_SOURCES) | chance(rng, 0.35, people.count))
    form = np.flatnonzero(~np.equal(scene.keys.conversion, None).astype(bool))
    more = np.repeat(online, rng.poisson(1.4, len(online)))
    clicks = scene.demand.get("click_who", np.zeros(0, int))
    parts = [
        _visits(rng, online, journey.first_at[online], journey.source[online], False, first=True),
        _visits(rng, form, journey.contact_at[form], texts(["direct"] * len(form)), True),
        _visits(
            rng,
            more,
            later(rng, journey.first_at[more], 40),
            choose(rng, ("direct", "organic", *PAID), len(more), (5, 4, 1.2, 0.9, 0.6)),
            False,
        ),
        _visits(
            rng,
            clicks,
            scene.demand.get("click_at", np.zeros(0, "datetime64[s]")),
            texts(["email"] * len(clicks)),
            False,
        ),
    ]
    strangers = int(people.count * STRANGERS_PER_PERSON)
    at = START + days(rng.random(strangers) * 731)
    nobody = _visits(
        rng,
        np.full(strangers, -1),
        at,
        choose(rng, ("organic", "direct", *PAID), strangers, (4, 3, 3, 2, 1)),
        False,
    )
    nobody.crawler = chance(rng, 0.06, strangers)
    parts.append(nobody)
    return parts


def _visits(
    rng: np.random.Generator, who: np.ndarray, at: np.ndarray, source: np.ndarray, conversion: bool, first: bool = False
) -> Rows:
    count = len(who)
    return Rows(
        first=np.full(count, first),
        with_id=chance(rng, 0.9, count),
        with_mail=chance(rng, 0.55, count),
        who=who,
        at=at,
        source=source.astype(object),
        conversion=np.full(count, conversion),
        crawler=np.zeros(count, bool),
    )


def _tags(scene: Scene, rng: np.random.Generator, sessions: Rows) -> None:
    """Devices, campaign tags and click ids. Some tags get lost, some click ids are stripped."""
    count = sessions.count
    stranger = sessions.who < 0
    person = scene.people.person[np.maximum(sessions.who, 0)]
    # A second device, and cookies that are forgotten: the same person is another visitor.
    second = chance(rng, 0.18, count).astype(np.int64)
    age = np.where(
        sessions.conversion | (sessions.at < scene.journey.contact_at[np.maximum(sessions.who, 0)]),
        0,
        (sessions.at - START).astype(np.int64) // (200 * DAY),
    )
    device = np.where(stranger, 0, person * 16 + second * 8 + age % 8)
    device[stranger] = -1 - scene.counters.take("stranger", int(stranger.sum()))
    salt = scene.seed + 61
    sessions.device = ids.opaque(device, salt, 20)
    sessions.session = ids.opaque(scene.counters.take("session", count), salt + 2, 20)
    campaigns = scene.company.campaigns
    number = np.zeros(count, np.int64)
    for channel in np.unique(campaigns.channel):
        here = np.flatnonzero(sessions.source == channel)
        number[here] = scene.company.running(rng, channel, sessions.at[here])
    known = scene.journey.campaign[np.maximum(sessions.who, 0)]
    number = np.where(sessions.first & (known >= 0), known, number)
    paid = np.isin(sessions.source, PAID)
    tagged = np.isin(sessions.source, campaigns.channel) & ~chance(rng, 0.16, count)
    pairs = [UTM.get(s, (None, None)) for s in sessions.source]
    source, medium = texts([p[0] for p in pairs]), texts([p[1] for p in pairs])
    untidy = chance(rng, 0.08, count)  # capital letters and other words for the same thing
    source[untidy] = texts(
        [{"google": "Google", "facebook": "fb", "linkedin": "LinkedIn"}.get(s, s) for s in source[untidy]]
    )
    medium[untidy] = texts([{"cpc": "ppc", "paid_social": "social"}.get(m, m) for m in medium[untidy]])
    sessions.campaign = np.where(np.isin(sessions.source, campaigns.channel), number, -1)
    sessions.utm_source, sessions.utm_medium = only_text(tagged, source), only_text(tagged, medium)
    sessions.utm_campaign = only_text(tagged, campaigns.code[number])
    sessions.utm_content = only_text(tagged & paid, join_ad(number, rng.integers(0, 4, count)))
    sessions.utm_term = only_text(tagged & (sessions.source == "paid_search"), campaigns.topic[number])
    # The first visit has the click id that HubSpot keeps; every later click has one of its own.
    serial = -2 - scene.counters.take("ad click", count)
    click = ids.opaque(np.where(sessions.first, person, serial), scene.seed + 3, 22)
    kept = ~chance(rng, 0.2, count)
    sessions.gclid = only_text(kept & (sessions.source == "paid_search"), click)
    sessions.fbclid = only_text(kept & (sessions.source == "paid_social"), click)
    sessions.li_fat_id = only_text(kept & (sessions.source == "linkedin_ad"), click)
    referrers = {
        "organic": "https://www.google.com/",
        "paid_search": "https://www.google.com/",
        "paid_social": "https://l.facebook.com/",
        "linkedin_ad": "https://www.linkedin.com/",
    }
    sessions.referrer = texts([referrers.get(s) for s in sessions.source])
    sessions.agent = np.where(sessions.crawler, vocab.CRAWLER_AGENT, choose(rng, vocab.BROWSERS, count)).astype(object)
    sessions.country = np.where(
        stranger, choose(rng, vocab.COUNTRIES, count), scene.people.country[np.maximum(sessions.who, 0)]
    ).astype(object)
    sessions.consent = chance(rng, 0.68, count)
    bought = paid & (sessions.at >= START) & (sessions.at <= END)
    scene.demand["clicks"] = np.stack([number[bought], (sessions.at[bought] - START).astype(np.int64) // DAY])
    _claims(scene, sessions, number, bought)


def _claims(scene: Scene, sessions: Rows, campaign: np.ndarray, bought: np.ndarray) -> None:
    """Every platform that a person came from claims the same form; the truth names all that do."""
    known = sessions.who >= 0
    filled = scene.journey.contact_at[np.maximum(sessions.who, 0)]
    filled = only(~np.equal(scene.keys.conversion[np.maximum(sessions.who, 0)], None).astype(bool), filled)
    near = (filled >= sessions.at) & (filled - sessions.at < seconds(np.array([CLAIM_DAYS * DAY]))) & (filled <= END)
    here = np.flatnonzero(bought & known & near)
    platform = np.searchsorted(np.sort(PAID), sessions.source[here].astype(str))
    _, first = np.unique(sessions.who[here].astype(np.int64) * 4 + platform, return_index=True)
    here = here[np.sort(first)]
    day = (filled[here] - START).astype(np.int64) // DAY
    scene.demand["claims"] = np.stack([campaign[here], day])
    scene.truth.add(
        "ad_claims",
        Rows(
            true_person_id=scene.people.person[sessions.who[here]],
            conversion_id=scene.keys.conversion[sessions.who[here]],
            platform=sessions.source[here],
            campaign_code=scene.company.campaigns.code[campaign[here]],
            claimed_on=START + days(day),
        ),
    )


def join_ad(campaign: np.ndarray, ad: np.ndarray) -> np.ndarray:
    """The ad's name in the link."""
    return (texts(["ad-"] * len(ad)) + ids.digits(campaign * 4 + ad, 1_000)).astype(object)


def _visitors(scene: Scene, sessions: Rows) -> None:
    """Whose each browser is. Only those whose form gave an address or a conversion id are records of a person."""
    here = np.flatnonzero((sessions.who >= 0) & (sessions.at >= START) & (sessions.at <= END))
    device, first = np.unique(sessions.device[here].astype(str), return_index=True)
    person = scene.people.person[sessions.who[here[first]]]
    scene.truth.add(
        "visitors", Rows(source_record_key=ids.keyed("web.visitor:", device.astype(object)), true_person_id=person)
    )
    asked = np.flatnonzero(sessions.conversion & (sessions.with_id | sessions.with_mail))
    device, first = np.unique(sessions.device[asked].astype(str), return_index=True)
    row = asked[first]
    who, at = sessions.who[row], sessions.at[row]
    here = at >= START
    device, who, at = device[here].astype(object), who[here], at[here]
    mail = only_text(sessions.with_mail[row][here], scene.keys.form_mail[who])
    described = Rows(case=texts(["visitor"] * len(who)), decidable=np.ones(len(who), bool), mail=mail)
    scene.know(ids.keyed("web.visitor:", device), who, described, at)
