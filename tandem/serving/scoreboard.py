"""The numbers on the page, asked from the release that the page belongs to.

Each block is one query on the mart tables and repeats no definition of theirs. A block whose tables the release does
not have is None, and the page says so.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]

HEADLINES = """
    select
        (select count(*) from core.dim_person) as people,
        (select count(*) from core.dim_account) as accounts,
        touches.marketing_touches,
        touches.sales_touches,
        opportunities.opportunities,
        opportunities.open_opportunities,
        opportunities.open_amount,
        opportunities.won,
        opportunities.won_amount,
        (select sum(spend_amount) from core.fct_ad_spend) as spend_amount
    from (
        select
            count(*) filter (where department = 'marketing') as marketing_touches,
            count(*) filter (where department = 'sales') as sales_touches
        from core.fct_touch
    ) as touches
    cross join (
        select
            count(*) as opportunities,
            count(*) filter (where not is_closed) as open_opportunities,
            sum(amount) filter (where not is_closed) as open_amount,
            count(*) filter (where is_won) as won,
            sum(amount) filter (where is_won) as won_amount
        from core.fct_opportunity
    ) as opportunities
"""

# A quarter has a number only if each of its cohorts has one: part of a quarter is not a quarter.
FUNNEL = """
    select
        date_trunc('quarter', cohort_month)::date as quarter,
        sum(people)::bigint as people,
        case when bool_and(leads is not null) then sum(leads)::bigint end as leads,
        case when bool_and(mqls is not null) then sum(mqls)::bigint end as mqls,
        case when bool_and(accepted is not null) then sum(accepted)::bigint end as accepted,
        sum(opportunities)::bigint as opportunities,
        sum(won)::bigint as won,
        sum(won_amount) as won_amount,
        bool_or(leads_evidence <> 'recorded') as leads_inferred,
        bool_or(mqls_evidence <> 'recorded') as mqls_inferred,
        bool_or(accepted_evidence <> 'recorded') as accepted_inferred
    from alignment.funnel
    where cohort_month is not null
    group by 1
    order by 1 desc
    limit 10
"""

CHANNELS = """
    with spend as (
        select coalesce(channel_id, 'unknown') as channel_id, sum(spend_amount) as spend_amount
        from core.fct_ad_spend
        group by 1
    ),

    opportunities as (
        select
            coalesce(campaigns.channel_id, 'none') as channel_id,
            count(*) as opportunities,
            coalesce(sum(deals.amount) filter (where not deals.is_closed), 0) as open_amount,
            count(*) filter (where deals.is_won) as won,
            coalesce(sum(deals.amount) filter (where deals.is_won), 0) as won_amount
        from core.fct_opportunity as deals
        left join core.dim_campaign as campaigns on deals.campaign_id = campaigns.campaign_id
        group by 1
    )

    select
        case
            when channel_id = 'none' then 'No campaign named'
            else coalesce(channels.channel_name, channel_id)
        end as channel,
        channels.department,
        spend.spend_amount,
        coalesce(opportunities.opportunities, 0) as opportunities,
        coalesce(opportunities.open_amount, 0) as open_amount,
        coalesce(opportunities.won, 0) as won,
        coalesce(opportunities.won_amount, 0) as won_amount
    from spend
    full outer join opportunities using (channel_id)
    left join core.dim_channel as channels using (channel_id)
    order by channel_id = 'none', won_amount desc, spend_amount desc nulls last, channel
"""

PIPELINE = """
    select
        stage,
        sum(opportunity_count)::bigint as opportunities,
        sum(amount) as amount,
        sum(weighted_amount) as weighted_amount,
        sum(overdue)::bigint as overdue,
        sum(without_contact_role)::bigint as without_contact_role
    from sales.pipeline
    where stage in (select stage from core.fct_opportunity where not is_closed)
    group by stage
    order by amount desc nulls last, stage
"""

QUARANTINE = """
    select batches.system || '.' || batches.entity as entity, reasons.reason, sum(reasons.records)::bigint as records
    from ops.quarantine_reasons as reasons
    join ops.batches as batches on reasons.batch_id = batches.batch_id
    where batches.is_in_this_build
    group by all
    order by records desc, entity, reasons.reason
"""

BALANCE = """
    select
        count(*) as batches,
        coalesce(sum(records), 0)::bigint as records,
        coalesce(sum(loaded), 0)::bigint as loaded,
        coalesce(sum(quarantined), 0)::bigint as quarantined,
        coalesce(sum(erased), 0)::bigint as erased
    from ops.batches
    where is_in_this_build
"""

FRESHNESS = """
    select
        system,
        any_value(team) as team,
        count(*) as entities,
        max(last_delivery_at) as last_delivery_at,
        count(*) filter (where is_stale) as stale,
        string_agg(entity, ', ' order by entity) filter (where is_stale) as stale_entities
    from ops.freshness
    group by system
    order by stale > 0 desc, system
"""


@dataclass(frozen=True)
class Scoreboard:
    """The blocks of the page, in its order."""

    headlines: Row | None
    funnel: list[Row] | None
    channels: list[Row] | None
    pipeline: list[Row] | None
    quarantine: list[Row] | None
    balance: Row | None
    freshness: list[Row] | None


def read(database: Path) -> Scoreboard:
    """Ask a release's public database."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return Scoreboard(
            headlines=_one(connection, HEADLINES),
            funnel=_rows(connection, FUNNEL),
            channels=_rows(connection, CHANNELS),
            pipeline=_rows(connection, PIPELINE),
            quarantine=_rows(connection, QUARANTINE),
            balance=_one(connection, BALANCE),
            freshness=_rows(connection, FRESHNESS),
        )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row] | None:
    try:
        result = connection.execute(sql)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> Row | None:
    rows = _rows(connection, sql)
    return rows[0] if rows else None
