import duckdb

from tandem.build import Candidate
from tandem.build.ops import TABLES, write_ops
from tests.unit.build.conftest import AS_OF


def test_a_row_leads_to_its_batch_and_build(settings, ledger, accepted):
    first = accepted("a")
    build = ledger.begin_build(AS_OF)
    late = accepted("b")
    candidate = Candidate(build, settings.builds / "1", settings.builds / "1" / "warehouse.duckdb", AS_OF)
    with duckdb.connect() as connection:
        write_ops(connection, settings, ledger, candidate, {"dbt": 1.5, "identity": 0.5})
        lineage = connection.execute(
            """
            select deliveries.landing_seq, batches.batch_id, batches.first_build_no, batches.is_in_this_build
            from ops.deliveries inner join ops.batches using (batch_id) order by 1
            """
        ).fetchall()
        assert lineage == [(1, first.batch_id, 1, True), (2, late.batch_id, None, False)]
        assert connection.execute("select step, seconds from ops.build_steps order by step_no").fetchall() == [
            ("dbt", 1.5),
            ("identity", 0.5),
        ]
        assert connection.execute("select entity, is_stale from ops.freshness").fetchall() == [("lead", False)]
        for table in TABLES:
            columns = [row[0] for row in connection.execute(f"describe ops.{table.name}").fetchall()]
            assert columns == list(table.columns)
