"""The stated difficulty holds on seeds that nothing was tuned on, and the company wins what it should."""

import numpy as np
import pytest

from tandem.demo import deals, people
from tandem.demo.difficulty import measure
from tandem.demo.ids import Counters
from tandem.demo.sampling import END, START, stream

from .conftest import Company


def test_joining_on_mail_alone_is_not_enough(company: Company) -> None:
    figures = measure(company.out)
    assert 0.5 < figures["recall_by_mail"] < 0.8
    assert figures["precision_by_mail"] < 1.0  # shared mailboxes and couples join different people
    assert 0 < figures["undecidable_records"] < 0.03 * figures["records"]


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_about_eighty_wins_a_quarter_at_the_default_size(seed: int) -> None:
    sizes, counters = people.plan_organisations(10_000, seed), Counters()
    chunk = people.make_chunk(seed, 0, 0, sizes, 0, counters)
    planned = deals.plan_deals(stream(seed, "deals", 0), chunk.organisations, chunk.people, counters)
    won = planned.won_at[(planned.won_at >= START) & (planned.won_at <= END)]
    wins = np.bincount((won.astype("datetime64[M]").astype(int) - 648) // 3, minlength=8)
    assert 70 <= wins.mean() <= 90
    assert wins.min() >= 40
    assert wins.max() <= 120


@pytest.mark.parametrize("count", [200, 1_000, 54_321])
def test_organisations_hold_exactly_the_people(count: int) -> None:
    sizes = people.plan_organisations(count, 5)
    assert sizes.sum() == count
    assert sizes.min() >= 1
    covered = [index for first, last in people.plan_chunks(sizes) for index in range(first, last)]
    assert covered == list(range(len(sizes)))
