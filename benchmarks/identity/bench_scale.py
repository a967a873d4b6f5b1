"""What who-is-who costs on a million records, and on one in a hundred more, beside plain Splink.

    python -m benchmarks.identity.bench_scale [--copies N]

The records are those of one synthetic company, copied: each copy has its own mailboxes, numbers, employers and
addresses, and the same names and jobs. Each figure comes from a process of its own.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.identity import contenders, records
from benchmarks.machine import describe
from tandem.database import attached
from tandem.identity import normalise, resolve
from tandem.identity.scoring.model import SHIPPED, MatchModel

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "benchmarks" / "work" / "identity"
RESULTS = ROOT / "benchmarks" / "results" / "identity-scale.json"
COMPANY = "company-21000-904"
COPIES = 25
WORDS = (
    *("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima"),
    *("mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey"),
    *("xray", "yankee"),
)
ADDED = 0.01


def copied(known: records.Known, copies: int) -> records.Known:
    """The records ``copies`` times over; all of each copy is its own but names, jobs and towns."""
    people, stated, accounts = [], [], []
    for number, word in enumerate(WORDS[:copies]):
        rows = known.people.copy()
        rows["source_record_key"] += word
        for column in ("email", "other_emails"):
            rows[column] = [_of_copy(text, word) if isinstance(text, str) else None for text in rows[column]]
        for column in ("phone", "mobile_phone"):
            rows[column] = [_dialled(text, number) if isinstance(text, str) else None for text in rows[column]]
        for column in ("company_name", "street", "postcode"):
            rows[column] = f"{word} " + rows[column]
        people.append(rows)
        ends = known.stated.copy()
        ends[["source_record_key_a", "source_record_key_b"]] += word
        stated.append(ends)
        firms = known.accounts.copy()
        for column in ("source_record_key", "parent_source_record_key"):
            firms[column] = firms[column] + word
        firms["domain"] = f"{word}-" + firms["domain"]
        firms["account_name"] = f"{word} " + firms["account_name"]
        accounts.append(firms)
    joined = pd.concat(people, ignore_index=True)
    return records.Known(joined, pd.concat(stated), pd.DataFrame(index=joined.index), pd.concat(accounts))


def _dialled(phone: str, number: int) -> str:
    """The telephone number with its last two digits turned on, however it is written."""
    signs = list(phone)
    last = [place for place, sign in enumerate(signs) if sign.isdigit()][-2:]
    for place, turns in zip(last, divmod(number, 10), strict=False):
        signs[place] = str((int(signs[place]) + turns) % 10)
    return "".join(signs)


def _of_copy(addresses: str, word: str) -> str:
    """E-mail addresses, parted by semicolons, as the copy's own: another mailbox, at another company if it is work."""
    found = []
    for address in addresses.split(";"):
        local, _, host = address.partition("@")
        private = normalise.is_free_mail(host.strip().lower())
        found.append(f"{local}.{word}@{host}" if private else f"{local}@{word}-{host}")
    return ";".join(found)


def full(known: records.Known) -> None:
    """Resolve all but the records that are added later."""
    _write(WORK / "scale.duckdb", known, _is_early(known), None)


def added(known: records.Known) -> None:
    """Resolve the rest, from what ``full`` left."""
    _write(WORK / "scale-added.duckdb", known, np.ones(len(known.people), bool), WORK / "scale.duckdb")


def nothing(known: records.Known) -> None:
    """Resolve nothing new, from what ``full`` left."""
    _write(WORK / "scale-nothing.duckdb", known, _is_early(known), WORK / "scale.duckdb")


def splink(known: records.Known) -> None:
    """Plain Splink with a trained model: predict and cluster."""
    linker = contenders.trained_linker(known)
    started = time.perf_counter()
    contenders.predict_and_cluster(linker)
    _print(time.perf_counter() - started)


STEPS = {step.__name__: step for step in (full, added, nothing, splink)}


def _is_early(known: records.Known) -> np.ndarray:
    return np.random.default_rng(1).random(len(known.people)) >= ADDED


def _write(file: Path, known: records.Known, chosen: np.ndarray, before: Path | None) -> None:
    file.unlink(missing_ok=True)
    if before:
        shutil.copyfile(before, file)
    people = known.people[chosen]
    there = set(people["source_record_key"])
    stated = known.stated[
        known.stated["source_record_key_a"].isin(there) & known.stated["source_record_key_b"].isin(there)
    ]
    with duckdb.connect(str(file)) as connection:
        contenders.write_inputs(connection, records.Known(people, stated, known.truth, known.accounts))
        model = MatchModel.read(SHIPPED)
        started = time.perf_counter()
        if before:
            with attached(connection, before):
                resolve(connection, model, as_of=contenders.AS_OF, has_previous=True)
        else:
            resolve(connection, model, as_of=contenders.AS_OF)
        _print(time.perf_counter() - started)


def _print(seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": round(seconds, 2), "memory_mib": round(peak / 1024)}))


def main() -> int:
    """Run all steps, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=COPIES, choices=range(1, len(WORDS) + 1), metavar="N")
    parser.add_argument("--one", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if arguments.one:
        STEPS[arguments.one](copied(records.load(COMPANY, WORK), arguments.copies))
        return 0
    count = arguments.copies * len(records.load(COMPANY, WORK).people)
    figures: dict[str, dict] = {}
    for step in STEPS:
        command = [sys.executable, "-m", "benchmarks.identity.bench_scale", "--copies", str(arguments.copies)]
        done = subprocess.run([*command, "--one", step], capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode:
            print(f"{step}: failed\n{done.stderr[-1500:]}", file=sys.stderr)
            return 1
        figures[step] = json.loads(done.stdout.splitlines()[-1])
        print(step, figures[step], flush=True)
    whole, more, still, peer = (figures[step]["seconds"] for step in STEPS)
    report = {
        "benchmark": "identity at scale",
        "records": count,
        "steps": figures,
        "full_to_splink": round(whole / peer, 2),
        "one_in_a_hundred_to_full": round((more - still) / (whole - still), 3),
        "machine": describe(),
    }
    print({name: report[name] for name in ("records", "full_to_splink", "one_in_a_hundred_to_full")})
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
