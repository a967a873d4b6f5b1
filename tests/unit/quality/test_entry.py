"""Entry suites hold a batch for what the contract cannot see."""

from pathlib import Path

import duckdb
import pytest

from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.quality.entry import check_entry

ROWS = (
    "select 'x' || i as id, i::decimal(18, 2) as amount, 50.00 as probability, false as is_won, false as is_closed, "
    "false as is_deleted from range(100) t(i)"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def check(settings, tmp_path):
    def run(accepted=ROWS, loaded=100, quarantined=0, records=None, entity="opportunity"):
        good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
        duckdb.sql(f"copy ({accepted}) to '{good}'")
        refused = f"select i as _row_number, ['amount:not_a_number'] as reasons from range({quarantined}) t(i)"
        duckdb.sql(f"copy ({refused}) to '{bad}'")
        counts = {"records": loaded + quarantined if records is None else records, "loaded": loaded, "erased": 0}
        results = check_entry(
            settings,
            Contracts.load(settings).get("salesforce", entity),
            good,
            bad if quarantined else None,
            counts | {"quarantined": quarantined},
        )
        return {result.check: result for result in results}

    return run


def _failed(results):
    return {name for name, result in results.items() if not result.passed}


def test_a_good_batch_passes_and_leaves_nothing_behind(check, tmp_path):
    assert _failed(check()) == set()
    assert list(tmp_path.rglob("*.duckdb")) == []


@pytest.mark.parametrize(
    ("batch", "failed"),
    [
        ({"quarantined": 1}, set()),
        ({"quarantined": 2}, {"few_rows_refused"}),
        ({"quarantined": 26}, {"few_rows_refused", "most_rows_accepted"}),
        ({"records": 101}, {"rows_balance"}),
        ({"loaded": 99}, {"rows_balance"}),
        ({"accepted": ROWS.replace("false as is_won", "true as is_won")}, {"not_won_and_open"}),
        ({"accepted": ROWS.replace("i::dec", "(20000000 + i)::dec")}, {"amounts_in_their_usual_size"}),
    ],
)
def test_a_bad_batch_fails_its_check(check, batch, failed):
    assert _failed(check(**batch)) == failed


def test_an_entity_without_a_suite_of_its_own_gets_the_default(check):
    assert set(check(entity="order")) == {"few_rows_refused", "most_rows_accepted", "rows_balance"}
