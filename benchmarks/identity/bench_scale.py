"""What who-is-who costs on a million records, and on one in a hundred more, beside plain Splink.

    python -m benchmarks.identity.bench_scale [--people N]

The records are those of a synthetic company. Each figure comes from a process of its own.
"""

import argparse
import json
import resource
import shutil
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.command import TooLongError, step
from benchmarks.identity import contenders, records
from benchmarks.machine import describe
from tandem.config import Settings
from tandem.database import attached, options
from tandem.identity import resolve
from tandem.identity.scoring.model import MatchModel
from tandem.identity.training import train_on

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "benchmarks" / "work" / "identity"
RESULTS = ROOT / "benchmarks" / "results" / "identity-scale.json"
# 525,000 people have a million and a quarter source records.
PEOPLE = 525_000
SEED = 904
ADDED = 0.01
INPUTS = WORK / "scale-inputs.duckdb"
MODEL = WORK / "scale-model.json"
# Plain Splink with its loading and training.
MOST_SECONDS = 1_200


def _known(people: int) -> records.Known:
    return records.load(f"company-{people}-{SEED}", WORK)


def inputs(people: int) -> None:
    """The identity inputs as a file, which of the records are added later, and a match model trained on all of them."""
    known = _known(people)
    late = np.random.default_rng(1).random(len(known.people)) < ADDED
    INPUTS.unlink(missing_ok=True)
    started = time.perf_counter()
    with duckdb.connect(str(INPUTS)) as connection:
        contenders.write_inputs(connection, known)
        connection.register("added", known.people.loc[late, ["source_record_key"]].astype("string"))
        connection.execute("create table late as from added")
    # How rare a name is depends on how many people there are.
    train_on(INPUTS, Settings(home=WORK, memory_limit_mb=contenders.MEMORY_MIB), origin="these records").write(MODEL)
    _print(time.perf_counter() - started)


def full(people: int) -> None:
    """Resolve all but the records that are added later."""
    _resolve("scale.duckdb", with_late=False)


def added(people: int) -> None:
    """Resolve the rest, from what ``full`` left."""
    _resolve("scale-added.duckdb", with_late=True, before="scale.duckdb")


def nothing(people: int) -> None:
    """Resolve nothing new, from what ``full`` left."""
    _resolve("scale-nothing.duckdb", with_late=False, before="scale.duckdb")


def splink(people: int) -> None:
    """Plain Splink with a trained model: predict and cluster.

    When it begins with that it prints the time: if it is ended, the rest is the least that the two would have taken.
    """
    with contenders.spilling(contenders.SPLINK_MEMORY_MIB) as connection:
        linker = contenders.trained_linker(_known(people), connection)
        print(time.time(), flush=True)
        started = time.perf_counter()
        contenders.predict_and_cluster(linker)
        _print(time.perf_counter() - started)


# Of short steps the median of several runs counts.
REPEATS = {"added": 3, "nothing": 3}
STEPS = {one.__name__: one for one in (inputs, full, added, nothing, splink)}


def _resolve(name: str, *, with_late: bool, before: str | None = None) -> None:
    file = WORK / name
    file.unlink(missing_ok=True)
    if before:
        shutil.copyfile(WORK / before, file)
    # As a build opens its warehouse, with more memory than for a small company.
    config = options(
        contenders.MEMORY_MIB, Settings().threads, preserve_insertion_order=False, checkpoint_threshold="1TB"
    )
    there = "true" if with_late else "{} not in (from inputs.late)"
    with duckdb.connect(str(file), config=config) as connection, attached(connection, INPUTS, "inputs"):
        connection.execute(
            f"""
            create schema if not exists intermediate;
            create or replace table intermediate.int_people__unioned as
            from inputs.intermediate.int_people__unioned where {there.format("source_record_key")};
            create or replace table intermediate.int_people__crossrefs as
            from inputs.intermediate.int_people__crossrefs
            where {there.format("source_record_key_a")} and {there.format("source_record_key_b")};
            create or replace table intermediate.int_contacts__edits as
            from inputs.intermediate.int_contacts__edits where {there.format("source_record_key")};
            create or replace table intermediate.int_accounts__unioned as
            from inputs.intermediate.int_accounts__unioned;
            create or replace table intermediate.int_accounts__crossrefs as
            from inputs.intermediate.int_accounts__crossrefs;
            """
        )
        model = MatchModel.read(MODEL)
        started = time.perf_counter()
        with attached(connection, WORK / before if before else None):
            resolve(connection, model, as_of=contenders.AS_OF, has_previous=bool(before))
        _print(time.perf_counter() - started)


def _print(seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": round(seconds, 2), "memory_mib": round(peak / 1024)}))


def _figures_of(name: str, people: int) -> dict:
    """What a step costs; of the peer also that it failed or took too long."""
    is_peer = name == splink.__name__
    seconds = MOST_SECONDS if is_peer else None
    started = time.time()
    try:
        done = step("benchmarks.identity.bench_scale", "--people", str(people), "--one", name, seconds=seconds)
    except TooLongError as ended:
        # Who was ended before the work itself shows nothing of it.
        at_least = started + seconds - float(ended.printed.split()[-1]) if ended.printed else 0
        return {"did_not_finish_in_seconds": seconds, "at_least_seconds": round(at_least)}
    if not done.returncode:
        return json.loads(done.stdout.splitlines()[-1])
    problem = done.stderr[-1500:] or f"ended by signal {-done.returncode}"
    if is_peer:
        return {"failed": problem.strip().splitlines()[-1][:200]}
    raise SystemExit(f"{name}: {problem}")


def main() -> int:
    """Run all steps, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--one", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if arguments.one:
        STEPS[arguments.one](arguments.people)
        return 0
    count = len(_known(arguments.people).people)
    figures: dict[str, dict] = {}
    for name in STEPS:
        runs = [_figures_of(name, arguments.people) for _ in range(REPEATS.get(name, 1))]
        figures[name] = sorted(runs, key=lambda run: run.get("seconds", 0))[len(runs) // 2]
        print(name, figures[name], flush=True)
    whole, more, still, peer = (figures[name].get("seconds") for name in list(STEPS)[1:])
    at_least = figures[splink.__name__].get("at_least_seconds")
    report = {
        "benchmark": "identity at scale",
        "records": count,
        "steps": figures,
        "full_to_splink": round(whole / peer, 2) if peer else None,
        "full_to_splink_at_most": round(whole / at_least, 2) if at_least else None,
        "one_in_a_hundred_to_full": round((more - still) / (whole - still), 3),
        "machine": describe(),
    }
    print({name: figure for name, figure in report.items() if name not in ("benchmark", "steps", "machine")})
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
