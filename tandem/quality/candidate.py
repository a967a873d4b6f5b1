"""The gates on a finished candidate: the agreement between the departments, and what a release must be."""

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tandem.build.ops import OpsTable
from tandem.config import Settings
from tandem.ledger import GateResult, Ledger
from tandem.quality.engine import run_suites
from tandem.quality.report import GateReport
from tandem.quality.suites import load

if TYPE_CHECKING:
    from tandem.build import Candidate

DATA_DOCS = "data_docs"

GATE_RESULTS = OpsTable(
    "gate_results",
    {
        "position": pa.int64(),
        "suite": pa.string(),
        "check_name": pa.string(),
        "owner": pa.string(),
        "severity": pa.string(),
        "is_passed": pa.bool_(),
        "failing_rows": pa.int64(),
        "sentence": pa.string(),
        "advice": pa.string(),
    },
)


def check_candidate(settings: Settings, ledger: Ledger, candidate: "Candidate") -> GateReport:
    """Run the agreement and release suites; record the results in the ledger and in the candidate's ``ops`` schema.

    Data Docs are rendered into the candidate's folder, from where a release takes them.
    """
    from tandem.release.personal import Declarations

    declarations = Declarations.load(settings)

    def is_public(table: str, column: str) -> bool:
        schema, _, name = table.rpartition(".")
        return bool(declarations.public_columns(schema, name, [column]))

    results = run_suites(
        settings,
        candidate.database,
        load(settings.expectations, "agreement/*.yml", "release/*.yml"),
        parameters=parameters(ledger, candidate),
        is_public=is_public,
        docs=candidate.folder / DATA_DOCS,
    )
    ledger.record_gate_results(candidate.build.build_no, results)
    _write_ops(candidate, results)
    return GateReport(results, candidate.build.new_batch_ids)


def parameters(ledger: Ledger, candidate: "Candidate") -> dict[str, str]:
    """What the SQL of a check may use: ``$as_of`` and ``$previous_rows`` (table_name, row_count of the last release).

    A release with a batch that has been withdrawn since is nothing to compare with: fewer rows are meant.
    """
    release = ledger.current_release()
    counts: dict[str, int] = {}
    if release and set(ledger.build(release.build_no).batch_ids) <= set(candidate.build.batch_ids):
        counts = {name: facts["rows"] for name, facts in release.manifest.get("tables", {}).items()}
    return parameters_of(f"{candidate.as_of:%Y-%m-%d %H:%M:%S}", counts)


def parameters_of(as_of: str, previous_rows: dict[str, int]) -> dict[str, str]:
    """The parameters as SQL text."""
    values = ", ".join(f"('{name}', {int(rows)})" for name, rows in sorted(previous_rows.items()))
    counted = f"values {values}" if values else "select null::varchar, null::bigint where false"
    return {
        "as_of": f"timestamp '{as_of}'",
        "previous_rows": f"(select * from ({counted}) as counted(table_name, row_count))",
    }


def _write_ops(candidate: "Candidate", results: list[GateResult]) -> None:
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("create schema if not exists ops")
        GATE_RESULTS.write(
            connection,
            (
                (i, r.suite, r.check, r.owner, r.severity, r.passed, r.failing_rows, r.sentence, r.advice)
                for i, r in enumerate(results, start=1)
            ),
        )
