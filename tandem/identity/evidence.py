"""Equal keys become edges, within limits: what too many different names share bridges nobody.

Works on four temporary tables: ``records`` (``no`` numbers the records in landing order), ``signatures`` (what must
agree between two records for a shared key to count), ``keyed`` (kind, key, no, signature) and, written here, ``edges``
(a, b, tier, rule, decided_at, shared: a hash of what the two share, null for what is stated or alike, match_weight:
only of what is alike) and ``refusals`` (kind, key_hash, reason, no).
"""

from dataclasses import dataclass

import duckdb

from tandem.identity.clusters import write_anchors
from tandem.identity.rules import RULES

LIKENESS = RULES["likeness"]


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
            (a bigint, b bigint, tier integer, rule varchar, decided_at timestamp, shared varchar,
             match_weight decimal(6, 2));
        create or replace temp table refusals (kind varchar, key_hash varchar, reason varchar, no bigint);
        """
    )


def add_stated(connection: duckdb.DuckDBPyConnection, crossrefs: str) -> None:
    """Edges for what the systems themselves state; ``crossrefs`` is the relation with both record keys."""
    tiers = ", ".join(f"('{rule.name}', {rule.tier})" for rule in RULES.values())
    connection.execute(
        f"""
        insert into edges by name
        select a.no as a, b.no as b, coalesce(tiers.tier, 1) as tier, stated.rule, stated.decided_at
        from {crossrefs} as stated
        inner join records as a on stated.source_record_key_a = a.source_record_key
        inner join records as b on stated.source_record_key_b = b.source_record_key
        left join (values {tiers}) as tiers(rule, tier) on stated.rule = tiers.rule
        where a.no <> b.no
        """
    )


def add_scored(connection: duckdb.DuckDBPyConnection, scores: str) -> None:
    """Edges for pairs that a match model takes for one, where no other evidence puts them together.

    ``scores`` is the relation of record keys and weights.
    """
    write_anchors(connection, {"anchor": LIKENESS.tier})
    connection.execute(
        f"""
        insert into edges by name
        select
            least(a.no, b.no) as a,
            greatest(a.no, b.no) as b,
            {LIKENESS.tier} as tier,
            '{LIKENESS.name}' as rule,
            greatest(a.created_at, b.created_at) as decided_at,
            scored.match_weight
        from {scores} as scored
        inner join records as a on scored.source_record_key_a = a.source_record_key
        inner join records as b on scored.source_record_key_b = b.source_record_key
        inner join members as of_a on a.no = of_a.no
        inner join members as of_b on b.no = of_b.no
        where of_a.anchor <> of_b.anchor
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
        qualify count(*) over (partition by keyed.key) > 1
        """
    )
    write_verdicts(connection, kind, "shared", "signatures")
    connection.execute(
        f"""
        insert into edges by name
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
            stars.hub as a,
            stars.no as b,
            case when verdict = 'clean' then {clean.tier} else {mixed.tier} end as tier,
            case when verdict = 'clean' then '{clean.name}' else '{mixed.name}' end as rule,
            greatest(hubs.created_at, others.created_at) as decided_at,
            md5(concat_ws('|', '{kind.name}', stars.key, stars.part)) as shared
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


def write_verdicts(connection: duckdb.DuckDBPyConnection, kind: KeyKind, shared: str, signatures: str) -> None:
    """``verdicts`` (key, verdict): whether all who share a key may be one, those of equal names, or nobody.

    ``shared``: a table of who has a key that several have (key, signature, is_nameless).
    """
    connection.execute(
        f"""
        create or replace temp table key_signatures as
        select distinct key, signature from {shared} where not is_nameless;

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
            inner join {signatures} as x on left_side.signature = x.signature
            inner join {signatures} as y on right_side.signature = y.signature
            where sizes.signature_count between 2 and {kind.limit} and not ({kind.agree})
        )
        select
            keys.key,
            case
                when sizes.signature_count > {kind.limit} then 'crowded'
                when disagreements.key is not null then 'mixed'
                else 'clean'
            end as verdict
        from (select distinct key from {shared}) as keys
        left join sizes on keys.key = sizes.key
        left join disagreements on keys.key = disagreements.key
        """
    )


def cut(connection: duckdb.DuckDBPyConnection, edges: str, side: str, reason: str) -> bool:
    """Take evidence away and list it as refused for a reason; whether there was any.

    ``edges``: a condition on ``edges``. ``side``: SQL over a record's ``no``. A star stands for all pairs of those that
    share a key, so it is refused to all of them, and who is on one side goes on sharing it, around the first record
    there: neither must depend on which record the star was around.
    """
    connection.execute(f"create or replace temp table cut as from edges where {edges}")
    if not connection.execute("from cut limit 1").fetchall():
        return False
    connection.execute(
        f"""
        insert into refusals
        select cut.rule, md5(first.source_record_key || '|' || second.source_record_key), '{reason}', unnest([a, b])
        from cut
        inner join records as first on cut.a = first.no
        inner join records as second on cut.b = second.no
        where cut.shared is null;

        create or replace temp table sharing as
        select distinct unnest([a, b]) as no, tier, rule, shared
        from edges
        where shared in (select shared from cut);

        insert into refusals select rule, shared, '{reason}', no from sharing;

        delete from edges where ({edges}) or shared in (select shared from cut);

        insert into edges by name
        with stars as (
            select *, min(no) over (partition by shared, {side}) as hub from sharing
        )
        select
            stars.hub as a,
            stars.no as b,
            stars.tier,
            stars.rule,
            greatest(hubs.created_at, others.created_at) as decided_at,
            stars.shared
        from stars
        inner join records as hubs on stars.hub = hubs.no
        inner join records as others on stars.no = others.no
        where stars.hub <> stars.no;
        """
    )
    return True
