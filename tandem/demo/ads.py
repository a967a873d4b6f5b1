"""What advertising costs and claims: one row per ad and day, in the account's currency."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.demo.company import Company
from tandem.demo.rows import Rows
from tandem.demo.sampling import DAY, START

TOTAL_DAYS = 731
ADS_PER_CAMPAIGN = 4
RESTATED_AFTER = (30, 60)  # days after which a platform corrects a day's conversions
ACCOUNTS = {  # platform -> (id, name, currency, time zone)
    "paid_search": (
        ("8101112222", "Search EUR", "EUR", "Europe/Berlin"),
        ("8101113333", "Search GBP", "GBP", "Europe/London"),
    ),
    "paid_social": (
        ("act_501", "Social EUR", "EUR", "Europe/Berlin"),
        ("act_502", "Social USD", "USD", "America/New_York"),
    ),
    "linkedin_ad": (("5071001", "Professional USD", "USD", "UTC"), ("5071002", "Professional EUR", "EUR", "UTC")),
}
# Google and Meta bill whole cents, LinkedIn reports fractions of them.
COST_DECIMALS = {"paid_search": 2, "paid_social": 2, "linkedin_ad": 4}
RATE_TO_EUR = {"EUR": 1.0, "GBP": 1.17, "USD": 0.92}


@dataclass
class Demand:
    """Clicks and conversions of known visits, by campaign and day, gathered over all chunks."""

    clicks: np.ndarray
    conversions: np.ndarray

    @classmethod
    def empty(cls, campaigns: int) -> "Demand":
        """No visit yet."""
        return cls(np.zeros((campaigns, TOTAL_DAYS), np.int64), np.zeros((campaigns, TOTAL_DAYS), np.int64))

    def add(self, clicks: np.ndarray, claims: np.ndarray) -> None:
        """Visits and claimed forms of one chunk, each as (campaign, day) columns."""
        np.add.at(self.clicks, tuple(clicks), 1)
        np.add.at(self.conversions, tuple(claims), 1)


def daily_figures(rng: np.random.Generator, company: Company, demand: Demand, platform: str) -> Rows:
    """One row per ad and day on which a campaign of the platform ran."""
    campaigns = company.campaigns
    numbers = np.flatnonzero(campaigns.channel == platform)
    first = np.maximum((campaigns.starts[numbers] - START).astype(np.int64) // DAY, 0)
    last = np.minimum((campaigns.ends[numbers] - START).astype(np.int64) // DAY, TOTAL_DAYS - 1)
    length = np.maximum(last - first + 1, 0)
    campaign = np.repeat(numbers, length)
    day = np.arange(len(campaign)) - np.repeat(np.cumsum(length) - length, length) + np.repeat(first, length)
    campaign, day = np.repeat(campaign, ADS_PER_CAMPAIGN), np.repeat(day, ADS_PER_CAMPAIGN)
    ad = np.tile(np.arange(ADS_PER_CAMPAIGN), len(campaign) // ADS_PER_CAMPAIGN)
    count = len(campaign)
    share = np.array([0.4, 0.3, 0.2, 0.1])[ad]
    weekend = ((day + 0) % 7 >= 5) * 0.6
    price = campaigns.daily_budget[campaign] * share * (1 - weekend) * rng.lognormal(0, 0.35, count)
    known = demand.clicks[campaign, day] * share
    clicks = np.ceil(rng.poisson(np.maximum(price / 3.1, 0.2)) + known).astype(np.int64)
    impressions = clicks * rng.integers(18, 90, count) + rng.integers(0, 200, count)
    # Every platform claims the same conversion, and some that never were.
    claimed = rng.poisson(demand.conversions[campaign, day] * share * 1.2 + clicks * 0.006).astype(float)
    return Rows(
        campaign=campaign,
        ad=ad,
        day=day,
        clicks=clicks,
        impressions=impressions,
        cost=np.round(price, COST_DECIMALS[platform]),
        conversions=claimed,
        account=np.where(np.isin(campaigns.country[campaign], ("GB", "US")), 1, 0),
        restated=claimed + rng.poisson(0.15, count),
    )


def month_of(value: int) -> date:
    """First day of the month with this number since 1970-01."""
    return date(1970 + value // 12, value % 12 + 1, 1)
