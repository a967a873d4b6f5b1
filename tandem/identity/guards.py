"""What a cluster must not be, and the evidence that gives way if it is."""

from dataclasses import dataclass

from tandem.identity.rules import ALIKE, SAME_KEY, SAME_KEY_AND_NAME, SAME_NAME, SAME_NUMBER

# A person has a handful of records in each system, a company a few more. Above this the evidence is wrong, not the
# world.
MAX_MEMBERS = 100


@dataclass(frozen=True)
class Cut:
    """Evidence of one tier; ``below``: only what has a lower match weight than this."""

    tier: int
    below: float | None = None


# Likeness gives way first, the least likely pairs before the others.
LIKENESS = (*(Cut(ALIKE, below) for below in (12, 15, 18, 22)), Cut(ALIKE))


@dataclass(frozen=True)
class Guard:
    """``records``: a query on ``suspects`` for the numbers of records that cannot be where they are.

    ``suspects`` are rows of ``members``, whole clusters: all of them, then those that were wrong before the last cut.
    ``cuts``: the evidence that they lose, one after the other until they can. ``reason`` is the one that the refused
    bridges give (``rules.REFUSALS``).
    """

    reason: str
    records: str
    cuts: tuple[Cut, ...] = (*LIKENESS, *(Cut(tier) for tier in (SAME_NAME, SAME_NUMBER, SAME_KEY_AND_NAME, SAME_KEY)))


TOO_LARGE = Guard("too_large", f"select no from suspects qualify count(*) over (partition by anchor) > {MAX_MEMBERS}")
