"""What a cluster must not be, and the evidence that gives way if it is."""

from dataclasses import dataclass

from tandem.identity.rules import SAME_KEY, SAME_KEY_AND_NAME, SAME_NAME

# A person has a handful of records in each system, a company a few more. Above this the evidence is wrong, not the
# world.
MAX_MEMBERS = 100


@dataclass(frozen=True)
class Guard:
    """``clusters``: a query on ``members`` for the anchors of clusters that cannot be right.

    ``cuts``: the tiers of evidence that are cut out of them, one after the other until they are right. ``reason`` is
    the one that the refused bridges give (``rules.REFUSALS``).
    """

    reason: str
    clusters: str
    cuts: tuple[int, ...] = (SAME_NAME, SAME_KEY_AND_NAME, SAME_KEY)


TOO_LARGE = Guard("too_large", f"select anchor from members group by anchor having count(*) > {MAX_MEMBERS}")
