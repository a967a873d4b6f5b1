"""Salesforce opportunities as the CRM shows them: versions, history, contact roles, line items."""

import numpy as np

from tandem.demo import ids
from tandem.demo.company import PRODUCTS
from tandem.demo.deals import MIGRATED_AT, PROBABILITY, STAGES
from tandem.demo.field_history import write_field_history
from tandem.demo.journeys import SOURCES
from tandem.demo.leads import LEAD_SOURCE
from tandem.demo.rows import Rows, versions
from tandem.demo.sampling import END, NEVER, START, chance, days, later, only, only_text, seconds, texts
from tandem.demo.scene import Scene

FORECAST = {
    "Closed Won": "Closed",
    "Closed Lost": "Omitted",
    "Negotiation/Review": "Commit",
    "Proposal/Price Quote": "Best Case",
}


def write_opportunities(scene: Scene) -> None:
    """Everything Salesforce says about the deals of this chunk."""
    deals = scene.deals
    if not deals.count:
        return
    rng = scene.rng("opportunities")
    migrated = deals.kind == "migrated"
    deals.entered_at = np.where(migrated, MIGRATED_AT, np.maximum(deals.created_at, MIGRATED_AT))
    record, at = versions(
        [
            deals.entered_at,
            *[deals[f"stage_{n}_at"] for n in range(1, 5)],
            only(~migrated, deals.closed_at),
            deals.amount_at,
            deals.pushed_at,
            deals.reopened_at,
            deals.reclosed_at,
            deals.deleted_at,
        ]
    )
    state = _state(scene, rng, record, at)
    _write_versions(scene, record, at, state)
    _write_history(scene, record, at, state)
    write_field_history(scene, record, at, state)
    _write_roles(scene, rng)
    _write_line_items(scene, rng)
    _write_truth(scene)


def _state(scene: Scene, rng: np.random.Generator, record: np.ndarray, at: np.ndarray) -> Rows:
    """What the fields say at each version."""
    deal = scene.deals.take(record)
    firm = scene.organisations.take(deal.organisation)
    stage = np.zeros(len(record), np.int64)
    for number in range(1, 5):
        stage = np.where(at >= deal[f"stage_{number}_at"], number, stage)
    closed = at >= deal.closed_at
    open_again = (at >= deal.reopened_at) & ~(at >= deal.reclosed_at)
    won = (closed & deal.won) | ((at >= deal.reclosed_at) & deal.won_after_all)
    name = texts(STAGES)[np.where(open_again, 4, stage)]
    name = np.where(closed & ~open_again, np.where(won, "Closed Won", "Closed Lost"), name).astype(object)
    shown = closed & ~open_again
    expected = np.where(at >= deal.pushed_at, deal.expected_close + days(np.array([35.0])), deal.expected_close)
    ended = np.where(at >= deal.reclosed_at, deal.reclosed_at, deal.closed_at)
    amount = np.where(at >= deal.amount_at, deal.amount, deal.first_amount)
    amount = np.where(won, deal.amount, amount)
    blank = chance(rng, 0.04, scene.deals.count)[record] & (stage < 3) & ~shown
    typed_wrong = chance(rng, 0.3, scene.deals.count)
    kinds = np.where(
        deal.kind == "renewal",
        np.where(typed_wrong[record], "New Business", "Renewal"),
        np.where(deal.kind == "expansion", "Expansion", "New Business"),
    ).astype(object)
    odds = np.array([PROBABILITY[s] for s in name], float)
    return Rows(
        stage_name=name,
        amount=np.where(blank, np.nan, amount),
        currency_iso_code=firm.currency,
        probability=odds,
        forecast_category_name=texts([FORECAST.get(s, "Pipeline") for s in name]),
        close_date=np.where(shown, ended, expected).astype("datetime64[D]").astype("datetime64[s]"),
        is_closed=shown,
        is_won=won,
        type=kinds,
        is_deleted=at >= deal.deleted_at,
        owner_id=_owner(scene, deal, at),
        lead_source=_lead_source(scene, deal),
    )


def _owner(scene: Scene, deal: Rows, at: np.ndarray) -> np.ndarray:
    """The account's salesperson; renewals belong to customer success, a few deals change hands."""
    company = scene.company
    success = company.user("CSM")
    sellers = company.user("AE")
    usual = scene.accounts.owner[deal.organisation]
    moved = (deal.deal % 20 == 3) & (at >= deal.pushed_at)
    number = np.where(moved, sellers[(usual + 1) % len(sellers)], usual)
    number = np.where(np.isin(deal.kind, ("renewal",)), success[deal.organisation % len(success)], number)
    number = np.where(deal.kind == "migrated", company.users.count - 1, number)
    return company.users.id[number]


def _lead_source(scene: Scene, deal: Rows) -> np.ndarray:
    said = texts([LEAD_SOURCE[s] for s in SOURCES])
    position = {s: i for i, s in enumerate(SOURCES)}
    index = np.array([position[s] for s in scene.journey.source[deal.primary]], int)
    missing = np.isin(deal.kind, ("renewal", "migrated", "expansion")) | (deal.deal % 7 == 0)
    return np.where(missing, None, said[index]).astype(object)


def _write_versions(scene: Scene, record: np.ndarray, at: np.ndarray, state: Rows) -> None:
    deals = scene.deals
    deal = deals.take(record)
    firm = scene.organisations.take(deal.organisation)
    campaigns = scene.company.campaigns
    came = scene.journey.campaign[deal.primary]
    credited = (deal.sourced == "marketing") & (deal.deal % 3 != 0) & (came >= 0) & (came % 11 != 7)
    primary = scene.keys.contact[deal.primary]
    names = np.where(deal.kind == "renewal", "Renewal", np.where(deal.kind == "expansion", "Expansion", "New"))
    scene.out.versions(
        "salesforce",
        "opportunity",
        Rows(
            state,
            id=deal.id,
            account_id=only_text(deal.deal % 41 != 11, scene.accounts.account[deal.organisation]),
            name=(firm.name + " - " + names.astype(object)).astype(object),
            expected_revenue=np.round(state.amount * state.probability / 100, 2),
            loss_reason_c=only_text(state.is_closed & ~state.is_won, deal.loss_reason),
            campaign_id=only_text(credited, campaigns.id[np.maximum(came, 0)]),
            primary_contact_id_c=only_text(~deal.without_roles & (deal.deal % 4 != 1), primary),
            created_by_id=np.where(deal.kind == "migrated", scene.company.users.id[-1], state.owner_id).astype(object),
            created_date=deals.entered_at[record],
            last_modified_date=at,
        ),
        record,
        at,
    )


def _write_history(scene: Scene, record: np.ndarray, at: np.ndarray, state: Rows) -> None:
    """The connector's history mode: a version is delivered when it begins and again when it ends."""
    deals = scene.deals
    last = np.ones(len(record), bool)
    last[:-1] = record[1:] != record[:-1]
    ends = np.where(last, NEVER, np.roll(at, -1) - seconds(np.array([1])))
    rows = Rows(
        state.pick(
            "stage_name",
            "amount",
            "currency_iso_code",
            "probability",
            "close_date",
            "is_closed",
            "is_won",
            "owner_id",
            "type",
            "lead_source",
            "is_deleted",
        ),
        id=deals.id[record],
        _fivetran_start=at,
        account_id=scene.accounts.account[deals.organisation[record]],
        created_date=deals.entered_at[record],
    )
    version, moment = versions([at, ends])
    open_end = np.datetime64("9999-12-31T23:59:59", "s")
    over = moment > at[version]
    scene.out.versions(
        "salesforce",
        "opportunity_history",
        Rows(rows.take(version), _fivetran_end=np.where(over, ends[version], open_end), _fivetran_active=~over),
        version,
        moment,
    )


def _write_roles(scene: Scene, rng: np.random.Generator) -> None:
    """The primary contact and colleagues who joined; some deals have no role at all."""
    deals, people, journey, keys = scene.deals, scene.people, scene.journey, scene.keys
    with_roles = np.flatnonzero(~deals.without_roles & ~np.equal(keys.contact[deals.primary], None).astype(bool))
    colleagues = np.flatnonzero(journey.buying_group)
    newest = {int(o): int(d) for d, o in enumerate(deals.organisation) if deals.kind[d] == "new"}
    pairs = [(newest[int(people.home[c])], int(c)) for c in colleagues if int(people.home[c]) in newest]
    pairs = [(d, c) for d, c in pairs if not deals.without_roles[d]]
    deal = np.concatenate([with_roles, np.array([d for d, _ in pairs], int)])
    who = np.concatenate([deals.primary[with_roles], np.array([c for _, c in pairs], int)])
    primary = np.arange(len(deal)) < len(with_roles)
    at = np.where(primary, deals.entered_at[deal], np.fmax(journey.crm_contact_at[who], deals.entered_at[deal]))
    removed_at = only(chance(rng, 0.02, len(deal)), later(rng, at, 60))
    role_id = ids.salesforce("opportunity_contact_role", scene.counters.take("role", len(deal)))
    record, moment = versions([at, removed_at])
    role = np.where(chance(rng, 0.2, len(deal)), None, people.role[who])
    scene.out.versions(
        "salesforce",
        "opportunity_contact_role",
        Rows(
            id=role_id[record],
            opportunity_id=deals.id[deal[record]],
            contact_id=keys.contact[who[record]],
            role=role[record].astype(object),
            is_primary=primary[record],
            is_deleted=moment >= removed_at[record],
            created_date=at[record],
            last_modified_date=moment,
        ),
        record,
        moment,
    )
    here = at <= END
    scene.truth.add(
        "buying_groups",
        Rows(opportunity_id=deals.id[deal][here], true_person_id=people.person[who][here], role=people.role[who][here]),
    )


def _write_line_items(scene: Scene, rng: np.random.Generator) -> None:
    """One to three products; their totals add up to the deal's amount to the cent."""
    deals = scene.deals
    lines = 1 + rng.integers(0, 3, deals.count)
    deal = np.repeat(np.arange(deals.count), lines)
    place = np.arange(len(deal)) - np.repeat(np.cumsum(lines) - lines, lines)
    product = np.where(place == 0, rng.integers(0, 3, len(deal)), 3 + (deal + place) % 4)
    weight = np.where(place == 0, 4.0, 1.0)
    total_weight = np.add.reduceat(weight, np.cumsum(lines) - lines)
    cents = np.floor(deals.amount[deal] * 100 * weight / np.repeat(total_weight, lines))
    rest = deals.amount * 100 - np.add.reduceat(cents, np.cumsum(lines) - lines)
    cents[np.cumsum(lines) - lines] += np.round(rest)
    discount = np.where(chance(rng, 0.45, len(deal)), rng.choice((5.0, 10.0, 15.0, 20.0, 30.0), len(deal)), 0.0)
    listed = np.array([p[3] for p in PRODUCTS], float)[product]
    quantity = np.maximum(1, np.round(cents / 100 / (listed * (1 - discount / 100))))
    unit = np.round(cents / 100 / quantity, 2)
    cost = np.array([p[4] / p[3] for p in PRODUCTS])[product] * unit * rng.uniform(0.9, 1.2, len(deal))
    at = np.where(np.isnat(deals.amount_at), deals.entered_at, deals.amount_at)[deal]
    at = np.maximum(at, deals.entered_at[deal])
    count = len(deal)
    number = scene.counters.take("line", count)
    scene.deals.main_product = product[np.cumsum(lines) - lines]
    scene.out.append(
        "salesforce",
        "opportunity_line_item",
        Rows(
            id=ids.salesforce("opportunity_line_item", number),
            opportunity_id=deals.id[deal],
            product_2_id=scene.company.product_ids[product],
            product_code=texts([p[0] for p in PRODUCTS])[product],
            quantity=quantity,
            list_price=np.round(unit / (1 - discount / 100), 2),
            unit_price=unit,
            discount=discount,
            total_price=cents / 100,
            unit_cost_c=np.where(chance(rng, 0.1, count), np.nan, np.round(cost, 2)),
            service_date=np.where(np.isnat(deals.won_at[deal]), NEVER, deals.won_at[deal]),
            is_deleted=np.zeros(count, bool),
            created_date=at,
            last_modified_date=at,
        ),
        np.maximum(at, START),
    )


def _write_truth(scene: Scene) -> None:
    deals, people = scene.deals, scene.people

    def until_end(moment: np.ndarray) -> np.ndarray:
        return only(moment <= END, moment)

    scene.truth.add(
        "deals",
        Rows(
            opportunity_id=deals.id,
            true_organisation_id=scene.organisations.organisation[deals.organisation],
            true_person_id=people.person[deals.primary],
            kind=deals.kind,
            sourced_by=deals.sourced,
            created_at=deals.created_at,
            **{f"stage_{n}_at": until_end(deals[f"stage_{n}_at"]) for n in range(1, 5)},
            closed_at=until_end(deals.closed_at),
            reopened_at=until_end(deals.reopened_at),
            reclosed_at=until_end(deals.reclosed_at),
            won_at=until_end(deals.won_at),
            amount=deals.amount,
            currency=scene.organisations.currency[deals.organisation],
            created_as_won=deals.direct,
            without_contact_role=deals.without_roles,
        ),
    )
