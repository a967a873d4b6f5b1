"""What follows a won deal: subscription, invoices, payments, usage, tickets, cancellation; and exchange rates."""

import numpy as np

from tandem.demo import ids
from tandem.demo.ads import month_of
from tandem.demo.company import PRODUCTS
from tandem.demo.deliveries import Deliveries
from tandem.demo.mess import describe
from tandem.demo.rows import Rows, versions
from tandem.demo.sampling import END, START, chance, choose, days, later, only, only_text, seconds, stream, texts
from tandem.demo.scene import Scene

CANCEL_REASONS = ("Price", "Not used", "Competitor", "Business closed", "Other", None)
TICKET_CATEGORIES = ("How to", "Bug", "Billing", "Access", "Feature request")


def write_customers(scene: Scene) -> None:
    """Subscriptions, invoices and what customers do with the product."""
    deals = scene.deals
    if not deals.count:
        return
    rng = scene.rng("finance")
    won = np.flatnonzero(~np.isnat(deals.won_at))
    if not len(won):
        return
    _subscriptions(scene, rng, won)
    _invoices(scene, rng, won)
    _usage(scene, rng, won)
    _tickets(scene, rng, won)


def _subscriptions(scene: Scene, rng: np.random.Generator, won: np.ndarray) -> None:
    deals = scene.deals.take(won)
    count = deals.count
    starts = (deals.won_at + days(rng.uniform(1, 20, count))).astype("datetime64[D]").astype("datetime64[s]")
    ends = starts + days(np.full(count, 365.0))
    # A renewal by the same organisation closes the subscription as renewed, otherwise it is cancelled or runs out.
    renewed = np.isin(deals.organisation, deals.organisation[deals.kind == "renewal"]) & (deals.kind != "expansion")
    cancels = ~renewed & (deals.kind != "expansion") & chance(rng, 0.75, count)
    cancelled_at = only(cancels, ends - days(rng.uniform(15, 120, count)))
    renewed_at = only(renewed & (ends < END), ends)
    expired_at = only(~renewed & ~cancels & (ends < END), ends)
    effective_at = only(cancels, ends)
    number = scene.counters.take("subscription", count)
    key = ids.labelled("SUB-", number)
    record, at = versions([np.maximum(starts, START), cancelled_at, renewed_at, expired_at, effective_at])
    row = deals.take(record)
    status = np.select(
        [at >= effective_at[record], at >= renewed_at[record], at >= expired_at[record]],
        ["cancelled", "renewed", "expired"],
        "active",
    )
    account = ids.short(scene.accounts.account[row.organisation])
    scene.out.versions(
        "success",
        "subscription",
        Rows(
            subscription_id=key[record],
            salesforce_account_id=account,
            salesforce_opportunity_id=ids.short(row.id),
            product_code=texts([p[0] for p in PRODUCTS])[row.main_product],
            starts_on=starts[record],
            ends_on=ends[record],
            renewal_date=ends[record],
            annual_amount=row.amount,
            currency=scene.organisations.currency[row.organisation],
            status=status.astype(object),
            updated_at=at,
        ),
        record,
        at,
    )
    gone = np.flatnonzero(cancels)
    scene.out.append(
        "success",
        "cancellation",
        Rows(
            cancellation_id=ids.labelled("CAN-", scene.counters.take("cancellation", len(gone))),
            subscription_id=key[gone],
            salesforce_account_id=scene.accounts.account[deals.organisation[gone]],
            cancelled_on=cancelled_at[gone],
            effective_on=ends[gone],
            reason=choose(rng, CANCEL_REASONS, len(gone), (0.2, 0.2, 0.12, 0.08, 0.3, 0.1)),
            comment=choose(rng, ("Moves to a cheaper tool", "Team was dissolved", None), len(gone), (2, 1, 3)),
        ),
        cancelled_at[gone],
    )


def _invoices(scene: Scene, rng: np.random.Generator, won: np.ndarray) -> None:
    """Yearly, half-yearly or quarterly invoices of every won deal; the parts add up to the deal to the cent."""
    deals = scene.deals.take(won)
    times = choose(rng, (1, 2, 4), deals.count, (0.55, 0.15, 0.3)).astype(np.int64)
    row = np.repeat(np.arange(deals.count), times)
    place = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    cents = np.floor(deals.amount[row] * 100 / times[row])
    cents = np.where(place == 0, np.round(deals.amount[row] * 100) - cents * (times[row] - 1), cents)
    at = deals.won_at[row] + days(3 + place * 365.0 / times[row])
    due = at + days(np.full(len(row), 30.0))
    paid_at = later(rng, due - days(np.full(len(row), 12.0)), 14)
    fate = rng.random(len(row))
    paid_at = only(fate > 0.04, paid_at)
    void_at = only(fate < 0.012, later(rng, at, 20))
    overdue_at = only((np.isnat(paid_at) | (paid_at > due)) & np.isnat(void_at), due + seconds(np.array([86_400])))
    number = scene.counters.take("invoice", len(row))
    key = ids.labelled("INV-", number)
    firm = scene.organisations.take(deals.organisation[row])
    name = np.where(chance(rng, 0.5, len(row)), firm.name, firm.spelling)
    record, moment = versions([at, paid_at, void_at, overdue_at])
    status = np.select(
        [moment >= void_at[record], moment >= paid_at[record], moment >= overdue_at[record]],
        ["void", "paid", "overdue"],
        "open",
    )
    r = row[record]
    short = chance(rng, 0.5, len(row))[record]
    opportunity = deals.id[r]
    account = scene.accounts.account[deals.organisation[r]]
    tax = np.where(firm.country == "DE", 0.19, 0.0)
    scene.out.versions(
        "finance",
        "invoice",
        Rows(
            invoice_id=key[record],
            invoice_number=ids.labelled("R", number, 6)[record],
            salesforce_account_id=np.where(short, ids.short(account), account).astype(object),
            salesforce_opportunity_id=only_text(chance(rng, 0.93, len(row))[record], ids.short(opportunity)),
            bill_to_name=name[record].astype(object),
            invoice_date=at[record],
            due_date=due[record],
            period_start=at[record],
            period_end=at[record] + days(365.0 / times[r]),
            amount=cents[record] / 100,
            tax_amount=np.round(cents[record] / 100 * tax[record], 2),
            currency=firm.currency[record],
            status=status.astype(object),
            updated_at=moment,
        ),
        record,
        moment,
    )
    paid = np.flatnonzero(~np.isnat(paid_at))
    scene.out.append(
        "finance",
        "payment",
        Rows(
            payment_id=ids.labelled("PAY-", scene.counters.take("payment", len(paid))),
            invoice_id=key[paid],
            paid_on=paid_at[paid],
            amount=cents[paid] / 100,
            currency=firm.currency[paid],
            method=choose(rng, ("transfer", "card", "direct debit"), len(paid), (7, 1, 2)),
        ),
        paid_at[paid],
        rng=rng,
    )


def _usage(scene: Scene, rng: np.random.Generator, won: np.ndarray) -> None:
    """Weekly usage from the first subscription to a year after the last; those who leave use it less and less."""
    deals = scene.deals.take(won)
    organisation, index = np.unique(deals.organisation, return_inverse=True)
    far, never = np.datetime64("2100-01-01", "s"), np.datetime64("1900-01-01", "s")
    first, last = np.full(len(organisation), far), np.full(len(organisation), never)
    np.minimum.at(first, index, deals.won_at)
    np.maximum.at(last, index, deals.won_at + days(np.full(deals.count, 365.0)))
    monday = np.datetime64("2024-01-01T00:00:00", "s")
    begin = np.maximum((first - monday).astype(np.int64) // 604_800 + 1, 0)
    end = np.minimum((last - monday).astype(np.int64) // 604_800, 104)
    weeks = np.maximum(end - begin, 0)
    row = np.repeat(np.arange(len(organisation)), weeks)
    place = np.arange(len(row)) - np.repeat(np.cumsum(weeks) - weeks, weeks)
    week = monday + seconds((begin[row] + place) * 604_800)
    leaving = (last < END)[row]
    left = np.clip((last[row] - week).astype(np.int64) / 86_400 / 365, 0, 1)
    level = scene.organisations.size[organisation][row] * np.where(leaving, 0.2 + 0.8 * left, 0.9)
    users = rng.poisson(level * 0.6)
    sessions = rng.poisson(users * 6.0)
    scene.out.append(
        "success",
        "usage",
        Rows(
            salesforce_account_id=scene.accounts.account[organisation[row]],
            week_start=week,
            active_users=users,
            sessions=sessions,
            key_actions=rng.poisson(sessions * 2.2),
        ),
        week + seconds(np.array([7 * 86_400 - 1])),
        rng=rng,
    )


def _tickets(scene: Scene, rng: np.random.Generator, won: np.ndarray) -> None:
    deals, people = scene.deals.take(won), scene.people
    first = np.cumsum(scene.organisations.size) - scene.organisations.size
    row = np.repeat(np.arange(deals.count), rng.poisson(1.6, deals.count))
    count = len(row)
    if not count:
        return
    organisation = deals.organisation[row]
    who = first[organisation] + (rng.random(count) * scene.organisations.size[organisation]).astype(np.int64)
    at = deals.won_at[row] + days(rng.uniform(3, 360, count))
    described = describe(rng, scene.organisations, people, who, at, private=0.05)
    replied = later(rng, at, 0.4)
    solved = only(chance(rng, 0.92, count), later(rng, replied, 3))
    key = ids.labelled("T-", scene.counters.take("ticket", count))
    record, moment = versions([at, replied, solved])
    done = moment >= solved[record]
    answered = moment >= replied[record]
    scene.out.versions(
        "success",
        "support_ticket",
        Rows(
            ticket_id=key[record],
            salesforce_account_id=ids.short(scene.accounts.account[organisation[record]]),
            requester_email=described.mail[record],
            subject=texts(["Question"] * len(record)),
            category=choose(rng, TICKET_CATEGORIES, count)[record],
            priority=choose(rng, ("low", "normal", "high", "urgent"), count, (2, 5, 2, 1))[record],
            status=np.where(done, "solved", np.where(answered, "pending", "open")).astype(object),
            opened_at=at[record],
            first_reply_at=only(answered, replied[record]),
            solved_at=only(done, solved[record]),
            satisfaction=only_text(
                done & chance(rng, 0.4, count)[record], choose(rng, ("good", "bad"), count, (4, 1))[record]
            ),
            updated_at=moment,
        ),
        record,
        moment,
    )
    scene.know(ids.keyed("success.support_ticket:", key), who, described, at)


def write_exchange_rates(seed: int, out: Deliveries) -> None:
    """Working-day rates into euros from a year before the first delivery until the last; weekends have none."""
    rng = stream(seed, "fx")
    day = np.arange(-364, 760)  # 2024-01-01 and the day 364 days before it were Mondays
    day = day[day % 7 < 5]
    date = START + days(day * 1.0)
    known_at = date + seconds(np.array([15 * 3600]))
    for currency, level in (("USD", 0.92), ("GBP", 1.17)):
        path = level * np.exp(np.cumsum(rng.normal(0, 0.0035, len(day))))
        rows = Rows(
            rate_date=date,
            from_currency=texts([currency] * len(day)),
            to_currency=texts(["EUR"] * len(day)),
            rate=path,
            published_at=known_at,
        )
        out.events("finance", "fx_rate", rows, known_at)
        out.write("finance", "fx_rate", len(out.dates()) - 1, rows.take(known_at > END))


def write_supplier_invoices(seed: int, spend: Rows, out: Deliveries) -> None:
    """What platforms and agencies bill: near the platform's own spend, never exactly it; one bill is missing."""
    rng = stream(seed, "suppliers")
    names = {"paid_search": "Google", "paid_social": "Meta", "linkedin_ad": "LinkedIn"}
    spend = spend.take((spend.amount > 0) & (np.arange(len(spend.amount)) % 29 != 5))
    count = spend.count
    factor = rng.choice((1.0, 1.03, 0.985, 1.19), count, p=(0.35, 0.35, 0.2, 0.1))
    month = np.array([month_of(m) for m in spend.month], "datetime64[s]")
    issued = month + days(33 + rng.integers(0, 4, count) * 1.0)
    rows = Rows(
        supplier_invoice_id=ids.labelled("SI-", np.arange(count), 6),
        supplier=texts([names[p] for p in spend.platform]),
        platform=texts(
            [
                {"paid_search": "google_ads", "paid_social": "facebook_ads", "linkedin_ad": "linkedin_ads"}[p]
                for p in spend.platform
            ]
        ),
        ad_account_id=spend.account,
        period_month=month,
        amount=np.round(spend.amount * factor, 2),
        currency=spend.currency,
        issued_on=issued,
        updated_at=issued + seconds(np.array([36_000])),
    )
    out.events("finance", "supplier_invoice", rows.take(issued <= END), issued[issued <= END])
