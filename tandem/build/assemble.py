"""Puts a candidate together, phase by phase, and takes it away again when a phase fails."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from tandem.build.candidate import (
    WAREHOUSE,
    Candidate,
    build_folder,
    copy_file,
    discard,
    mark_finished,
    remove,
    sweep,
)
from tandem.build.dbt import NEEDS_MEMORY, DbtProject
from tandem.build.ops import write_ops
from tandem.build.plan import Plan, make_plan
from tandem.build.published import published_numbers
from tandem.build.raw_views import create_raw_views
from tandem.config import Settings
from tandem.database import attached, options
from tandem.errors import TandemError
from tandem.identity.effects import effects
from tandem.ledger import Build, Judgement, Ledger
from tandem.log import get_logger
from tandem.progress import Progress

log = get_logger(__name__)

# What identity writes and what it reads: dbt runs once before it and once after it.
WRITTEN_BY_IDENTITY = "identity.*"
READ_BY_IDENTITY = {
    "int_people__unioned",
    "int_people__crossrefs",
    "int_contacts__edits",
    "int_accounts__unioned",
    "int_accounts__crossrefs",
}


class Steps:
    """Seconds per step of one build, in their order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        """Add the block's wall-clock seconds to a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - started


def build_candidate(
    settings: Settings, ledger: Ledger, *, as_of: datetime, full: bool = False, force: bool = False
) -> Candidate | None:
    """Build all accepted batches into a new candidate; None when the current release already holds them.

    ``as_of`` is the run time that models see (naive UTC). ``full`` builds everything from raw, ``force`` builds even
    if nothing is new. The caller holds the pipeline's lease; folders of earlier builds are removed, the current
    release is not touched. Raises TandemError when a phase fails; the candidate is then discarded.
    """
    from tandem.release import repair

    repair(settings, ledger)
    sweep(settings)
    plan = make_plan(settings, ledger, full=full, force=force)
    if not plan.needed:
        log.info("nothing to build", reason=plan.reason)
        return None
    build = ledger.begin_build(as_of)
    folder = build_folder(settings, build.build_no)
    candidate = Candidate(build=build, folder=folder, database=folder / WAREHOUSE, as_of=as_of)
    base = plan.base_for(build.batch_ids)
    log.info("build", number=build.build_no, reason=plan.reason, full=base is None, batches=len(build.batch_ids))
    try:
        remove(folder)
        folder.mkdir(parents=True)
        _assemble(settings, ledger, candidate, plan, base=base)
        mark_finished(candidate)
    except Exception as error:
        failure = _as_failure(build, error)
        discard(settings, ledger, candidate, message=str(failure))
        raise failure from error
    return candidate


def _assemble(
    settings: Settings,
    ledger: Ledger,
    candidate: Candidate,
    plan: Plan,
    *,
    base: Path | None,
) -> None:
    steps = Steps()
    with steps.time("start from release"):
        if base is not None:
            copy_file(base, candidate.database)
    with open_database(settings, candidate.database) as connection:
        with steps.time("raw views"):
            create_raw_views(connection, settings, ledger, candidate.build.batch_ids)
        with attached(connection, plan.previous):
            judgements = ledger.judgements(candidate.build.judgement_no)
            _run_models(settings, candidate, connection, steps, plan, judgements, full=base is None)
            with steps.time("effects of identity"):
                moved = effects(connection)
            published = published_numbers(connection, candidate.build.build_no, candidate.as_of)
        with steps.time("write out"):
            connection.execute("checkpoint")
        with steps.time("ops"):
            write_ops(connection, settings, ledger, candidate, steps.seconds, moved, published)
    log.info(
        "built",
        number=candidate.build.build_no,
        **{step.replace(" ", "_"): round(seconds, 1) for step, seconds in steps.seconds.items()},
    )


def _run_models(
    settings: Settings,
    candidate: Candidate,
    connection: duckdb.DuckDBPyConnection,
    steps: Steps,
    plan: Plan,
    judgements: Sequence[Judgement],
    *,
    full: bool,
) -> None:
    """dbt, identity, dbt: of a base's models those that something new reaches, else all.

    The release before is attached as database ``previous`` if there is one; identity and the models that follow the
    change (``macros/incremental.sql``) compare with it.
    """
    from tandem.identity import resolve, stand
    from tandem.identity.scoring.model import in_use

    model = in_use(settings)
    build, relations = candidate.build, _relations(connection)
    project = DbtProject(settings, candidate.database, variables=_variables(build, full=full))
    with steps.time("dbt parse"):
        project.parse()
        graph = project.graph()
    waiting = graph.after(WRITTEN_BY_IDENTITY)
    new = {_raw_table(batch_id) for batch_id in build.new_batch_ids}
    run_time_changed = full or candidate.as_of != plan.as_of
    judged = build.judgement_no != plan.judgement_no
    affected = graph.affected(new, relations, run_time_changed=run_time_changed)
    standing = graph.standing_views(relations, run_time_changed=run_time_changed)
    with steps.time("dbt before identity"):
        project.build("staging", select=affected - waiting - standing, full=full)
    with steps.time("identity"):
        if full or judged or affected & READ_BY_IDENTITY:
            with Progress("identity", total=1) as progress:
                found = resolve(
                    connection,
                    model,
                    as_of=candidate.as_of,
                    has_previous=plan.previous is not None,
                    judgements=judgements,
                )
                progress.advance(f"{found.persons} people, {found.accounts} accounts")
            changed = found.changed
        else:
            changed = stand(connection)
    affected |= graph.affected(changed, relations, run_time_changed=False)
    with steps.time("dbt after identity"):
        project.build("marts", select=(affected & waiting) - standing, full=full)


def _relations(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return set(
        connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = current_database() "
            "union all select schema_name, view_name from duckdb_views() "
            "where database_name = current_database() and not internal"
        ).fetchall()
    )


def _raw_table(batch_id: str) -> str:
    """``raw.hubspot__contact`` of batch ``hubspot.contact-00000012``."""
    return f"raw.{batch_id.rpartition('-')[0].replace('.', '__')}"


def _as_failure(build: Build, error: Exception) -> TandemError:
    """One line for people. Never the database's own words: they can quote a cell."""
    if isinstance(error, TandemError):
        return error
    if isinstance(error, duckdb.OutOfMemoryException):
        return TandemError(f"build {build.build_no} {NEEDS_MEMORY}: the current release stays")
    if isinstance(error, OSError | duckdb.IOException):
        what = getattr(error, "strerror", None) or type(error).__name__
        return TandemError(
            f"build {build.build_no} could not be written ({what}): "
            "the current release stays; make room and run `tandem run` again"
        )
    log.debug("build failed", exc_info=True)
    return TandemError(
        f"build {build.build_no} failed ({type(error).__name__}): the current release stays; "
        "TANDEM_LOG_LEVEL=debug shows where (it may quote data)"
    )


def _variables(build: Build, *, full: bool) -> dict[str, object]:
    return {
        "as_of": build.as_of.strftime("%Y-%m-%d %H:%M:%S"),
        "build_no": build.build_no,
        "new_batches": build.batch_ids if full else build.new_batch_ids,
        "full": full,
    }


@contextmanager
def open_database(settings: Settings, database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The candidate's warehouse, open through all phases: closing it between them would write it out each time.

    The options are those of ``dbt_project/profiles.yml``: dbt joins this instance, and DuckDB refuses other options.
    """
    connection = duckdb.connect(
        str(database),
        config=options(
            settings.memory_limit_mb, settings.threads, preserve_insertion_order=False, checkpoint_threshold="1TB"
        ),
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()
