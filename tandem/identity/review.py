"""What people should judge: refused bridges, and people who are alike; what is most at stake first."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from tandem.config import Settings
from tandem.identity.clicks import spend
from tandem.identity.explain import released
from tandem.identity.links import Grain
from tandem.identity.rules import REFUSALS
from tandem.identity.scoring.model import MatchModel, in_use
from tandem.identity.scoring.score import score_likely
from tandem.ledger import Judgement, Ledger, in_force

# The opportunities of a person or an account.
_DEALS = {
    Grain.PERSON: "select person_id as id, opportunity_id from core.fct_opportunity_contact",
    Grain.ACCOUNT: "select account_id as id, opportunity_id from core.fct_opportunity where account_id is not null",
}


@dataclass(frozen=True)
class Question:
    """One refused bridge, or two people who are alike. Amounts are in the reporting currency, each opportunity once.

    ``members``: a person or account id with the records of it that share the key or are alike, ids in order.
    ``spend_amount``: what the ad clicks cost that brought them (``clicks.py``). ``match_weight``: of the two records
    that are most alike.
    """

    grain: str
    kind: str
    reason: str
    open_amount: Decimal
    spend_amount: Decimal
    won_amount: Decimal
    members: dict[str, list[str]]
    match_weight: Decimal | None

    @property
    def sentence(self) -> str:
        """What is shared, or how alike they are, and why it joins nobody."""
        if self.match_weight is not None:
            return f"likely one person, not so likely as to be joined unasked (match weight {self.match_weight})"
        many = f"{len(self.members)} {Grain[self.grain.upper()].plural}"
        return f"{self.kind.replace('_', ' ')} shared by {many}: {REFUSALS[self.reason]}"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; amounts as text."""
        return {
            **asdict(self),
            "open_amount": str(self.open_amount),
            "spend_amount": str(self.spend_amount),
            "won_amount": str(self.won_amount),
            "match_weight": None if self.match_weight is None else str(self.match_weight),
            "sentence": self.sentence,
        }


def review(settings: Settings, *, limit: int = 20) -> list[Question]:
    """What the current release could not decide and nobody has judged, by open pipeline, ad spend and what was won.

    Raises UsageError before the first release.
    """
    database = released(settings)
    with Ledger.open(settings) as ledger:
        acts = ledger.judgements()
    return review_in(database, acts, in_use(settings))[:limit]


def review_in(database: Path, acts: Sequence[Judgement], model: MatchModel) -> list[Question]:
    """As ``review``, all of them, on a given warehouse file."""
    questions = []
    with duckdb.connect(str(database), read_only=True) as connection:
        _find_likely(connection, model)
        for grain in Grain:
            judged = _judged(connection, grain, acts)
            questions += [one for one in _questions(connection, grain) if not _is_judged(one, judged)]
    return sorted(questions, key=_urgency)


def _urgency(one: Question) -> tuple:
    # The fewer the members and the more alike, the likelier they can be told; the ids only make the order total.
    alike = -(one.match_weight or Decimal())
    return -one.open_amount, -one.spend_amount, -one.won_amount, len(one.members), alike, one.kind, list(one.members)


# Records of two people who are likely one.
_ALIKE = """
    union all
    select
        'likeness',
        md5(concat_ws('|', least(one.id, other.id), greatest(one.id, other.id))),
        'likely',
        unnest([likely.source_record_key_a, likely.source_record_key_b]),
        likely.match_weight
    from likely
    inner join in_force as one on likely.source_record_key_a = one.source_record_key
    inner join in_force as other on likely.source_record_key_b = other.source_record_key
    where one.id <> other.id
"""


def _find_likely(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """``likely``: pairs of which one is of somebody in an opportunity; for the others no deal is at stake."""
    connection.execute(
        """
        create or replace temp table in_deals as
        select source_record_key
        from identity.person_links
        where valid_to is null and person_id in (select person_id from core.fct_opportunity_contact)
        """
    )
    score_likely(connection, model, "in_deals")


def _questions(connection: duckdb.DuckDBPyConnection, grain: Grain) -> list[Question]:
    rows = connection.execute(
        f"""
        with in_force as (
            select source_record_key, {grain.id_column} as id from {grain.links} where valid_to is null
        ),
        asked as (
            select kind, key_hash, reason, source_record_key, null as match_weight
            from identity.refused_bridge_members
            where grain = '{grain.noun}' and reason <> 'judged_different'
            {_ALIKE if grain is Grain.PERSON else ""}
        ),
        members as (
            select asked.kind, asked.key_hash, asked.reason, in_force.id,
                list(distinct asked.source_record_key order by asked.source_record_key) as records,
                max(asked.match_weight) as match_weight
            from asked
            inner join in_force on asked.source_record_key = in_force.source_record_key
            group by asked.kind, asked.key_hash, asked.reason, in_force.id
        ),
        at_stake as (
            select kind, key_hash, reason,
                sum(amount) filter (where not is_closed) as open_amount,
                sum(amount) filter (where is_won) as won_amount
            from (
                select distinct members.kind, members.key_hash, members.reason, deals.opportunity_id
                from members
                inner join ({_DEALS[grain]}) as deals on members.id = deals.id
            )
            inner join core.fct_opportunity using (opportunity_id)
            group by all
        ),
        touches as (
            select members.kind, members.key_hash, members.reason, fct_touch.*
            from members
            inner join core.fct_touch on members.id = fct_touch.{grain.id_column}
        ),
        spent as ({spend("touches", "kind, key_hash, reason")})
        select
            '{grain.noun}',
            kind,
            reason,
            coalesce(any_value(open_amount), 0)::decimal(18, 2),
            coalesce(any_value(spend_amount), 0)::decimal(18, 2),
            coalesce(any_value(won_amount), 0)::decimal(18, 2),
            map_from_entries(list((id, records) order by id)),
            max(match_weight)
        from members
        left join at_stake using (kind, key_hash, reason)
        left join spent using (kind, key_hash, reason)
        group by kind, key_hash, reason
        having count(*) > 1
        """
    ).fetchall()
    return [Question(*row) for row in rows]


def _judged(connection: duckdb.DuckDBPyConnection, grain: Grain, acts: Sequence[Judgement]) -> set[frozenset[str]]:
    """The pairs of people or accounts that somebody judged to be different."""
    apart = [act for act in in_force(acts) if act.grain == grain.noun and act.verdict == "different"]
    records = [record for act in apart for record in (act.record_a, act.record_b)]
    ids = dict(
        connection.execute(
            f"select source_record_key, {grain.id_column} from {grain.links} "
            "where valid_to is null and list_contains(?, source_record_key)",
            [records],
        ).fetchall()
    )
    return {frozenset((ids.get(act.record_a, ""), ids.get(act.record_b, ""))) for act in apart}


def _is_judged(question: Question, judged: set[frozenset[str]]) -> bool:
    return all(frozenset(pair) in judged for pair in combinations(question.members, 2))
