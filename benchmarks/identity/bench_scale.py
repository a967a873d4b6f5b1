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
from tandem.config import Settings
from tandem.database import attached, options
from tandem.identity import normalise, resolve
from tandem.identity.scoring.model import MatchModel
from tandem.identity.training import train_on

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
INPUTS = WORK / "scale-inputs.duckdb"
MODEL = WORK / "scale-model.json"
# Plain Splink with its loading and training, and then no more.
MOST_SECONDS = 1_500


def copied(known: records.Known, copies: int) -> records.Known:
    """The records ``copies`` times over; all of each copy is its own but names, jobs and towns."""
    people, stated, accounts = [], [], []
    for number, word in enumerate(WORDS[:copies]):
        rows = known.people.copy()
        rows["source_record_key"] += word
        for column in ("email", "other_emails"):
            rows[column] = [_of_copy(text, word, number) if isinstance(text, str) else None for text in rows[column]]
        for column in ("phone", "mobile_phone"):
            dialled = zip(rows[column], rows["country"], strict=True)
            rows[column] = [_dialled(text, country, number) for text, country in dialled]
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


def _dialled(phone: object, country: object, number: int) -> str | None:
    """The telephone number with its sixth and seventh digit turned on, however it is written: no other copy has it."""
    if not isinstance(phone, str):
        return None
    whole = normalise.phone(phone, country if isinstance(country, str) else None)
    if whole is None:
        return phone
    signs = list(phone)
    digits = [place for place, sign in enumerate(signs) if sign.isdigit()]
    for place, turns in zip((6, 7), divmod(number, 10), strict=True):
        # All ways to write a number end alike.
        digit = digits[place - len(whole)]
        signs[digit] = str((int(signs[digit]) + turns) % 10)
    return "".join(signs)


def _of_copy(addresses: str, word: str, number: int) -> str:
    """E-mail addresses, parted by semicolons, as the copy's own: at another company, or with another number."""
    found = []
    for address in addresses.split(";"):
        local, _, host = address.partition("@")
        private = normalise.is_free_mail(host.strip().lower())
        mailbox = f"{local}{number}" if private or local[-1:].isdigit() else local
        found.append(f"{mailbox}@{host if private else f'{word}-{host}'}")
    return ";".join(found)


def inputs(copies: int) -> None:
    """The identity inputs as a file, which of the records are added later, and a match model trained on all of them."""
    known = copied(records.load(COMPANY, WORK), copies)
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


def full(copies: int) -> None:
    """Resolve all but the records that are added later."""
    _resolve("scale.duckdb", with_late=False)


def added(copies: int) -> None:
    """Resolve the rest, from what ``full`` left."""
    _resolve("scale-added.duckdb", with_late=True, before="scale.duckdb")


def nothing(copies: int) -> None:
    """Resolve nothing new, from what ``full`` left."""
    _resolve("scale-nothing.duckdb", with_late=False, before="scale.duckdb")


def splink(copies: int) -> None:
    """Plain Splink with a trained model: predict and cluster."""
    with contenders.spilling(contenders.SPLINK_MEMORY_MIB) as connection:
        linker = contenders.trained_linker(copied(records.load(COMPANY, WORK), copies), connection)
        started = time.perf_counter()
        contenders.predict_and_cluster(linker)
        _print(time.perf_counter() - started)


STEPS = {step.__name__: step for step in (inputs, full, added, nothing, splink)}


def _resolve(name: str, *, with_late: bool, before: str | None = None) -> None:
    file = WORK / name
    file.unlink(missing_ok=True)
    if before:
        shutil.copyfile(WORK / before, file)
    # As a build opens its warehouse, with more memory than for a small company.
    config = options(contenders.MEMORY_MIB, Settings().threads, preserve_insertion_order=False)
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


def _figures_of(step: str, copies: int) -> dict:
    """What a step costs; of the peer also that it failed or took too long."""
    command = [sys.executable, "-m", "benchmarks.identity.bench_scale", "--copies", str(copies), "--one", step]
    is_peer = step == splink.__name__
    seconds = MOST_SECONDS if is_peer else None
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=seconds)
    except subprocess.TimeoutExpired:
        return {"did_not_finish_in_seconds": seconds}
    if not done.returncode:
        return json.loads(done.stdout.splitlines()[-1])
    problem = done.stderr[-1500:] or f"ended by signal {-done.returncode}"
    if is_peer:
        return {"failed": problem.strip().splitlines()[-1][:200]}
    raise SystemExit(f"{step}: {problem}")


def main() -> int:
    """Run all steps, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=COPIES, choices=range(1, len(WORDS) + 1), metavar="N")
    parser.add_argument("--one", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if arguments.one:
        STEPS[arguments.one](arguments.copies)
        return 0
    count = arguments.copies * len(records.load(COMPANY, WORK).people)
    figures: dict[str, dict] = {}
    for step in STEPS:
        figures[step] = _figures_of(step, arguments.copies)
        print(step, figures[step], flush=True)
    whole, more, still, peer = (figures[step].get("seconds") for step in list(STEPS)[1:])
    report = {
        "benchmark": "identity at scale",
        "records": count,
        "steps": figures,
        "full_to_splink": round(whole / peer, 2) if peer else None,
        "one_in_a_hundred_to_full": round((more - still) / (whole - still), 3),
        "machine": describe(),
    }
    print({name: report[name] for name in ("records", "full_to_splink", "one_in_a_hundred_to_full")})
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
