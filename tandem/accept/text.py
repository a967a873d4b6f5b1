"""Text from outside that goes into messages: one line, printable, short."""

from tandem.errors import HeldError


def shown(name: str, longest: int = 60) -> str:
    """A file or header name for a message: control characters (line ends, terminal codes) become ``?``."""
    clean = "".join(character if character.isprintable() else "?" for character in name)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def refuse(name: str, why: str) -> HeldError:
    """The error that holds a batch because of one of its files."""
    return HeldError(f"file {shown(name)}: {why}")
