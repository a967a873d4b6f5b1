import itertools
import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.identity import normalise, vocabulary


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  John.Doe@Example.COM ", "john.doe@example.com"),
        ("mailto:a@b.de", "a@b.de"),
        ("<a@b.de>", "a@b.de"),
        ("A+tag@x.de", "a@x.de"),
        ("+tag@x.de", "+tag@x.de"),
        ("J.Doe+news@googlemail.com", "jdoe@gmail.com"),
        ("j.doe@x.de", "j.doe@x.de"),
        ("o'neil@x.io", "o'neil@x.io"),
        ("eva@bücher.de", "eva@xn--bcher-kva.de"),
        ("EVA@BÜCHER.DE", "eva@xn--bcher-kva.de"),
        ("eva@xn--bcher-kva.de", "eva@xn--bcher-kva.de"),
        ("a b@c.de", None),
        ("a@b@c.de", None),
        ("a..b@c.de", None),
        ("@c.de", None),
        ("a@", None),
        ("", None),
        (None, None),
    ],
)
def test_email(typed, expected):
    assert normalise.email(typed) == expected


def test_a_homoglyph_is_another_address():
    assert normalise.email("аnna@x.de") != normalise.email("anna@x.de")


@settings(deadline=None)
@given(st.from_regex(normalise.PLAIN_EMAIL, fullmatch=True))
def test_what_sql_takes_as_plain_is_what_the_function_returns(address):
    """The evidence SQL lower-cases plain addresses itself; both must see the same set as plain."""
    assert normalise.email(address.upper()) == address or address.endswith(normalise.DOTLESS_DOMAINS)
    pattern = normalise.PLAIN_EMAIL
    (found,) = duckdb.execute("select regexp_full_match(?, ?)", [address, pattern]).fetchone()
    assert found is bool(re.fullmatch(pattern, address))


@settings(deadline=None)
@given(st.text())
def test_normal_forms_are_stable(text):
    for function in (normalise.email, normalise.folded, normalise.company_name, normalise.domain):
        once = function(text)
        assert once is None or function(once) == once


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Müller & Söhne GmbH", "mueller and soehne"),
        ("[not provided]", None),
        ("N/A", None),
        ("self-employed", None),
        ("Private Equity Partners", "private equity partners"),
        (None, None),
    ],
)
def test_employer(typed, expected):
    assert normalise.employer(typed) == expected


@pytest.mark.parametrize("local", ["info", "sales", "sales.de", "info2", "no-reply", "support-uk"])
def test_role_mailboxes(local):
    assert normalise.is_role_mailbox(f"{local}@x.de")


@pytest.mark.parametrize("local", ["salesman", "anna.sales", "info.mueller", "j.smith", "teamo"])
def test_mailboxes_of_persons(local):
    assert not normalise.is_role_mailbox(f"{local}@x.de")


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("+49 (0) 89 1234567", None, "+49891234567"),
        ("0049 89 1234567", "DE", "+49891234567"),
        ("089 1234567", "Germany", "+49891234567"),
        ("089/1234567", "Deutschland", "+49891234567"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("089 1234567", None, None),
        ("089 1234567", "Atlantis", None),
        ("123", "DE", None),
        ("call me", "DE", None),
        (None, "DE", None),
    ],
)
def test_phone(typed, country, expected):
    assert normalise.phone(typed, country) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Müller & Söhne GmbH & Co. KG", "mueller and soehne"),
        ("Mueller und Soehne", "mueller and soehne"),
        ("ACME S.A.", "acme"),
        ("Acme, Inc.", "acme"),
        ("Société Générale SA", "societe generale"),
        ("Holding AG", "holding"),
        ("GmbH", "gmbh"),
        ("  ", None),
        (None, None),
    ],
)
def test_company_name(typed, expected):
    assert normalise.company_name(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://www.Acme.co.uk/x?y", "acme.co.uk"),
        ("acme.co.uk", "acme.co.uk"),
        ("mail.acme.de", "acme.de"),
        ("acme", None),
        ("co.uk", None),
        ("https://www.acme.example/x", "acme.example"),
        ("intranet.acme.local", "acme.local"),
        ("10.0.0.1", None),
        ("[::1]", None),
        ("n/a", None),
        ("see. website", None),
        (None, None),
    ],
)
def test_domain(typed, expected):
    assert normalise.domain(typed) == expected


def test_nicknames_share_a_group():
    groups = normalise.given_name_groups
    assert set(groups("bob")) & set(groups("robert"))
    assert not set(groups("bob")) & set(groups("anna"))
    assert groups("stefan") == groups("stephan peter")
    assert groups("jan")
    assert groups("jana")
    assert not set(groups("jan")) & set(groups("jana"))
    assert groups("jna") == []
    assert groups(None) == []


# Two names each, although they sound alike.
TWO_NAMES = {
    *(frozenset(pair) for pair in (("andre", "andree"), ("rene", "renee"), ("carol", "karol"), ("ian", "yann"))),
    *(frozenset(pair) for pair in (("anthony", "antonie"), ("antony", "antonie"), ("gareth", "garrett"))),
    *(frozenset(pair) for pair in (("carrie", "kari"), ("lisa", "lissa"), ("sara", "zara"))),
}


def test_spellings_of_one_name_are_on_one_line():
    """Philip and Philipp: names that the lists know as two are never joined, so they must not miss a spelling."""
    spellings = {}
    for name in vocabulary.given_names():
        sound = name
        for letters, same in (("ph", "f"), ("th", "t"), ("ck", "k"), ("c", "k"), ("y", "i"), ("z", "s"), ("w", "v")):
            sound = sound.replace(letters, same)
        spellings.setdefault(re.sub(r"(.)\1", r"\1", sound.replace("ie", "i")), []).append(name)
    apart = {
        frozenset((one, other))
        for names in spellings.values()
        for one, other in itertools.combinations(names, 2)
        if not set(normalise.given_name_groups(one)) & set(normalise.given_name_groups(other))
    }
    assert apart == TWO_NAMES


@pytest.mark.parametrize("typed", ["DE", "de", "Germany", "Deutschland", "ALLEMAGNE"])
def test_country_code(typed):
    assert normalise.country_code(typed) == "DE"


@pytest.mark.parametrize(
    ("title", "functions"),
    [
        ("Senior Marketing Manager", ["marketing"]),
        ("VP, Sales & Marketing", ["marketing", "sales"]),
        ("Leiterin der Buchhaltung", ["buchhaltung"]),
        ("Managing Director", ["management"]),
        ("CEO & Founder", ["management"]),
        ("Chief Financial Officer", ["financial"]),
        ("Vice President", []),
        ("Intern", []),
        ("", []),
        (None, []),
    ],
)
def test_a_job_title_without_its_rank(title, functions):
    assert normalise.job_functions(title) == functions
