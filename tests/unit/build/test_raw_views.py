import duckdb
import pytest

from tandem.build.raw_views import create_raw_views
from tandem.errors import TandemError


@pytest.fixture
def leads(settings, ledger):
    def read(*batches):
        with duckdb.connect() as connection:
            create_raw_views(connection, settings, ledger, [batch.batch_id for batch in batches])
            query = "select id, score, _landing_seq from raw.salesforce__lead order by all"
            return connection.execute(query).fetchall()

    return read


def test_exactly_the_pinned_batches(leads, accepted):
    first, second = accepted("a", "b"), accepted("c")
    accepted("late")
    assert leads(first, second) == [("a", 0, 1), ("b", 1, 1), ("c", 0, 2)]
    assert leads(second) == [("c", 0, 2)]


def test_no_batch_is_an_empty_typed_view(settings, ledger):
    with duckdb.connect() as connection:
        assert create_raw_views(connection, settings, ledger, []) == 1
        rows = connection.execute("describe raw.salesforce__lead").fetchall()
    types = {row[0]: row[1] for row in rows}
    assert types["score"] == "BIGINT"
    assert types["_landed_at"] == "TIMESTAMP"


def test_a_batch_of_quarantined_rows_only_has_no_file(leads, accepted):
    assert leads(accepted("a"), accepted()) == [("a", 0, 1)]


def test_a_missing_file_is_named(settings, leads, accepted):
    batch = accepted("a")
    (settings.raw / "salesforce" / "lead" / f"{batch.batch_id}.parquet").unlink()
    with pytest.raises(TandemError, match=f"{batch.batch_id} are missing"):
        leads(batch)
