"""K1 to K9: kill -9 at every step, run again, and nothing tells the difference.

K9's second half, the asset event, is tested with the real scheduler.
"""

from pathlib import Path

import pytest

from tests.faults.disturbed import AS_OF, Home, Story

pytestmark = [pytest.mark.usefixtures("no_reader_is_left"), pytest.mark.timeout(900)]

# step: function, which call of it, and where the kill falls.
KILLS = {
    "K1 landing write": ("tandem.landing.store:hashlib.sha256", 3, "after"),
    "K2 landing fsync": ("tandem.landing.store:os.fsync", 9, "before"),
    "K3 in place, before the ledger insert": ("tandem.landing.land:place", 4, "after"),
    "K3 after the ledger insert": ("tandem.ledger.deliveries:Deliveries.register_delivery", 6, "after"),
    "K4 claim": ("tandem.ledger.batches:Batches.claim", 1, "after"),
    "K4 parse": ("tandem.accept.batch:read_in_child", 3, "during"),
    "K5 rows in place, before the ledger mark": ("tandem.ledger.batches:Batches.accept_batch", 4, "before"),
    "K5 after the ledger mark": ("tandem.ledger.batches:Batches.accept_batch", 5, "after"),
    "K6 build begun": ("tandem.ledger.builds:Builds.begin_build", 1, "after"),
    "K6 during dbt, staging": ("tandem.build.dbt:_Follower.see", 200, "after"),
    "K6 before identity": ("tandem.identity:resolve", 1, "before"),
    "K6 during identity": ("tandem.identity.people:add_shared_keys", 1, "after"),
    "K6 before the ops tables": ("tandem.build.assemble:write_ops", 1, "before"),
    "K7 during the gate": ("tandem.quality.candidate:run_suites", 1, "during"),
    "K7 after the gate": ("tandem.quality.candidate:check_candidate", 1, "after"),
    "K8 release folder in place": ("tandem.release.publish:put_in_place", 1, "after"),
    "K8 before the pointer swap": ("tandem.release.publish:point_to", 1, "before"),
    "K8 after the pointer swap": ("tandem.release.publish:point_to", 1, "after"),
    "K9 published, before anybody is told": ("tandem.pipeline:build_and_publish", 1, "after"),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", KILLS)
def test_kill_at_a_step(company: Story, step: str):
    company.rewind()
    company.home.killed(*KILLS[step], "run", "--source", str(company.more), *AS_OF)
    company.check_what_readers_see()
    company.check_recovery()


@pytest.mark.slow
def test_killed_again_and_again(company: Story):
    """Every restart is killed, too; only the last run is left alone."""
    company.rewind()
    for step in ("K3 after the ledger insert", "K4 parse", "K6 during dbt, staging", "K8 before the pointer swap"):
        company.home.killed(*KILLS[step], "run", "--source", str(company.more), *AS_OF)
        company.check_what_readers_see()
    company.check_recovery()


def test_kill_between_the_pointer_and_the_ledger(tmp_path: Path):
    """One of the kills above, small enough for every day: the pointer leads, the ledger follows."""
    source, home = tmp_path / "files__opportunity.csv", Home(tmp_path / "home")
    source.write_text(
        "opportunity_id,account_name,owner_name,stage,product,amount,currency,created_on,closed_on\n"
        "1,Acme,Ann,won,GT,100.00,EUR,2025-01-02,2025-02-02\n"
    )
    home.killed(*KILLS["K8 after the pointer swap"], "run", "--source", str(source), *AS_OF)
    published = home.export(tmp_path / "export")
    assert "nothing new" in home.tandem("run", "--source", str(source), *AS_OF).stdout
    state = home.state(tmp_path / "export")
    assert (state["export"], state["left over"]) == (published, [])
    assert [batch["state"] for batch in state["batches"]] == ["accepted"]
