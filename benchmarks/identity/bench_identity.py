"""Who is who, against the truth and beside other ways to do it.

    python -m benchmarks.identity.bench_identity [--data fake-1000 febrl-1 ...]

Every contender works on the same records, in a process of its own; seconds and peak memory are those of the grouping
alone, without reading the records. No model is trained on the truth of these sets; the one that ships was trained on
the company of seed 7. The company here has a seed of 900 and above whose score nobody has seen before: after a look at
it, and work that follows from that look, take the next. The lists by others are no such sets any more: their scores
were seen while the comparisons were made.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.command import TooLongError, step
from benchmarks.identity import contenders, records
from benchmarks.identity.scores import score, wrong_evidence
from benchmarks.machine import describe

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "benchmarks" / "work" / "identity"
RESULTS = ROOT / "benchmarks" / "results" / "identity.json"
# 21,000 people have about 50,000 source records, 420,000 have a million.
DATA = ("fake-1000", "febrl-1", "febrl-2", "febrl-3", "company-21000-910", "company-420000-911")


def one(data: str, contender: str, most_seconds: int) -> dict:
    """The figures of one contender on one set, in this process."""
    known = records.load(data, WORK)
    evidence = None
    if contender in contenders.PEERS:
        try:
            found, cost = contenders.by_peer(contender, known, most_seconds)
        except contenders.DidNotFinishError as unfinished:
            return unfinished.figures
    else:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        if contender == "tandem":
            found, evidence = contenders.resolved(known)
        else:
            found = contenders.ALL[contender](known)
        cost = {
            "seconds": round(time.perf_counter() - started, 2),
            "memory_mib": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024),
        }
    scored = known.truth["decidable"].to_numpy()
    truth = known.truth[scored]
    figures = {"records": int(scored.sum()), **score(truth["truth"], found[scored], truth["kind"]), **cost}
    if not scored.all():
        figures["by_kind"]["undecidable"] = _undecidable(known.truth, found)
    if evidence is not None:
        people = pd.Series(truth["truth"].to_numpy(), index=known.people["source_record_key"].to_numpy()[scored])
        figures["wrong_evidence"] = wrong_evidence(people, evidence)
    return figures


def _undecidable(truth: pd.DataFrame, found: np.ndarray) -> dict:
    """What became of the records that nobody could tell whose they are, among all that have a true person."""
    there = truth["truth"].notna().to_numpy()
    kinds = truth["kind"].where(truth["decidable"], "undecidable")
    return score(truth["truth"][there], found[there], kinds[there])["by_kind"].get("undecidable", {"records": 0})


def main() -> int:
    """Run all contenders, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", nargs="+", default=DATA)
    parser.add_argument("--most-seconds", type=int, default=contenders.MOST_SECONDS, help="of a peer")
    parser.add_argument("--one", choices=[*contenders.ALL, *contenders.PEERS], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one(arguments.data[0], arguments.one, arguments.most_seconds)))
        return 0
    WORK.mkdir(parents=True, exist_ok=True)
    peers = contenders.PEERS if contenders.PEERS_PYTHON.exists() else ()
    if not peers:
        print(f"{' and '.join(contenders.PEERS)}: left out, `make bench-identity` installs them")
    report = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"sets": {}}
    for data in arguments.data:
        try:
            records.load(data, WORK)
        except FileNotFoundError as missing:
            print(f"{data}: left out, {missing.filename} is not there")
            continue
        figures = {contender: _run(data, contender, arguments.most_seconds) for contender in [*contenders.ALL, *peers]}
        # A set is written whole; the figures of sets that were not asked for stay.
        sets = {name: report["sets"][name] for name in DATA if name in report["sets"]} | {data: figures}
        report = {"benchmark": "identity", "sets": sets, "machine": describe()}
        RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _run(data: str, contender: str, most_seconds: int) -> dict:
    # ``by_peer`` ends the peers that have an environment of their own; of the others loading the records counts, too.
    seconds = None if contender in ("tandem", *contenders.PEERS) else most_seconds
    arguments = ("--data", data, "--one", contender, "--most-seconds", str(most_seconds))
    try:
        done = step("benchmarks.identity.bench_identity", *arguments, seconds=seconds)
    except TooLongError:
        figures = {"did_not_finish_in_seconds": seconds}
    else:
        if done.returncode < 0:
            figures = {"ended_by_the_system_with": -done.returncode}
        elif done.returncode:
            figures = {"failed": (done.stderr.strip().splitlines() or ["?"])[-1][:200]}
        else:
            figures = json.loads(done.stdout.splitlines()[-1])
    _print(data, contender, figures)
    return figures


def _print(data: str, contender: str, figures: dict) -> None:
    if "precision" not in figures:
        print(
            f"{data:20} {contender:24}", *(f"{name} {value}" for name, value in figures.items()), sep="  ", flush=True
        )
        return
    columns = ("precision", "recall", "f1", "b_cubed_f1", "over_merged", "seconds", "memory_mib")
    print(f"{data:20} {contender:24}", *(f"{name} {figures[name]}" for name in columns), sep="  ", flush=True)


if __name__ == "__main__":
    sys.exit(main())
