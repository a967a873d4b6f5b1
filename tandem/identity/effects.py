"""What moved in the numbers because records changed hands: touches, spend, opportunities, from whom to whom."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from tandem.identity.clicks import spend
from tandem.identity.links import Grain


@dataclass(frozen=True)
class Effect:
    """What went from one person or account to another since the release before.

    ``records``: source records that changed hands. The rest moved with them or through them; amounts are in the
    reporting currency, those of the opportunities as they are now. ``spend_amount``: of the clicks among the touches.
    """

    grain: str
    previous_id: str
    id: str
    records: int
    touches: int
    spend_amount: Decimal
    opportunities: int
    open_amount: Decimal
    won_amount: Decimal


# Opportunities that belonged to the one before and belong to the other now.
_DEALS = {
    Grain.PERSON: """
        select moved.previous_id, moved.id, old.opportunity_id
        from moved
        inner join previous.core.fct_opportunity_contact as old on moved.previous_id = old.person_id
        inner join core.fct_opportunity_contact as now
            on old.opportunity_id = now.opportunity_id and moved.id = now.person_id
        anti join core.fct_opportunity_contact as kept
            on old.opportunity_id = kept.opportunity_id and old.person_id = kept.person_id
    """,
    Grain.ACCOUNT: """
        select moved.previous_id, moved.id, old.opportunity_id
        from moved
        inner join previous.core.fct_opportunity as old on moved.previous_id = old.account_id
        inner join core.fct_opportunity as now
            on old.opportunity_id = now.opportunity_id and moved.id = now.account_id
    """,
}


def effects(connection: duckdb.DuckDBPyConnection) -> list[Effect]:
    """What identity moved in this candidate, most touches first; nothing moves in a first release.

    The release before is attached as ``previous``, with the same tables: a release of other definitions may have
    others, and then what moved is not measurable.
    """
    found = []
    for grain in Grain:
        (changes,) = connection.execute(f"select count(*) from identity.{grain.noun}_changes").fetchone() or (0,)
        if changes:
            found += [Effect(*row) for row in _moved(connection, grain)]
    return sorted(found, key=lambda one: (one.grain, -one.touches, one.previous_id, one.id))


def _moved(connection: duckdb.DuckDBPyConnection, grain: Grain) -> list[tuple]:
    try:
        return connection.execute(
            f"""
            with moved as (
                select previous_{grain.id_column} as previous_id, {grain.id_column} as id, count(*) as records
                from identity.{grain.noun}_changes
                group by all
            ),
            passed_touches as (
                select old.{grain.id_column} as previous_id, now.{grain.id_column} as id, now.*
                from previous.core.fct_touch as old
                inner join core.fct_touch as now on old.touch_id = now.touch_id
                where old.{grain.id_column} in (select previous_id from moved)
            ),
            touches as (select previous_id, id, count(*) as touches from passed_touches group by all),
            spent as ({spend("passed_touches", "previous_id, id")}),
            deals as (
                select
                    passed.previous_id,
                    passed.id,
                    count(*) as opportunities,
                    sum(now.amount) filter (where not now.is_closed) as open_amount,
                    sum(now.amount) filter (where now.is_won) as won_amount
                from ({_DEALS[grain]}) as passed
                inner join core.fct_opportunity as now on passed.opportunity_id = now.opportunity_id
                group by all
            )
            select
                '{grain.noun}',
                previous_id,
                id,
                records,
                coalesce(touches, 0),
                coalesce(spend_amount, 0)::decimal(18, 2),
                coalesce(opportunities, 0),
                coalesce(open_amount, 0)::decimal(18, 2),
                coalesce(won_amount, 0)::decimal(18, 2)
            from moved
            left join touches using (previous_id, id)
            left join spent using (previous_id, id)
            left join deals using (previous_id, id)
            """
        ).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return []
