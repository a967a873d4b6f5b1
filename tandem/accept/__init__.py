"""Acceptance: from landed bytes to typed raw rows and quarantined rows, by the entity's contract.

``accept_batch`` does one batch; ``raw_view_sql`` is how later steps read what was accepted.
"""

from tandem.accept.raw_view import raw_view_sql

__all__ = ["raw_view_sql"]
