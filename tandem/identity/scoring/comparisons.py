"""How two records can agree or differ, in one table that anybody can read; what each is worth is in the model.

Of the levels of a comparison the first that holds counts. Nothing counts where one of the two says nothing.
"""

from dataclasses import dataclass

# Which the numbers of a model belong to: raise it when a comparison or a level changes.
VERSION = 2


@dataclass(frozen=True)
class Level:
    """``sql`` over columns ``<feature>_l`` and ``<feature>_r``; ``words``: what a person reads.

    ``expected``: the shares m of true pairs and u of other pairs at this level, where training data say nothing: round
    numbers by the kind of evidence, none of them fitted. ``frequency_of``: the feature whose rare values say more.
    ``told_by``: the feature that says the same thing in another comparison; where records state it, the level is worth
    what is expected, and not learnt.
    """

    name: str
    sql: str
    words: str
    expected: tuple[float, float]
    frequency_of: str | None = None
    told_by: str | None = None


@dataclass(frozen=True)
class Comparison:
    """``unknown``: SQL that is true if one of the two records says nothing."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _alike(feature: str, bound: float) -> str:
    return f"jaro_winkler_similarity({feature}_l, {feature}_r) >= {bound}"


def _digits(text: str) -> str:
    """Another number is another one: of a company's name, too."""
    return f"regexp_replace({text}, '[^0-9]', '', 'g')"


def _of_name(feature: str, swapped: Level, crossed: Level, *others: Level) -> Comparison:
    """A given or family name; ``others`` are levels that only this one has."""
    return Comparison(
        f"{feature} name",
        f"{feature}_l is null or {feature}_r is null",
        (
            swapped,
            Level(
                "equal", f"{feature}_l = {feature}_r", f"the same {feature} name", (0.9, 0.001), frequency_of=feature
            ),
            crossed,
            *others,
            Level(
                "part",
                f"list_has_any(string_split({feature}_l, ' '), string_split({feature}_r, ' '))",
                f"one {feature} name is part of the other",
                (0.01, 0.0001),
            ),
            Level(
                "similar",
                f"{_alike(feature, 0.9)} or damerau_levenshtein({feature}_l, {feature}_r) <= 1",
                f"{feature} names that differ by a slip",
                (0.03, 0.001),
            ),
            Level("rather similar", _alike(feature, 0.8), f"rather similar {feature} names", (0.005, 0.003)),
            Level("different", "else", f"different {feature} names", (0.03, 0.99)),
        ),
    )


def _days_apart(days: int) -> str:
    return f"abs(date_diff('day', birth_on_l, birth_on_r)) <= {days}"


_SWAPPED = "given_l = family_r and family_l = given_r"
# One of the other two names is missing or mistyped.
_CROSSED = """(
    given_l = family_r and coalesce(jaro_winkler_similarity(family_l, given_r) >= 0.8, true)
    or family_l = given_r and coalesce(jaro_winkler_similarity(given_l, family_r) >= 0.8, true)
)"""
_MAILBOX_L, _MAILBOX_R = "split_part(email_l, '@', 1)", "split_part(email_r, '@', 1)"
_DOMAIN_L, _DOMAIN_R = "split_part(email_l, '@', 2)", "split_part(email_r, '@', 2)"
_AN_ADDRESS = "(street_l is null or street_r is null) and (postcode_l is null or postcode_r is null)"

COMPARISONS = (
    _of_name(
        "given",
        Level("swapped", _SWAPPED, "given and family name have changed places", (0.005, 1e-6)),
        Level("crossed", _CROSSED, "the given name of one is the family name of the other", (0.001, 0.0003)),
        Level(
            "nickname",
            "list_has_any(name_groups_l, name_groups_r)",
            "one given name is short for the other",
            (0.01, 0.0003),
        ),
        Level(
            "initial",
            "(length(given_l) = 1 or length(given_r) = 1) and given_l[1] = given_r[1]",
            "one given name is the initial of the other",
            (0.02, 0.004),
        ),
    ),
    # What the given name says, too, counts once.
    _of_name(
        "family",
        Level("swapped", _SWAPPED, "family and given name have changed places", (1.0, 1.0), told_by="given"),
        Level(
            "crossed", _CROSSED, "the family name of one is the given name of the other", (1.0, 1.0), told_by="given"
        ),
    ),
    Comparison(
        "birthday",
        "birth_on_l is null or birth_on_r is null",
        (
            Level("equal", "birth_on_l = birth_on_r", "the same birthday", (0.9, 0.00005)),
            Level("one slip", "is_date_slip(birth_on_l, birth_on_r)", "birthdays that differ by a slip", (0.06, 0.05)),
            Level("one month", _days_apart(31), "birthdays within a month of each other", (0.002, 0.0025)),
            Level("one year", _days_apart(366), "birthdays within a year of each other", (0.004, 0.03)),
            Level("ten years", _days_apart(3653), "birthdays within ten years of each other", (0.02, 0.3)),
            Level("different", "else", "different birthdays", (0.014, 0.62)),
        ),
    ),
    Comparison(
        "e-mail",
        "email_l is null or email_r is null",
        (
            Level("equal", "list_has_any(emails_l, emails_r)", "the same e-mail address", (0.8, 0.00005)),
            Level("mistyped", "is_slip(email_l, email_r)", "e-mail addresses that differ by a slip", (0.01, 1e-6)),
            # Without a number it only spells the name once more.
            Level(
                "mailbox",
                f"{_MAILBOX_L} = {_MAILBOX_R} and regexp_matches({_MAILBOX_L}, '[0-9][0-9]')",
                "the same mailbox name at different domains",
                (0.005, 0.00001),
            ),
            Level(
                "colleagues",
                "list_has_any(work_domains_l, work_domains_r)",
                "different e-mail addresses at the same company",
                (0.005, 0.3),
                told_by="employer",
            ),
            Level(
                "private",
                "len(work_domains_l) = 0 and len(work_domains_r) = 0",
                "different private e-mail addresses",
                (0.01, 0.1),
            ),
            Level(
                "similar",
                f"jaro_winkler_similarity({_MAILBOX_L}, {_MAILBOX_R}) >= 0.85"
                f" and jaro_winkler_similarity({_DOMAIN_L}, {_DOMAIN_R}) >= 0.85",
                "similar e-mail addresses at similar domains",
                (0.005, 0.0001),
            ),
            Level("different", "else", "different e-mail addresses", (0.175, 0.9)),
        ),
    ),
    Comparison(
        "phone",
        "len(phones_l) = 0 or len(phones_r) = 0",
        (
            Level("equal", "list_has_any(phones_l, phones_r)", "the same telephone number", (0.9, 0.0003)),
            Level("different", "else", "different telephone numbers", (0.1, 0.9997)),
        ),
    ),
    Comparison(
        "job",
        "len(functions_l) = 0 or len(functions_r) = 0",
        (
            Level("equal", "functions_l = functions_r", "the same job", (0.8, 0.05)),
            Level("related", "list_has_any(functions_l, functions_r)", "related jobs", (0.05, 0.02)),
            Level("different", "else", "different jobs", (0.15, 0.9)),
        ),
    ),
    # One comparison, because a company and its address say the same thing twice.
    Comparison(
        "place",
        f"(employer_l is null or employer_r is null) and (city_l is null or city_r is null) and {_AN_ADDRESS}",
        (
            Level("company", "employer_l = employer_r", "the same company", (0.8, 0.002), frequency_of="employer"),
            Level(
                "address",
                f"street_l = street_r and (postcode_l = postcode_r or {_alike('city', 0.9)})",
                "the same address",
                (0.05, 0.0005),
            ),
            Level(
                "similar address",
                f"street_l = street_r or (postcode_l = postcode_r or city_l = city_r) and {_alike('street', 0.85)}",
                "similar addresses",
                (0.02, 0.0005),
            ),
            Level(
                "similar company",
                f"{_alike('employer', 0.92)} and {_digits('employer_l')} = {_digits('employer_r')}",
                "companies with similar names",
                (0.04, 0.0002),
            ),
            Level("town", "city_l = city_r", "the same town", (0.03, 0.01), frequency_of="city"),
            Level("postcode", "postcode_l = postcode_r", "the same postcode", (0.01, 0.001)),
            Level("different", "else", "different companies or addresses", (0.05, 0.985)),
        ),
    ),
)
FREQUENCIES_OF = ("given", "family", "employer", "city")
