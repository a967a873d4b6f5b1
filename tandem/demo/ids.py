"""Identifiers as the systems issue them, for whole columns."""

import numpy as np

_BASE62 = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8)
_CHECK = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", np.uint8)
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)

# Key prefixes of the standard Salesforce objects.
PREFIX = {
    "account": "001",
    "contact": "003",
    "user": "005",
    "opportunity": "006",
    "opportunity_history": "008",
    "opportunity_contact_role": "00K",
    "opportunity_line_item": "00k",
    "campaign_member": "00v",
    "user_role": "00E",
    "group": "00G",
    "lead": "00Q",
    "task": "00T",
    "event": "00U",
    "product_2": "01t",
    "opportunity_field_history": "017",
    "lead_history": "00H",
    "campaign": "701",
}


class Counters:
    """Running numbers per kind; what one chunk takes the next does not get."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def take(self, kind: str, count: int) -> np.ndarray:
        """The next ``count`` numbers of this kind."""
        start = self._next.get(kind, 0)
        self._next[kind] = start + count
        return np.arange(start, start + count, dtype=np.int64)


def salesforce(kind: str, numbers: np.ndarray) -> np.ndarray:
    """18-character record ids: 15 case-sensitive characters and three that say which of them are upper case."""
    rest = np.asarray(numbers, np.int64) + 1
    chars = np.empty((len(rest), 18), np.uint8)
    chars[:, :3] = np.frombuffer(PREFIX[kind].encode(), np.uint8)
    chars[:, 3:6] = np.frombuffer(b"Tm0", np.uint8)
    for position in range(14, 5, -1):
        rest, digit = np.divmod(rest, 62)
        chars[:, position] = _BASE62[digit]
    upper = (chars[:, :15] >= ord("A")) & (chars[:, :15] <= ord("Z"))
    bits = upper.reshape(-1, 3, 5) @ np.array([1, 2, 4, 8, 16])
    chars[:, 15:] = _CHECK[bits]
    return _texts(chars)


def short(ids: np.ndarray) -> np.ndarray:
    """The 15-character form of 18-character ids; None stays None."""
    known = ~np.equal(ids, None).astype(bool)
    result = np.full(len(ids), None, object)
    result[known] = ids[known].astype("U15").astype(object)
    return result


def digits(numbers: np.ndarray, offset: int = 0) -> np.ndarray:
    """Numbers as text, the way HubSpot and the ad platforms issue ids."""
    return (np.asarray(numbers, np.int64) + offset).astype("U20").astype(object)


def labelled(label: str, numbers: np.ndarray, width: int = 8) -> np.ndarray:
    """``INV-00000012``: a label and a zero-padded number."""
    if not len(numbers):
        return np.empty(0, object)
    chars = np.char.zfill(np.asarray(numbers, np.int64).astype("U20"), width)
    return np.char.add(label, chars).astype(object)


def opaque(numbers: np.ndarray, salt: int, length: int = 16) -> np.ndarray:
    """Hexadecimal texts that look random but depend on nothing except the number and the salt (splitmix64)."""
    columns = []
    with np.errstate(over="ignore"):
        for part in range((length + 15) // 16):
            mixed = np.asarray(numbers).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            mixed += np.uint64((salt * 1_000_003 + part * 7_919 + 1) % (1 << 63))
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            mixed ^= mixed >> np.uint64(31)
            columns.extend(_HEX[((mixed >> np.uint64(4 * nibble)) & np.uint64(15)).astype(int)] for nibble in range(16))
    return _texts(np.stack(columns[:length], axis=1))


def keyed(label: str, keys: np.ndarray) -> np.ndarray:
    """A label before every key; None stays None."""
    known = ~np.equal(keys, None).astype(bool)
    result = np.full(len(keys), None, object)
    result[known] = label + keys[known]
    return result


def _texts(chars: np.ndarray) -> np.ndarray:
    width = chars.shape[1]
    if not len(chars):
        return np.empty(0, object)
    return np.ascontiguousarray(chars).view(f"S{width}").ravel().astype(f"U{width}").astype(object)
