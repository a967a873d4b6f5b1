"""What a build is told of identity: which tables hold other rows than in the release before, so that readers run."""

from pathlib import Path

import pytest

from tandem.database import attached
from tandem.identity import resolve, stand
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Account, Inputs, Person, opened

JOHN = Person("a", given="John", family="Smith", email="john@x.de")
MARY = Person("b", seq=2, given="Mary", family="Jones", email="mary@y.de")
FIRM = Account("f", name="Acme", domain="acme.example")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    file = tmp_path / "before.duckdb"
    with opened(file) as connection:
        Inputs(people=[JOHN, MARY], accounts=[FIRM]).write(connection)
        assert "identity.person_links" in resolve(connection, MODEL, as_of=AS_OF).changed, (
            "all of a first release is new"
        )
    return file


def changed(before: Path, **inputs) -> frozenset[str]:
    with opened() as connection, attached(connection, before):
        Inputs(**inputs).write(connection)
        return resolve(connection, MODEL, as_of=AS_OF, has_previous=True).changed


def test_the_same_records_change_nothing(before):
    assert changed(before, people=[JOHN, MARY], accounts=[FIRM]) == frozenset()


def test_a_new_person_changes_people_and_no_account(before):
    third = Person("c", seq=3, given="Eve", family="Adams", email="eve@z.de")
    found = changed(before, people=[JOHN, MARY, third], accounts=[FIRM])
    assert {"identity.person_links", "identity.persons"} <= found
    assert not {"identity.account_links", "identity.accounts"} & found


def test_a_record_that_goes_is_a_change(before):
    assert "identity.person_links" in changed(before, people=[JOHN], accounts=[FIRM])


def test_links_that_stand_have_changed_no_hands(before):
    with opened(before) as connection:
        connection.execute("insert into identity.person_changes values ('a', 'p_1', 'p_2')")
        links = connection.execute("from identity.person_links order by all").fetchall()
        assert stand(connection) == frozenset()
        assert connection.execute("select count(*) from identity.person_changes").fetchone() == (0,)
        assert connection.execute("from identity.person_links order by all").fetchall() == links
