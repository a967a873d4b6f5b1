"""What the gates said about one candidate."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tandem.ledger import GateResult

# So many new batches are named in a message; the rest are counted.
NAMED_BATCHES = 5


@dataclass(frozen=True)
class GateReport:
    """Results in the order of their suites. ``new_batch_ids`` are the batches that a failure may have come with."""

    results: list[GateResult] = field(default_factory=list)
    new_batch_ids: Sequence[str] = ()

    @property
    def failures(self) -> list[GateResult]:
        """The failed checks that hold the release."""
        return [result for result in self.results if result.severity == "critical" and not result.passed]

    @property
    def passed(self) -> bool:
        """Whether the candidate may be published: no critical check failed."""
        return not self.failures

    @property
    def message(self) -> str:
        """One line: which check, whose, how many rows, which new batches, what to do. Empty if nothing failed."""
        if self.passed:
            return ""
        first, *others = self.failures
        rows = "" if first.failing_rows is None else f", {first.failing_rows} rows"
        more = f"; {len(others)} more critical checks failed: {', '.join(o.check for o in others)}" if others else ""
        return (
            f"the gate holds the release, the old one stays: {first.check} ({_owner(first)}{rows}): {first.sentence} "
            f"What to do: {first.advice} {self._batches()}{more}"
        )

    def _batches(self) -> str:
        if not self.new_batch_ids:
            return "No new batch came with this build."
        named = ", ".join(self.new_batch_ids[:NAMED_BATCHES])
        rest = len(self.new_batch_ids) - NAMED_BATCHES
        more = f" and {rest} more" if rest > 0 else ""
        return (
            f"New batches: {named}{more}. To go on without one: "
            f"tandem batch withdraw {self.new_batch_ids[0]} --who '...' --why '...', then tandem run."
        )


def _owner(result: GateResult) -> str:
    return "owned by both departments" if result.owner == "both" else f"owned by {result.owner}"
