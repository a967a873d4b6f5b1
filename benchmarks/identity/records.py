"""Records whose true grouping is known, in the columns of ``int_people__unioned``, and what each system says of others.

The truth is only ever read by the scores: no contender sees the columns ``truth``, ``kind`` and ``decidable``.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.command import tandem
from tandem.config import PROJECT_ROOT

SHARED = PROJECT_ROOT.parent / "shared" / "data"
AS_OF = "2026-01-31T00:00:00Z"
COLUMNS = (
    "source_record_key",
    "first_landing_seq",
    "first_row_number",
    "given_name",
    "family_name",
    "email",
    "other_emails",
    "phone",
    "mobile_phone",
    "company_name",
    "job_title",
    "country",
    "birth_on",
    "created_at",
    "city",
    "street",
    "postcode",
)
EDIT_COLUMNS = ("source_record_key", "system", "edited_weeks")
ACCOUNT_COLUMNS = (
    "source_record_key",
    "first_landing_seq",
    "first_row_number",
    "account_name",
    "domain",
    "country",
    "parent_source_record_key",
)


@dataclass(frozen=True)
class Known:
    """``people``: one row per record; ``stated``: pairs that systems state; ``truth``: label, kind and decidable.

    ``edits`` holds when contacts were corrected, in the columns of ``int_contacts__edits``, and ``accounts`` what the
    systems say about companies, in those of ``int_accounts__unioned``.
    """

    people: pd.DataFrame
    stated: pd.DataFrame
    truth: pd.DataFrame
    edits: pd.DataFrame
    accounts: pd.DataFrame


def load(name: str, work: Path) -> Known:
    """A data set by name: ``febrl-1`` to ``febrl-3``, ``fake-1000``, ``company-<people>-<seed>``.

    Raises FileNotFoundError when data that is not part of the project is not there.
    """
    kind, _, rest = name.partition("-")
    if kind == "febrl":
        return _febrl(SHARED / "er_febrl" / f"dataset{rest}.csv")
    if kind == "fake":
        return _fake(SHARED / "er_splink_fake1000" / "fake_1000.csv")
    people, _, seed = rest.partition("-")
    return _company(int(people), int(seed), work)


def _known(frame: pd.DataFrame, truth: pd.Series) -> Known:
    """A set without systems: every record is its own delivery, nothing is stated, everything is decidable."""
    frame = frame.assign(first_landing_seq=range(1, len(frame) + 1), first_row_number=1)
    stated = pd.DataFrame({name: [] for name in ("source_record_key_a", "source_record_key_b", "rule", "decided_at")})
    labels = pd.DataFrame({"truth": truth.to_numpy(), "kind": "plain", "decidable": True})
    edits, accounts = (pd.DataFrame(columns=list(columns)) for columns in (EDIT_COLUMNS, ACCOUNT_COLUMNS))
    return Known(frame.reindex(columns=list(COLUMNS)), stated, labels, edits, accounts)


def _febrl(file: Path) -> Known:
    """FEBRL without ``soc_sec_id``, which gives the answer away; the true person is the number in ``rec_id``."""
    raw = pd.read_csv(file, dtype=str, skipinitialspace=True)
    frame = pd.DataFrame(
        {
            "source_record_key": "febrl." + raw["rec_id"],
            "given_name": raw["given_name"],
            "family_name": raw["surname"],
            "birth_on": pd.to_datetime(raw["date_of_birth"], format="%Y%m%d", errors="coerce"),
            "city": raw["suburb"],
            "street": raw["address_1"],
            "postcode": raw["postcode"],
            "country": "AU",
        }
    )
    return _known(frame, raw["rec_id"].str.extract(r"^rec-(\d+)-")[0])


def _fake(file: Path) -> Known:
    """Splink's thousand made-up records."""
    raw = pd.read_csv(file, dtype=str)
    frame = pd.DataFrame(
        {
            "source_record_key": "fake." + raw["unique_id"],
            "given_name": raw["first_name"],
            "family_name": raw["surname"],
            "email": raw["email"],
            "birth_on": pd.to_datetime(raw["dob"], errors="coerce"),
            "city": raw["city"],
            "country": "GB",
        }
    )
    return _known(frame, raw["cluster"])


def _company(people: int, seed: int, work: Path) -> Known:
    """The synthetic company as the warehouse hands it to identity, with the generator's truth."""
    home, company = work / f"home-{people}-{seed}", work / f"company-{people}-{seed}"
    if not (home / "releases" / "current").exists():
        tandem(home, "demo", "--people", str(people), "--seed", str(seed), "--out", str(company))
        tandem(home, "run", "--source", str(company / "sources"), "--as-of", AS_OF, memory_limit_mb=8_000)
    with duckdb.connect(str(home / "releases" / "current" / "restricted.duckdb"), read_only=True) as release:
        frame = release.sql("from intermediate.int_people__unioned order by source_record_key").df()
        stated = release.sql("from intermediate.int_people__crossrefs order by all").df()
        edits = release.sql("from intermediate.int_contacts__edits order by all").df()
        accounts = release.sql("from intermediate.int_accounts__unioned order by source_record_key").df()
    truth = pd.read_parquet(company / "truth" / "person_records.parquet").set_index("source_record_key")
    # Browsers and ticket requesters are records without a person of their own in the truth: looked at, not scored.
    labels = truth.reindex(frame["source_record_key"])
    labels = pd.DataFrame(
        {
            "truth": labels["true_person_id"].to_numpy(),
            "kind": labels["case_kind"].to_numpy(),
            "decidable": labels["decidable"].fillna(False).astype(bool).to_numpy(),
        }
    )
    accounts = accounts.reindex(columns=list(ACCOUNT_COLUMNS))
    return Known(frame.reindex(columns=list(COLUMNS)), stated, labels, edits, accounts)
