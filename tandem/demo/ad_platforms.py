"""The three ad platforms' tables: accounts, hierarchy with versions, daily figures that are corrected later."""

import numpy as np

from tandem.demo import ids
from tandem.demo.ads import ACCOUNTS, ADS_PER_CAMPAIGN, RATE_TO_EUR, RESTATED_AFTER, Demand, daily_figures
from tandem.demo.company import UTM, Company
from tandem.demo.deliveries import Deliveries
from tandem.demo.rows import Rows, versions
from tandem.demo.sampling import NEVER, START, choose, days, join, stream, texts
from tandem.demo.web import join_ad


def write_ads(seed: int, company: Company, demand: Demand, out: Deliveries) -> Rows:
    """All three platforms. Returns spend by account and month in the account's currency."""
    spend = []
    for platform, writer in (("paid_search", _google), ("paid_social", _meta), ("linkedin_ad", _linkedin)):
        rng = stream(seed, "ads", platform)
        stats = daily_figures(rng, company, demand, platform)
        writer(rng, company, stats, out)
        month = (START + days(stats.day * 1.0)).astype("datetime64[M]").astype(int)
        for number, account in enumerate(ACCOUNTS[platform]):
            for value in range(648, 672):
                here = (stats.account == number) & (month == value)
                spend.append((platform, account[0], account[2], value, float(stats.cost[here].sum())))
    names = ("platform", "account", "currency", "month", "amount")
    columns = list(zip(*spend, strict=True))
    return Rows({name: texts(c) if name in names[:3] else np.array(c) for name, c in zip(names, columns, strict=True)})


def _delivered(stats: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Versions of every day's row: at first, and once more when the platform corrects it."""
    moment = START + days(stats.day + 1.2)
    corrected = (stats.restated != stats.conversions) & (stats.day % 3 == 0)
    wait = np.where(stats.campaign % 2 == 0, *RESTATED_AFTER)
    record, at = versions([moment, np.where(corrected, moment + days(wait * 1.0), NEVER)])
    return record, at, at > moment[record]


def _hierarchy(company: Company, platform: str) -> tuple[Rows, np.ndarray, np.ndarray]:
    """(campaigns of the platform, version record, version moment): each begins, and some are paused at their end."""
    part = company.campaigns.take(company.campaigns.channel == platform)
    ended = np.where(part.ends < np.datetime64("2026-01-01"), part.ends, NEVER)
    record, at = versions([part.starts - days(np.array([3.0])), ended])
    return part, record, at


def _accounts(platform: str) -> tuple[np.ndarray, ...]:
    listed = ACCOUNTS[platform]
    return tuple(texts([account[i] for account in listed]) for i in range(4))


def _account_of(part: Rows, platform: str) -> np.ndarray:
    return texts([a[0] for a in ACCOUNTS[platform]])[np.where(np.isin(part.country, ("GB", "US")), 1, 0)]


def _ad_rows(part: Rows) -> tuple[np.ndarray, np.ndarray]:
    """(row of part, ad number) for every ad."""
    return np.repeat(np.arange(part.count), ADS_PER_CAMPAIGN), np.tile(np.arange(ADS_PER_CAMPAIGN), part.count)


def _link(part: Rows, row: np.ndarray, ad: np.ndarray, platform: str) -> np.ndarray:
    source, medium = UTM[platform]
    base = f"https://www.tandemworks.example/?utm_source={source}&utm_medium={medium}&utm_campaign="
    return join(texts([base] * len(row)), part.code[row], "&utm_content=", join_ad(part.number[row], ad))


def _google(rng: np.random.Generator, company: Company, stats: Rows, out: Deliveries) -> None:
    account, name, currency, zone = _accounts("paid_search")
    created = np.full(2, START - days(np.array([400.0])))
    out.versions(
        "google_ads",
        "account_history",
        Rows(
            id=account,
            updated_at=created,
            descriptive_name=name,
            currency_code=currency,
            time_zone=zone,
            auto_tagging_enabled=np.array([True, False]),
            manager=np.zeros(2, bool),
            test_account=np.zeros(2, bool),
        ),
        np.arange(2),
        created,
    )
    part, record, at = _hierarchy(company, "paid_search")
    ended = at >= part.ends[record]
    campaign_id = ids.digits(part.number, 17_000_000)
    out.events(
        "google_ads",
        "campaign_history",
        Rows(
            id=campaign_id[record],
            updated_at=at,
            customer_id=_account_of(part, "paid_search")[record],
            name=part.code[record],
            advertising_channel_type=texts(["SEARCH"] * len(record)),
            advertising_channel_subtype=texts([None] * len(record)),
            start_date=part.starts[record],
            end_date=part.ends[record],
            status=np.where(ended, "PAUSED", "ENABLED").astype(object),
            serving_status=texts(["SERVING"] * len(record)),
        ),
        at,
    )
    row, ad = _ad_rows(part)
    starts = (part.starts - days(np.array([3.0])))[row]
    group = ids.digits(part.number[row] * 2 + ad // 2, 27_000_000)
    one = ad % 2 == 0
    out.events(
        "google_ads",
        "ad_group_history",
        Rows(
            id=group[one],
            updated_at=starts[one],
            campaign_id=campaign_id[row][one],
            name=join(part.topic[row], " ", ids.digits(ad // 2))[one],
            type=texts(["SEARCH_STANDARD"] * int(one.sum())),
            status=texts(["ENABLED"] * int(one.sum())),
            campaign_name=part.code[row][one],
        ),
        starts[one],
    )
    out.events(
        "google_ads",
        "ad_history",
        Rows(
            id=ids.digits(part.number[row] * 4 + ad, 37_000_000),
            ad_group_id=group,
            updated_at=starts,
            name=join_ad(part.number[row], ad),
            type=texts(["RESPONSIVE_SEARCH_AD"] * len(row)),
            status=texts(["ENABLED"] * len(row)),
            final_urls=join("[", _link(part, row, ad, "paid_search"), "]"),
        ),
        starts,
    )
    record, at, again = _delivered(stats)
    s = stats.take(record)
    out.versions(
        "google_ads",
        "ad_stats",
        Rows(
            customer_id=account[s.account],
            date=START + days(s.day * 1.0),
            campaign_id=ids.digits(s.campaign, 17_000_000),
            ad_group_id=ids.digits(s.campaign * 2 + s.ad // 2, 27_000_000),
            ad_id=ids.digits(s.campaign * 4 + s.ad, 37_000_000),
            ad_network_type=texts(["SEARCH"] * s.count),
            device=np.where(s.ad % 2 == 0, "DESKTOP", "MOBILE").astype(object),
            keyword_ad_group_criterion=join(
                ids.digits(s.campaign * 2 + s.ad // 2, 27_000_000), "~", ids.digits(s.campaign, 900)
            ),
            impressions=s.impressions,
            clicks=s.clicks,
            cost_micros=np.round(s.cost * 1_000_000).astype(np.int64),
            conversions=np.where(again, s.restated, s.conversions),
            conversions_value=np.where(again, s.restated, s.conversions) * 120.0,
            view_through_conversions=s.clicks // 40,
        ),
        record,
        at,
    )


def _meta(rng: np.random.Generator, company: Company, stats: Rows, out: Deliveries) -> None:
    account, name, currency, zone = _accounts("paid_social")
    out.write("facebook_ads", "account_history", 0, Rows(id=account, name=name, currency=currency, timezone_name=zone))
    part, record, at = _hierarchy(company, "paid_social")
    own = _account_of(part, "paid_social")
    ended = at >= part.ends[record]
    campaign_id = ids.digits(part.number, 23_850_000_000)
    out.events(
        "facebook_ads",
        "campaign_history",
        Rows(
            id=campaign_id[record],
            updated_time=at,
            account_id=own[record],
            name=part.code[record],
            objective=texts(["OUTCOME_LEADS"] * len(record)),
            status=np.where(ended, "PAUSED", "ACTIVE").astype(object),
        ),
        at,
    )
    row, ad = _ad_rows(part)
    starts = (part.starts - days(np.array([3.0])))[row]
    group = ids.digits(part.number[row] * 2 + ad // 2, 23_860_000_000)
    one = ad % 2 == 0
    out.events(
        "facebook_ads",
        "ad_set_history",
        Rows(
            id=group[one],
            updated_time=starts[one],
            account_id=own[row][one],
            campaign_id=campaign_id[row][one],
            name=join(part.topic[row], " ", ids.digits(ad // 2))[one],
        ),
        starts[one],
    )
    creative = ids.digits(part.number[row] * 4 + ad, 23_880_000_000)
    out.events(
        "facebook_ads",
        "ad_history",
        Rows(
            id=ids.digits(part.number[row] * 4 + ad, 23_870_000_000),
            updated_time=starts,
            account_id=own[row],
            ad_set_id=group,
            campaign_id=campaign_id[row],
            creative_id=creative,
            name=join_ad(part.number[row], ad),
        ),
        starts,
    )
    tags = join(
        "utm_source=facebook&utm_medium=",
        choose(rng, ("paid_social", "social"), len(row), (8, 2)),
        "&utm_campaign=",
        part.code[row],
    )
    out.events(
        "facebook_ads",
        "creative_history",
        Rows(
            id=creative,
            _fivetran_id=ids.opaque(part.number[row] * 4 + ad, 77, 24),
            account_id=own[row],
            name=join_ad(part.number[row], ad),
            page_link=_link(part, row, ad, "paid_social"),
            url_tags=tags,
        ),
        starts,
    )
    record, at, again = _delivered(stats)
    s = stats.take(record)
    ad_id = ids.digits(s.campaign * 4 + s.ad, 23_870_000_000)
    out.versions(
        "facebook_ads",
        "basic_ad",
        Rows(
            ad_id=ad_id[~again],
            date=(START + days(s.day * 1.0))[~again],
            account_id=account[s.account][~again],
            impressions=s.impressions[~again],
            inline_link_clicks=s.clicks[~again],
            spend=s.cost[~again],
        ),
        record[~again],
        at[~again],
    )
    value = np.where(again, s.restated, s.conversions)
    shown = value > 0
    out.versions(
        "facebook_ads",
        "basic_ad_actions",
        Rows(
            ad_id=ad_id[shown],
            date=(START + days(s.day * 1.0))[shown],
            _fivetran_id=ids.opaque(record, 79, 24)[shown],
            index=np.zeros(int(shown.sum()), np.int64),
            action_type=texts(["lead"] * int(shown.sum())),
            value=value[shown],
            _1_d_view=np.floor(value * 0.3)[shown],
            _7_d_click=np.ceil(value * 0.7)[shown],
        ),
        record[shown],
        at[shown],
    )


def _linkedin(rng: np.random.Generator, company: Company, stats: Rows, out: Deliveries) -> None:
    account, name, currency, zone = _accounts("linkedin_ad")
    created = np.full(2, START - days(np.array([300.0])))
    out.versions(
        "linkedin_ads",
        "ad_account_history",
        Rows(
            id=account,
            last_modified_time=created,
            created_time=created,
            name=name,
            currency=currency,
            version_tag=texts(["2", "2"]),
            time_zone=zone,
        ),
        np.arange(2),
        created,
    )
    part, record, at = _hierarchy(company, "linkedin_ad")
    own = _account_of(part, "linkedin_ad")
    begin = part.starts - days(np.array([3.0]))
    ended = at >= part.ends[record]
    # LinkedIn: a campaign group is what the others call a campaign, a campaign is their ad group.
    group_id = ids.digits(part.number, 610_000_000)
    out.events(
        "linkedin_ads",
        "campaign_group_history",
        Rows(
            id=group_id[record],
            last_modified_time=at,
            account_id=own[record],
            created_time=begin[record],
            name=part.code[record],
            status=np.where(ended, "PAUSED", "ACTIVE").astype(object),
        ),
        at,
    )
    row, ad = _ad_rows(part)
    starts = begin[row]
    campaign_id = ids.digits(part.number[row] * 2 + ad // 2, 620_000_000)
    one = ad % 2 == 0
    out.events(
        "linkedin_ads",
        "campaign_history",
        Rows(
            id=campaign_id[one],
            last_modified_time=starts[one],
            account_id=own[row][one],
            campaign_group_id=group_id[row][one],
            created_time=starts[one],
            name=join(part.code[row], " ", ids.digits(ad // 2))[one],
            version_tag=texts(["1"] * int(one.sum())),
            status=texts(["ACTIVE"] * int(one.sum())),
            objective_type=texts(["LEAD_GENERATION"] * int(one.sum())),
        ),
        starts[one],
    )
    out.events(
        "linkedin_ads",
        "creative_history",
        Rows(
            id=ids.digits(part.number[row] * 4 + ad, 630_000_000),
            last_modified_at=starts,
            campaign_id=campaign_id,
            created_time=starts,
            intended_status=texts(["ACTIVE"] * len(row)),
            click_uri=_link(part, row, ad, "linkedin_ad"),
        ),
        starts,
    )
    record, at, again = _delivered(stats)
    s = stats.take(record)
    usd = np.where(s.account == 0, 1.0, 1.0 / RATE_TO_EUR["USD"])
    out.versions(
        "linkedin_ads",
        "ad_analytics_by_creative",
        Rows(
            creative_id=ids.digits(s.campaign * 4 + s.ad, 630_000_000),
            day=START + days(s.day * 1.0),
            impressions=s.impressions,
            clicks=s.clicks,
            landing_page_clicks=s.clicks,
            one_click_leads=s.clicks // 30,
            external_website_conversions=np.where(again, s.restated, s.conversions).astype(np.int64),
            conversion_value_in_local_currency=np.zeros(s.count),
            cost_in_local_currency=s.cost,
            cost_in_usd=s.cost * usd,
        ),
        record,
        at,
    )
