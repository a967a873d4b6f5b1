"""Release: a checked candidate becomes an immutable folder, and one atomic pointer swap makes readers see it.

Readers follow the pointer ``releases/current`` and nothing else; the ledger follows the pointer (``repair``), so a
process killed at any point leaves either the old release or the new one, complete.
"""

from tandem.release.backup import backup, restore
from tandem.release.export import export
from tandem.release.folder import current, sweep
from tandem.release.publish import publish
from tandem.release.query import query
from tandem.release.rollback import repair, resume, rollback

__all__ = ["backup", "current", "export", "publish", "query", "repair", "restore", "resume", "rollback", "sweep"]
