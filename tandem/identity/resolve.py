"""The identity step: evidence, guards, clusters, links, once for people and once for accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from tandem.database import exists
from tandem.identity import accounts, people
from tandem.identity.clusters import write_anchors
from tandem.identity.evidence import cut
from tandem.identity.guards import Guard
from tandem.identity.judgements import join_same, part_different
from tandem.identity.links import Grain, write_links, write_refusals
from tandem.identity.person_keys import RECORD_KEYS, UNIONED, collect_keys
from tandem.identity.rules import ALIKE, SAME_KEY_AND_NAME, SAME_NUMBER, STATED
from tandem.identity.scope import find_scope, keep_employer_domains, keep_record_keys
from tandem.identity.scoring.features import collect_features
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.parting import part_unlikely
from tandem.identity.scoring.score import score_all
from tandem.identity.tables import Tables
from tandem.ledger import Judgement, in_force


@dataclass(frozen=True)
class Resolved:
    """How many records were looked at and how many people and accounts they are.

    ``changed``: the tables (``identity.<table>``) whose rows are not those of the release before.
    """

    person_records: int
    persons: int
    account_records: int
    accounts: int
    changed: frozenset[str]


def resolve(
    connection: duckdb.DuckDBPyConnection,
    model: MatchModel,
    *,
    as_of: datetime,
    has_previous: bool = False,
    judgements: Sequence[Judgement] = (),
) -> Resolved:
    """Write schema ``identity`` from ``intermediate.int_people__*``, ``int_contacts__edits`` and ``int_accounts__*``.

    Clusters and ids depend on the records, the ``judgements`` (all acts; those in force count) and the ``model`` (what
    likeness is worth), not on batches, their order or earlier builds. ``has_previous``: the released warehouse whose
    links this build replaces is attached as ``previous``. Links that no longer hold are kept with ``valid_to = as_of``,
    ids that are no longer used with the id that took over. Where the warehouse is a copy of that release, only people
    whom a change can reach are resolved again; accounts are few and always are.
    """
    follows = has_previous and exists(connection, None, RECORD_KEYS)
    connection.execute("create schema if not exists identity")
    judged = in_force(judgements)
    account_tables = Tables(connection, has_previous, follows)
    accounts.collect_evidence(connection)
    accounts.find_employer_domains(connection)
    _resolve_grain(account_tables, Grain.ACCOUNT, accounts.GUARDS, as_of, judged)
    people_tables = Tables(connection, has_previous, follows, scoped=follows)
    if follows:
        find_scope(connection, judgements, model)
        collect_keys(connection, "looked_at")
    else:
        collect_keys(connection, UNIONED)
        keep_record_keys(connection)
        collect_features(connection)
        score_all(connection, model)
    people.collect_evidence(connection)
    if model.has_birthdays:  # then no guards on names keep chains of likenesses short
        part_unlikely(connection, model)
    keep_employer_domains(connection)
    _resolve_grain(people_tables, Grain.PERSON, people.guards(model), as_of, judged)
    accounts.write_employers(people_tables)
    return Resolved(
        *_counted(connection, Grain.PERSON),
        *_counted(connection, Grain.ACCOUNT),
        frozenset(people_tables.changed | account_tables.changed),
    )


def stand(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Leave the links of the release before in force, because no record changed: nobody changes hands.

    Returns the changed tables that models read, as ``Resolved.changed`` does: none.
    """
    for grain in Grain:
        connection.execute(f"delete from identity.{grain.noun}_changes")
    return frozenset()


def _counted(connection: duckdb.DuckDBPyConnection, grain: Grain) -> tuple[int, int]:
    """(records, clusters) of a grain."""
    query = f"select coalesce(sum(member_count), 0)::bigint, count(*) from {grain.ids} where member_count > 0"
    return connection.execute(query).fetchone() or (0, 0)


def _resolve_grain(
    tables: Tables, grain: Grain, guards: Sequence[Guard], as_of: datetime, judged: Sequence[Judgement]
) -> None:
    """From evidence to links, once what cannot be right is cut."""
    connection = tables.connection
    judged = [act for act in judged if act.grain == grain.noun]
    join_same(connection, judged)
    if tables.scoped:
        _leave_out_who_was_only_looked_at(connection)
    _write_members(connection)
    for guard in guards:
        _cut(connection, guard)
    part_different(connection, judged)
    if tables.scoped:
        connection.execute("delete from members where no in (from others)")
    write_links(tables, grain, as_of=as_of)
    write_refusals(tables, grain)


def _leave_out_who_was_only_looked_at(connection: duckdb.DuckDBPyConnection) -> None:
    """The verdicts on keys have been found: of ``others``, whom no change reaches, no evidence is needed any more."""
    connection.execute(
        """
        create or replace temp table others as
        select no from records anti join scope using (source_record_key);
        delete from edges where a in (from others);
        delete from refusals where no in (from others);
        """
    )


def _cut(connection: duckdb.DuckDBPyConnection, guard: Guard) -> None:
    """Take the weakest evidence from records that cannot be where they are, then the next; what systems state stays.

    ``members`` are as the edges give them, before and after.
    """
    connection.execute("create or replace temp table suspects as from members")
    if not _find_misplaced(connection, guard):
        return
    for weak in guard.cuts:
        edges = f"""
            tier = {weak.tier}
            and {f"match_weight < {weak.below}" if weak.below else "true"}
            and (a in (from misplaced) or b in (from misplaced))
        """
        if cut(connection, edges, "case when no in (from misplaced) then no end", guard.reason):
            _write_members(connection)
            _keep_suspects(connection)
            if not _find_misplaced(connection, guard):
                return


def _keep_suspects(connection: duckdb.DuckDBPyConnection) -> None:
    """Of ``suspects`` the clusters that were wrong, as they are now: nothing was cut from the others."""
    connection.execute(
        """
        create or replace temp table kept as
        with wrong as (select distinct anchor from suspects semi join misplaced using (no))
        select no from suspects semi join wrong using (anchor);
        create or replace temp table suspects as from members semi join kept using (no)
        """
    )


def _find_misplaced(connection: duckdb.DuckDBPyConnection, guard: Guard) -> bool:
    """``misplaced``: the records that the guard objects to; whether there are any."""
    connection.execute(f"create or replace temp table misplaced as {guard.records}")
    return bool(connection.execute("from misplaced limit 1").fetchall())


def _write_members(connection: duckdb.DuckDBPyConnection) -> None:
    """``members``: every record with the anchor of its cluster, also if only stronger evidence counts."""
    columns = {
        "anchor": ALIKE,
        "numbers_anchor": SAME_NUMBER,
        "addresses_anchor": SAME_KEY_AND_NAME,
        "stated_anchor": STATED,
    }
    write_anchors(connection, columns)
