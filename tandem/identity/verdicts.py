"""What keys said before a change and say after it: whose evidence a change can alter.

A key speaks for all who share it, for those of equal names among them, or for nobody (``evidence.write_verdicts``). As
long as that stays the same, only those for whom it speaks can be reached through it: who shares a switchboard's number
with a new record is not.
"""

import duckdb

from tandem.identity.evidence import write_verdicts
from tandem.identity.people import KEYS
from tandem.identity.person_keys import RECORD_KEYS
from tandem.identity.scoring.features import FEATURES

_NAMES = """
    kind,
    key,
    source_record_key,
    features.given,
    features.family,
    features.birth_on,
    features.name_groups,
    -- As in ``signatures``.
    features.given || '|' || features.family || '|' || coalesce(cast(features.birth_on as varchar), '') as exact,
    features.source_record_key is null as is_nameless
"""


def find_verdicts_before(connection: duckdb.DuckDBPyConnection) -> None:
    """``verdicts_before`` (kind, key, verdict) of the keys in ``touched``, as record keys and features are now.

    And ``sharing_before``: who has them, by what name.
    """
    connection.execute(
        f"""
        create or replace temp table sharing_keys as from {RECORD_KEYS} semi join touched using (kind, key);

        create or replace temp table sharing_before as
        with features as (
            from {FEATURES} semi join sharing_keys using (source_record_key) where not is_nameless
        )
        select {_NAMES} from sharing_keys left join features using (source_record_key)
        """
    )
    _find_verdicts(connection, "before")


def find_verdicts_after(connection: duckdb.DuckDBPyConnection) -> None:
    """The same ``after`` the records in ``changed`` have got the keys in ``person_keys`` and ``found_features``."""
    connection.execute(
        f"""
        create or replace temp table sharing_after as
        from sharing_before anti join changed using (source_record_key)
        union all
        select {_NAMES}
        from person_keys
        left join (from found_features where not is_nameless) as features using (source_record_key)
        """
    )
    _find_verdicts(connection, "after")


def _find_verdicts(connection: duckdb.DuckDBPyConnection, when: str) -> None:
    connection.execute(
        f"""
        create or replace temp table signed as
        select *, dense_rank() over (order by given, family, birth_on) as signature from sharing_{when};

        create or replace temp table signatures_sharing as
        select distinct on (signature) signature, given, family, birth_on, name_groups from signed;

        create or replace temp table verdicts_{when} (kind varchar, key varchar, verdict varchar);
        """
    )
    for kind in KEYS:
        # A spelling joins nobody until somebody writes from the address.
        joins = "bool_or(is_nameless) over (partition by key)" if kind.name == "spelling" else "true"
        connection.execute(
            f"""
            create or replace temp table shared_keys_of_kind as
            from signed
            where kind = '{kind.name}'
            qualify count(*) over (partition by key) > 1 and {joins}
            """
        )
        write_verdicts(connection, kind, "shared_keys_of_kind", "signatures_sharing")
        connection.execute(f"insert into verdicts_{when} select '{kind.name}', key, verdict from verdicts")


def find_reached(connection: duckdb.DuckDBPyConnection) -> None:
    """``reached`` (source_record_key): who is reached through the keys in ``touched`` by the records in ``changed``.

    The verdicts before and after the change have been found.
    """
    connection.execute(
        """
        create or replace temp table sharing_either as
        select kind, key, source_record_key, exact from sharing_before
        union
        select kind, key, source_record_key, exact from sharing_after;

        create or replace temp table reached as
        with compared as (
            select touched.kind, touched.key, before.verdict as verdict_before, after.verdict as verdict_after
            from touched
            left join verdicts_before as before using (kind, key)
            left join verdicts_after as after using (kind, key)
        ),
        speaking as (
            from compared where verdict_before is distinct from verdict_after or verdict_after = 'clean'
        ),
        parts as (
            select distinct kind, key, exact
            from sharing_either
            semi join changed using (source_record_key)
            semi join (from compared where verdict_after = 'mixed') as mixed using (kind, key)
        )
        select source_record_key from sharing_either semi join speaking using (kind, key)
        union
        select source_record_key from sharing_either semi join parts using (kind, key, exact)
        """
    )
