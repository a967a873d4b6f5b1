"""Writes schema ``identity``: links as rows with evidence, ids that never change hands, refused bridges."""

from datetime import datetime
from enum import Enum

import duckdb

from tandem.database import literal
from tandem.identity.rules import FIRST_RECORD, JUDGED_SAME, REFUSALS, RULES


class Grain(Enum):
    """People and organisations are separate grains with tables of the same shapes."""

    PERSON = ("person", "persons", "p")
    ACCOUNT = ("account", "accounts", "a")

    def __init__(self, noun: str, plural: str, letter: str) -> None:
        self.noun = noun
        self.plural = plural
        self.letter = letter
        self.id_column = f"{noun}_id"
        self.links = f"identity.{noun}_links"
        self.ids = f"identity.{plural}"
        self.edges = f"identity.{noun}_evidence"

    def id_of(self, record_key: str) -> str:
        """SQL of the id that a record's key gives: the record alone decides, so additions never rename."""
        return f"'{self.letter}_' || substr(md5({record_key}), 1, 20)"


def write_links(connection: duckdb.DuckDBPyConnection, grain: Grain, *, as_of: datetime, has_previous: bool) -> None:
    """Write links, ids and evidence of one grain from ``members``, ``records`` and ``edges``.

    A link's ``valid_from`` is when its evidence was there (from the data, never a clock), null if no source tells.
    ``valid_to`` is null for the links in force; links that an earlier release held are kept with ``valid_to`` set.
    """
    _write_evidence(connection, grain)
    _create_links(connection, grain)
    connection.execute(
        f"""
        create or replace table {grain.ids} (
            {grain.id_column} varchar, anchor_record_key varchar, superseded_by_{grain.id_column} varchar,
            member_count bigint
        );
        insert into {grain.ids}
        select {grain.id_of("anchors.source_record_key")}, anchors.source_record_key, null, count(*)
        from members
        inner join records as anchors on members.anchor = anchors.no
        group by anchors.source_record_key;
        """
    )
    connection.execute(
        f"create or replace table identity.{grain.noun}_changes "
        f"(source_record_key varchar, {grain.id_column} varchar, previous_{grain.id_column} varchar)"
    )
    if has_previous and _was_resolved(connection, grain):
        _keep_history(connection, grain, as_of)


def _write_evidence(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    """One row per edge that counts, in words. Holds record keys, no personal data."""
    sentences = " ".join(f"when '{rule.name}' then {literal(rule.sentence)}" for rule in RULES.values())
    connection.execute(
        f"""
        create or replace table {grain.edges} as
        select
            first.source_record_key as source_record_key_a,
            second.source_record_key as source_record_key_b,
            edges.rule,
            edges.tier,
            replace(replace(
                case edges.rule {sentences} else '{{a}} and {{b}}: ' || edges.rule end,
                '{{a}}', first.source_record_key), '{{b}}', second.source_record_key) as evidence,
            min(edges.decided_at) as decided_at
        from edges
        inner join records as first on edges.a = first.no
        inner join records as second on edges.b = second.no
        group by all
        order by all
        """
    )


def _create_links(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    """The link of a record rests on its strongest edge, the earliest record first where several are as strong."""
    connection.execute(
        f"""
        create or replace table {grain.links} as
        with ends as (
            select a as no, b as other, tier, rule, decided_at, a, b from edges
            union all
            select b, a, tier, rule, decided_at, a, b from edges
        ),
        strongest as (
            select * from ends
            qualify row_number() over (partition by no order by tier, other, rule, decided_at nulls last, a) = 1
        )
        select
            records.source_record_key,
            {grain.id_of("anchors.source_record_key")} as {grain.id_column},
            case when members.no = members.anchor then '{FIRST_RECORD}' else strongest.rule end as rule,
            case
                when members.no = members.anchor
                    then records.source_record_key || ' is the first record of this {grain.noun}'
                else evidence.evidence
            end as evidence,
            case
                when members.no <> members.anchor and strongest.rule = '{JUDGED_SAME}' then 'person' else 'rule'
            end as decided_by,
            case when members.no = members.anchor then records.created_at else strongest.decided_at end as valid_from,
            cast(null as timestamp) as valid_to
        from members
        inner join records on members.no = records.no
        inner join records as anchors on members.anchor = anchors.no
        left join strongest on members.no = strongest.no
        left join records as first on strongest.a = first.no
        left join records as second on strongest.b = second.no
        left join {grain.edges} as evidence
            on first.source_record_key = evidence.source_record_key_a
            and second.source_record_key = evidence.source_record_key_b
            and strongest.rule = evidence.rule
        order by records.source_record_key
        """
    )


def _was_resolved(connection: duckdb.DuckDBPyConnection, grain: Grain) -> bool:
    query = """
        select count(*) from duckdb_tables()
        where database_name = 'previous' and schema_name = 'identity' and table_name = ?
    """
    (found,) = connection.execute(query, [f"{grain.noun}_links"]).fetchone() or (0,)
    return bool(found)


def _keep_history(connection: duckdb.DuckDBPyConnection, grain: Grain, as_of: datetime) -> None:
    """Add what the release before held and this build does not: closed links, superseded ids, changed records.

    An id that is in use again is not superseded any more; its closed links stay as history.
    """
    key = grain.id_column
    connection.execute(
        f"""
        insert into {grain.links}
        select old.* replace (coalesce(old.valid_to, cast(? as timestamp)) as valid_to)
        from previous.{grain.links} as old
        left join {grain.links} as now
            on old.source_record_key = now.source_record_key and old.{key} = now.{key} and now.valid_to is null
        where old.valid_to is not null or now.source_record_key is null
        order by all
        """,
        [as_of],
    )
    connection.execute(
        f"""
        insert into identity.{grain.noun}_changes
        select now.source_record_key, now.{key}, old.{key}
        from {grain.links} as now
        inner join previous.{grain.links} as old on now.source_record_key = old.source_record_key
        where now.valid_to is null and old.valid_to is null and now.{key} <> old.{key}
        order by all;

        insert into {grain.ids}
        select old.{key}, old.anchor_record_key, heirs.{key}, 0
        from previous.{grain.ids} as old
        left join {grain.links} as heirs
            on old.anchor_record_key = heirs.source_record_key and heirs.valid_to is null
        where old.{key} not in (select {key} from {grain.ids})
        order by all;
        """
    )


def write_refusals(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    """Add this grain's refused bridges, and their members, to the list for review; the other grain's rows stay."""
    reasons = " ".join(f"when '{name}' then {literal(text)}" for name, text in REFUSALS.items())
    connection.execute(
        f"""
        create table if not exists identity.refused_bridges
            (grain varchar, kind varchar, key_hash varchar, reason varchar, sentence varchar, record_count bigint);
        create table if not exists identity.refused_bridge_members
            (grain varchar, kind varchar, key_hash varchar, reason varchar, source_record_key varchar);
        delete from identity.refused_bridges where grain = '{grain.noun}';
        delete from identity.refused_bridge_members where grain = '{grain.noun}';
        insert into identity.refused_bridge_members
        select distinct '{grain.noun}', kind, key_hash, reason, records.source_record_key
        from refusals
        inner join records on refusals.no = records.no
        order by all;
        insert into identity.refused_bridges
        select grain, kind, key_hash, reason, case reason {reasons} end, count(*)
        from identity.refused_bridge_members
        where grain = '{grain.noun}'
        group by all
        order by all;
        """
    )
