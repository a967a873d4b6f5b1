"""Equal keys become edges, within limits: what too many different names share bridges nobody.

Works on four temporary tables: ``records`` (``no`` numbers the records in landing order), ``signatures`` (what must
agree between two records for a shared key to count), ``keyed`` (kind, key, no, signature) and, written here, ``edges``
(a, b, tier, rule, decided_at, shared: a hash of what the two share, null for what is stated) and ``refusals`` (kind,
key_hash, reason, no).
"""

from dataclasses import dataclass

import duckdb

from tandem.identity.rules import RULES


@dataclass(frozen=True)
class KeyKind:
    """One kind of key.

    ``agree``: SQL over two signatures ``x`` and ``y``, true unless they contradict each other.
    ``limit``: with more different signatures than this the key is refused altogether.
    ``clean_rule`` joins everybody on a key whose signatures all agree, ``mixed_rule`` only records of the same
    ``exact`` signature on a key where some do not.
    """

    name: str
    agree: str
    limit: int
    clean_rule: str
    mixed_rule: str


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty ``edges`` and ``refusals``."""
    connection.execute(
        """
        create or replace temp table edges
            (a bigint, b bigint, tier integer, rule varchar, decided_at timestamp, shared varchar);
        create or replace temp table refusals (kind varchar, key_hash varchar, reason varchar, no bigint);
        """
    )


def add_stated(connection: duckdb.DuckDBPyConnection, crossrefs: str) -> None:
    """Edges for what the systems themselves state; ``crossrefs`` is the relation with both record keys."""
    tiers = ", ".join(f"('{rule.name}', {rule.tier})" for rule in RULES.values())
    connection.execute(
        f"""
        insert into edges
        select a.no, b.no, coalesce(tiers.tier, 1), stated.rule, stated.decided_at, null
        from {crossrefs} as stated
        inner join records as a on stated.source_record_key_a = a.source_record_key
        inner join records as b on stated.source_record_key_b = b.source_record_key
        left join (values {tiers}) as tiers(rule, tier) on stated.rule = tiers.rule
        where a.no <> b.no
        """
    )


def add_shared_keys(connection: duckdb.DuckDBPyConnection, kind: KeyKind) -> None:
    """Edges for one kind of key, as stars around the earliest record, and its refusals."""
    clean, mixed = RULES[kind.clean_rule], RULES[kind.mixed_rule]
    connection.execute(
        f"""
        create or replace temp table shared as
        select keyed.key, keyed.no, keyed.signature, signatures.exact, signatures.is_nameless
        from keyed
        inner join signatures on keyed.signature = signatures.signature
        where keyed.kind = '{kind.name}'
        qualify count(*) over (partition by keyed.key) > 1;

        create or replace temp table key_signatures as
        select distinct key, signature from shared where not is_nameless;

        create or replace temp table verdicts as
        with sizes as (
            select key, count(*) as signature_count from key_signatures group by key
        ),
        disagreements as (
            select distinct left_side.key
            from sizes
            inner join key_signatures as left_side on sizes.key = left_side.key
            inner join key_signatures as right_side
                on left_side.key = right_side.key and left_side.signature < right_side.signature
            inner join signatures as x on left_side.signature = x.signature
            inner join signatures as y on right_side.signature = y.signature
            where sizes.signature_count between 2 and {kind.limit} and not ({kind.agree})
        )
        select
            keys.key,
            case
                when sizes.signature_count > {kind.limit} then 'crowded'
                when disagreements.key is not null then 'mixed'
                else 'clean'
            end as verdict
        from (select distinct key from shared) as keys
        left join sizes on keys.key = sizes.key
        left join disagreements on keys.key = disagreements.key;

        insert into edges
        with grouped as (
            select
                shared.no,
                shared.key,
                verdicts.verdict,
                case when verdicts.verdict = 'clean' then '' else shared.exact end as part
            from shared
            inner join verdicts on shared.key = verdicts.key
            where verdicts.verdict = 'clean' or (verdicts.verdict = 'mixed' and shared.exact is not null)
        ),
        stars as (
            select *, min(no) over (partition by key, part) as hub from grouped
        )
        select
            stars.hub,
            stars.no,
            case when verdict = 'clean' then {clean.tier} else {mixed.tier} end,
            case when verdict = 'clean' then '{clean.name}' else '{mixed.name}' end,
            greatest(hubs.created_at, others.created_at),
            md5(concat_ws('|', '{kind.name}', stars.key, stars.part))
        from stars
        inner join records as hubs on stars.hub = hubs.no
        inner join records as others on stars.no = others.no
        where stars.hub <> stars.no;

        insert into refusals
        select '{kind.name}', md5(shared.key), verdicts.verdict, shared.no
        from shared
        inner join verdicts on shared.key = verdicts.key
        where verdicts.verdict <> 'clean';
        """
    )
