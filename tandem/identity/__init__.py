"""Identity: who is who, as links with evidence.

``resolve`` reads the identity inputs of the warehouse and writes schema ``identity``, ``stand`` leaves it as the
release before wrote it; ``explain`` says why in words.
"""

from tandem.identity.resolve import Resolved, resolve, stand

__all__ = ["Resolved", "resolve", "stand"]
