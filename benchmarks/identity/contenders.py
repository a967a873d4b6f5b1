"""Ways to group the same records: ours, and what a project without one of its own would do.

Each takes what `records.load` gives and returns one label per record, in the order of the records.
"""

import json
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.identity.peers.blocks import BLOCKS
from benchmarks.identity.records import Known
from tandem.identity import accounts, resolve
from tandem.identity.clusters import anchors
from tandem.identity.person_keys import UNIONED, collect_keys
from tandem.identity.scoring.features import collect_features
from tandem.identity.scoring.model import SHIPPED, MatchModel
from tandem.identity.scoring.train import train

# An environment of its own, see ``make bench-identity``.
PEERS_PYTHON = Path(__file__).resolve().parents[2] / "benchmarks" / "work" / "peers" / "bin" / "python"
PEERS = ("recordlinkage", "dedupe")
# What dedupe asks depends on the order of sets.
_SAME_EVERY_TIME = {**os.environ, "PYTHONHASHSEED": "0"}
PEERS_READ = (
    *("given_name", "family_name", "email", "phone", "birth_on"),
    *("company_name", "job_title", "street", "postcode", "city"),
)
MOST_SECONDS = 300
# That DuckDB may use; a process takes some more. The peer gets what the machine has to spare.
MEMORY_MIB = 4_000
SPLINK_MEMORY_MIB = 12_000
# A column that fewer records state is left out of the ordinary model: Splink stops where nothing can be estimated.
RARELY_STATED = 0.1
# What an ordinary model takes for a match, and for one cluster: more likely than not.
SPLINK_MATCH = 0.5
# The same as a match weight, the base 2 logarithm of odds.
EVEN_ODDS = 0.0
AS_OF = pd.Timestamp("2026-01-31")


def tandem(known: Known) -> np.ndarray:
    """The identity step as a build runs it."""
    return resolved(known)[0]


def resolved(known: Known) -> tuple[np.ndarray, pd.DataFrame]:
    """The groups that the identity step finds, and its evidence (``identity.person_evidence``).

    The records of systems with the model that ships; a list of people, which is all that the other sets are, with a
    model trained on the list itself, without its truth, that joins at even odds.
    """
    with spilling(MEMORY_MIB) as connection:
        write_inputs(connection, known)
        model = MatchModel.read(SHIPPED) if len(known.stated) else _trained(connection)
        resolve(connection, model, as_of=AS_OF)
        links = connection.sql("select source_record_key, person_id from identity.person_links").df()
        evidence = connection.sql("select source_record_key_a, source_record_key_b, rule from identity.person_evidence")
        found = links.set_index("source_record_key")["person_id"].reindex(known.people["source_record_key"])
        return found.to_numpy(), evidence.df()


@contextmanager
def spilling(memory_mib: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory; what it may not hold there goes to a folder for a while."""
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(config={"memory_limit": f"{memory_mib}MiB", "temp_directory": folder}) as connection,
    ):
        yield connection


def write_inputs(connection: duckdb.DuckDBPyConnection, known: Known) -> None:
    """The models that the identity step reads."""
    connection.execute("create schema if not exists intermediate")
    people = known.people.assign(birth_on=pd.to_datetime(known.people["birth_on"]))
    connection.register("given_people", people)
    connection.register("given_references", known.stated)
    connection.register("given_edits", known.edits)
    connection.register("given_accounts", known.accounts)
    text = ", ".join(
        f"cast({name} as varchar) as {name}"
        for name in people.columns
        if name not in ("first_landing_seq", "first_row_number", "birth_on", "created_at")
    )
    connection.execute(
        f"""
        create or replace table intermediate.int_people__unioned as
        select {text}, first_landing_seq, first_row_number, cast(birth_on as date) as birth_on,
            cast(created_at as timestamp) as created_at
        from given_people;
        create or replace table intermediate.int_people__crossrefs as
        select cast(source_record_key_a as varchar) as source_record_key_a,
            cast(source_record_key_b as varchar) as source_record_key_b, cast(rule as varchar) as rule,
            cast(decided_at as timestamp) as decided_at
        from given_references;
        create or replace table intermediate.int_contacts__edits as
        select cast(source_record_key as varchar) as source_record_key, cast(system as varchar) as system,
            cast(edited_weeks as varchar) as edited_weeks
        from given_edits;
        create or replace table intermediate.int_accounts__unioned as
        select cast(source_record_key as varchar) as source_record_key,
            cast(first_landing_seq as bigint) as first_landing_seq,
            cast(first_row_number as bigint) as first_row_number, cast(account_name as varchar) as account_name,
            cast(domain as varchar) as domain, cast(country as varchar) as country,
            cast(parent_source_record_key as varchar) as parent_source_record_key
        from given_accounts;
        create or replace table intermediate.int_accounts__crossrefs (source_record_key_a varchar,
            source_record_key_b varchar, rule varchar, decided_at timestamp);
        """
    )


def _trained(connection: duckdb.DuckDBPyConnection) -> MatchModel:
    accounts.collect_evidence(connection)
    accounts.find_employer_domains(connection)
    collect_keys(connection, UNIONED)
    collect_features(connection)
    return train(connection, origin="the list itself", joins_from=EVEN_ODDS)


def splink(known: Known) -> np.ndarray:
    """Splink with an ordinary model: its ready-made comparisons and training, nothing tuned."""
    with spilling(SPLINK_MEMORY_MIB) as connection:
        clusters = predict_and_cluster(trained_linker(known, connection)).as_pandas_dataframe()
    return clusters.set_index("unique_id")["cluster_id"].reindex(known.people["source_record_key"]).to_numpy()


def trained_linker(known: Known, connection: duckdb.DuckDBPyConnection):
    """A Splink linker with an ordinary model, trained on the records themselves."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    people = known.people.rename(columns={"source_record_key": "unique_id"}).copy()
    people["birth_on"] = pd.to_datetime(people["birth_on"]).dt.strftime("%Y-%m-%d")
    people["email"] = _folded(people["email"])
    people["phone"] = people["phone"].fillna(people["mobile_phone"])
    ready = {
        "given_name": cl.NameComparison("given_name"),
        "family_name": cl.NameComparison("family_name"),
        "email": cl.EmailComparison("email"),
        "birth_on": cl.DateOfBirthComparison("birth_on", input_is_string=True),
        "phone": cl.ExactMatch("phone"),
        "company_name": cl.JaroWinklerAtThresholds("company_name"),
        "job_title": cl.JaroWinklerAtThresholds("job_title"),
        "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "street": cl.JaroWinklerAtThresholds("street"),
        "postcode": cl.ExactMatch("postcode"),
    }
    used = {name: comparison for name, comparison in ready.items() if people[name].notna().mean() >= RARELY_STATED}
    blocks = [block_on(*columns) for columns in BLOCKS if all(column in used for column in columns)]
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=list(used.values()), blocking_rules_to_generate_predictions=blocks
    )
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register(people), settings)
    certain = [block_on("given_name", "family_name", other) for other in ("email", "birth_on") if other in used]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for block in (("given_name", "family_name"), ("email",) if "email" in used else ("birth_on",)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    return linker


def predict_and_cluster(linker):
    """What Splink does with a trained model: all scored pairs, and connected components of the likely ones."""
    pairs = linker.inference.predict(threshold_match_probability=SPLINK_MATCH)
    return linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=SPLINK_MATCH)


def exact_email(known: Known) -> np.ndarray:
    """Everybody with the same e-mail address, in lower case."""
    return _joined(_folded(known.people["email"]))


def exact_name_and_company(known: Known) -> np.ndarray:
    """Everybody with the same name at the same company (or in the same town), in lower case."""
    people = known.people
    where = people["company_name"].fillna(people["city"])
    parts = [_folded(part) for part in (people["given_name"], people["family_name"], where)]
    return _joined(parts[0] + "|" + parts[1] + "|" + parts[2])


def _folded(texts: pd.Series) -> pd.Series:
    return texts.astype("string").str.strip().str.lower()


def _joined(keys: pd.Series) -> np.ndarray:
    """Records with the same key are one; without a key a record stays alone."""
    numbers = np.arange(len(keys))
    first = pd.Series(numbers).groupby(keys.to_numpy(object, na_value=None)).transform("min")
    known = first.notna().to_numpy()
    return anchors(len(keys), numbers[known], first[known].astype(int).to_numpy())


class DidNotFinishError(Exception):
    """A peer took longer than it may, or the system ended it (mostly for want of memory); ``figures`` say which."""

    def __init__(self, **figures: int) -> None:
        super().__init__()
        self.figures = figures


def by_peer(library: str, known: Known, most_seconds: int) -> tuple[np.ndarray, dict]:
    """The groups that a library in the peers' own environment finds, and its figures: seconds, memory_mib."""
    people = known.people.assign(truth=known.truth["truth"].to_numpy())
    people["phone"] = people["phone"].fillna(people["mobile_phone"])
    people["birth_on"] = pd.to_datetime(people["birth_on"]).dt.strftime("%Y-%m-%d")
    for column in ("given_name", "family_name", "email", "company_name", "job_title", "street", "city"):
        people[column] = _folded(people[column])
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "records.csv", Path(folder) / "groups.csv"
        people[[*PEERS_READ, "truth"]].to_csv(source, index=False)
        command = [PEERS_PYTHON, Path(__file__).parent / "peers" / "peer.py", library, source, target]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, timeout=most_seconds, env=_SAME_EVERY_TIME
            )
        except subprocess.TimeoutExpired as slow:
            raise DidNotFinishError(did_not_finish_in_seconds=most_seconds) from slow
        except subprocess.CalledProcessError as ended:
            if ended.returncode >= 0:
                raise
            raise DidNotFinishError(ended_by_the_system_with=-ended.returncode) from ended
        return pd.read_csv(target)["person"].to_numpy(), json.loads(done.stdout.splitlines()[-1])


ALL = {
    "tandem": tandem,
    "splink, untuned": splink,
    "exact e-mail": exact_email,
    "exact name and company": exact_name_and_company,
}
