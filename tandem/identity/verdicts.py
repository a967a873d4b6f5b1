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


def find_verdicts(connection: duckdb.DuckDBPyConnection, keys: str, when: str) -> None:
    """``verdicts_<when>`` (kind, key, verdict) of the keys in a table, as record keys and features are now.

    And ``sharing_<when>`` (kind, key, source_record_key, exact): who has them; ``exact`` as in ``signatures``.
    """
    connection.execute(
        f"""
        create or replace temp table sharing_{when} as
        select
            keys.kind,
            keys.key,
            keys.source_record_key,
            features.given || '|' || features.family || '|' || coalesce(cast(features.birth_on as varchar), '')
                as exact,
            dense_rank() over (order by features.given, features.family, features.birth_on) as signature,
            features.given,
            features.family,
            features.birth_on,
            features.nicknames,
            features.source_record_key is null as is_nameless
        from (from {RECORD_KEYS} semi join {keys} using (kind, key)) as keys
        left join {FEATURES} as features
            on keys.source_record_key = features.source_record_key and not features.is_nameless;

        create or replace temp table signatures_sharing as
        select distinct on (signature) signature, given, family, birth_on, nicknames from sharing_{when};

        create or replace temp table verdicts_{when} (kind varchar, key varchar, verdict varchar);
        """
    )
    for kind in KEYS:
        # A spelling joins nobody until somebody writes from the address.
        joins = "bool_or(is_nameless) over (partition by key)" if kind.name == "spelling" else "true"
        connection.execute(
            f"""
            create or replace temp table shared_keys_of_kind as
            from sharing_{when}
            where kind = '{kind.name}'
            qualify count(*) over (partition by key) > 1 and {joins}
            """
        )
        write_verdicts(connection, kind, "shared_keys_of_kind", "signatures_sharing")
        connection.execute(f"insert into verdicts_{when} select '{kind.name}', key, verdict from verdicts")


def find_reached(connection: duckdb.DuckDBPyConnection) -> None:
    """``reached`` (source_record_key): who is reached through the keys in ``touched`` by the records in ``changed``.

    ``find_verdicts`` was called ``before`` and ``after`` the change.
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
