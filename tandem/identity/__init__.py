"""Identity: who is who, as links with evidence.

``resolve`` reads the identity inputs of the warehouse and writes schema ``identity``; ``explain`` says why in words.
"""

from tandem.identity.resolve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
