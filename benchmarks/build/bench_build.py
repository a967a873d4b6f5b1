"""How long a build takes, and whether its cost follows the change.

    python -m benchmarks.build.bench_build --people 100000

Three figures of the same command, `tandem build`, each the median of several runs:

- `full`: everything from raw, all deliveries accepted;
- `change`: from the release of all deliveries but the last ones, which hold about 1 % of the records;
- `nothing`: from the release, nothing new (`--force`), on a company of 200 people: what starting costs;
- `change without data`: `change` on that company: the part of `change` that no amount of data causes.

Bar: (change - nothing) / (full - nothing) at most 0.15 at 100,000 people.
"""

import argparse
import json
import resource
import shutil
import statistics
from pathlib import Path

import duckdb

from benchmarks.command import tandem
from benchmarks.machine import describe

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "benchmarks" / "work" / "build"
RESULTS = ROOT / "benchmarks" / "results"
AS_OF = "2026-01-31T00:00:00Z"
SMALLEST = 200
CHANGE = 0.01
BAR = 0.15
# Steps in which SQL does the work; the rest is start-up, parsing, copying, Python.
SQL_STEPS = ("dbt before identity", "dbt after identity")


def company(people: int, seed: int) -> Path:
    """The synthetic company's folder, written once."""
    out = WORK / f"company-{people}-{seed}"
    if not (out / "truth" / "files.parquet").is_file():
        tandem(WORK / "unused", "demo", "--people", str(people), "--seed", str(seed), "--out", str(out))
    return out


def split(folder: Path) -> tuple[list[Path], list[Path], float]:
    """Delivery dates before the change and in it, and the share of records in the change."""
    dates = duckdb.execute(
        "select delivered_on::date::varchar, sum(records) from read_parquet(?) group by 1 order by 1 desc",
        [str(folder / "truth" / "files.parquet")],
    ).fetchall()
    total, taken, change = sum(records for _, records in dates), 0, set()
    for date, records in dates:
        if taken >= CHANGE * total:
            break
        change.add(date)
        taken += records
    folders = sorted((folder / "sources").iterdir())
    before = [date for date in folders if date.name not in change]
    return before, [date for date in folders if date.name in change], float(taken / total)


def published(home: Path, dates: list[Path]) -> None:
    """A data folder in which these deliveries are published."""
    shutil.rmtree(home, ignore_errors=True)
    sources = [part for date in dates for part in ("--source", str(date))]
    tandem(home, "run", *sources, "--as-of", AS_OF)


def with_change(home: Path, people: int, seed: int) -> float:
    """A data folder with a release of all deliveries but the last, and those accepted; their share of the records."""
    before, change, share = split(company(people, seed))
    published(home, before)
    for date in change:
        tandem(home, "land", str(date))
    tandem(home, "accept", "--all")
    return share


def measure(home: Path, repeats: int, *options: str) -> dict:
    """Build several times without publishing: the state before is the same each time."""
    seconds, processor, steps = [], [], []
    for _ in range(repeats):
        wall, used = tandem(home, "build", "--as-of", AS_OF, *options)
        seconds.append(wall)
        processor.append(used)
        (database,) = (home / "builds").glob("*/warehouse.duckdb")
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute("select step, seconds from ops.build_steps order by step_no").fetchall()
        steps.append(dict(rows))
    median = {step: round(statistics.median(run[step] for run in steps), 2) for step in steps[0]}
    total = statistics.median(seconds)
    return {
        "seconds": round(total, 2),
        "runs": [round(value, 2) for value in seconds],
        "processor seconds": round(statistics.median(processor), 2),
        "steps": median,
        "share outside SQL": round(1 - sum(median[step] for step in SQL_STEPS) / total, 3),
    }


def sizes(home: Path) -> dict[str, int]:
    """Rows that say how large the built company is."""
    (database,) = (home / "builds").glob("*/warehouse.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("core.dim_person", "core.fct_touch", "core.fct_opportunity", "identity.person_links")
        }


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)

    small, home = WORK / "small", WORK / f"home-{options.people}"
    with_change(small, SMALLEST, options.seed)
    change_without_data = measure(small, options.repeats)
    tandem(small, "run", "--as-of", AS_OF)
    nothing = measure(small, options.repeats, "--force")

    share = with_change(home, options.people, options.seed)
    change = measure(home, options.repeats)
    full = measure(home, options.repeats, "--full")

    ratio, processor_ratio = (
        (change[unit] - nothing[unit]) / (full[unit] - nothing[unit]) for unit in ("seconds", "processor seconds")
    )
    result = {
        "benchmark": "build",
        "people": options.people,
        "seed": options.seed,
        "rows": sizes(home),
        "share of records in the change": round(share, 4),
        "nothing": nothing,
        "change without data": change_without_data,
        "change": change,
        "full": full,
        "(change - nothing) / (full - nothing)": round(ratio, 3),
        "the same in processor seconds": round(processor_ratio, 3),
        "bar": BAR,
        "within the bar": ratio <= BAR,
        "peak memory of one command in MiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "machine": describe(),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"build-{options.people}.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps({key: value for key, value in result.items() if key != "machine"}, indent=1))


if __name__ == "__main__":
    main()
