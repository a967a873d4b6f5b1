"""Marketing e-mails and what happens to them: people, privacy proxies and security scanners."""

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.company import PORTAL, Company
from tandem.demo.deliveries import Deliveries
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import END, START, chance, choose, days, later, only_text, seconds, texts
from tandem.demo.scene import Scene

MAILS_PER_CONTACT = 5.2
NEWSLETTERS = 24
NURTURE_STEPS = 16
# Addresses reserved for documentation: people, privacy proxies and scanners each have their own block.
HUMAN_NET, PROXY_NET, SCANNER_NET = "192.0.2.", "203.0.113.", "198.51.100."


def _names() -> list[tuple[str, str]]:
    letters = [(f"Newsletter {2024 + i // 12}-{i % 12 + 1:02d}", "BATCH_EMAIL") for i in range(NEWSLETTERS)]
    return letters + [(f"Nurture {i // 4 + 1}.{i % 4 + 1}", "AUTOMATED_EMAIL") for i in range(NURTURE_STEPS)]


def write_email_campaigns(company: Company, out: Deliveries) -> None:
    """The mails themselves, known from the first delivery on."""
    listed = _names()
    count = len(listed)
    out.write(
        "hubspot",
        "email_campaign",
        0,
        Rows(
            id=ids.digits(np.arange(count), 330_000),
            app_id=texts(["113"] * count),
            content_id=ids.digits(np.arange(count), 770_000),
            name=texts([name for name, _ in listed]),
            subject=texts([f"News: {name}" for name, _ in listed]),
            sub_type=texts([kind for _, kind in listed]),
            type=texts([kind for _, kind in listed]),
            app_name=texts(["Batch"] * count),
        ),
    )


def write_emails(scene: Scene) -> None:
    """One SENT per mail and contact, then what followed it."""
    rng = scene.rng("emails")
    journey = scene.journey
    mail = scene.memory["hubspot"].mail
    reachable = np.flatnonzero(~np.equal(mail, None).astype(bool) & ~np.isnat(journey.contact_at))
    who, campaign, at = _plan(rng, journey, reachable)
    count = len(who)
    if not count:
        return
    scanned = scene.organisations.scans_mail[scene.people.home[who]] & (scene.people.kind[who] == "buyer")
    private = scene.people.privacy_mail[who]
    bounced = chance(rng, 0.015, count)
    # A person who is about to qualify reads more.
    eager = (at < journey.mql_at[who]) | (~np.isnat(journey.converted_at[who]))
    opened = ~bounced & chance(rng, np.where(eager, 0.38, 0.2), count)
    clicked = opened & chance(rng, np.where(eager, 0.28, 0.12), count)
    proxied = ~bounced & private & chance(rng, 0.92, count)
    checked = ~bounced & scanned & chance(rng, 0.9, count)
    sent_id = ids.opaque(scene.counters.take("mail", count), scene.seed + 41, 16)
    base = Rows(who=who, campaign=campaign, sent_at=at, sent=sent_id)
    index = np.arange(count)
    delivered_at = at + seconds(rng.integers(1, 20, count))
    open_at = later(rng, at, 0.7)
    click_at = open_at + seconds(rng.integers(5, 240, count))
    parts = [
        _event(base, index, "SENT", at, "SENT", True),
        _event(base, index[~bounced], "DELIVERED", delivered_at, "DELIVERED", True),
        _event(base, index[bounced], "BOUNCE", delivered_at, "BOUNCE", True),
        _event(base, index[opened], "OPEN", open_at, "human", True),
        _event(base, index[proxied], "OPEN", delivered_at + seconds(rng.integers(30, 1_800, count)), "proxy", False),
        _event(base, index[checked], "OPEN", delivered_at + seconds(rng.integers(1, 4, count)), "scanner", False),
        _event(base, index[clicked], "CLICK", click_at, "human", True),
    ]
    for number in range(3):  # a scanner follows every link of the mail within seconds
        parts.append(
            _event(
                base,
                index[checked],
                "CLICK",
                delivered_at + seconds(rng.integers(2 + 3 * number, 9 + 3 * number, count)),
                "scanner",
                False,
            )
        )
    # Those who opt out do it with the link in the last mail they got.
    left, left_at = _last_mail(who, at, np.flatnonzero(~np.isnat(journey.optout_at)), journey.optout_at)
    optout_at = at.copy()
    optout_at[left] = left_at
    parts.append(_event(base, left, "STATUSCHANGE", optout_at, "unsubscribe", True))
    _write(scene, rng, stack(parts), mail)
    scene.demand["click_who"] = who[clicked]
    scene.demand["click_at"] = click_at[clicked]


def _plan(rng: np.random.Generator, journey: Rows, reachable: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(person, mail, moment): newsletters for some, nurture steps after the first contact; opt-outs are honoured."""
    months = np.array(
        [f"{2024 + i // 12}-{i % 12 + 1:02d}-{8 + i % 5:02d}T09:30:00" for i in range(NEWSLETTERS)], "datetime64[s]"
    )
    readers = reachable[chance(rng, 0.45, len(reachable))]
    since = np.maximum(journey.contact_at[readers], START)
    picks = rng.poisson(MAILS_PER_CONTACT * 0.9, len(readers))
    who = np.repeat(readers, picks)
    letter = rng.integers(0, NEWSLETTERS, len(who))
    at = months[letter] + seconds(rng.integers(0, 900, len(who)))
    keep = at > np.repeat(since, picks)
    first = np.unique(who[keep].astype(np.int64) * 64 + letter[keep])
    who_a, letter_a = first // 64, first % 64
    at_a = months[letter_a] + seconds(rng.integers(0, 900, len(who_a)))
    steps = 1 + rng.poisson(MAILS_PER_CONTACT * 0.55, len(reachable))
    who_b = np.repeat(reachable, steps)
    step = np.arange(len(who_b)) - np.repeat(np.cumsum(steps) - steps, steps)
    at_b = np.maximum(journey.contact_at[who_b], START) + days(1 + 6.0 * step + rng.random(len(who_b)))
    track = (who_b * 7) % 4
    letter_b = NEWSLETTERS + track * 4 + np.minimum(step, 3)
    who, letter, at = np.concatenate([who_a, who_b]), np.concatenate([letter_a, letter_b]), np.concatenate([at_a, at_b])
    stop = journey.optout_at[who]
    keep = (at >= START) & (at <= END) & ~(at > stop)
    return who[keep], letter[keep], at[keep]


def _last_mail(
    who: np.ndarray, at: np.ndarray, people: np.ndarray, moment: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(mail, moment) of each person's last mail before their moment; people without one are left out."""
    order = np.lexsort((at, who))
    span = np.int64(1) << 40  # seconds since 1970 need less
    keys = who[order].astype(np.int64) * span + at[order].astype(np.int64)
    place = np.searchsorted(keys, people * span + moment[people].astype(np.int64), side="left") - 1
    found = place >= 0
    found[found] = who[order[place[found]]] == people[found]
    return order[place[found]], moment[people[found]]


def _event(base: Rows, index: np.ndarray, kind: str, at: np.ndarray, cause: str, human: bool) -> Rows:
    part = base.take(index)
    count = part.count
    return Rows(
        part, at=at[index], type=texts([kind] * count), cause=texts([cause] * count), human=np.full(count, human)
    )


def _write(scene: Scene, rng: np.random.Generator, events: Rows, mail: np.ndarray) -> None:
    count = events.count
    number = scene.counters.take("mail event", count)
    key = np.where(events.type == "SENT", events.sent, ids.opaque(number, scene.seed + 43, 16)).astype(object)
    follows = events.type != "SENT"
    flagged = (events.cause == "scanner") & chance(rng, 0.4, count)  # HubSpot itself sees through some of them
    late = scene.rng("late mail events")
    scene.out.append(
        "hubspot",
        "email_event",
        Rows(
            id=key,
            created=events.at,
            type=events.type,
            email_campaign_id=ids.digits(events.campaign, 330_000),
            recipient=mail[events.who],
            sent_by_id=only_text(follows, events.sent),
            sent_by_created=np.where(follows, events.sent_at, np.datetime64("NaT")),
            filtered_event=flagged,
            app_id=texts(["113"] * count),
            portal_id=texts([PORTAL] * count),
        ),
        events.at,
        rng=late,
    )
    agent = np.select(
        [events.cause == "proxy", events.cause == "scanner"],
        [vocab.PRIVACY_PROXY_AGENT, choose(rng, vocab.SCANNER_AGENTS, count)],
        choose(rng, vocab.BROWSERS, count),
    ).astype(object)
    net = np.select([events.cause == "proxy", events.cause == "scanner"], [PROXY_NET, SCANNER_NET], HUMAN_NET).astype(
        object
    )
    address = (net + ids.digits(rng.integers(1, 255, count))).astype(object)
    for name, code in (("open", "OPEN"), ("click", "CLICK")):
        here = events.type == code
        rows = Rows(
            id=key[here],
            ip_address=address[here],
            user_agent=agent[here],
            browser=np.where(events.cause[here] == "human", "Chrome", None).astype(object),
        )
        if name == "click":
            rows.url = texts(["https://www.tandemworks.example/read?hsCtaTracking=1"] * int(here.sum()))
        else:
            rows.duration = np.where(events.cause[here] == "human", rng.integers(500, 30_000, int(here.sum())), 0)
        scene.out.append("hubspot", f"email_event_{name}", rows, events.at[here])
    here = events.type == "BOUNCE"
    hard = chance(rng, 0.6, int(here.sum()))
    scene.out.append(
        "hubspot",
        "email_event_bounce",
        Rows(
            id=key[here],
            category=np.where(hard, "UNKNOWN_USER", "MAILBOX_FULL").astype(object),
            status=np.where(hard, "5.1.1", "4.2.2").astype(object),
            response=np.where(hard, "550 no such user", "452 mailbox full").astype(object),
        ),
        events.at[here],
    )
    here = events.type == "STATUSCHANGE"
    scene.out.append(
        "hubspot",
        "email_event_status_change",
        Rows(
            id=key[here],
            bounced=np.zeros(int(here.sum()), bool),
            portal_subscription_status=texts(["UNSUBSCRIBED"] * int(here.sum())),
            requested_by=mail[events.who[here]],
            source=texts(["SOURCE_RECIPIENT"] * int(here.sum())),
            subscriptions=texts(['[{"id": 1, "status": "UNSUBSCRIBED"}]'] * int(here.sum())),
        ),
        events.at[here],
    )
    shown = np.isin(events.type, ("SENT", "OPEN", "CLICK", "STATUSCHANGE"))
    kind = np.select(
        [events.type == "SENT", events.type == "OPEN", events.type == "CLICK"],
        ["mail_sent", "mail_open", "mail_click"],
        "mail_unsubscribe",
    ).astype(object)
    scene.touched(
        ids.keyed("hubspot.email_event:", key[shown]),
        events.who[shown],
        events.at[shown],
        kind[shown],
        events.human[shown],
    )
