"""Who exists: organisations in groups, and the people who work there, move, share telephones and names."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tandem.demo import ids, phones, vocab
from tandem.demo.ids import Counters
from tandem.demo.rows import Rows
from tandem.demo.sampling import END, NEVER, START, chance, choose, days, join, only, only_text, stream, texts

PEOPLE_PER_ORGANISATION = 8
CHUNK_PEOPLE = 20_000
# Kinds of people and their shares; what they do is decided in journeys.
KINDS = ("buyer", "job_seeker", "student", "competitor", "household", "namesake", "colleague")
KIND_SHARES = (0.870, 0.035, 0.025, 0.012, 0.040, 0.013, 0.005)
# Kinds that may become customers.
BUYERS = ("buyer", "household", "namesake")


@dataclass
class Chunk:
    """Whole organisations with all their people; everything that belongs together is in one chunk."""

    number: int
    organisations: Rows
    people: Rows


def plan_organisations(people: int, seed: int) -> np.ndarray:
    """Sizes of all organisations; they add up to ``people``. Most are small, a few are large."""
    rng = stream(seed, "sizes")
    count = max(1, people // PEOPLE_PER_ORGANISATION)
    weight = np.minimum(rng.lognormal(0.0, 1.1, count), 25.0)
    extra = np.floor(weight / weight.sum() * (people - count)).astype(np.int64)
    extra[: people - count - int(extra.sum())] += 1
    return 1 + extra


def plan_chunks(sizes: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of organisations with about CHUNK_PEOPLE people each."""
    borders = [0]
    filled = 0
    for index, size in enumerate(sizes):
        filled += int(size)
        if filled >= CHUNK_PEOPLE:
            borders.append(index + 1)
            filled = 0
    if borders[-1] < len(sizes):
        borders.append(len(sizes))
    return list(pairwise(borders))


def make_chunk(seed: int, number: int, first: int, sizes: np.ndarray, offset: int, counters: Counters) -> Chunk:
    """The organisations ``first`` and following with the given sizes; ``offset`` is the first person's number."""
    rng = stream(seed, "people", number)
    organisations = _organisations(rng, seed, first, sizes, counters)
    people = _people(rng, organisations, sizes, offset, counters)
    return Chunk(number, organisations, people)


def _organisations(rng: np.random.Generator, seed: int, first: int, sizes: np.ndarray, counters: Counters) -> Rows:
    count = len(sizes)
    number = np.arange(first, first + count)
    founders = vocab.founders()
    trades = vocab.TRADES
    # A permutation of all (founder, trade) pairs, so that every organisation has a name of its own.
    pairs = len(founders) * len(trades)
    shift = int(stream(seed, "names").integers(0, pairs))
    pair = (number.astype(np.int64) * 64_231 + shift) % pairs
    founder = founders[pair % len(founders)]
    trade = pair // len(founders)
    word = texts([t[0] for t in trades])[trade]
    abbreviation = texts([t[1] for t in trades])[trade]
    country = choose(rng, vocab.COUNTRIES, count, vocab.COUNTRY_WEIGHTS)
    form = texts([vocab.LEGAL_FORMS[c][i] for c, i in zip(country, rng.integers(0, 2, count), strict=True)])
    # A subsidiary bears its parent's founder and trade; the parent is the organisation before it.
    subsidiary = chance(rng, 0.06, count)
    subsidiary[0] = False
    subsidiary[1:] &= ~subsidiary[:-1]
    parent = np.where(subsidiary, np.arange(count) - 1, -1)
    founder = np.where(subsidiary, founder[parent], founder).astype(object)
    word = np.where(subsidiary, word[parent], word).astype(object)
    core = join(founder, " ", word)
    land = texts([vocab.COUNTRY_NAME[c] for c in country])
    name = np.where(subsidiary, join(core, " ", land, " ", form), join(core, " ", form)).astype(object)
    style = rng.integers(0, 4, count)
    plain_founder = texts([_umlauts_out(f) for f in founder])
    spelling = np.select(
        [style == 0, style == 1, style == 2],
        [core, join(texts([f.upper() for f in founder]), " ", word), join(founder, " ", abbreviation, " ", form)],
        join(plain_founder, "-", word, " ", form),
    ).astype(object)
    slug = texts([f"{vocab.plain(f)}-{vocab.plain(w)}" for f, w in zip(founder, word, strict=True)])
    top = texts([c.lower() for c in country])
    domain = np.where(subsidiary, join(top, ".", slug, ".example"), join(slug, ".example")).astype(object)
    house = rng.integers(1, 180, count)
    street = texts([f"{vocab.STREETS[c][h % len(vocab.STREETS[c])]} {h}" for c, h in zip(country, house, strict=True)])
    employees = np.maximum(sizes * 3, (sizes * rng.lognormal(3.0, 1.0, count)).astype(np.int64))
    city = texts(
        [vocab.CITIES[c][i % len(vocab.CITIES[c])] for c, i in zip(country, rng.integers(0, 99, count), strict=True)]
    )
    fit = np.clip(rng.beta(2.2, 2.6, count) + 0.06 * (np.log10(employees) - 2), 0.02, 0.98)
    return Rows(
        organisation=number,
        parent=parent,
        name=name,
        spelling=spelling,
        domain=domain,
        country=country,
        city=city,
        street=street,
        postal_code=ids.labelled("", rng.integers(1_000, 99_999, count), 5),
        industry=texts([t[2] for t in trades])[trade],
        currency=texts([vocab.CURRENCY[c] for c in country]),
        employees=employees,
        revenue=np.round(employees * rng.lognormal(11.6, 0.4, count), -3),
        fit=fit,
        switchboard=phones.issue(counters, country),
        scans_mail=chance(rng, 0.15, count),
        mail_style=rng.integers(0, 4, count),
        size=sizes,
        active_at=START + days(rng.random(count) * 930 - 210),
    )


def _people(rng: np.random.Generator, organisations: Rows, sizes: np.ndarray, offset: int, counters: Counters) -> Rows:
    count = int(sizes.sum())
    home = np.repeat(np.arange(len(sizes)), sizes)
    number = np.arange(offset, offset + count)
    firm = organisations.take(home)
    kind = choose(rng, KINDS, count, KIND_SHARES)
    # Households and namesakes come in pairs: the second is the person before, in the same organisation.
    twin = np.isin(kind, ("household", "namesake"))
    twin[1:] &= (home[1:] == home[:-1]) & ~np.isin(kind[:-1], ("household", "namesake"))
    twin[0] = False
    kind = np.where(~twin & np.isin(kind, ("household", "namesake")), "buyer", kind).astype(object)
    before = np.maximum(np.arange(count) - 1, 0)
    given_index, family_index = _names(rng, firm.country)
    family_index = np.where(twin, family_index[before], family_index)
    given_index = np.where(twin & (kind == "namesake"), given_index[before], given_index)
    names = vocab.names()
    title_row = np.searchsorted(np.cumsum(vocab.TITLE_WEIGHTS) / sum(vocab.TITLE_WEIGHTS), rng.random(count))
    direct = phones.issue(counters, firm.country, chance(rng, 0.62, count))
    mobile = phones.issue(counters, firm.country, chance(rng, 0.25, count))
    household = twin & (kind == "household")
    direct = np.where(household, direct[before], direct).astype(object)
    mobile = np.where(household, mobile[before], mobile).astype(object)
    given_plain, family_plain = names["given_plain"][given_index], names["family_plain"][family_index]
    private = join(given_plain, ".", family_plain, ids.digits(number), "@", choose(rng, vocab.FREEMAIL_DOMAINS, count))
    work = _work_mail(given_plain, family_plain, firm.mail_style, firm.domain)
    competitor = kind == "competitor"
    work = np.where(
        competitor, join(given_plain, ids.digits(number), "@", choose(rng, vocab.COMPETITOR_DOMAINS, count)), work
    )
    tester = kind == "colleague"  # our own people who try the forms out
    work = np.where(tester, join("test", ids.digits(number), "@", texts([vocab.OWN_DOMAIN] * count)), work).astype(
        object
    )
    given = np.where(tester, "Test", names["given"][given_index]).astype(object)
    without_firm = np.isin(kind, ("job_seeker", "student"))
    # Job changes: to another organisation of the same chunk.
    moves = chance(rng, 0.08, count) & (kind == "buyer")
    moved_at = only(moves, START + days(rng.random(count) * 760))
    moved_at = np.where(moved_at > END, NEVER, moved_at)
    new_home = rng.integers(0, len(sizes), count)
    new_work = _work_mail(
        given_plain, join(family_plain, ids.digits(number % 97)), np.zeros(count, int), organisations.domain[new_home]
    )
    titles = texts([t[0] for t in vocab.TITLES])
    return Rows(
        person=number,
        home=home,
        kind=kind,
        given=given,
        family=names["family"][family_index],
        given_plain=given_plain,
        family_plain=family_plain,
        nickname=np.where(tester, "Test", names["nickname"][given_index]).astype(object),
        country=firm.country,
        title=titles[title_row],
        new_title=titles[np.maximum(title_row - 1, 0)],
        seniority=np.array([t[1] for t in vocab.TITLES])[title_row],
        role=texts([t[2] for t in vocab.TITLES])[title_row],
        work_mail=only_text(~without_firm, work),
        private_mail=private,
        couple_mail=private[before],
        direct_phone=direct,
        mobile_phone=mobile,
        born=np.datetime64("1958-01-01", "s") + days(np.floor(rng.random(count) * 16_000)),
        moved_at=moved_at,
        new_home=new_home,
        new_work_mail=new_work,
        like_mail_private=rng.random(count),
        privacy_mail=chance(rng, 0.28, count),
        shared_mailbox=chance(rng, 0.02, count) & (kind == "buyer"),
        twin_of=np.where(twin, number - 1, -1),
    )


def _names(rng: np.random.Generator, country: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    given = np.zeros(len(country), np.int64)
    family = np.zeros(len(country), np.int64)
    fixed = np.random.default_rng(20240101)  # which names are common does not depend on the seed
    for land, (first, last, family_first, family_last) in vocab.names()["spans"].items():
        here = np.flatnonzero(country == land)
        for target, low, high, flat in ((given, first, last, 12), (family, family_first, family_last, 30)):
            rank = fixed.permutation(high - low)
            weight = np.cumsum(1.0 / (np.arange(high - low) + flat))
            target[here] = low + rank[np.searchsorted(weight / weight[-1], rng.random(len(here)))]
    return given, family


def _work_mail(given: np.ndarray, family: np.ndarray, style: np.ndarray, domain: np.ndarray) -> np.ndarray:
    """Addresses in the organisation's style; a second one of the same name gets a number."""
    initial = texts([name[:1] for name in given])
    local = np.select(
        [style == 0, style == 1, style == 2],
        [join(given, ".", family), join(initial, ".", family), family],
        join(given, "_", family),
    ).astype(object)
    mail = join(local, "@", domain)
    _, index, repeats = np.unique(mail.astype(str), return_inverse=True, return_counts=True)
    if repeats.max(initial=1) == 1:
        return mail
    order = np.argsort(index, kind="stable")
    rank = np.empty(len(mail), np.int64)
    starts = np.cumsum(repeats) - repeats
    rank[order] = np.arange(len(mail)) - np.repeat(starts, repeats)
    return np.where(rank > 0, join(local, ids.digits(rank + 1), "@", domain), mail).astype(object)


def _umlauts_out(text: str) -> str:
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, spelled)
    return text
