"""A company nobody here made up: its files become touches and opportunities through mappings alone, without SQL.

The expected numbers are counted from the files themselves with Python's csv module, not with the pipeline.
"""

import csv
import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

MAPPINGS = Path(__file__).parent / "sparklesquad" / "mappings"


@pytest.fixture(scope="module")
def source(shared_data: Path) -> Path:
    """The files as their owner published them."""
    return shared_data / "crm_sparklesquad" / "original"


@pytest.fixture(scope="module")
def home(source: Path, run_tandem, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one run over the files."""
    folder = tmp_path_factory.mktemp("sparklesquad") / "home"
    shutil.copytree(MAPPINGS, folder / "mappings")
    run_tandem(folder, "run", "--as-of", "2018-01-31T00:00:00Z", "--source", str(source))
    return folder


@pytest.fixture(scope="module")
def release(home: Path):
    """A read-only connection to the release."""
    connection = duckdb.connect(str(home / "releases" / "current" / "restricted.duckdb"), read_only=True)
    yield connection
    connection.close()


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_record_is_loaded_and_counted(home: Path, source: Path, run_tandem):
    status = json.loads(run_tandem(home, "status", "--json").stdout)
    loaded = {batch["entity"]: batch for batch in status["batches"]}
    files = {
        "account": "accounts.csv",
        "click": "clicks.csv",
        "product": "products.csv",
        "opportunity": "sales-pipeline.csv",
        "owner": "sales-teams.csv",
    }
    assert loaded.keys() == files.keys()
    for entity, file in files.items():
        counts = loaded[entity]
        assert counts["records"] == len(rows(source / file)), entity
        assert (counts["loaded"], counts["quarantined"]) == (counts["records"], 0), entity


def test_deals_arrive_with_their_stage_account_and_owner(release, source: Path):
    deals = rows(source / "sales-pipeline.csv")
    assert len(deals) == 14_277
    outcomes = {"Won": "Won", "Lost": "Lost", "In_Progress": "Open"}
    expected = {
        stage: (
            count,
            sum(1 for deal in deals if deal["Deal_Stage"] == name and deal["Account"]),
            sum(1 for deal in deals if deal["Deal_Stage"] == name and deal["Close_Value"]),
        )
        for name, stage in outcomes.items()
        for count in [Counter(deal["Deal_Stage"] for deal in deals)[name]]
    }
    found = release.execute(
        "select stage, count(*), count(account_id), count(amount) from core.fct_opportunity group by stage"
    ).fetchall()
    assert {stage: counts for stage, *counts in found} == {stage: list(counts) for stage, counts in expected.items()}
    owned = release.execute(
        "select count(*), count(distinct owner_id) from core.fct_opportunity where owner_id is not null"
    ).fetchone()
    assert owned == (14_277, len({deal["Sales_Agent"] for deal in deals}))


def test_won_value_is_the_files_to_the_cent(release, source: Path):
    won = sum(
        Decimal(deal["Close_Value"] or 0) for deal in rows(source / "sales-pipeline.csv") if deal["Deal_Stage"] == "Won"
    )
    assert won == 17_936_928
    (amount, in_pipeline) = release.execute(
        "select (select sum(amount) from core.fct_opportunity where is_won),"
        " (select sum(amount) from sales.pipeline where stage = 'Won')"
    ).fetchone()
    assert amount == won
    assert in_pipeline == won


def test_every_click_is_a_touch_equal_rows_included(release, source: Path):
    clicks = rows(source / "clicks.csv")
    assert len(clicks) == 30_244
    assert sum(count - 1 for count in Counter(tuple(click.values()) for click in clicks).values()) == 18_460
    touches, ids, days = release.execute(
        "select count(*), count(distinct touch_id), count(*) filter (time_precision = 'day' and person_id is null)"
        " from core.fct_touch where touch_type = 'ad_clicked'"
    ).fetchone()
    assert (touches, ids, days) == (30_244, 30_244, 30_244)
    channels = {
        "Paid": "paid_other",
        "Email": "email",
        "Organic": "organic_search",
        "Direct": "direct",
        "Social": "organic_social",
        "Referral": "referral",
    }
    expected = Counter(channels[click["Source"]] for click in clicks)
    found = release.execute("select channel_id, count(*) from core.fct_touch group by channel_id").fetchall()
    assert dict(found) == expected


def test_a_day_of_closing_says_when_a_stage_began(release):
    unknown, stays = release.execute(
        "select count(*) filter (entered_at is null), count(*) from core.fct_opportunity_stage"
    ).fetchone()
    assert unknown == 0
    assert stays > 14_277
    assert release.execute("select count(*) from core.fct_opportunity where created_as_won").fetchone() == (0,)


def test_people_are_not_made_up(release):
    """The files name no buyer: there is nobody in the customer view and nothing in the funnel."""
    assert release.execute("select count(*) from core.dim_person").fetchone() == (0,)
    assert release.execute("select count(*) from alignment.funnel").fetchone() == (0,)


def test_colleagues_names_stay_out_of_the_file_for_bi(home: Path, source: Path):
    names = {row["Sales_Agent"] for row in rows(source / "sales-teams.csv")}
    with duckdb.connect(str(home / "releases" / "current" / "tandem.duckdb"), read_only=True) as connection:
        owner_ids = {value for (value,) in connection.execute("select owner_id from core.dim_owner").fetchall()}
        columns = [row[0] for row in connection.execute("describe core.dim_owner").fetchall()]
        shown = (
            connection.execute("select owner_name from core.dim_owner").fetchall() if "owner_name" in columns else []
        )
    assert not names & {value for (value,) in shown}
    assert not any(name in owner_id for name in names for owner_id in owner_ids)
