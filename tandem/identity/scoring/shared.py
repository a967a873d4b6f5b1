"""Addresses and numbers that people with different names use: they say nothing of who is who."""

import duckdb

from tandem.identity.people import ONE_NAME
from tandem.identity.person_keys import RECORD_KEYS
from tandem.identity.scoring.features import FEATURES

# With more different names than this on it an address or number is a team's: no need to compare the names.
MAX_NAMES = 8
UNSHARED = "unshared"


def find_shared(connection: duckdb.DuckDBPyConnection, keys: str, *, within: str = "") -> None:
    """``shared_keys`` (kind, key): those in a table of addresses and numbers that different names use.

    ``within`` is the database with everybody's keys and features, with a dot; by default the connection's own.
    """
    connection.execute(
        f"""
        create or replace temp table names_on_keys as
        select distinct keys.kind, keys.key, features.given, features.family, features.name_groups
        from (from {within}{RECORD_KEYS} semi join {keys} using (kind, key)) as keys
        inner join {within}{FEATURES} as features using (source_record_key)
        where keys.kind in ('e-mail', 'phone') and not features.is_nameless;

        create or replace temp table shared_keys as
        with crowded as (
            select kind, key from names_on_keys group by kind, key having count(*) > {MAX_NAMES}
        )
        from crowded
        union
        select x.kind, x.key
        from names_on_keys as x
        inner join names_on_keys as y on x.kind = y.kind and x.key = y.key and x.rowid < y.rowid
        anti join crowded on x.kind = crowded.kind and x.key = crowded.key
        where not {ONE_NAME}
        """
    )


def leave_out_what_is_shared(connection: duckdb.DuckDBPyConnection, table: str, *, within: str = "") -> None:
    """Write table ``UNSHARED``: a table of features without addresses and numbers that different names use.

    ``within``: see ``find_shared``.
    """
    connection.execute(
        f"""
        create or replace temp table keys_of_features as
        select distinct kind, key
        from {within}{RECORD_KEYS} semi join {table} using (source_record_key)
        """
    )
    find_shared(connection, "keys_of_features", within=within)
    connection.execute(
        f"""
        create or replace temp table {UNSHARED} as
        with said as (
            select source_record_key, 'e-mail' as kind, unnest(emails) as key from {table}
            union all
            select source_record_key, 'phone', unnest(phones) from {table}
        ),
        kept as (
            select
                source_record_key,
                list(key order by key) filter (where kind = 'e-mail') as emails,
                list(key order by key) filter (where kind = 'phone') as phones
            from said anti join shared_keys using (kind, key)
            group by source_record_key
        )
        select
            features.* replace (
                coalesce(kept.emails, []) as emails, kept.emails[1] as email, coalesce(kept.phones, []) as phones
            )
        from {table} as features
        left join kept using (source_record_key)
        """
    )
