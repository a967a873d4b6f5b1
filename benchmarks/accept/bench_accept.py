"""Accepting a large CSV against plain DuckDB loading the same file.

What is compared, in the same run and with the same number of threads:

* ours: ``accept_batch`` on a landed file: bytes, header, an independent count, casts with reasons, Parquet, quarantine,
  entry checks, ledger. One record in a thousand is wrong and is quarantined. Accepting a file of one record is
  measured as well: that is start-up, not work.
* plain DuckDB: ``create table as select * from read_csv(...)`` into a new database file. It finds the types itself and
  keeps what it cannot cast as text; it counts nothing and refuses nothing. (With the wrong records in the file it
  would read those columns as text, which is quicker; so it gets a copy of the file without them.)

    python -m benchmarks.accept.bench_accept --rows 10000000 --repeat 3

Bounds: 4 times plain DuckDB's time without start-up, 2 GB. Processor seconds stand beside the wall time: on a machine
that does other work as well, they are the steadier figure.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb
import psutil

from benchmarks.machine import describe

RATIO_BOUND = 4.0
MEMORY_BOUND_MB = 2048
RESULTS = Path(__file__).resolve().parent.parent / "results" / "accept.json"
CONTRACT = """
system: bench
entity: ad_day
team: marketing
version: 1
description: One day of one ad.
delivery: {mode: upsert, key: [id], version: [seen_at]}
format: {kind: csv, final_newline: required}
time_zone: UTC
freshness: {every: 1 day, warn_after: 2 days}
volume: {empty: warn}
columns:
  id: {type: string, required: true}
  day: {type: date, required: true}
  seen_at: {type: timestamp, required: true}
  campaign: {type: string}
  clicks: {type: integer, minimum: 0}
  amount: {type: "decimal(18,2)", required: true}
  currency: {type: currency}
  is_brand: {type: boolean}
"""


def write_csv(path: Path, rows: int, *, wrong: bool) -> None:
    """The same rows every time; with ``wrong``, each thousandth amount is no number."""
    amount = "((i * 131) % 1000000 / 100)::DECIMAL(18,2)::VARCHAR"
    if wrong:
        amount = f"CASE WHEN i % 1000 = 500 THEN 'n/a' ELSE {amount} END"
    with duckdb.connect() as engine:
        engine.execute(
            f"""COPY (SELECT 'AD' || lpad(i::VARCHAR, 12, '0') AS id, (DATE '2024-01-01' + (i % 700)::INT) AS day,
            TIMESTAMP '2024-01-01' + to_seconds(i) AS seen_at,
            'Campaign ' || (i % 1000) || CASE WHEN i % 50 = 0 THEN ', "spring"' ELSE '' END AS campaign,
            (i * 7) % 1000 AS clicks, {amount} AS amount, 'EUR' AS currency, i % 2 = 0 AS is_brand
            FROM range({rows}) AS t(i)) TO '{path}' (HEADER true)"""
        )


def processor_seconds() -> float:
    """Used so far by this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Readers(threading.Thread):
    """Peak memory (bytes) and processor seconds of all processes below this one, looked at ten times a second.

    The reading process belongs to a server of such processes, so its parent never reports what it used.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stop = threading.Event()
        self.peaks: dict[int, int] = {}
        self.seconds: dict[int, float] = {}

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stop.wait(0.1):
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    self.seconds[process.pid] = times.user + times.system
                    self.peaks[process.pid] = max(self.peaks.get(process.pid, 0), process.memory_info().rss)

    def end(self) -> None:
        """Stop looking."""
        self.stop.set()
        self.join()


def plain(csv: Path, work: Path, threads: int) -> dict:
    """Seconds that plain DuckDB takes."""
    database = work / "plain.duckdb"
    database.unlink(missing_ok=True)
    begun, used = time.perf_counter(), processor_seconds()
    with duckdb.connect(database, config={"threads": threads}) as engine:
        engine.execute("SET enable_progress_bar = false")
        engine.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{csv}')")
    return {"seconds": time.perf_counter() - begun, "processor": processor_seconds() - used}


def ours(csv: Path, work: Path) -> dict:
    """Seconds that ``accept_batch`` takes, peak memory (MiB) of the reading process and of this one, and the counts."""
    from tandem.accept import accept_batch
    from tandem.config import Settings
    from tandem.landing import land_path
    from tandem.ledger import Ledger, utcnow

    home = Path(tempfile.mkdtemp(dir=work))
    file = home / "contracts" / "bench" / "ad_day.yml"
    file.parent.mkdir(parents=True)
    file.write_text(CONTRACT)
    settings = Settings(home=home)
    with Ledger.open(settings) as ledger:
        land_path(settings, ledger, csv, system="bench", entity="ad_day")
        (batch,) = ledger.claim()
        readers = Readers()
        readers.start()
        begun, used = time.perf_counter(), processor_seconds()
        done = accept_batch(settings, ledger, batch.batch_id, now=utcnow())
        seconds, processor = time.perf_counter() - begun, processor_seconds() - used
        readers.end()
    shutil.rmtree(home)
    if done.state != "accepted":
        raise SystemExit(f"held: {done.reason}")
    return {
        "seconds": seconds,
        "processor": processor + sum(readers.seconds.values()),
        "child_mb": max(readers.peaks.values()) / 1024**2,
        "parent_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "records": done.records,
        "loaded": done.loaded,
        "quarantined": done.quarantined,
    }


def in_process(*arguments: str) -> dict:
    """Run one measurement in a new process, so that no measurement warms up the next."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.accept.bench_accept", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout.splitlines()[-1])


def middle(runs: list[dict], name: str) -> float:
    """The median of one figure."""
    return statistics.median(one[name] for one in runs)


def main() -> None:
    """Measure, print and write the result file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, csv, work = options.measure
        measured = plain(Path(csv), Path(work), options.threads) if what == "plain" else ours(Path(csv), Path(work))
        print(json.dumps(measured))
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_csv(work / "right.csv", options.rows, wrong=False)
        write_csv(work / "mixed.csv", options.rows, wrong=True)
        write_csv(work / "one.csv", 1, wrong=False)
        theirs, mine = [], []
        for _ in range(options.repeat):
            theirs.append(in_process("--measure", "plain", str(work / "right.csv"), folder))
            mine.append(in_process("--measure", "ours", str(work / "mixed.csv"), folder))
        start = [in_process("--measure", "ours", str(work / "one.csv"), folder) for _ in range(options.repeat)]
        size = (work / "mixed.csv").stat().st_size
    plain_seconds, our_seconds, start_seconds = (middle(runs, "seconds") for runs in (theirs, mine, start))
    plain_cpu, our_cpu, start_cpu = (middle(runs, "processor") for runs in (theirs, mine, start))
    memory = max(one["child_mb"] for one in mine)
    result = {
        "what": "accept a CSV with contract, quarantine and balance, against plain DuckDB into a file",
        "rows": options.rows,
        "megabytes": round(size / 1024**2, 1),
        "machine": describe(),
        "load_average": os.getloadavg()[0],
        "plain_seconds": [round(one["seconds"], 2) for one in theirs],
        "our_seconds": [round(one["seconds"], 2) for one in mine],
        "start_up_seconds": round(start_seconds, 2),
        "ratio": round(our_seconds / plain_seconds, 2),
        "ratio_without_start_up": round((our_seconds - start_seconds) / plain_seconds, 2),
        "processor_seconds": {"plain": round(plain_cpu, 2), "ours": round(our_cpu, 2), "start_up": round(start_cpu, 2)},
        "processor_ratio": round(our_cpu / plain_cpu, 2),
        "processor_ratio_without_start_up": round((our_cpu - start_cpu) / plain_cpu, 2),
        "ratio_bound": RATIO_BOUND,
        "reading_process_peak_mb": round(memory),
        "calling_process_peak_mb": round(max(one["parent_mb"] for one in mine)),
        "memory_bound_mb": MEMORY_BOUND_MB,
        "counts": {name: mine[0][name] for name in ("records", "loaded", "quarantined")},
        "passed": our_seconds - start_seconds <= RATIO_BOUND * plain_seconds and memory < MEMORY_BOUND_MB,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    sys.exit(0 if result["passed"] else 1)


if __name__ == "__main__":
    main()
