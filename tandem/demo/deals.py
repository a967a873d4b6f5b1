"""Which deals happen: new business, renewals and expansions, with their true stage times and outcome."""

import numpy as np

from tandem.demo.ids import Counters, salesforce
from tandem.demo.people import BUYERS
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import END, NEVER, START, chance, choose, days, later, office_hours, only, texts

STAGES = ("Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review")
PROBABILITY = {
    "Prospecting": 10,
    "Qualification": 20,
    "Needs Analysis": 35,
    "Proposal/Price Quote": 60,
    "Negotiation/Review": 80,
    "Closed Won": 100,
    "Closed Lost": 0,
}
# The CRM took over the old system's deals on this day; their creation dates are the migration's.
MIGRATED_AT = np.datetime64("2024-01-02T06:00:00", "s")
# Rates that give about people/125 wins a quarter.
NEW_DEALS_PER_ORGANISATION = 1.05
WIN_RATE = 0.225
OLD_CUSTOMERS = 0.155
RENEWAL_RATE = 0.82
LOSS_REASONS = ("Price", "Competitor", "No budget", "No decision", "Missing feature", "Other", None)
LOSS_WEIGHTS = (0.13, 0.12, 0.09, 0.12, 0.06, 0.38, 0.10)


def plan_deals(rng: np.random.Generator, organisations: Rows, people: Rows, counters: Counters) -> Rows:
    """All deals of a chunk. ``primary`` is a row of people, ``organisation`` a row of organisations."""
    new = _new_business(rng, organisations, people)
    old = _old_customers(rng, organisations, people)
    won = stack([new.take(new.won & ~np.isnat(new.closed_at)), old])
    first = _renewals(rng, organisations, won)
    second = _renewals(rng, organisations, first.take(first.won))
    expansion = _expansions(rng, won)
    deals = stack([new, old, first, second, expansion])
    order = np.lexsort((deals.created_at, deals.organisation))
    deals = deals.take(order)
    deals = deals.take(deals.created_at <= END)
    deals.deal = counters.take("deal", deals.count)
    deals.id = salesforce("opportunity", deals.deal)
    return deals


def _new_business(rng: np.random.Generator, organisations: Rows, people: Rows) -> Rows:
    mean = organisations.fit.mean()
    wanted = rng.poisson(NEW_DEALS_PER_ORGANISATION * organisations.fit / mean)
    organisation = np.repeat(np.arange(organisations.count), wanted)
    primary = _someone(rng, organisations, organisation)
    able = np.isin(people.kind[primary], BUYERS)
    organisation, primary = organisation[able], primary[able]
    count = len(organisation)
    started = organisations.active_at[organisation] + days(rng.exponential(50, count) + rng.exponential(40, count))
    started = np.where(chance(rng, 0.25, count), started + days(rng.uniform(60, 300, count)), started)
    fit = organisations.fit[organisation]
    won = chance(rng, np.clip(WIN_RATE * (0.35 + 1.3 * fit), 0, 0.9), count)
    amount = _amount(rng, organisations, organisation)
    cycle = rng.lognormal(np.log(48), 0.55, count) * (1 + 0.15 * np.log10(amount / 10_000).clip(0))
    return _finish(
        rng,
        organisation,
        primary,
        office_hours(rng, started),
        cycle,
        won,
        amount,
        kind="new",
        sourced=choose(rng, ("marketing", "outbound", "partner"), count, (0.68, 0.24, 0.08)),
    )


def _old_customers(rng: np.random.Generator, organisations: Rows, people: Rows) -> Rows:
    organisation = np.flatnonzero(chance(rng, OLD_CUSTOMERS, organisations.count))
    count = len(organisation)
    closed = START - days(rng.uniform(5, 360, count))
    amount = _amount(rng, organisations, organisation)
    deals = _finish(
        rng,
        organisation,
        _someone(rng, organisations, organisation),
        closed - days(rng.uniform(20, 90, count)),
        np.full(count, 1.0),
        np.ones(count, bool),
        amount,
        kind="migrated",
        sourced=texts(["unknown"] * count),
    )
    deals.closed_at = closed
    deals.direct = np.ones(count, bool)
    return deals


def _renewals(rng: np.random.Generator, organisations: Rows, won: Rows) -> Rows:
    """Customers who never fitted leave more often."""
    due = won.closed_at + days(np.full(won.count, 365.0))
    here = due <= END + days(np.array([60.0]))
    won, due = won.take(here), due[here]
    count = won.count
    renewed = chance(rng, np.clip(RENEWAL_RATE * (0.7 + 0.65 * organisations.fit[won.organisation]), 0, 0.97), count)
    created = office_hours(rng, due - days(rng.uniform(45, 90, count)))
    cycle = ((due - created).astype(np.int64) / 86_400 + rng.normal(-4, 10, count)).clip(3)
    return _finish(
        rng,
        won.organisation,
        won.primary,
        created,
        cycle,
        renewed,
        np.round(won.amount * rng.normal(1.04, 0.08, count).clip(0.5), -1),
        kind="renewal",
        sourced=texts(["success"] * count),
    )


def _expansions(rng: np.random.Generator, won: Rows) -> Rows:
    won = won.take(chance(rng, 0.18, won.count))
    created = office_hours(rng, won.closed_at + days(rng.uniform(60, 400, won.count)))
    return _finish(
        rng,
        won.organisation,
        won.primary,
        created,
        rng.lognormal(3.3, 0.5, won.count),
        chance(rng, 0.5, won.count),
        np.round(won.amount * rng.uniform(0.15, 0.6, won.count), -1),
        kind="expansion",
        sourced=choose(rng, ("success", "outbound", "marketing"), won.count, (0.6, 0.25, 0.15)),
    )


def _finish(
    rng: np.random.Generator,
    organisation: np.ndarray,
    primary: np.ndarray,
    created: np.ndarray,
    cycle: np.ndarray,
    won: np.ndarray,
    amount: np.ndarray,
    *,
    kind: str,
    sourced: np.ndarray,
) -> Rows:
    """Stage times between creation and close; a lost deal may skip the later stages."""
    count = len(organisation)
    closed = office_hours(rng, created + days(cycle))
    share = np.cumsum(rng.dirichlet((1.2, 1.5, 1.5, 2.0, 1.6), count), axis=1) if count else np.empty((0, 5))
    reached = np.where(won, 4, rng.integers(0, 5, count))
    direct = won & chance(rng, 0.05, count)  # created as won: no stages were ever recorded
    length = (closed - created).astype(np.int64)
    stage_at = {}
    for number in range(1, 5):
        at = created + (share[:, number - 1] * length).astype(np.int64).astype("timedelta64[s]")
        stage_at[f"stage_{number}_at"] = only((reached >= number) & ~direct, at)
    reopened = ~won & chance(rng, 0.05, count)
    again = later(rng, closed, 25)
    won_after_all = reopened & chance(rng, 0.35, count)
    stalled = ~won & ~reopened & chance(rng, 0.12, count)  # never closed by anybody
    changed = chance(rng, 0.45, count) & ~direct
    deals = Rows(
        organisation=organisation,
        primary=primary,
        kind=texts([kind] * count),
        sourced=sourced,
        created_at=np.where(direct, closed, created),
        **stage_at,
        closed_at=only(~stalled, closed),
        won=won & ~stalled,
        reopened_at=only(reopened, again),
        reclosed_at=only(reopened, later(rng, again, 30)),
        won_after_all=won_after_all,
        direct=direct,
        amount=amount,
        first_amount=np.where(changed, np.round(amount * rng.uniform(0.7, 1.5, count), -1), amount),
        amount_at=only(
            changed, created + (rng.uniform(0.2, 0.9, count) * length).astype(np.int64).astype("timedelta64[s]")
        ),
        pushed_at=only(
            chance(rng, 0.4, count) & ~direct, created + (0.6 * length).astype(np.int64).astype("timedelta64[s]")
        ),
        expected_close=created + days(np.maximum(cycle * rng.uniform(0.5, 1.1, count), 5)),
        loss_reason=np.where(won | won_after_all, None, choose(rng, LOSS_REASONS, count, LOSS_WEIGHTS)).astype(object),
        without_roles=chance(rng, 0.12, count),
        deleted_at=only(~won & chance(rng, 0.015, count), later(rng, closed, 30)),
    )
    deals.won_at = np.where(deals.won, deals.closed_at, np.where(won_after_all, deals.reclosed_at, NEVER))
    return deals


def _amount(rng: np.random.Generator, organisations: Rows, organisation: np.ndarray) -> np.ndarray:
    employees = organisations.employees[organisation]
    return np.round(rng.lognormal(9.3, 0.7, len(organisation)) * (employees / 100).clip(0.3, 30) ** 0.35, -1).clip(600)


def _someone(rng: np.random.Generator, organisations: Rows, organisation: np.ndarray) -> np.ndarray:
    first = np.cumsum(organisations.size) - organisations.size
    return first[organisation] + (rng.random(len(organisation)) * organisations.size[organisation]).astype(np.int64)
