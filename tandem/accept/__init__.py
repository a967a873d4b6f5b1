"""Acceptance: from landed bytes to typed raw rows and quarantined rows, by the entity's contract.

``accept_batch`` does one batch; ``raw_view_sql`` is how later steps read what was accepted.
"""

from typing import TYPE_CHECKING

from tandem.accept.raw_view import raw_view_sql

if TYPE_CHECKING:
    from tandem.accept.batch import accept_batch

__all__ = ["accept_batch", "raw_view_sql"]


def __getattr__(name: str):
    # The reading process imports this package, too, and needs neither the ledger nor its libraries.
    if name == "accept_batch":
        from tandem.accept.batch import accept_batch

        return accept_batch
    raise AttributeError(name)
