"""From drop to release: how long until a file that is dropped into the inbox can be asked for, with Airflow running.

    python -m benchmarks.latency.bench_latency [--people 10000] [--files 12] [--out benchmarks/results/latency.json]

The company is loaded by `tandem run` first; then Airflow is started as `make up` does, and one file after the other is
dropped, at moments that do not keep step with the clock of `dispatch`. Each file brings one account that nobody had;
the clock stops when a query on the current release finds its name. p50 and p95 are over all files (nearest rank).
One file more goes before them and does not count: a build after a change of the definitions is a full one.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.machine import describe
from tandem.config import Settings
from tandem.ledger import Ledger
from tests.live_airflow import ROOT, LiveAirflow

AS_OF = "2026-01-31T00:00:00Z"
BAR_SECONDS = 60
GIVE_UP_SECONDS = 600
HEADER = (
    "id,name,type,parent_id,owner_id,industry,annual_revenue,number_of_employees,website,phone,billing_street,"
    "billing_city,billing_state,billing_postal_code,billing_country,account_source,currency_iso_code,master_record_id,"
    "is_deleted,created_date,last_modified_date,_fivetran_synced"
)
MOMENT = "2026-01-30T12:00:00Z"


def load(home: Path, people: int) -> float:
    """The company's files, through `tandem run`; seconds of the run."""

    def tandem(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "tandem", *arguments],
            env={**os.environ, "TANDEM_HOME": str(home)},
            cwd=ROOT,
            check=True,
        )

    if not (home / "demo" / "sources").is_dir():
        tandem("demo", "--people", str(people), "--seed", "7", "--out", str(home / "demo"))
    started = time.perf_counter()
    tandem("run", "--source", str(home / "demo" / "sources"), "--as-of", AS_OF)
    return time.perf_counter() - started


def new_account(folder: Path, number: int) -> tuple[Path, str]:
    """A file with one account of a name that occurs nowhere else."""
    name = f"Latency Probe {number:03d} Ltd"
    file = folder / f"salesforce__account-probe-{number:03d}.csv"
    empty = "," * 12
    row = f"001LAT{number:09d}AAA,{name},Prospect,,,Software,,10,https://probe-{number:03d}.example{empty[:9]},false"
    file.write_text(f"{HEADER}\n{row},{MOMENT},{MOMENT},{MOMENT}\n", encoding="utf-8")
    return file, name


def is_released(home: Path, name: str) -> bool:
    """Whether a reader of the current release finds the account."""
    database = home / "releases" / "current" / "tandem.duckdb"
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        query = "select count(*) from core.dim_account where account_name = ?"
        return connection.execute(query, [name]).fetchone() == (1,)


def phases(home: Path, file: Path, dropped_at: datetime, seen_after: float) -> dict:
    """Seconds after the drop at which the ledger saw each step of one file."""
    with Ledger.open(Settings(home=home)) as ledger:
        delivery = next(d for d in ledger.deliveries() if d.file_name == file.name)
        batch = ledger.batch(delivery.batch_id)
        build = ledger.build(batch.build_no)
    moments = {
        "claimed": batch.claimed_at,
        "accepted": batch.accepted_at,
        "build_started": build.started_at,
        "build_published": build.finished_at,
    }
    return {step: round((moment - dropped_at).total_seconds(), 1) for step, moment in moments.items()} | {
        "seen": round(seen_after, 1)
    }


def percentile(values: list[float], percent: float) -> float:
    """Nearest rank."""
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def measure(airflow: LiveAirflow, files: int, folder: Path) -> list[dict]:
    """Drop the files one after the other and time each; number 0 warms up and does not count."""
    pause = random.Random(7)
    samples = []
    for number in range(files + 1):
        time.sleep(pause.uniform(3, 23))
        file, name = new_account(folder, number)
        dropped_at = datetime.now(UTC).replace(tzinfo=None)
        started = time.perf_counter()
        airflow.drop(file)
        airflow.until(lambda name=name: is_released(airflow.home, name), GIVE_UP_SECONDS, f"{name} is released", 0.25)
        sample = phases(airflow.home, file, dropped_at, time.perf_counter() - started)
        print(f"{number}/{files}: {sample}", flush=True)
        if number:
            samples.append(sample | {"load_average": round(os.getloadavg()[0], 1)})
    return samples


def main() -> None:
    """Load, start, measure, write the result."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--files", type=int, default=12)
    options.add_argument("--home", type=Path, help="data folder; a loaded one is used as it is; default: a new one")
    options.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "latency.json")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tandem-latency-") as work:
        home = (chosen.home or Path(work) / "home").resolve()
        loaded = None if (home / "releases" / "current").exists() else load(home, chosen.people)
        airflow = LiveAirflow(home, AS_OF)
        try:
            airflow.start()
            samples = measure(airflow, chosen.files, Path(work))
        finally:
            airflow.stop()
    seen = [sample["seen"] for sample in samples]
    result = {
        "benchmark": "latency: seconds from a dropped file to a query that finds its row, Airflow running",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": describe(),
        "people": chosen.people,
        "first_load_seconds": None if loaded is None else round(loaded, 1),
        "p50_seconds": percentile(seen, 50),
        "p95_seconds": percentile(seen, 95),
        "bar_seconds": BAR_SECONDS,
        "within_the_bar": percentile(seen, 95) < BAR_SECONDS,
        "samples": samples,
    }
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(
        f"p50 {result['p50_seconds']} s, p95 {result['p95_seconds']} s over {len(seen)} files; written to {chosen.out}"
    )


if __name__ == "__main__":
    main()
