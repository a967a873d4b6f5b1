"""Publish: from a checked candidate to the release that readers see."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tandem.config import Settings
from tandem.errors import HeldError, TandemError
from tandem.landing.temporary import temporary_name
from tandem.ledger import Ledger
from tandem.log import get_logger
from tandem.quality import GateReport
from tandem.quality.freshness import freshness
from tandem.release import manifest, tables
from tandem.release.folder import (
    PUBLIC_DATABASE,
    RESTRICTED_DATABASE,
    current,
    point_to,
    put_in_place,
    release_id_of,
    retain,
    sweep,
)
from tandem.release.personal import Declarations
from tandem.release.rollback import follow_pointer, known_releases, repair

if TYPE_CHECKING:
    from tandem.build import Candidate

log = get_logger(__name__)


def publish(settings: Settings, ledger: Ledger, candidate: "Candidate", report: GateReport) -> str:
    """Make a candidate that passed its gates the current release and return its id.

    Everything is written below ``tmp/`` and appears in one rename; readers change over in one more. The ledger
    follows; a kill between the two is put right by the next ``repair``. Raises HeldError while a rollback holds
    publishing or when the report has a critical failure; TandemError when a step cannot be finished. In every such
    case the old release stays as it was.
    """
    repair(settings, ledger)
    if not report.passed:
        raise HeldError(report.message)
    if ledger.publishing_held:
        shown = current(settings)
        raise HeldError(
            f"publishing is held since the rollback to {shown.name if shown else 'an earlier release'}: "
            "`tandem resume` lets releases go out again"
        )
    release_id = release_id_of(candidate.build.build_no)
    sweep(settings, keep=known_releases(ledger))
    folder = settings.temporary / temporary_name(f"release-{release_id}")
    try:
        _write(settings, ledger, candidate, report, release_id, folder)
        put_in_place(folder, settings.releases / release_id)
    except (OSError, duckdb.Error) as error:
        why = " ".join(str(error).split())[:200]
        raise TandemError(
            f"release {release_id} could not be written ({why}): the old release stays; "
            "see to the disk and run `tandem run` again"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ledger.check_leases()  # a run that was thought dead and overtaken must not move the pointer
    point_to(settings, release_id)
    follow_pointer(settings, ledger)
    shutil.rmtree(candidate.folder, ignore_errors=True)
    retain(settings)
    return release_id


def _write(
    settings: Settings, ledger: Ledger, candidate: "Candidate", report: GateReport, release_id: str, folder: Path
) -> None:
    from tandem.build.candidate import copy_file
    from tandem.serving.page import write_page

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tables.connect(settings, candidate.database, read_only=False) as connection:
        released = tables.write_tables(
            connection, Declarations.load(settings), folder / PUBLIC_DATABASE, folder / "parquet"
        )
    # A copy: what is dropped here must stay in the candidate, which the next try checks and publishes again.
    copy_file(candidate.database, folder / RESTRICTED_DATABASE)
    with tables.connect(settings, folder / RESTRICTED_DATABASE, read_only=False) as connection:
        tables.drop_what_cannot_be_read(connection)
        connection.execute("checkpoint")
    for database in (PUBLIC_DATABASE, RESTRICTED_DATABASE):
        tables.check_readable(folder / database)
    described = manifest.describe(
        settings,
        ledger,
        release_id=release_id,
        build_no=candidate.build.build_no,
        as_of=candidate.as_of,
        batch_ids=candidate.build.batch_ids,
        tables=released,
        report=report,
        freshness=freshness(settings, ledger, candidate.as_of),
    )
    manifest.write(folder, described)
    docs = candidate.folder / "data_docs"
    if docs.is_dir():
        shutil.copytree(docs, folder / "data_docs")
    write_page(settings, ledger, folder, described)
