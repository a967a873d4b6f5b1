"""The truth beside the sources: Parquet tables that the pipeline never reads."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tandem.demo.rows import Rows


class Truth:
    """``DIR/truth/<table>.parquet``, written in chunks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.counts: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, table: str, rows: Rows) -> None:
        """Add rows; every chunk has the same columns."""
        if not rows:
            return
        content = pa.table({name: _array(values) for name, values in rows.items()})
        if table not in self._writers:
            self._writers[table] = pq.ParquetWriter(self._folder / f"{table}.parquet", content.schema)
        self._writers[table].write_table(content)
        self.counts[table] = self.counts.get(table, 0) + content.num_rows

    def close(self, manifest: dict) -> dict:
        """Finish every table, write manifest.json and return what it says."""
        for writer in self._writers.values():
            writer.close()
        complete = {**manifest, "truth_rows": dict(sorted(self.counts.items()))}
        text = json.dumps(complete, indent=2, ensure_ascii=False)
        (self._folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
        return complete


def _array(values: np.ndarray) -> pa.Array:
    if values.dtype == object:
        return pa.array(values, pa.string())
    return pa.array(values)
