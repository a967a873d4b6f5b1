"""The word lists behind the rules: plain text files that anybody can read and extend.

What the models need too is a dbt seed and is read from there, so that there is one list of each.
"""

from functools import cache
from pathlib import Path

from tandem.config import PROJECT_ROOT

_SEEDS = Path(__file__).parent / "seeds"
_DBT_SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"


@cache
def role_mailboxes() -> frozenset[str]:
    """Local parts that belong to a role: info, sales, ..."""
    return frozenset(_dbt_seed("role_mailboxes"))


@cache
def free_mail_domains() -> frozenset[str]:
    """Domains where anybody can have a mailbox."""
    return frozenset(_dbt_seed("free_mail_domains"))


@cache
def legal_suffixes() -> frozenset[str]:
    """Folded words that name a company's legal form."""
    return frozenset(_lines("legal_suffixes"))


@cache
def no_company() -> frozenset[str]:
    """What people and systems write where a company's name should be, as ``normalise.company_name`` gives it."""
    return frozenset(_lines("no_company"))


@cache
def job_ranks() -> frozenset[str]:
    """Folded words of a job title that say how high somebody is, not what they do."""
    return frozenset(_lines("job_ranks"))


@cache
def given_names() -> dict[str, tuple[str, ...]]:
    """Given name to the groups it is in, of nicknames or spellings; a group is named by its first name."""
    groups: dict[str, list[str]] = {}
    for line in _lines("nicknames") + _lines("given_names"):
        names = line.split()
        for name in names:
            groups.setdefault(name, []).append(names[0])
    return {name: tuple(sorted(set(found))) for name, found in groups.items()}


@cache
def country_codes() -> dict[str, str]:
    """Folded country name, or lower-case code, to ISO 3166-1 alpha-2."""
    codes: dict[str, str] = {}
    for line in _lines("countries"):
        code, names = line.split(" ", 1)
        codes[code.lower()] = code
        codes.update(dict.fromkeys(names.split("|"), code))
    return codes


def _lines(name: str) -> list[str]:
    text = (_SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _dbt_seed(name: str) -> list[str]:
    """The first column of a dbt seed."""
    lines = (_DBT_SEEDS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",")[0].strip() for line in lines[1:] if line.strip()]
