"""kill -9 at random moments of a run, run again, and nothing tells the difference."""

import random

import pytest

from tests.faults.disturbed import AS_OF, Story

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_reader_is_left"), pytest.mark.timeout(900)]

RANDOM = random.Random(20260131)
# Shares of the time that an undisturbed run takes.
MOMENTS = sorted(round(RANDOM.uniform(0.03, 0.97), 3) for _ in range(10))


@pytest.mark.parametrize("share", MOMENTS)
def test_kill_at_a_random_moment(company: Story, share: float):
    company.rewind()
    company.home.killed_at(share * company.seconds, "run", "--source", str(company.more), *AS_OF)
    company.check_what_readers_see()
    company.check_recovery()
