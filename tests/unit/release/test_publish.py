"""Publishing: complete or not at all, nothing personal in the public file, readers never disturbed."""

import errno
import resource
import shutil

import duckdb
import pytest
from sqlalchemy import update

from tandem.errors import BusyError, HeldError, TandemError
from tandem.ledger import GateResult, schema
from tandem.ledger.engine import transaction
from tandem.quality import GateReport
from tandem.release import current, manifest, publish, repair, rollback, sweep
from tandem.release.folder import PUBLIC_DATABASE, RESTRICTED_DATABASE, point_to
from tandem.release.rollback import known_releases

FAILURE = GateResult("keys", "release/keys", "both", "critical", False, 7, "Each person is there once.", "Ask.")


def _names(folder):
    return sorted(found.name for found in folder.iterdir())


def _rows(database, sql):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_release_is_complete_and_the_ledger_knows_it(settings, ledger, published):
    release_id = published()
    folder = current(settings)
    assert folder.name == release_id == ledger.current_release().release_id == "r000001"
    assert {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()} >= {
        "tandem.duckdb",
        "restricted.duckdb",
        "manifest.json",
        "page/index.html",
        "parquet/core.dim_person.parquet",
        "parquet/core.fct_opportunity.parquet",
    }
    assert manifest.read(folder)["reporting_currency"] == "CHF"
    assert ledger.build(1).state == "published"
    assert not (settings.builds / "1").exists()
    assert list(settings.temporary.glob("release-*")) == []


def test_personal_and_undescribed_columns_stay_in_the_restricted_file(settings, published):
    published()
    folder = current(settings)
    columns = _rows(
        folder / PUBLIC_DATABASE, "select table_name, column_name from information_schema.columns order by all"
    )
    assert columns == [
        ("dim_person", "country"),
        ("dim_person", "person_id"),
        ("fct_opportunity", "amount"),
        ("fct_opportunity", "opportunity_id"),
        ("fct_opportunity", "share"),
        ("freshness", "system"),
        ("people_by_country", "country"),
        ("people_by_country", "people"),
    ]
    assert _rows(folder / RESTRICTED_DATABASE, "select count(email) from core.dim_person") == [(3,)]
    tables = manifest.read(folder)["tables"]
    assert tables["core.dim_person"]["withheld"] == ["email", "full_name", "undescribed"]
    assert tables["core.dim_person"]["undeclared"] == ["undescribed"]
    assert "ops.freshness" in tables
    for file in folder.rglob("*"):
        if file.is_file() and file.name != RESTRICTED_DATABASE:
            assert b"p1@example.com" not in file.read_bytes(), file.name


def test_the_restricted_file_opens_without_the_raw_files(settings, published):
    published()
    views = _rows(current(settings) / RESTRICTED_DATABASE, "select view_name from duckdb_views() where not internal")
    assert views == []


def test_the_same_rows_give_the_same_hashes_whatever_their_order(settings, published):
    def hashes():
        return {name: facts["sha256"] for name, facts in manifest.read(current(settings))["tables"].items()}

    published(50)
    first = hashes()
    shuffle = [
        "create or replace table core.dim_person as from core.dim_person order by hash(person_id || 'x')",
        "create or replace table core.fct_opportunity as from core.fct_opportunity order by hash(amount + 5)",
    ]
    published(50, statements=shuffle)
    assert hashes() == first
    published(51)
    assert hashes() != first


def test_a_critical_failure_is_not_published(settings, ledger, candidate, published):
    published()
    with pytest.raises(HeldError, match=r"keys \(owned by both departments, 7 rows\)"):
        publish(settings, ledger, candidate(), GateReport([FAILURE]))
    assert current(settings).name == "r000001"


def test_an_open_reader_keeps_its_release(settings, published):
    published(3)
    with duckdb.connect(str(current(settings) / PUBLIC_DATABASE), read_only=True) as reader:
        for people in (4, 5, 6, 7):
            published(people)
            assert reader.execute("select count(*) from core.dim_person").fetchone() == (3,)
    assert not (settings.releases / "r000001").exists(), "retention removed the folder under the open reader"
    assert _rows(current(settings) / PUBLIC_DATABASE, "select count(*) from core.dim_person") == [(7,)]


def test_a_kill_between_pointer_and_ledger_is_repaired(settings, ledger, published):
    published(3)
    # The state that a kill right after the pointer swap leaves: folder and pointer are new, the ledger is old.
    folder = shutil.copytree(current(settings), settings.releases / "r000002")
    build = ledger.begin_build(ledger.current_release().as_of)
    described = manifest.read(folder) | {"release_id": "r000002", "build_no": build.build_no}
    manifest.write(folder, described)
    point_to(settings, "r000002")
    assert repair(settings, ledger)
    assert ledger.current_release().release_id == "r000002"
    assert ledger.build(build.build_no).state == "published"
    assert not ledger.publishing_held
    assert not repair(settings, ledger)


def test_a_kill_in_a_rollback_is_repaired_and_still_holds_publishing(settings, ledger, published):
    published(3)
    published(4)
    point_to(settings, "r000001")
    assert repair(settings, ledger)
    assert ledger.current_release().release_id == "r000001"
    assert ledger.publishing_held


def test_a_lost_pointer_is_made_anew_from_the_ledger(settings, ledger, published):
    published(3)
    (settings.releases / "current").unlink()
    assert repair(settings, ledger)
    assert current(settings).name == "r000001"
    assert not repair(settings, ledger)
    # A release that is not here cannot be shown.
    (settings.releases / "current").unlink()
    (settings.releases / "r000001").rename(settings.root / "elsewhere")
    assert not repair(settings, ledger)
    assert current(settings) is None


def test_a_kill_before_the_pointer_leaves_an_orphan_that_is_swept(settings, ledger, published):
    published(3)
    shutil.copytree(current(settings), settings.releases / "r000009")
    (settings.releases / ".current-123").symlink_to("r000009")
    assert sweep(settings, keep=known_releases(ledger)) == ["r000009"]
    assert _names(settings.releases) == ["current", "r000001"]


def test_a_run_that_was_overtaken_does_not_move_the_pointer(settings, ledger, published):
    first = published()
    with ledger.lease("pipeline") as lost:
        with transaction(ledger.engine, write=True) as connection:
            connection.execute(update(schema.leases).values(fence=lost.fence + 1, holder="a later run"))
        with pytest.raises(BusyError, match="was lost"):
            published()
    assert current(settings).name == first


def test_no_room_leaves_the_old_release(settings, ledger, candidate, published):
    published()
    made = candidate(100_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        with pytest.raises(TandemError, match=r"could not be written .* the old release stays"):
            publish(settings, ledger, made, GateReport())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert current(settings).name == "r000001"
    assert list(settings.temporary.glob("release-*")) == []
    assert publish(settings, ledger, made, GateReport()) == "r000002"


def test_a_publish_that_failed_late_leaves_the_candidate_as_it_was(settings, ledger, candidate, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    def views():
        return _rows(made.database, "select schema_name, view_name from duckdb_views() where not internal order by all")

    made = candidate(statements=("create view core.opportunities as from raw.salesforce__opportunity",))
    before = views()
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "write", full)  # after the restricted file was cleaned of what cannot be read
        with pytest.raises(TandemError, match="No space left"):
            publish(settings, ledger, made, GateReport())
    assert views() == before
    assert ("raw", "salesforce__opportunity") in before
    assert publish(settings, ledger, made, GateReport()) == "r000001"


def test_publishing_is_held_after_a_rollback_until_resume(settings, ledger, candidate, published):
    published(3)
    published(4)
    assert rollback(settings, ledger) == "r000001"
    with pytest.raises(HeldError, match="tandem resume"):
        publish(settings, ledger, candidate(5), GateReport())
    ledger.resume()
    published(6)
    assert current(settings).name == "r000004"


def test_retention_keeps_the_newest_and_the_current(settings, published):
    for people in range(1, 6):
        published(people)
    assert _names(settings.releases) == ["current", "r000003", "r000004", "r000005"]
