"""What people are told when nothing failed: what a release brought, what is late, what waits for them."""

from datetime import datetime

from tandem.config import Settings
from tandem.ledger import Ledger


def release_notices(settings: Settings, release_id: str) -> list[str]:
    """One line on the release, one per gate warning with its owner, one per held batch."""
    with Ledger.open(settings) as ledger:
        release = next((found for found in ledger.releases() if found.release_id == release_id), None)
        if release is None:
            return [f"release {release_id} is not in the ledger any more"]
        build = ledger.build(release.build_no)
        new = [ledger.batch(batch_id) for batch_id in build.new_batch_ids]
        lines = [
            f"release {release_id} as of {release.as_of:%Y-%m-%d %H:%M} UTC: {len(new)} new batches, "
            f"{sum(batch.loaded or 0 for batch in new)} records loaded, "
            f"{sum(batch.quarantined or 0 for batch in new)} quarantined"
        ]
        lines += [
            f"{gate.severity} for {gate.owner}: {gate.check}: {gate.sentence} {gate.advice}"
            for gate in ledger.gate_results(release.build_no)
            if not gate.passed
        ]
        return lines + _held(ledger)


def standing_notices(settings: Settings, *, now: datetime) -> list[str]:
    """What is not as promised at ``now``: late entities, held batches, unrecognised files, publishing on hold."""
    from tandem.quality.freshness import freshness

    with Ledger.open(settings) as ledger:
        lines = [
            f"{entity.team}: {entity.system}.{entity.entity} is late: last delivery "
            f"{entity.last_delivery_at:%Y-%m-%d %H:%M}, promised within {entity.warn_after}"
            for entity in freshness(settings, ledger, now)
            if entity.stale
        ]
        lines += _held(ledger)
        if ledger.publishing_held:
            lines.append("publishing is on hold since a rollback: `tandem resume` lets releases go out again")
    unrecognised = settings.inbox / "unrecognised"
    waiting = sum(1 for found in unrecognised.rglob("*") if found.is_file()) if unrecognised.is_dir() else 0
    if waiting:
        lines.append(f"{waiting} files in inbox/unrecognised wait for a contract, a mapping or a better name")
    return lines


def _held(ledger: Ledger) -> list[str]:
    return [
        f"{batch.team}: batch {batch.batch_id} is held: {batch.reason}; see `tandem batch show {batch.batch_id}`"
        for batch in ledger.batches(state="held")
    ]
