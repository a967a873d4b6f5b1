"""The reading process: reads one batch under limits, so that no file can take the pipeline down with it.

``python -m tandem.accept.child <parent process id>`` takes one ``Job`` a line, as JSON, from standard input. It has the
libraries loaded and no thread of its own, and forks for each job: every batch is read by a process of its own that
costs no start-up. For each it prints the exit code of that process; the ``Outcome`` is in ``job.work``. It ends with
its input.
"""

import ctypes
import errno
import importlib
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from tandem.accept import limits
from tandem.accept.job import Job, Outcome
from tandem.errors import HeldError

OUTCOME, ERRORS = "outcome.json", "errors.txt"


def main() -> None:
    """Fork for every job and say how it ended."""
    _end_with(int(sys.argv[1]))
    # Loaded once, here; nothing may open a database or start a thread before the fork.
    for module in _LIBRARIES:
        importlib.import_module(module)
    here = os.getpid()
    for line in sys.stdin:
        job = Job.from_json(line)
        reader = os.fork()
        if reader == 0:
            os._exit(_read(job, here))
        _, status = os.waitpid(reader, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _read(job: Job, parent: int) -> int:
    """Limit this process, do the job, leave the outcome; the exit code. What it prints goes to a file, too."""
    _end_with(parent)
    errors = os.open(Path(job.work, ERRORS), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(errors, stream)
    try:
        _limit(job)
        Path(job.work, OUTCOME).write_text(read_batch(job).to_json(), encoding="utf-8")
    except BaseException:  # noqa: BLE001 (the exit code and the kind of the error are the message)
        traceback.print_exc()
        sys.stderr.flush()
        return 1
    return 0


_LIBRARIES = (
    "duckdb",
    "pyarrow.compute",
    "pyarrow.parquet",
    *(f"tandem.accept.{part}" for part in ("columnar", "delimited", "json_lines", "load", "opening", "workbook")),
    "tandem.accept.careful",
    "tandem.accept.repeats",
    "tandem.contracts",
)


def read_batch(job: Job) -> Outcome:
    """Read every file of the batch and write its Parquet files into ``job.work``; what must not be read holds it."""
    try:
        outcome = _attempt(job, careful=False)
        # A loader that fails or miscounts gets no second chance; the careful reader does.
        return outcome or _attempt(job, careful=True) or Outcome(held=_UNBALANCED)
    except HeldError as error:
        return Outcome(held=str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return Outcome(failed=_NO_SPACE)


_NO_SPACE = "no space left on the disk of the data folder: make space and run again; nothing was loaded"
_UNBALANCED = (
    "its files cannot be read so that records = loaded + quarantined: nothing was loaded; "
    "check the export, and report it if the files look right"
)


def _attempt(job: Job, *, careful: bool) -> Outcome | None:
    """One try; None if the loader failed or its count differs from ours."""
    import duckdb

    from tandem.accept.careful import field_size_limit
    from tandem.accept.load import connect, load
    from tandem.accept.repeats import repeats
    from tandem.accept.source import Context
    from tandem.contracts import Contract

    contract = Contract.model_validate(job.contract)
    work = Path(job.work)
    field_size_limit(limits.MAX_RECORD_BYTES)
    context = Context(contract, work, job.max_file_bytes, job.max_field_bytes, careful)
    context.malformed.unlink(missing_ok=True)
    engine = connect(job.memory_limit_mb, job.threads, work)
    accepted, refused = work / "accepted.parquet", work / "refused.parquet"
    accepted.unlink(missing_ok=True)
    refused.unlink(missing_ok=True)
    try:
        sources = [_source(one, context, engine) for one in job.files]
        context.close()
        counts = load(
            engine,
            contract,
            job.batch_id,
            [source.sql for source in sources if source.sql],
            job.max_field_bytes,
            sum(Path(one.path).stat().st_size for one in job.files) < limits.SMALL_BATCH_BYTES,
            context.malformed,
            accepted,
            refused,
        )
        repeated = repeats(engine, contract, accepted)
    except duckdb.OutOfMemoryException:
        raise HeldError("needs more memory than TANDEM_MEMORY_LIMIT_MB allows: raise it or split the file") from None
    except duckdb.IOException as error:
        if "No space" in str(error):
            raise OSError(errno.ENOSPC, "no space") from None
        return None
    except duckdb.Error:
        return None
    finally:
        context.close()
        engine.close()
    found = {one.landing_seq: source.records for one, source in zip(job.files, sources, strict=True)}
    written = {seq: counts.accepted.get(seq, 0) + counts.refused.get(seq, 0) for seq in found}
    if found != written:
        return None
    outcome = Outcome(
        records=sum(found.values()),
        loaded=sum(counts.accepted.values()),
        quarantined=sum(counts.refused.values()),
        records_per_file=list(found.values()),
        reasons=counts.reasons,
        accepted=str(accepted),
        refused=str(refused) if counts.refused else None,
    )
    outcome.notices = _notices(job, [source.notices for source in sources]) + repeated
    return outcome


def _source(one, context, engine):
    from tandem.accept.columnar import parquet
    from tandem.accept.delimited import delimited
    from tandem.accept.json_lines import json_lines
    from tandem.accept.opening import open_landed
    from tandem.accept.workbook import workbook

    opened = open_landed(Path(one.path), one.name, context.file(one, "bytes"), context.max_file_bytes)
    if opened.kind == "parquet":
        source = parquet(opened.path, one, context, engine)
    elif opened.kind == "xlsx":
        source = workbook(opened.path, one, context)
    elif _is_json(opened.path):
        source = json_lines(opened.path, one, context, engine)
    else:
        source = delimited(opened.path, one, context)
    source.notices += opened.notices
    return source


def _is_json(path: Path) -> bool:
    """JSON lines begin with an object; no header of a CSV does."""
    with path.open("rb") as file:
        head = file.read(4096)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _notices(job: Job, per_file: list[list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    """One line per notice, however many files gave it."""
    from tandem.accept.text import shown

    files: dict[tuple[str, str], list[str]] = {}
    for one, notices in zip(job.files, per_file, strict=True):
        for notice in notices:
            files.setdefault(notice, []).append(shown(one.name))
    return [
        (code, f"{names[0]}: {message}" if len(names) == 1 else f"{len(names)} files: {message}", "warning")
        for (code, message), names in files.items()
    ]


def _limit(job: Job) -> None:
    """Cap memory, file size and time of this process."""
    extra = limits.EXTRA_ADDRESS_SPACE_MB + job.threads * limits.ADDRESS_SPACE_PER_THREAD_MB
    memory = (job.memory_limit_mb + extra) * limits.MEBIBYTE
    for what, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 4 * job.max_file_bytes),
        (resource.RLIMIT_CPU, job.threads * seconds_allowed(job)),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        with suppress(() if sys.platform == "linux" else (ValueError, OSError)):  # macOS does not limit address space
            resource.setrlimit(what, (amount, hard))


def _end_with(parent: int) -> None:
    """End when the parent does."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it could take us with it
            sys.exit("the process that asked has ended")


def seconds_allowed(job: Job) -> int:
    """Wall time a batch may take: a fixed part and a part by size, far above what an honest file needs."""
    size = sum(Path(one.path).stat().st_size for one in job.files if Path(one.path).is_file())
    return limits.SECONDS_PER_BATCH + limits.SECONDS_PER_MEBIBYTE * size // limits.MEBIBYTE


if __name__ == "__main__":
    main()
