"""The web site's own log: sessions of people, of strangers and of crawlers, with and without their tags."""

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.company import UTM
from tandem.demo.journeys import WEB_SOURCES
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import DAY, START, chance, choose, days, later, only_text, seconds, texts
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
            hubspot_conversion_id=only_text(submit & chance(rng, 0.9, count), scene.keys.conversion[who]),
            email=only_text(submit & chance(rng, 0.55, count), scene.keys.form_mail[who]),
            user_agent=visit.agent,
            country=visit.country,
            consent_analytics=agreed,
        ),
        at,
        rng=rng,
    )
    kind = np.where(submit, "form_submit", "page_view").astype(object)
    scene.touched(ids.keyed("web.event:", key), visit.who, at, kind, ~visit.crawler)
    _visitors(scene, sessions)


def _sessions(scene: Scene, rng: np.random.Generator) -> list[Rows]:
    journey, people = scene.journey, scene.people
    online = np.flatnonzero(np.isin(journey.source, WEB_SOURCES) | chance(rng, 0.35, people.count))
    form = np.flatnonzero(~np.equal(scene.keys.conversion, None).astype(bool))
    more = np.repeat(online, rng.poisson(1.4, len(online)))
    clicks = scene.demand.get("click_who", np.zeros(0, int))
    parts = [
        _visits(rng, online, journey.first_at[online], journey.source[online], False),
        _visits(rng, form, journey.contact_at[form], texts(["direct"] * len(form)), True),
        _visits(
            rng,
            more,
            later(rng, journey.first_at[more], 70),
            choose(rng, ("direct", "organic", "paid_search"), len(more), (5, 4, 1)),
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
        choose(rng, ("organic", "direct", "paid_search", "paid_social", "linkedin_ad"), strangers, (4, 3, 3, 2, 1)),
        False,
    )
    nobody.crawler = chance(rng, 0.06, strangers)
    parts.append(nobody)
    return parts


def _visits(rng: np.random.Generator, who: np.ndarray, at: np.ndarray, source: np.ndarray, conversion: bool) -> Rows:
    count = len(who)
    return Rows(
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
        number[here] = _running(rng, campaigns, np.flatnonzero(campaigns.channel == channel), sessions.at[here])
    paid = np.isin(sessions.source, ("paid_search", "paid_social", "linkedin_ad"))
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
    click = ids.opaque(np.where(stranger, device, person), scene.seed + 3, 22)
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
    bought = paid & (sessions.at >= START)
    scene.demand["ad_campaign"] = number[bought]
    scene.demand["ad_day"] = (sessions.at[bought] - START).astype(np.int64) // DAY
    scene.demand["ad_converts"] = chance(rng, 0.05, int(bought.sum()))


def _running(rng: np.random.Generator, campaigns: Rows, choice: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A campaign of the channel that runs at that moment, or the channel's first one."""
    picked = choice[rng.integers(0, len(choice), len(at))]
    for _ in range(6):
        idle = (at < campaigns.starts[picked]) | (at > campaigns.ends[picked])
        picked = np.where(idle, choice[rng.integers(0, len(choice), len(at))], picked)
    idle = (at < campaigns.starts[picked]) | (at > campaigns.ends[picked])
    return np.where(idle, choice[0], picked)


def join_ad(campaign: np.ndarray, ad: np.ndarray) -> np.ndarray:
    """The ad's name in the link."""
    return (texts(["ad-"] * len(ad)) + ids.digits(campaign * 4 + ad, 1_000)).astype(object)


def _visitors(scene: Scene, sessions: Rows) -> None:
    """Only visitors who filled in a form are records of a person."""
    asked = np.flatnonzero(sessions.conversion)
    device, first = np.unique(sessions.device[asked].astype(str), return_index=True)
    who, at = sessions.who[asked][first], sessions.at[asked][first]
    here = at >= START
    device, who, at = device[here].astype(object), who[here], at[here]
    scene.know(
        ids.keyed("web.visitor:", device),
        who,
        Rows(case=texts(["visitor"] * len(who)), decidable=np.ones(len(who), bool)),
        at,
    )
