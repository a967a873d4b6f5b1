"""Our own side: colleagues with managers and roles, queues, products, forms, and the marketing campaigns."""

from dataclasses import dataclass

import numpy as np

from tandem.demo import ids, vocab
from tandem.demo.deliveries import Deliveries
from tandem.demo.rows import Rows, versions
from tandem.demo.sampling import NEVER, START, chance, choose, days, join, stream, texts

CREATED = np.datetime64("2021-03-01T09:00:00", "s")
PORTAL = "4711001"
PRODUCTS = (  # code, name, family, list price a year, cost
    ("TW-START", "Workbench Starter", "Platform", 2_400, 600),
    ("TW-TEAM", "Workbench Team", "Platform", 7_200, 1_700),
    ("TW-ENT", "Workbench Enterprise", "Platform", 24_000, 5_200),
    ("TW-CONN", "Connector Pack", "Add-on", 3_600, 500),
    ("TW-AI", "Forecast Module", "Add-on", 4_800, 1_400),
    ("TW-SUP", "Premium Support", "Service", 1_800, 1_100),
    ("TW-ONB", "Onboarding", "Service", 2_900, 2_300),
)
QUEUES = ("Inbound Leads DACH", "Inbound Leads UK+US", "Inbound Leads Rest", "Unassigned")
FORMS = (
    ("Demo request", "HUBSPOT"),
    ("Contact us", "HUBSPOT"),
    ("Whitepaper: Forecasting", "HUBSPOT"),
    ("Whitepaper: Hand-offs", "HUBSPOT"),
    ("Newsletter", "HUBSPOT"),
    ("Webinar sign-up", "HUBSPOT"),
    ("Price list", "HUBSPOT"),
    ("Trial", "CAPTURED"),
)
CHANNELS = ("paid_search", "paid_social", "linkedin_ad", "email", "event", "webinar", "referral", "content")
CHANNEL_SHARES = (0.34, 0.18, 0.16, 0.12, 0.06, 0.06, 0.03, 0.05)
UTM = {  # source and medium that each channel's links carry
    "paid_search": ("google", "cpc"),
    "paid_social": ("facebook", "paid_social"),
    "linkedin_ad": ("linkedin", "paid_social"),
    "email": ("hubspot", "email"),
    "webinar": ("webinar", "webinar"),
    "event": ("event", "event"),
    "referral": ("partner", "referral"),
    "content": ("newsletter", "content"),
}
TOPICS = ("brand", "forecast", "handoff", "attribution", "retention", "demo", "competitor", "benchmark")


@dataclass
class Company:
    """What the rest of the world refers to."""

    users: Rows
    queues: np.ndarray
    roles: np.ndarray
    product_ids: np.ndarray
    forms: np.ndarray
    campaigns: Rows

    def user(self, *teams: str, active: bool = True) -> np.ndarray:
        """Row numbers of the users of these teams."""
        return np.flatnonzero(np.isin(self.users.team, teams) & (self.users.active == active))

    def running(self, rng: np.random.Generator, channel: str, at: np.ndarray) -> np.ndarray:
        """For every moment a campaign of the channel that runs then; the channel's first one if none does."""
        campaigns = self.campaigns
        choice = np.flatnonzero(campaigns.channel == channel)
        picked = choice[rng.integers(0, len(choice), len(at))]
        for _ in range(6):
            idle = (at < campaigns.starts[picked]) | (at > campaigns.ends[picked])
            picked = np.where(idle, choice[rng.integers(0, len(choice), len(at))], picked)
        idle = (at < campaigns.starts[picked]) | (at > campaigns.ends[picked])
        return np.where(idle, choice[0], picked)


def found(seed: int, people: int) -> Company:
    """The company for a world of this many people; it grows mildly with the world."""
    rng = stream(seed, "company")
    growth = (people / 10_000) ** 0.35
    users = _users(rng, growth)
    return Company(
        users=users,
        queues=ids.salesforce("group", np.arange(len(QUEUES))),
        roles=ids.salesforce("user_role", np.arange(6)),
        product_ids=ids.salesforce("product_2", np.arange(len(PRODUCTS))),
        forms=ids.opaque(np.arange(len(FORMS)), seed + 17, 32),
        campaigns=_campaigns(rng, max(24, round(80 * growth))),
    )


def _users(rng: np.random.Generator, growth: float) -> Rows:
    plan = [
        ("SDR", max(6, round(8 * growth))),
        ("AE", max(8, round(12 * growth))),
        ("CSM", max(5, round(5 * growth))),
        ("Sales Management", 3),
        ("Marketing", 5),
    ]
    team = [name for name, size in plan for _ in range(size)]
    active = [True] * len(team)
    team += ["SDR", "AE", "AE"]
    active += [False] * 3
    people = len(team)
    names = vocab.names()
    given = names["given"][rng.choice(3_000, people, replace=False)]
    family = names["family"][rng.choice(2_000, people, replace=False)]
    name = [f"{g} {f}" for g, f in zip(given, family, strict=True)]
    mail = [f"{vocab.plain(g)}.{vocab.plain(f)}@{vocab.OWN_DOMAIN}" for g, f in zip(given, family, strict=True)]
    robots = ("HubSpot Integration", "Data Migration")
    return Rows(
        number=np.arange(people + 2),
        id=ids.salesforce("user", np.arange(people + 2)),
        name=texts([*name, *robots]),
        given=texts([*given, "HubSpot", "Data"]),
        family=texts([*family, "Integration", "Migration"]),
        email=texts([*mail, f"hubspot.integration@{vocab.OWN_DOMAIN}", f"migration@{vocab.OWN_DOMAIN}"]),
        team=texts([*team, "Integration", "Integration"]),
        active=np.array([*active, True, True]),
        owner_id=ids.digits(np.arange(people + 2) * 37, 60_100_000),
    )


def _campaigns(rng: np.random.Generator, count: int) -> Rows:
    channel = texts(np.repeat(CHANNELS, np.maximum(1, np.round(np.array(CHANNEL_SHARES) * count).astype(int))))
    count = len(channel)
    starts = np.datetime64("2023-12-15", "s") + days(
        np.floor(np.arange(count) * 1.0 / count * 40 + rng.random(count) * 660)
    )
    length = days(np.floor(rng.uniform(60, 330, count)))
    always = chance(rng, 0.25, count)
    starts = np.where(always, np.datetime64("2023-12-15", "s"), starts)
    ends = np.where(always, np.datetime64("2026-06-30", "s"), starts + length)
    month = starts.astype("datetime64[M]").astype(int) % 12
    year = starts.astype("datetime64[Y]").astype(int) + 1970
    country = choose(rng, vocab.COUNTRIES, count, vocab.COUNTRY_WEIGHTS)
    topic = choose(rng, TOPICS, count)
    code = texts(
        [
            f"{y}q{m // 3 + 1}-{c.replace('_', '-')}-{t}-{land.lower()}-{i:02d}"
            for i, (y, m, c, t, land) in enumerate(zip(year, month, channel, topic, country, strict=True))
        ]
    )
    return Rows(
        number=np.arange(count),
        channel=channel,
        code=code,
        topic=topic,
        country=country,
        starts=starts,
        ends=ends,
        id=ids.salesforce("campaign", np.arange(count)),
        daily_budget=np.round(rng.lognormal(3.6, 0.6, count), 2),
    )


def deliver(company: Company, out: Deliveries) -> None:
    """Users, roles, queues, products, owners, forms, campaigns as Salesforce and HubSpot know them."""
    users, count = company.users, company.users.count
    created = np.full(count, CREATED)
    roles = texts(["Sales Management", "SDR", "AE", "CSM", "Marketing", "Integration"])
    role_of = np.array([int(np.flatnonzero(roles == team)[0]) for team in users.team])
    managers = company.user("Sales Management")
    manager = managers[np.arange(count) % len(managers)]
    left_at = np.where(users.active, NEVER, np.datetime64("2024-06-28T17:00:00", "s") + days(np.arange(count) * 3.0))
    moved_at = np.where((np.arange(count) % 9 == 4) & users.active, START + days(300 + np.arange(count) * 4.0), NEVER)
    record, at = versions([created, left_at, moved_at])
    after_move = at >= moved_at[record]
    out.versions(
        "salesforce",
        "user",
        Rows(
            id=users.id[record],
            name=users.name[record],
            email=users.email[record],
            username=users.email[record],
            title=users.team[record],
            department=np.where(users.team[record] == "Marketing", "Marketing", "Sales").astype(object),
            user_role_id=company.roles[role_of[record]],
            manager_id=users.id[np.where(after_move, managers[(record + 1) % len(managers)], manager[record])],
            user_type=texts(["Standard"] * len(record)),
            is_active=~(at >= left_at[record]),
            time_zone_sid_key=texts(["Europe/Berlin"] * len(record)),
            country=texts(["DE"] * len(record)),
            _fivetran_deleted=np.zeros(len(record), bool),
            created_date=created[record],
            last_modified_date=at,
        ),
        record,
        at,
    )
    _static(
        out,
        "salesforce",
        "user_role",
        Rows(
            id=company.roles,
            name=roles,
            developer_name=join(texts([r.replace(" ", "_") for r in roles])),
            parent_role_id=texts([None, *[company.roles[0]] * 3, None, None]),
            _fivetran_deleted=np.zeros(6, bool),
        ),
    )
    queues = len(QUEUES)
    _static(
        out,
        "salesforce",
        "group",
        Rows(
            id=company.queues,
            name=texts(QUEUES),
            developer_name=texts([q.replace(" ", "_").replace("+", "_") for q in QUEUES]),
            type=texts(["Queue"] * queues),
            _fivetran_deleted=np.zeros(queues, bool),
            created_date=np.full(queues, CREATED),
            last_modified_date=np.full(queues, CREATED),
        ),
    )
    products = len(PRODUCTS)
    _static(
        out,
        "salesforce",
        "product_2",
        Rows(
            id=company.product_ids,
            name=texts([p[1] for p in PRODUCTS]),
            product_code=texts([p[0] for p in PRODUCTS]),
            family=texts([p[2] for p in PRODUCTS]),
            is_active=np.ones(products, bool),
            is_deleted=np.zeros(products, bool),
            created_date=np.full(products, CREATED),
            last_modified_date=np.full(products, CREATED),
        ),
    )
    _static(
        out,
        "hubspot",
        "owner",
        Rows(
            owner_id=users.owner_id,
            email=users.email,
            first_name=users.given,
            last_name=users.family,
            type=texts(["PERSON"] * count),
            active_user_id=users.owner_id,
            portal_id=texts([PORTAL] * count),
            created_at=created,
            updated_at=created,
        ),
    )
    forms = len(FORMS)
    _static(
        out,
        "hubspot",
        "form",
        Rows(
            guid=company.forms,
            name=texts([f[0] for f in FORMS]),
            form_type=texts([f[1] for f in FORMS]),
            portal_id=texts([PORTAL] * forms),
            action=texts([""] * forms),
            method=texts(["POST"] * forms),
            submit_text=texts(["Send"] * forms),
            created_at=np.full(forms, CREATED),
            updated_at=np.full(forms, CREATED),
        ),
    )
    _campaigns_out(company, out)


def _campaigns_out(company: Company, out: Deliveries) -> None:
    """Salesforce names most campaigns like marketing does; some it never hears of, some carry another name."""
    all_campaigns = company.campaigns
    known = all_campaigns.take(np.arange(all_campaigns.count) % 11 != 7)
    number = known.number
    renamed = number % 13 == 5
    record, at = versions([known.starts, np.where(known.ends < np.datetime64("2026-01-01"), known.ends, NEVER)])
    over = at >= known.ends[record]
    budget = known.daily_budget * (known.ends - known.starts).astype(np.int64) / 86_400
    kinds = {"event": "Conference", "webinar": "Webinar", "email": "Email", "referral": "Partners"}
    out.versions(
        "salesforce",
        "campaign",
        Rows(
            id=known.id[record],
            name=np.where(renamed, join("SF ", known.topic, " ", known.country), known.code).astype(object)[record],
            type=texts([kinds.get(c, "Advertisement") for c in known.channel])[record],
            status=np.where(over, "Completed", "In Progress").astype(object),
            start_date=known.starts[record],
            end_date=known.ends[record],
            is_active=~over,
            budgeted_cost=budget[record],
            actual_cost=np.where(over, budget[record] * 0.97, 0.0),
            currency_iso_code=texts(["EUR"] * len(record)),
            utm_campaign_c=np.where(renamed, None, known.code).astype(object)[record],
            owner_id=texts([company.users.id[company.user("Marketing")[0]]] * len(record)),
            is_deleted=np.zeros(len(record), bool),
            created_date=known.starts[record],
            last_modified_date=at,
        ),
        record,
        at,
    )


def _static(out: Deliveries, system: str, entity: str, rows: Rows) -> None:
    out.write(system, entity, 0, rows)
