"""The short answer to "what have I got?": headline numbers of the current release, for a terminal."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.release import query
from tandem.release.folder import require_current

# One headline number per row: label, SQL on the public database.
HEADLINES = (
    ("people", "select count(*) from core.dim_person"),
    ("  known to both", "select count(*) from core.dim_person where has_marketing_record and has_sales_record"),
    ("accounts", "select count(*) from core.dim_account"),
    ("touches", "select count(*) from core.fct_touch"),
    ("  by marketing", "select count(*) from core.fct_touch where department = 'marketing'"),
    ("  by sales", "select count(*) from core.fct_touch where department = 'sales'"),
    ("  human responses", "select count(*) from core.fct_touch where direction = 'response' and is_human"),
    ("opportunities", "select count(*) from core.fct_opportunity"),
    ("  won", "select count(*) from core.fct_opportunity where is_won"),
)


@dataclass(frozen=True)
class Summary:
    """Headlines as (label, number); reasons as (entity, reason, rows); gates as (passed, failed checks).

    ``moved``: what identity moved since the release before, as (grain, from, to, touches, their ad spend,
    opportunities). ``restated``: numbers of closed months that are not what was first published, as (month, number,
    published, now), latest first.
    """

    release_id: str
    as_of: datetime
    folder: Path
    headlines: list[tuple[str, int]]
    records: int
    quarantined: int
    reasons: list[tuple[str, str, int]]
    checks_passed: int
    checks_failed: list[tuple[str, str, str]]
    moved: list[tuple[str, str, str, int, Decimal, int]]
    restated: list[tuple[date, str, Decimal, Decimal | None]]


def summarise(settings: Settings, *, most_reasons: int = 8) -> Summary:
    """Read the current release and its ledger. Raises UsageError when nothing has been published yet."""
    folder = require_current(settings)
    with Ledger.open(settings) as ledger:
        release = ledger.current_release()
        batches = [batch for batch in ledger.batches() if batch.records is not None]
        reasons: dict[tuple[str, str], int] = {}
        for batch in batches:
            for reason, rows in ledger.reasons(batch.batch_id).items():
                key = (f"{batch.system}.{batch.entity}", reason)
                reasons[key] = reasons.get(key, 0) + rows
        gates = ledger.gate_results(release.build_no)
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:most_reasons]
    return Summary(
        release_id=release.release_id,
        as_of=release.as_of,
        folder=folder,
        headlines=[(label, _value(settings, sql)) for label, sql in HEADLINES],
        records=sum(batch.records for batch in batches),
        quarantined=sum(batch.quarantined for batch in batches),
        reasons=[(entity, reason, rows) for (entity, reason), rows in ordered],
        checks_passed=sum(gate.passed for gate in gates),
        checks_failed=[(gate.severity, gate.owner, gate.sentence) for gate in gates if not gate.passed],
        moved=_ops_rows(settings, "identity_effects", "spend_amount", _MOVED),
        restated=_ops_rows(settings, "published_numbers", "current_value", _RESTATED),
    )


_MOVED = (
    "select grain, previous_id, id, touches, spend_amount, opportunities from {} "
    "order by grain desc, touches desc, previous_id"
)
_RESTATED = (
    "select month_start, number_name, published_value, current_value from {} "
    "where current_value is distinct from published_value order by month_start desc, number_name"
)


def _ops_rows(settings: Settings, table: str, newest_column: str, sql: str) -> list[tuple]:
    known = (
        "select 1 from duckdb_columns() "
        f"where schema_name = 'ops' and table_name = '{table}' and column_name = '{newest_column}'"
    )
    if not list(query(settings, known)[1]):
        return []  # a release of an earlier version
    return [tuple(row) for row in query(settings, sql.format(f"ops.{table}"))[1]]


def _value(settings: Settings, sql: str) -> int:
    _, rows = query(settings, sql)
    return next(iter(rows))[0]
