"""Quality: the agreement between the departments as readable suites, and the gates that enforce it."""

from typing import TYPE_CHECKING

from tandem.quality.report import GateReport

if TYPE_CHECKING:
    from tandem.build import Candidate
    from tandem.config import Settings
    from tandem.ledger import Ledger


def check_candidate(settings: "Settings", ledger: "Ledger", candidate: "Candidate") -> GateReport:
    """Run the agreement and release suites on a finished candidate. See ``tandem.quality.candidate``."""
    from tandem.quality.candidate import check_candidate as check

    return check(settings, ledger, candidate)


__all__ = ["GateReport", "check_candidate"]
