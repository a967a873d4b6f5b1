"""Random streams by name, and draws that work on whole columns."""

import zlib
from collections.abc import Sequence

import numpy as np

from tandem.demo import GENERATOR_VERSION

START = np.datetime64("2024-01-01T00:00:00", "s")
END = np.datetime64("2025-12-31T23:59:59", "s")
NEVER = np.datetime64("NaT", "s")
DAY = 86_400


def stream(seed: int, *tags: object) -> np.random.Generator:
    """A random stream that depends on nothing but the seed, the generator's version and its own name."""
    return np.random.default_rng([seed, GENERATOR_VERSION, *(zlib.crc32(str(tag).encode()) for tag in tags)])


def texts(values: Sequence[str | None]) -> np.ndarray:
    """A text column."""
    column = np.empty(len(values), object)
    column[:] = list(values)
    return column


def choose(
    rng: np.random.Generator, values: Sequence, count: int, weights: Sequence[float] | None = None
) -> np.ndarray:
    """``count`` draws with replacement, as an object array."""
    if weights is None:
        return texts(values)[rng.integers(0, len(values), count)]
    cumulative = np.cumsum(np.asarray(weights, float))
    return texts(values)[np.searchsorted(cumulative / cumulative[-1], rng.random(count), side="right")]


def chance(rng: np.random.Generator, probability: float | np.ndarray, count: int) -> np.ndarray:
    """A mask that is true with the given probability."""
    return rng.random(count) < probability


def seconds(values: np.ndarray) -> np.ndarray:
    """Seconds as a duration that can be added to a moment."""
    return np.asarray(values).astype("int64").astype("timedelta64[s]")


def days(values: np.ndarray) -> np.ndarray:
    """Days, also fractions, as a duration."""
    return seconds(np.asarray(values, float) * DAY)


def later(rng: np.random.Generator, moment: np.ndarray, mean_days: float) -> np.ndarray:
    """A moment some exponentially distributed time later, at least a minute."""
    return moment + seconds(60 + rng.exponential(mean_days * DAY, len(moment)))


def only(mask: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """The moment where the mask holds, else NaT."""
    return np.where(mask, moment, NEVER)


def only_text(mask: np.ndarray, values: np.ndarray | str) -> np.ndarray:
    """The text where the mask holds, else None."""
    return np.where(mask, values, None).astype(object)


def office_hours(rng: np.random.Generator, moment: np.ndarray) -> np.ndarray:
    """The next working-day moment between 8 and 18 UTC that is not earlier than the one given."""
    known = ~np.isnat(moment)
    whole = np.where(known, moment, START).astype("int64")
    day, rest = np.divmod(whole, DAY)
    too_late = rest > 17 * 3600
    early = rest < 8 * 3600
    day = day + too_late
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    shift = np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0))
    fresh = 8 * 3600 + rng.integers(0, 3 * 3600, len(whole))
    rest = np.where(too_late | early | (shift > 0), fresh, rest)
    return np.where(known, ((day + shift) * DAY + rest).astype("datetime64[s]"), NEVER)


def join(*parts: np.ndarray | str) -> np.ndarray:
    """Texts of several columns, end to end; None anywhere gives None."""
    count = next(len(part) for part in parts if not isinstance(part, str))
    missing = np.zeros(count, bool)
    result: np.ndarray | None = None
    for part in parts:
        column = part
        if not isinstance(part, str):
            lacks = np.equal(part, None)
            missing |= lacks.astype(bool)
            column = np.where(lacks, "", part).astype(object)
        result = column if result is None else result + column
    return np.where(missing, None, result).astype(object)


def typos(rng: np.random.Generator, values: np.ndarray, probability: float) -> np.ndarray:
    """Swap, drop or double one letter inside some of the texts."""
    result = values.copy()
    for index in np.flatnonzero(chance(rng, probability, len(values))):
        text = result[index]
        if not text or len(text) < 4:
            continue
        at = int(rng.integers(1, len(text) - 1))
        kind = int(rng.integers(0, 3))
        if kind == 0:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + text[at] + text[at:]
        result[index] = text
    return result
