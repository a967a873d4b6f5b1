"""Ad spend as far as it is somebody's: what the clicks cost that brought people."""

# What one click cost on a day: the platform's spend on the campaign that day by its clicks (cost per click).
_COSTS = """
    select campaign_id, spend_date as touch_date, sum(spend_amount) / sum(clicks) as cost
    from core.fct_ad_spend
    group by campaign_id, spend_date
    having sum(clicks) > 0
"""


def spend(touches: str, by: str) -> str:
    """SQL for ``spend_amount`` (reporting currency, not rounded) by some columns; no row where no click cost anything.

    ``touches``: a relation with these columns and those of ``core.fct_touch``. What a person does with one campaign on
    one day is one click.
    """
    return f"""
        select {by}, sum(cost) as spend_amount
        from (
            select distinct {by}, person_id, campaign_id, touch_date
            from {touches}
            where direction = 'response' and is_human
        )
        inner join ({_COSTS}) using (campaign_id, touch_date)
        group by {by}
    """
