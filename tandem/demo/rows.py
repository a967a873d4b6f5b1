"""A table as a dict of equally long numpy arrays, with column access as attributes."""

from __future__ import annotations

import numpy as np


class Rows(dict):
    """Columns by name. Text columns are object arrays with None for missing, times datetime64[s] with NaT."""

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: np.ndarray) -> None:
        self[name] = value

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(next(iter(self.values()))) if self else 0

    def take(self, which: np.ndarray) -> Rows:
        """Rows by mask or by index; an index may repeat."""
        return Rows({name: values[which] for name, values in self.items()})

    def pick(self, *names: str) -> Rows:
        """Only these columns."""
        return Rows({name: self[name] for name in names})


def stack(parts: list[Rows]) -> Rows:
    """Rows of several tables with the same columns, in the order given."""
    filled = [part for part in parts if part.count] or parts[:1]
    return Rows({name: np.concatenate([part[name] for part in filled]) for name in filled[0]})


def versions(times: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Every moment at which a record changed: (record index, moment), sorted, without repeats.

    ``times`` are arrays of one moment per record; NaT means that this change never happens. The first array is the
    record's creation: nothing is seen of it before, and a record that was never created has no version.
    """
    count = len(times[0])
    record = np.tile(np.arange(count), len(times))
    moment = np.concatenate([np.maximum(time, times[0]).astype("datetime64[s]") for time in times])
    known = ~np.isnat(moment)
    record, moment = record[known], moment[known]
    order = np.lexsort((moment, record))
    record, moment = record[order], moment[order]
    first = np.ones(len(record), bool)
    first[1:] = (record[1:] != record[:-1]) | (moment[1:] != moment[:-1])
    return record[first], moment[first]
