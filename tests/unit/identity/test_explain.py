import duckdb
import pytest

from tandem.errors import UsageError
from tandem.identity import resolve
from tandem.identity.explain import _history, explain_in, judged_in
from tandem.identity.links import Grain
from tandem.ledger import Judgement
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Account, Inputs, Person, Stated


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    file = tmp_path_factory.mktemp("explain") / "warehouse.duckdb"
    people = [
        Person("hubspot.contact:1", seq=1, given="Bob", family="Smith", email="bob@x.de"),
        Person("salesforce.contact:2", seq=2, given="Robert", family="Smith", email="bob@x.de"),
        Person("salesforce.lead:3", seq=3),
        Person("events.registration:4", seq=4, given="Ann", family="Lee", email="info@x.de"),
        Person("events.registration:5", seq=5, given="Bob", family="Ray", email="info@x.de"),
        Person("hubspot.contact:6", seq=6, given="Eva", family="Ott", email="eva@gmx.de", company="Acme"),
        Person("hubspot.contact:7", seq=7, given="Eva", family="Ott", email="ott@gmail.com", company="Acme"),
        Person("success.support_ticket:8", seq=8, email="ott@gmail.com"),
    ]
    stated = [Stated("salesforce.lead:3", "salesforce.contact:2", rule="lead_converted")]
    with duckdb.connect(str(file)) as connection:
        Inputs(people=people, stated=stated, accounts=[Account("files.account:Acme", name="Acme")]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
    return file


def sentences(*arguments):
    return [row.sentence for row in explain_in(*arguments)]


def test_two_records_of_one_person_by_the_shortest_chain(warehouse):
    found = explain_in(warehouse, "hubspot.contact:1", "salesforce.lead:3")
    assert [row.rule for row in found] == [None, "email_equal", "lead_converted"]
    assert found[1].sentence == (
        "hubspot.contact:1 and salesforce.contact:2 have the same e-mail address and no other name uses it."
    )
    assert found[2].sentence == "the CRM converted salesforce.lead:3 into salesforce.contact:2."


def test_two_people_and_what_was_refused(warehouse):
    found = sentences(warehouse, "events.registration:4", "events.registration:5")
    assert "are two persons" in found[0]
    assert found[1:] == [
        "not joined by e-mail (shared by 2 records): the mailbox belongs to a role (info@, sales@), not to a person."
    ]


def test_two_people_whose_other_records_were_not_joined(warehouse):
    assert sentences(warehouse, "success.support_ticket:8", "hubspot.contact:6")[1:] == [
        "their records hubspot.contact:7 and hubspot.contact:6 were not joined by name and company: people of this "
        "name at this company have different addresses or do different work."
    ]


def test_two_people_without_anything_in_common(warehouse):
    assert sentences(warehouse, "hubspot.contact:1", "events.registration:5")[1] == (
        "no rule found anything that both have."
    )


def test_one_person_by_id(warehouse):
    person = explain_in(warehouse, "salesforce.lead:3")[0].sentence.split()[0]
    found = sentences(warehouse, person)
    assert found[0] == f"{person} is one person with 3 source records."
    assert len(found) == 4


def test_what_people_judged_about_one_or_two_people(warehouse):
    said = {"grain": "person", "who": "Ann", "why": "she asked them", "decided_at": AS_OF}
    acts = [
        Judgement(1, "different", record_a="salesforce.lead:3", record_b="events.registration:4", undoes=None, **said),
        Judgement(2, "same", record_a="hubspot.contact:1", record_b="gone", undoes=None, **said),
        Judgement(3, "undo", record_a="hubspot.contact:1", record_b="gone", undoes=2, **said),
    ]

    def numbers(*names):
        return [row.sentence.split()[1] for row in judged_in(warehouse, acts, *names)]

    assert numbers("hubspot.contact:1") == ["1", "2", "3"]
    assert numbers("salesforce.contact:2", "events.registration:4") == ["1"]
    assert numbers("events.registration:4") == ["1"]
    assert numbers("events.registration:4", "events.registration:5") == []
    assert [row.sentence for row in judged_in(warehouse, acts, "salesforce.lead:3")][:2] == [
        "judgement 1 (Ann, 2026-01-31): salesforce.lead:3 and events.registration:4 are different persons: "
        "she asked them",
        "judgement 2 (Ann, 2026-01-31): hubspot.contact:1 and gone are the same person: she asked them [undone]",
    ]


def test_unlike_things_cannot_be_compared(warehouse):
    with pytest.raises(UsageError, match="only like can be compared"):
        explain_in(warehouse, "hubspot.contact:1", "files.account:Acme")


def test_an_unknown_record(warehouse):
    with pytest.raises(UsageError, match="not in the current release"):
        explain_in(warehouse, "hubspot.contact:99")


def test_the_command_says_what_to_do_before_the_first_release(tmp_path, run_tandem):
    result = run_tandem(tmp_path / "home", "identity", "explain", "hubspot.contact:1", check=False)
    assert result.returncode == 2
    assert result.stderr.strip() == "tandem: nothing has been published yet: run `tandem run` first"


@pytest.mark.parametrize(("own", "other"), [("p_1", "p_2"), ("p_2", "p_1")])
def test_two_builds_of_one_run_time_keep_their_order(own, other):
    with duckdb.connect() as connection:
        connection.execute(
            "create schema identity; create table identity.person_links "
            "(source_record_key varchar, person_id varchar, evidence varchar, valid_to timestamp)"
        )
        links = [("r", other, "one judged so", AS_OF), ("r", own, "first", AS_OF), ("r", own, "again", None)]
        connection.executemany("insert into identity.person_links values (?, ?, ?, ?)", links)
        told = {one.sentence for one in _history(connection, Grain.PERSON, own)}
    assert told == {
        f"2026-01-31: r went from {own} to {other}, because one judged so.",
        f"2026-01-31: r went from {other} to {own}, because again.",
    }
