"""How a person looks in one system's record: nicknames, typing errors, private mail, shared mailboxes, switchboards."""

import numpy as np

from tandem.demo import phones, vocab
from tandem.demo.rows import Rows
from tandem.demo.sampling import chance, choose, join, texts, typos


def describe(
    rng: np.random.Generator,
    organisations: Rows,
    people: Rows,
    who: np.ndarray,
    at: np.ndarray,
    *,
    private: float,
    mail: float = 1.0,
    telephone: float = 0.6,
    by_hand: bool = False,
) -> Rows:
    """One record per row of ``who`` as somebody writes it at the moment ``at``.

    ``private``: share of private addresses; ``mail`` and ``telephone``: shares of records that have one;
    ``by_hand``: typed by a colleague instead of the person. ``case`` names what makes the record hard to join,
    ``decidable`` is false where not even a person could tell whose record it is.
    """
    person = people.take(who)
    count = person.count
    moved = at >= person.moved_at
    firm = organisations.take(np.where(moved, person.new_home, person.home))
    given, family, name_case = _name(rng, person, by_hand)
    address, mail_case = _mail(rng, person, firm, moved, private, mail)
    phone, mobile, phone_case = _phones(rng, person, firm, telephone, by_hand)
    company = np.where(chance(rng, 0.42, count), firm.spelling, firm.name)
    loose = np.isin(person.kind, ("job_seeker", "student"))
    company = np.where(chance(rng, 0.08, count) | loose, None, company).astype(object)
    twin = (person.twin_of >= 0) | np.isin(person.person, people.twin_of)
    case = np.select(
        [
            twin & (person.kind == "namesake"),
            twin & (person.kind == "household"),
            person.kind == "competitor",
            loose,
            mail_case == "shared_mailbox",
            moved,
            mail_case != "",
            name_case != "",
            phone_case != "",
        ],
        [
            "namesake",
            "household",
            "competitor",
            person.kind,
            "shared_mailbox",
            "job_change",
            mail_case,
            name_case,
            phone_case,
        ],
        "plain",
    ).astype(object)
    own_phone = (phone_case == "direct") | ~np.equal(mobile, None).astype(bool)
    no_mail = np.equal(address, None).astype(bool)
    vague = np.isin(name_case, ("initial", "family_only"))
    nothing = (no_mail | (mail_case == "shared_mailbox")) & ~own_phone
    decidable = ~(nothing & (vague | (case == "namesake") | np.equal(company, None).astype(bool)))
    case = np.where(case == "direct", "plain", case).astype(object)
    return Rows(
        given=given,
        family=family,
        mail=address,
        phone=phone,
        mobile=mobile,
        company=company,
        title=np.where(moved, person.new_title, person.title).astype(object),
        country=person.country,
        case=case,
        decidable=decidable,
    )


def _name(rng: np.random.Generator, person: Rows, by_hand: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count = person.count
    case = np.full(count, "", object)
    nick = chance(rng, 0.55 if by_hand else 0.3, count) & (person.nickname != person.given)
    given = np.where(nick, person.nickname, person.given).astype(object)
    case[nick] = "nickname"
    family = person.family.copy()
    spelled = chance(rng, 0.25, count)
    family[spelled] = texts([_spell(name) for name in family[spelled]])
    for column in (given, family):
        wrong = typos(rng, column, 0.035 if by_hand else 0.02)
        case[wrong != column] = "typo"
        column[:] = wrong
    married = chance(rng, 0.012, count)
    family[married] = join(family[married], "-", choose(rng, vocab.founders()[:300], int(married.sum())))
    case[married] = "name_change"
    swapped = chance(rng, 0.01, count)
    given, family = np.where(swapped, family, given).astype(object), np.where(swapped, given, family).astype(object)
    case[swapped] = "swapped_names"
    lower = chance(rng, 0.0 if by_hand else 0.04, count)
    given[lower] = texts([name.lower() for name in given[lower]])
    family[lower] = texts([name.lower() for name in family[lower]])
    initial = chance(rng, 0.05 if by_hand else 0.015, count)
    given[initial] = texts([name[:1] + "." for name in given[initial]])
    case[initial] = "initial"
    bare = chance(rng, 0.03 if by_hand else 0.012, count)
    given[bare] = None
    case[bare] = "family_only"
    return given, family, case


def _mail(
    rng: np.random.Generator, person: Rows, firm: Rows, moved: np.ndarray, private: float, share: float
) -> tuple[np.ndarray, np.ndarray]:
    count = person.count
    case = np.full(count, "", object)
    address = np.where(moved, person.new_work_mail, person.work_mail).astype(object)
    own = (
        (person.like_mail_private < private) | chance(rng, private * 0.4, count) | np.equal(address, None).astype(bool)
    )
    case[own & ~np.equal(address, None).astype(bool)] = "private_mail"
    address = np.where(own, person.private_mail, address).astype(object)
    couple = (person.kind == "household") & (person.twin_of >= 0) & chance(rng, 0.5, count)
    address = np.where(couple, person.couple_mail, address).astype(object)
    shared = person.shared_mailbox & chance(rng, 0.7, count)
    box = texts(vocab.SHARED_MAILBOXES)[person.home % len(vocab.SHARED_MAILBOXES)]
    address = np.where(shared, join(box, "@", firm.domain), address).astype(object)
    case[shared] = "shared_mailbox"
    wrong = typos(rng, address, 0.015)
    case[(wrong != address) & ~shared] = "mail_typo"
    address = wrong
    tagged = np.flatnonzero(chance(rng, 0.01, count) & ~shared)
    address[tagged] = texts([mail.replace("@", "+news@") if mail else mail for mail in address[tagged]])
    shout = np.flatnonzero(chance(rng, 0.05, count))
    address[shout] = texts([mail.title() if mail else mail for mail in address[shout]])
    lacks = chance(rng, 1 - share, count)
    address[lacks] = None
    case[lacks] = "no_mail"
    return address, case


def _phones(
    rng: np.random.Generator, person: Rows, firm: Rows, share: float, by_hand: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count = person.count
    has = chance(rng, share, count)
    lacks = np.equal(person.direct_phone, None).astype(bool)
    central = has & (chance(rng, 0.12, count) | (lacks & chance(rng, 0.5 if by_hand else 0.2, count)))
    number = np.where(has, person.direct_phone, None)
    number = np.where(central, firm.switchboard, number).astype(object)
    country = np.where(central, firm.country, person.country)
    mobile = np.where(chance(rng, share * 0.6, count), person.mobile_phone, None).astype(object)
    case = np.where(central, "switchboard", np.where(has & ~lacks, "direct", "")).astype(object)
    return phones.written(rng, number, country), phones.written(rng, mobile, person.country), case


def _spell(name: str) -> str:
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("é", "e"), ("è", "e")):
        name = name.replace(letter, spelled)
    return name


COPIED = ("given", "family", "mail", "phone", "mobile", "company", "title")


def remember(count: int, who: np.ndarray, described: Rows) -> Rows:
    """What a system knows about each of ``count`` people; None where it knows nobody."""
    memory = Rows({name: np.full(count, None, object) for name in COPIED})
    for name in COPIED:
        memory[name][who] = described[name]
    return memory


def copy_from(memory: Rows, who: np.ndarray, described: Rows, mask: np.ndarray) -> Rows:
    """The records as an integration copies them from another system, where the mask holds and that one knows them."""
    mask = mask & ~np.equal(memory.family[who], None).astype(bool)
    result = Rows(described)
    for name in COPIED:
        result[name] = np.where(mask, memory[name][who], described[name]).astype(object)
    result.case = np.where(mask, "copied", described.case).astype(object)
    result.decidable = described.decidable | mask
    return result
