"""Who is joined with whom, who is not, and what must stay true whatever arrives when."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from tandem.database import attached
from tandem.identity import resolve
from tandem.identity.scoring.model import MatchModel
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Account, Inputs, Person, Stated, clusters, opened


def resolved(model: MatchModel = MODEL, **inputs) -> duckdb.DuckDBPyConnection:
    connection = opened()
    Inputs(**inputs).write(connection)
    resolve(connection, model, as_of=AS_OF)
    return connection


def people_clusters(people, stated=()):
    found = clusters(resolved(people=list(people), stated=list(stated)))
    return {part for part in found if len(part) > 1}


JOHN = Person("a", given="John", family="Smith", email="john@x.de")


@pytest.mark.parametrize(
    "other",
    [
        Person("b", given="John", family="Smith", email=" JOHN@X.de"),
        Person("b", given="J.", family="Smith", email="john@x.de"),
        Person("b", given="Jack", family="Smith", email="john@x.de"),
        Person("b", given="John", family="Smyth", email="john@x.de"),
        Person("b", given="Smith", family="John", email="john@x.de"),
        Person("b", given="John", family="Smith-Jones", email="john@x.de"),
        Person("b", email="john@x.de"),
        Person("b", email="other@x.de", other_emails="old@x.de; John@x.de"),
    ],
    ids=lambda person: f"{person.given} {person.family}",
)
def test_one_personal_mailbox_is_one_person(other):
    assert people_clusters([JOHN, other]) == {frozenset("ab")}


@pytest.mark.parametrize(
    "other",
    [
        Person("b", given="Mary", family="Smith", email="john@x.de"),
        Person("b", given="Mary", family="Jones", email="john@x.de"),
        Person("b", given="John", family="Smith", email="john@y.de"),
        Person("b", given="John", family="Smith"),
    ],
    ids=lambda person: f"{person.given} {person.family} {person.email}",
)
def test_two_people(other):
    assert people_clusters([JOHN, other]) == set()


@pytest.mark.parametrize(
    ("given", "other", "same"),
    [
        ("Jan", "Jana", False),
        ("Marie", "Mario", False),
        ("Jan", "Jna", True),
        ("Stefan", "Stephan", True),
        ("Leo", "Leonardo", True),
        ("Carriu", "Lauriu", False),
    ],
)
def test_two_known_names_are_no_slips_of_each_other(given, other, same):
    people = [replace(JOHN, given=given), replace(JOHN, key="b", given=other)]
    assert people_clusters(people) == ({frozenset("ab")} if same else set())


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        (date(1970, 3, 12), True),
        (date(1970, 12, 4), True),
        (date(1971, 12, 3), True),
        (date(1970, 3, 2), False),
        (date(1999, 12, 3), False),
        (date(1971, 12, 4), False),
    ],
)
def test_a_birthday_may_be_mistyped_in_one_part(typed, same):
    people = [replace(JOHN, birth_on=date(1970, 12, 3)), replace(JOHN, key="b", birth_on=typed)]
    assert people_clusters(people) == ({frozenset("ab")} if same else set())


def test_a_role_mailbox_joins_nobody_and_is_listed():
    people = [replace(JOHN, email="info@x.de"), replace(JOHN, key="b", email="info@x.de")]
    connection = resolved(people=people)
    assert len(clusters(connection)) == 2
    assert connection.execute("select kind, reason, record_count from identity.refused_bridges").fetchall() == [
        ("e-mail", "role_mailbox", 2)
    ]


def test_a_shared_mailbox_joins_only_equal_full_names():
    people = [
        JOHN,
        replace(JOHN, key="b"),
        replace(JOHN, key="c", given="J."),
        replace(JOHN, key="d", given="Mary", family="Jones"),
        Person("e", email="john@x.de"),
    ]
    assert people_clusters(people) == {frozenset("ab")}


def test_a_crowded_mailbox_joins_nobody():
    people = [Person(f"p{i}", given=chr(97 + i) * 5, family="Smith", email="desk7@x.de") for i in range(12)]
    assert people_clusters([*people, replace(people[0], key="again")]) == set()


def test_a_phone_needs_the_same_full_name():
    household = [
        Person("a", given="Eva", family="Ott", phone="089 1234567"),
        Person("b", given="Udo", family="Ott", phone="+49 89 1234567"),
        Person("c", given="Udo", family="Ott", phone="(089) 1234567"),
        Person("d", phone="089 1234567"),
    ]
    assert people_clusters(household) == {frozenset("bc")}


def test_a_switchboard_joins_nobody():
    people = [Person(f"p{i}", given=chr(97 + i) * 5, family=chr(97 + i) * 6, phone="089 1000000") for i in range(8)]
    assert people_clusters([*people, replace(people[0], key="again")]) == set()


ANN = Person("a", given="Ann", family="Lee", company="Acme GmbH", email="ann.lee@acme.example")
ACME = Account("f", name="Acme GmbH", domain="acme.example")
PRIVATE = replace(ANN, key="b", seq=2, company="ACME", email="annlee@gmail.com")


@pytest.mark.parametrize("other", [PRIVATE, replace(PRIVATE, email=None), replace(PRIVATE, given="Anna")], ids=repr)
def test_one_name_at_one_company_is_one_person(other):
    assert people_clusters([ANN, other]) == {frozenset("ab")}


@pytest.mark.parametrize(
    "other",
    [
        replace(PRIVATE, company="Zenit"),
        replace(PRIVATE, company=None),
        replace(PRIVATE, family="Kim"),
        replace(PRIVATE, email="a.lee@acme.example"),
        replace(PRIVATE, email="ann.lee2@acme.example"),
    ],
    ids=repr,
)
def test_namesakes(other):
    assert people_clusters([ANN, other]) == set()


def test_nobody_works_for_a_company_that_was_not_given():
    nowhere = [replace(ANN, company="[not provided]"), replace(PRIVATE, company="[not provided]")]
    assert people_clusters(nowhere) == set()


@pytest.mark.parametrize("private", ["ann.lee@gmx.de", "annlee7@gmail.com"])
def test_two_private_addresses_are_two_namesakes(private):
    people = [PRIVATE, replace(PRIVATE, key="c", seq=3, email=private)]
    connection = resolved(people=people)
    assert len(clusters(connection)) == 2
    assert ("namesakes",) in connection.execute("select distinct reason from identity.refused_bridges").fetchall()


def test_a_numbered_address_says_that_there_is_another_one():
    """The company had to number it: whoever has that name there may be the other one."""
    assert people_clusters([replace(ANN, email="ann.lee2@acme.example"), PRIVATE]) == set()


CALLED = replace(ANN, phone="089 1000000", job_title="Head of Sales")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(PRIVATE, phone=CALLED.phone, job_title="Sales Manager"), True),
        (replace(PRIVATE, phone=CALLED.phone, job_title="IT Administrator"), False),
        (replace(PRIVATE, phone=CALLED.phone, email="ann.lee2@acme.example"), False),
        (replace(PRIVATE, phone=CALLED.phone, company="Zenit", job_title="IT Administrator"), True),
    ],
    ids=["promoted", "another job", "a numbered address", "another company"],
)
def test_a_number_may_be_a_companys_and_two_namesakes_there_have_it(other, same):
    assert people_clusters([CALLED, other]) == ({frozenset("ab")} if same else set())


def test_where_somebody_works_is_what_the_domain_of_the_address_says():
    people = [
        replace(ANN, company=None, job_title="Sales Manager"),
        replace(PRIVATE, job_title="IT Administrator"),
        Person("t", seq=3, email=ANN.email),
    ]
    assert clusters(resolved(people=people, accounts=[ACME])) == {frozenset("at"), frozenset("b")}


@pytest.mark.parametrize(
    ("typed", "address", "given", "same"),
    [
        (None, "ann.lee@acme.example", "Ann", True),
        (None, "ann.lee@acme.example", "Bob", False),
        (None, "a_lee7@acme.example", "Anna", True),
        (None, "a.lee7+news@acme.example", "Bob", False),
        (None, "lee@acme.example", "Bob", True),
        ("A.", "ann.lee@acme.example", "Ann", True),
        ("A.", "ann.lee@acme.example", "Alfred", False),
        ("B.", "ann.lee@acme.example", "Ben", True),
        (None, "ann.lee@gmail.com", "Bob", True),
    ],
)
def test_who_gives_no_name_in_full_is_who_the_work_address_spells(typed, address, given, same):
    people = [
        Person("a", given=typed, family="Lee", email=address),
        Person("b", given=given, family="Lee", email=address),
    ]
    assert people_clusters(people) == ({frozenset("ab")} if same else set())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Head of Marketing", "Marketing Manager", True),
        ("Head of Marketing", None, True),
        ("Head of Marketing", "Data Analyst", False),
    ],
)
def test_a_family_name_alone_that_does_something_else_is_another_of_the_family(one, other, same):
    people = [
        Person("a", given="Ann", family="Lee", email="ann.lee@x.de", phone="089 1234567", job_title=one),
        Person("b", family="Lee", email="ann.lee@x.de", phone="089 1234567", job_title=other),
    ]
    assert people_clusters(people) == ({frozenset("ab")} if same else set())


class TestSpelling:
    """A record without a name, and the address that a name would have at its company."""

    def clusters(self, *people, accounts=(ACME,)):
        found = clusters(resolved(people=list(people), accounts=list(accounts)))
        return {part for part in found if len(part) > 1}

    @pytest.mark.parametrize("address", ["ann.lee@acme.example", "ann_lee@acme.example", "a.lee@acme.example"])
    def test_it_spells_the_name(self, address):
        assert self.clusters(PRIVATE, Person("t", email=address)) == {frozenset("bt")}

    def test_umlauts_have_two_spellings(self):
        miller = replace(PRIVATE, given="Jörg", family="Müller")
        for address in ("joerg.mueller@acme.example", "j.muller@acme.example"):
            assert self.clusters(miller, Person("t", email=address)) == {frozenset("bt")}

    @pytest.mark.parametrize("address", ["ann.lee2@acme.example", "ann.lee@zenit.example", "kim@acme.example"])
    def test_it_does_not(self, address):
        assert self.clusters(PRIVATE, Person("t", email=address)) == set()

    def test_a_role_is_no_family_name(self):
        support = replace(PRIVATE, family="Support")
        assert self.clusters(support, Person("t", email="ann.support@acme.example")) == {frozenset("bt")}
        assert self.clusters(support, Person("t", email="support@acme.example")) == set()

    def test_two_names_could_have_it(self):
        adam = Person("c", given="Adam", family="Lee", company="Acme")
        assert self.clusters(PRIVATE, adam, Person("t", email="a.lee@acme.example")) == set()

    def test_the_name_has_another_address_there(self):
        assert self.clusters(ANN, Person("t", email="lee@acme.example")) == set()

    def test_nobody_says_what_the_domain_is(self):
        assert self.clusters(PRIVATE, Person("t", email="ann.lee@acme.example"), accounts=()) == set()


def test_a_companys_name_means_the_one_account_that_has_it():
    accounts = [
        ACME,
        Account("g", name="ACME", domain="acme.example"),
        Account("h", name="Zenit", country="DE"),
        Account("i", name="Zenit", country="AT"),
    ]
    people = [ANN, replace(PRIVATE, company="Zenit"), Person("c", given="Eva", family="Kim", company="Omega")]
    connection = resolved(people=people, accounts=accounts)
    ((acme,),) = connection.execute(
        "select account_id from identity.account_links where source_record_key = 'f'"
    ).fetchall()
    assert connection.execute("from identity.employers").fetchall() == [("Acme GmbH", acme)]


def test_what_a_system_states_is_stronger_than_names():
    people = [JOHN, Person("b", given="Mary", family="Jones", email="mary@y.de")]
    assert people_clusters(people, [Stated("a", "b")]) == {frozenset("ab")}


def test_a_nameless_record_does_not_bridge_two_people():
    people = [
        JOHN,
        Person("b", email="john@x.de", other_emails="mary@y.de"),
        Person("c", given="Mary", family="Jones", email="mary@y.de"),
    ]
    connection = resolved(people=people)
    assert {part for part in clusters(connection) if len(part) > 1} == set()
    assert ("contradiction",) in connection.execute("select distinct reason from identity.refused_bridges").fetchall()


def test_links_carry_rule_evidence_and_a_time_from_the_data():
    connection = resolved(
        people=[JOHN, Person("b", seq=2), Person("c", seq=3, email="john@x.de")], stated=[Stated("b", "a")]
    )
    rows = connection.execute(
        "select source_record_key, rule, evidence, decided_by, cast(valid_from as date)::varchar, valid_to "
        "from identity.person_links order by 1"
    ).fetchall()
    assert rows == [
        ("a", "first_record", "a is the first record of this person", "rule", "2025-01-01", None),
        ("b", "crm_id_in_hubspot", "HubSpot holds the CRM id of a in b", "rule", "2025-02-01", None),
        (
            "c",
            "email_equal",
            "a and c have the same e-mail address and no other name uses it",
            "rule",
            "2025-01-01",
            None,
        ),
    ]


class TestAccounts:
    ACME = Account("a", name="Acme GmbH", domain="www.acme.de")

    def clusters(self, *accounts, stated=()):
        found = clusters(resolved(accounts=list(accounts), stated_accounts=list(stated)), "account")
        return {part for part in found if len(part) > 1}

    @pytest.mark.parametrize(
        "other",
        [
            Account("b", name="ACME", domain="acme.de"),
            Account("b", name="Acme Deutschland", domain="acme.de"),
            Account("b", domain="acme.de", country=None),
            Account("b", name="Acme"),
        ],
        ids=repr,
    )
    def test_one_company(self, other):
        assert self.clusters(self.ACME, other) == {frozenset("ab")}

    @pytest.mark.parametrize(
        "other",
        [
            Account("b", name="Zenit", domain="acme.de"),
            Account("b", name="Acme", domain="acme.com", country="US"),
            Account("b", name="Acme", country=None),
            Account("b", name="Acme", domain="acme-gmbh.de"),
            Account("b", name="Acme", domain="acme.de", parent="a"),
        ],
        ids=repr,
    )
    def test_two_companies(self, other):
        assert self.clusters(self.ACME, other) == set()

    def test_free_mail_is_nobodys_domain(self):
        accounts = [
            Account("a", name="Zenit", domain="gmail.com"),
            Account("b", name="Zenit", domain="gmail.com", country="AT"),
        ]
        assert self.clusters(*accounts) == set()

    def test_stated(self):
        assert self.clusters(self.ACME, Account("b", name="Zenit"), stated=[Stated("a", "b")]) == {frozenset("ab")}


def test_two_builds_keep_history_and_superseded_ids(tmp_path):
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    john, mary = JOHN, Person("b", seq=2, given="Mary", family="Jones", email="mary@y.de")
    with opened(before) as connection:
        Inputs(people=[john, mary]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
        ids = dict(connection.execute("select source_record_key, person_id from identity.person_links").fetchall())
    with opened(after) as connection, attached(connection, before):
        Inputs(people=[john, mary], stated=[Stated("a", "b")]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF, has_previous=True)
        links = connection.execute(
            "select source_record_key, person_id, valid_to from identity.person_links order by all"
        ).fetchall()
        assert set(links) == {("a", ids["a"], None), ("b", ids["a"], None), ("b", ids["b"], AS_OF)}
        assert connection.execute(
            "select superseded_by_person_id, member_count from identity.persons where person_id = ?", [ids["b"]]
        ).fetchone() == (ids["a"], 0)
        assert connection.execute("from identity.person_changes").fetchall() == [("b", ids["a"], ids["b"])]
    with opened(tmp_path / "split.duckdb") as connection, attached(connection, after):
        Inputs(people=[john, mary]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF, has_previous=True)
        current = connection.execute(
            "select source_record_key, person_id from identity.person_links where valid_to is null"
        ).fetchall()
        assert dict(current) == ids, "a split restores the id that was superseded"
        assert connection.execute("select count(*) from identity.persons").fetchone() == (2,)
