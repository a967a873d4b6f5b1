"""``tandem identity train``: a match model from the people of the current release."""

from pathlib import Path

import duckdb

from tandem.config import Settings
from tandem.database import literal, options
from tandem.identity import accounts
from tandem.identity.explain import released
from tandem.identity.people import CROSSREFS
from tandem.identity.person_keys import UNIONED, collect_keys
from tandem.identity.scoring.features import collect_features
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.train import train


def train_on_release(settings: Settings, *, origin: str = "") -> MatchModel:
    """Train on the current release, of which nothing is changed. Raises UsageError before the first release."""
    database = released(settings)
    return train_on(database, settings, origin=origin or f"release {database.parent.name}")


def train_on(database: Path, settings: Settings, *, origin: str) -> MatchModel:
    """Train on the identity inputs in a warehouse file."""
    spill = str(settings.temporary / "duckdb")
    config = options(settings.memory_limit_mb, settings.threads, temp_directory=spill)
    with duckdb.connect(config=config) as connection:
        connection.execute(f"attach {literal(str(database))} as released (read_only); create schema intermediate")
        for table in (UNIONED, CROSSREFS, accounts.UNIONED, accounts.CROSSREFS):
            connection.execute(f"create view {table} as from released.{table}")
        accounts.collect_evidence(connection)
        accounts.find_employer_domains(connection)
        collect_keys(connection, UNIONED)
        collect_features(connection)
        return train(connection, origin=origin)
