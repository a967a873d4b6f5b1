"""Writes schema ``identity``: links as rows with evidence, ids that never change hands, refused bridges."""

from datetime import datetime
from enum import Enum

import duckdb

from tandem.database import literal
from tandem.identity.rules import FIRST_RECORD, JUDGED_SAME, REFUSALS, RULES
from tandem.identity.tables import Tables


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
        self.changes = f"identity.{noun}_changes"

    def id_of(self, record_key: str) -> str:
        """SQL of the id that a record's key gives: the record alone decides, so additions never rename."""
        return f"'{self.letter}_' || substr(md5({record_key}), 1, 20)"


def write_links(tables: Tables, grain: Grain, *, as_of: datetime) -> None:
    """Write links, ids and evidence of one grain from ``members``, ``records`` and ``edges``.

    A link's ``valid_from`` is when its evidence was there (from the data, never a clock), null if no source tells.
    ``valid_to`` is null for the links in force; links that an earlier release held are kept with ``valid_to`` set, and
    ids that are not used any more with the id that took over. An id that is in use again is not superseded any more.
    """
    connection, key = tables.connection, grain.id_column
    _find_evidence(connection, grain)
    _find_links(connection, grain)
    tables.write(grain.edges, "from found_evidence order by all", keyed_by="source_record_key_a")
    held = tables.knows(grain.links)
    closed = f"""
        union all
        select old.* replace (coalesce(old.valid_to, cast('{as_of}' as timestamp)) as valid_to)
        from previous.{grain.links} as old
        left join found_links as now on old.source_record_key = now.source_record_key and old.{key} = now.{key}
        where (old.valid_to is not null or now.source_record_key is null) and {tables.reaches("old.source_record_key")}
    """
    links = f"select * from (from found_links {closed if held else ''}) order by all"
    tables.write(grain.links, links, keyed_by="source_record_key")
    # Links of records that nothing reached are those of the release before, in `links` as in `previous`.
    superseded = f"""
        union all
        select old.{key}, old.anchor_record_key, heirs.{key}, 0
        from previous.{grain.ids} as old
        left join found_links as heirs on old.anchor_record_key = heirs.source_record_key
        where
            old.{key} not in (select {key} from found_ids)
            and {tables.reaches("old.anchor_record_key")}
    """
    tables.write(
        grain.ids,
        f"select * from (from found_ids {superseded if held else ''}) order by all",
        keyed_by="anchor_record_key",
    )
    changes = f"""
        select now.source_record_key, now.{key}, old.{key} as previous_{key}
        from found_links as now
        inner join {f"previous.{grain.links}" if held else "found_links"} as old
            on now.source_record_key = old.source_record_key
        where old.valid_to is null and now.{key} <> old.{key}
        order by all
    """
    tables.write(grain.changes, changes, whole=True)


def _find_evidence(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    """``found_evidence``: one row per edge that counts, in words. Holds record keys, no personal data."""
    sentences = " ".join(f"when '{rule.name}' then {literal(rule.sentence)}" for rule in RULES.values())
    connection.execute(
        f"""
        create or replace temp table found_evidence as
        select
            first.source_record_key as source_record_key_a,
            second.source_record_key as source_record_key_b,
            edges.rule,
            edges.tier,
            replace(replace(replace(
                case edges.rule {sentences} else '{{a}} and {{b}}: ' || edges.rule end,
                '{{a}}', first.source_record_key), '{{b}}', second.source_record_key),
                '{{weight}}', coalesce(cast(edges.match_weight as varchar), '')) as evidence,
            min(edges.decided_at) as decided_at,
            edges.match_weight
        from edges
        inner join records as first on edges.a = first.no
        inner join records as second on edges.b = second.no
        group by all
        """
    )


def _find_links(connection: duckdb.DuckDBPyConnection, grain: Grain) -> None:
    """``found_links`` and ``found_ids``: what holds now.

    The link of a record rests on its strongest edge, the earliest record first where several are as strong.
    """
    connection.execute(
        f"""
        create or replace temp table found_links as
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
        left join found_evidence as evidence
            on first.source_record_key = evidence.source_record_key_a
            and second.source_record_key = evidence.source_record_key_b
            and strongest.rule = evidence.rule;

        create or replace temp table found_ids as
        select
            {grain.id_of("anchors.source_record_key")} as {grain.id_column},
            anchors.source_record_key as anchor_record_key,
            cast(null as varchar) as superseded_by_{grain.id_column},
            count(*) as member_count
        from members
        inner join records as anchors on members.anchor = anchors.no
        group by anchors.source_record_key;
        """
    )


def write_refusals(tables: Tables, grain: Grain) -> None:
    """Write this grain's refused bridges, and their members, for review; the other grain's rows stay."""
    reasons = " ".join(f"when '{name}' then {literal(text)}" for name, text in REFUSALS.items())
    of_this_grain = f"grain = '{grain.noun}'"
    members = f"""
        select distinct '{grain.noun}' as grain, kind, key_hash, reason, records.source_record_key
        from refusals
        inner join records on refusals.no = records.no
        order by all
    """
    tables.connection.execute(
        """
        create table if not exists identity.refused_bridge_members
            (grain varchar, kind varchar, key_hash varchar, reason varchar, source_record_key varchar);
        create table if not exists identity.refused_bridges
            (grain varchar, kind varchar, key_hash varchar, reason varchar, sentence varchar, record_count bigint);
        """
    )
    tables.write("identity.refused_bridge_members", members, keyed_by="source_record_key", within=of_this_grain)
    bridges = f"""
        select grain, kind, key_hash, reason, case reason {reasons} end as sentence, count(*) as record_count
        from identity.refused_bridge_members
        where {of_this_grain}
        group by all
        order by all
    """
    tables.write("identity.refused_bridges", bridges, within=of_this_grain, whole=True)
