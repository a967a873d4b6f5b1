import pytest

from tandem.build.plan import make_plan
from tandem.release import manifest


def plan(settings, ledger, *, full=False, force=False):
    return make_plan(settings, ledger, full=full, force=force)


def test_nothing_has_arrived(settings, ledger):
    assert not plan(settings, ledger).needed
    assert plan(settings, ledger, force=True).needed


def test_the_first_build_has_no_base(settings, ledger, accepted):
    accepted("a")
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.previous) == (True, None, None)


def test_nothing_new(settings, ledger, accepted, released):
    accepted("a")
    released()
    assert not plan(settings, ledger).needed


def test_asked_for(settings, ledger, accepted, released):
    accepted("a")
    base = settings.releases / released() / "restricted.duckdb"
    forced, whole = plan(settings, ledger, force=True), plan(settings, ledger, full=True)
    assert (forced.needed, forced.base) == (True, base)
    assert (whole.needed, whole.base, whole.previous) == (True, None, base)


def test_a_new_batch_starts_from_the_release(settings, ledger, accepted, released):
    first = accepted("a")
    base = settings.releases / released() / "restricted.duckdb"
    second = accepted("b")
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.reason) == (True, base, "1 new batches")
    assert found.base_for([first.batch_id, second.batch_id]) == base
    assert found.base_for([second.batch_id]) is None, "a batch was withdrawn between plan and snapshot"


def test_a_withdrawn_batch_means_everything(settings, ledger, accepted, released):
    batch = accepted("a")
    accepted("b")
    released()
    ledger.withdraw_batch(batch.batch_id, "ann", "wrong file")
    found = plan(settings, ledger)
    assert (found.needed, found.base) == (True, None)
    assert found.previous is not None, "identity still needs the links it replaces"


def test_a_batch_that_was_read_again_means_everything(settings, ledger, accepted, released):
    batch = accepted("a")
    released()
    ledger.reopen(batch.batch_id)
    ledger.accept_batch(batch.batch_id, records=1, loaded=1, quarantined=0, contract_version=1)
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.reason) == (True, None, "1 batches were read again")


def test_changed_definitions_mean_everything(settings, ledger, accepted, released):
    accepted("a")
    released()
    (settings.dbt_project / "models" / "stg_leads.sql").write_text("select 1 as id")
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.reason) == (True, None, "the definitions changed")


@pytest.mark.parametrize(
    "changed",
    ["project/dbt_project.yml", "home/contracts/shop/order.yml", "home/mappings/shop.yml", "identity/rules.py",
     "identity/seeds/nicknames.txt"],
)  # fmt: skip
def test_every_file_that_decides_a_number_is_a_definition(settings, ledger, accepted, released, monkeypatch, changed):
    monkeypatch.setattr(manifest, "IDENTITY", settings.root.parent / "identity")
    start = {"project": settings.dbt_project, "home": settings.root, "identity": manifest.IDENTITY}
    kind, _, name = changed.partition("/")
    file = start[kind] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text() if file.exists() else ""
    file.write_text(before)
    accepted("a")
    released()
    assert not plan(settings, ledger).needed
    file.write_text(before + "\n# another line\n")
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.reason) == (True, None, "the definitions changed")


def test_a_judgement_is_built_from_the_release(settings, ledger, accepted, released):
    accepted("a")
    base = settings.releases / released() / "restricted.duckdb"
    act = ledger.judge("same", "person", "x", "y", who="Ann", why="she asked them")
    found = plan(settings, ledger)
    assert (found.needed, found.base, found.reason) == (True, base, "judgements about who is who")
    released()
    assert not plan(settings, ledger).needed
    ledger.undo_judgement(act.judgement_no, who="Ann", why="a namesake")
    assert plan(settings, ledger).needed


def test_another_match_model_is_another_definition(settings, ledger, accepted, released):
    accepted("a")
    released()
    settings.match_model.write_text("{}", encoding="utf-8")
    found = plan(settings, ledger)
    assert (found.needed, found.base) == (True, None)
