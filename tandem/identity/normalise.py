"""Normal forms of what people type: pure functions, None when there is nothing to compare.

They make two spellings of one value equal and never two values; what is only similar is the business of evidence.
"""

import re
import unicodedata
from functools import cache

from tandem.identity import vocabulary

# What most addresses look like: these need lower case and nothing else. The evidence SQL uses the same pattern, so that
# only unusual addresses cross into Python. Not so at domains where dots do not count.
PLAIN_EMAIL = r"[a-z0-9_%'-]+(\.[a-z0-9_%'-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}"
DOTLESS_DOMAINS = ("gmail.com", "googlemail.com")
_PLAIN_EMAIL = re.compile(PLAIN_EMAIL)
_HOST = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*")
# What may follow a role: a country or language (sales.de@), a number (info2@).
_ROLE_TAIL = re.compile(r"(?:[._+-](?:[a-z]{2,3}|\d+)|\d+)$")
_NOT_A_WORD = re.compile(r"[\W_]+")
# Fewer digits than this are an extension or a fragment; ITU-T E.164 allows at most 15.
_PHONE_DIGITS = range(7, 16)

# Letters that Unicode does not decompose, as they are usually rewritten.
_REWRITTEN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def email(text: str | None) -> str | None:
    """The mailbox of an e-mail address: lower case, domain in IDNA form; None if it is not an address.

    What follows a plus sign is a tag of the mailbox (RFC 5233, section 1). Dots count, but at Gmail they do not, and
    its two domains are one (Gmail Help, "Dots don't matter in Gmail addresses").
    """
    if not text:
        return None
    plain = text.strip().removeprefix("mailto:").strip("<>").strip().lower()
    if _PLAIN_EMAIL.fullmatch(plain):
        return _mailbox(*plain.split("@"))
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(plain, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    # Without an IDNA form the domain is already ASCII.
    return _mailbox(found.local_part.lower(), found.ascii_domain.lower())


def _mailbox(local: str, host: str) -> str:
    untagged = local.split("+", 1)[0] or local
    if host in DOTLESS_DOMAINS:
        untagged, host = untagged.replace(".", ""), DOTLESS_DOMAINS[0]
    return f"{untagged}@{host}"


def is_role_mailbox(address: str) -> bool:
    """Whether a normalised address belongs to a role (``info@``, ``sales.de@``), not to a person."""
    local = address.split("@", 1)[0]
    roles = vocabulary.role_mailboxes()
    return local in roles or _ROLE_TAIL.sub("", local) in roles


def mail_domain(address: str | None) -> str | None:
    """The registrable domain of a normalised address."""
    return domain(address.rsplit("@", 1)[1]) if address and "@" in address else None


def domain(text: str | None) -> str | None:
    """The registrable domain of a host, address or web address (``https://www.Acme.co.uk/x`` -> ``acme.co.uk``).

    Below a top-level domain that the public suffix list does not know, its default rule counts: one label more.
    """
    if not text or not text.strip():
        return None
    found = _suffixes()(text.strip().lower())
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or None
    labels = [*found.subdomain.split("."), found.domain]
    return ".".join(labels[-2:]) if _HOST.fullmatch(".".join(labels)) else None


def is_free_mail(registrable: str) -> bool:
    """Whether anybody can have a mailbox at this domain."""
    return registrable in vocabulary.free_mail_domains()


def phone(text: str | None, country: str | None) -> str | None:
    """A phone number in E.164, read as dialled within ``country`` (any form); None if it is not a possible number."""
    if not text:
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country_code(country))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return formatted if len(formatted) - 1 in _PHONE_DIGITS else None


def country_code(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 code of a country's code or name; None if it is not known."""
    return vocabulary.country_codes().get(folded(text) or "") if text else None


def folded(text: str | None) -> str | None:
    """Lower case, without accents, words parted by single spaces: the form in which names are compared."""
    if not text:
        return None
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_REWRITTEN)
    decomposed = unicodedata.normalize("NFKD", lower)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    words = _NOT_A_WORD.sub(" ", bare).strip()
    return words or None


def given_name_groups(given: str | None) -> list[str]:
    """The groups of a folded given name, by its first word: of names that stand for it; empty if it is not known."""
    return list(vocabulary.given_names().get(given.split(" ", 1)[0], ())) if given else []


def local_parts(given: str | None, family: str | None) -> list[str]:
    """The local parts that companies form of a name, words parted by dots: ``ann.lee``, ``a.lee``, ``lee``.

    With umlauts in both spellings (``mueller``, ``muller``); double names as one word.
    """
    found = []
    for spell in (_with_pairs, str):
        names = [(folded(spell(name)) or "").replace(" ", "") for name in (given or "", family or "")]
        if all(names):
            found += [f"{names[0]}.{names[1]}", f"{names[0][0]}.{names[1]}", names[1]]
    return sorted(set(found))


def company_name(text: str | None) -> str | None:
    """A company's name without its legal form: ``Müller & Söhne GmbH & Co. KG`` and ``Mueller und Soehne`` agree."""
    if not text:
        return None
    spelled = _with_pairs(text).replace("&", " and ").replace("+", " and ")
    # "S.A." and "G.m.b.H." are single words.
    spelled = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", spelled)
    words = (folded(spelled) or "").split()
    words = ["and" if word in ("und", "et", "y") else word for word in words]
    suffixes = vocabulary.legal_suffixes()
    while len(words) > 1 and words[-1] in suffixes:
        words.pop()
    return " ".join(words) or None


def employer(text: str | None) -> str | None:
    """A company's name as ``company_name`` gives it; None for what people type instead of one (``n/a``)."""
    name = company_name(text)
    return None if name in vocabulary.no_company() else name


# Words that together say that somebody leads a company, if nothing says a part of it; and those by which they do not.
_LEADERS = ({"ceo"}, {"chief", "executive"}, {"managing", "director"}, {"founder"}, {"owner"}, {"president"})
_DEPUTIES = {"vice", "deputy", "assistant"}


def job_functions(title: str | None) -> list[str]:
    """What somebody does, by a job title, without the rank: ``Senior Marketing Manager`` is ``marketing``.

    Who leads the whole company does ``management``. Sorted; empty if the title says another rank only.
    """
    words = set((folded(title) or "").split())
    functions = sorted(words - vocabulary.job_ranks())
    leads = any(title <= words for title in _LEADERS) and not words & _DEPUTIES
    return functions or (["management"] if leads else [])


def _with_pairs(text: str) -> str:
    """Umlauts as the pairs of letters that stand for them where there are none."""
    spelled = unicodedata.normalize("NFC", text.casefold())
    for umlaut, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        spelled = spelled.replace(umlaut, pair)
    return spelled


@cache
def _suffixes():
    import tldextract

    # The list inside the package: no network, and the same answer everywhere.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=False)
