"""Which records a change can reach: they are resolved again, all others keep what the release before says of them.

A record can be reached through a key (an address, a telephone number) that a changed record has or had, as far as the
key speaks for it (``verdicts.py``), or by being like it, and then through its cluster, as it was before anything was
cut out of it. What such records share with others is looked at as well, because the verdict on a key depends on
everybody who has it; but nobody else's rows are written.
"""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from tandem.identity.people import CROSSREFS, EDITS
from tandem.identity.person_keys import RECORD_KEYS, UNIONED, collect_keys
from tandem.identity.scoring.features import SCORES, collect_features
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.score import score_changed
from tandem.identity.scoring.shared import find_shared
from tandem.identity.verdicts import find_reached, find_verdicts_after, find_verdicts_before
from tandem.ledger import Judgement

EMPLOYER_DOMAINS = "normalised.employer_domains"
# Of a person's inputs what identity reads.
_READ = (
    "source_record_key, first_landing_seq, first_row_number, given_name, family_name, email, other_emails, phone, "
    "mobile_phone, company_name, job_title, country, birth_on, created_at, street, postcode, city"
)
# A refusal for one of these reasons took evidence out of a cluster: those who had it were neighbours.
_CUTS = ("unlikely", "namesakes", "edited_side_by_side", "contradiction", "too_large", "judged_different")


def keep_record_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember the keys of all records; ``person_keys`` are those of a whole resolution."""
    connection.execute(f"create or replace table {RECORD_KEYS} as select kind, key, source_record_key from person_keys")


def keep_employer_domains(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember the domains of companies, so that the next build sees what changed."""
    connection.execute(f"create or replace table {EMPLOYER_DOMAINS} as from employer_domains")


def find_scope(connection: duckdb.DuckDBPyConnection, judgements: Iterable[Judgement], model: MatchModel) -> None:
    """Write ``scope`` (source_record_key: whose rows are written anew) and ``looked_at`` (the people to look at).

    The warehouse is a copy of the release attached as ``previous``, up to the identity inputs. The records of all
    ``judgements`` about people, also undone ones, are in scope. ``normalised.record_keys`` follows the change.
    """
    _find_changed(connection)
    _find_restated(connection, judgements)
    connection.execute(
        f"create or replace temp table changed_people as from {UNIONED} semi join changed using (source_record_key)"
    )
    collect_keys(connection, "changed_people")
    connection.execute(
        f"""
        create or replace temp table touched as
        select kind, key from person_keys
        union
        select kind, key from {RECORD_KEYS} semi join changed using (source_record_key)
        """
    )
    find_shared(connection, "touched")
    find_verdicts_before(connection)
    connection.execute(
        f"""
        create or replace temp table shared_before as from shared_keys;

        delete from {RECORD_KEYS} where source_record_key in (from changed);
        insert into {RECORD_KEYS} select kind, key, source_record_key from person_keys;
        """
    )
    collect_features(connection)
    find_verdicts_after(connection)
    find_reached(connection)
    score_changed(connection, model)
    connection.execute(
        """
        create or replace temp table scope as
        from changed
        union
        from restated
        union
        from reached
        union
        from scored_anew
        """
    )
    _add_clusters(connection)
    connection.execute(
        f"""
        create or replace temp table looked_at as
        with sharing as (
            select kind, key from {RECORD_KEYS} semi join scope using (source_record_key)
        ),
        wanted as (
            from scope
            union
            select source_record_key from {RECORD_KEYS} semi join sharing using (kind, key)
        )
        from {UNIONED} semi join wanted using (source_record_key)
        """
    )


def _find_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """``changed`` (source_record_key): records that say something else, came or went."""
    connection.execute(
        f"""
        create or replace temp table changed as
        select source_record_key from (
            (select {_READ} from {UNIONED} except select {_READ} from previous.{UNIONED})
            union all
            (select {_READ} from previous.{UNIONED} except select {_READ} from {UNIONED})
        )
        union
        -- A company's domain is what its account says: it is part of how a name is spelt.
        select keys.source_record_key
        from {RECORD_KEYS} as keys
        inner join (
            (from employer_domains except from {EMPLOYER_DOMAINS})
            union all
            (from {EMPLOYER_DOMAINS} except from employer_domains)
        ) as employers
            on keys.kind = 'name' and split_part(keys.key, '|', 3) = employers.employer
            or keys.kind = 'e-mail' and split_part(keys.key, '@', 2) = employers.domain
        """
    )


def _find_restated(connection: duckdb.DuckDBPyConnection, judgements: Iterable[Judgement]) -> None:
    """``restated`` (source_record_key): records of which a system or a person says something else, or that were edited.

    That changes their clusters, but not what they share with others.
    """
    judged = [record for act in judgements if act.grain == "person" for record in (act.record_a, act.record_b)]
    connection.register("judged_records", pa.table({"source_record_key": pa.array(judged, pa.string())}))
    connection.execute(
        f"""
        create or replace temp table restated as
        select unnest([source_record_key_a, source_record_key_b]) as source_record_key from (
            (from {CROSSREFS} except from previous.{CROSSREFS})
            union all
            (from previous.{CROSSREFS} except from {CROSSREFS})
        )
        union
        select source_record_key from (
            (from {EDITS} except from previous.{EDITS})
            union all
            (from previous.{EDITS} except from {EDITS})
        )
        union
        from judged_records
        """
    )
    connection.unregister("judged_records")


def _add_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Whoever was in one cluster with a record in scope is in scope, whatever was cut out of that cluster then."""
    connection.execute(
        f"""
        create or replace temp table neighbours as
        with pairs as (
            select source_record_key_a as a, source_record_key_b as b from identity.person_evidence
            union all
            select min(source_record_key) over (partition by kind, key_hash, reason), source_record_key
            from identity.refused_bridge_members
            where grain = 'person' and reason in {_CUTS}
            union all
            select source_record_key_a, source_record_key_b from {SCORES}
        )
        select a, b from pairs
        union all
        select b, a from pairs
        """
    )
    connection.execute("create or replace temp table reached_last as from scope")
    while connection.execute("from reached_last limit 1").fetchall():
        connection.execute(
            """
            create or replace temp table reached_last as
            select distinct b as source_record_key
            from neighbours semi join reached_last on neighbours.a = reached_last.source_record_key
            anti join scope as there on neighbours.b = there.source_record_key;
            insert into scope from reached_last
            """
        )
