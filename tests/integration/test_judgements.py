"""Two people judged to be one, and its undoing: touches, opportunities and funnel follow, and nothing stays behind.

What it is not: a test of where clusters are parted; those are tests/unit/identity/test_judgements.py.
"""

import json
import shutil
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

AS_OF = ("--as-of", "2026-01-31T00:00:00Z")
WHO = ("--who", "Ann", "--why", "she asked them")
# Enough of each department for people with touches and opportunities of their own.
FILES = ("hubspot__", "salesforce__", "events__registration", "finance__fx_rate")
# Two people who have both, each of one opportunity that the other has nothing to do with.
TWO_PEOPLE = """
    select person_id
    from core.fct_opportunity_contact
    inner join core.dim_person using (person_id)
    where person_id in (select person_id from core.fct_touch) and not is_test_record and not is_employee
    group by person_id
    having count(distinct opportunity_id) = 1
    order by min(opportunity_id), person_id
    limit 2
"""
OF_ONE = """
    select
        (select count(*) from core.fct_touch where person_id = '{0}') as touches,
        (select count(distinct opportunity_id) from core.fct_opportunity_contact where person_id = '{0}') as deals
"""
RESTATED = """
    select number_name, published_build_no, current_value - published_value as difference
    from ops.published_numbers
    where current_value is distinct from published_value
"""
ALL_PEOPLE = "select sum(people)::bigint as people from alignment.funnel"


@pytest.fixture(scope="module")
def home(tmp_path_factory, run_tandem) -> Path:
    """A published company of one delivery date."""
    folder = tmp_path_factory.mktemp("judged")
    run_tandem(folder / "unused", "demo", "--people", "200", "--seed", "11", "--out", str(folder / "company"))
    date = sorted((folder / "company" / "sources").iterdir())[0]
    (folder / "sources").mkdir()
    for file in date.iterdir():
        if file.name.startswith(FILES):
            shutil.copy2(file, folder / "sources")
    run_tandem(folder / "home", "run", "--source", str(folder / "sources"), *AS_OF)
    return folder / "home"


@pytest.fixture(scope="module")
def tandem(home, run_tandem):
    return lambda *arguments: run_tandem(home, *arguments).stdout


@pytest.fixture(scope="module")
def ask(tandem):
    def rows(query: str) -> list[dict]:
        return [json.loads(line) for line in tandem("query", query, "--json").splitlines()]

    return rows


@pytest.fixture(scope="module")
def export(tandem, tmp_path_factory):
    return lambda: tandem("export", "--out", str(tmp_path_factory.mktemp("export") / "out")).split()[-1]


def test_same_and_undo(tandem, ask, export):
    first, second = (row["person_id"] for row in ask(TWO_PEOPLE))
    (one,), (other,), (everybody,) = ask(OF_ONE.format(first)), ask(OF_ONE.format(second)), ask(ALL_PEOPLE)
    before = export()
    waiting = [json.loads(line) for line in tandem("identity", "review", "--json").splitlines()]
    assert waiting == sorted(waiting, key=lambda one: -float(one["open_amount"]))
    assert all(len(one["members"]) > 1 for one in waiting)
    assert one["deals"] == other["deals"] == 1
    assert ask(RESTATED) == []

    assert "judgement 1 (Ann" in tandem("identity", "same", first, second, *WHO)
    assert "published" in tandem("run", *AS_OF)
    merged, gone = sorted((first, second), key=lambda person: -ask(OF_ONE.format(person))[0]["touches"])
    assert ask(OF_ONE.format(gone)) == [{"touches": 0, "deals": 0}]
    assert ask(OF_ONE.format(merged)) == [{"touches": one["touches"] + other["touches"], "deals": 2}]
    assert ask(ALL_PEOPLE) == [{"people": everybody["people"] - 1}]
    assert export() != before
    (moved,) = ask("select * from ops.identity_effects")
    lost = other if gone == second else one
    assert (moved["previous_id"], moved["id"], moved["grain"]) == (gone, merged, "person")
    assert (moved["touches"], moved["opportunities"]) == (lost["touches"], lost["deals"])
    restated = ask(RESTATED)
    assert "mqls" in [number["number_name"] for number in restated]
    assert {number["published_build_no"] for number in restated} == {1}
    told = tandem("summary")
    assert f"{gone} → {merged}: {lost['touches']} touches with {moved['spend_amount']:,.2f} ad spend" in told
    assert "of closed months are not what was first published" in told
    (as_json,) = json.loads(tandem("summary", "--json"))["moved"]
    assert (as_json["previous_id"], as_json["touches"]) == (gone, lost["touches"])
    assert "a person judged" in tandem("identity", "explain", gone)
    assert f"went from {gone} to {merged}, because" in tandem("identity", "history", gone)
    assert "nothing new" in tandem("run", *AS_OF)

    tandem("identity", "undo", "1", *WHO)
    assert "published" in tandem("run", *AS_OF)
    assert (ask(OF_ONE.format(first)), ask(OF_ONE.format(second))) == ([one], [other])
    assert ask(ALL_PEOPLE) == [everybody]
    assert export() == before
    assert ask(RESTATED) == []
    history = tandem("identity", "history", gone)
    assert f"went from {gone} to {merged}, because" in history
    assert f"went from {merged} to {gone}" in history
    acts = [json.loads(line) for line in tandem("identity", "judgements", "--json").splitlines()]
    assert [(act["verdict"], act["in_force"]) for act in acts] == [("same", False), ("undo", False)]
