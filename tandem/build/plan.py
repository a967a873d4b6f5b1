"""What a build has to do: nothing, the change only, or everything."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tandem
from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.release.folder import RESTRICTED_DATABASE


@dataclass(frozen=True)
class Plan:
    """``base``: the released database that the candidate starts from; None means that everything is built.

    ``previous``: the released database whose identity links this build replaces, also when everything is built.
    ``built``: the batches in that release, ``as_of``: its run time, ``judgement_no``: the last judgement that it
    follows. ``reason`` says in words why there is something to
    do, or why not.
    """

    needed: bool
    base: Path | None
    previous: Path | None
    built: frozenset[str]
    as_of: datetime | None
    judgement_no: int
    reason: str

    def base_for(self, batch_ids: list[str]) -> Path | None:
        """The base if it holds nothing but pinned batches: one may have been withdrawn since the plan was made."""
        return self.base if self.built <= set(batch_ids) else None


def make_plan(settings: Settings, ledger: Ledger, *, full: bool, force: bool) -> Plan:
    """Compare what has been accepted, and the definitions of today, with the current release.

    A release made by other definitions, or with a batch that has been withdrawn or read again since, is no base: rows
    that should not be there cannot be found by following the new batches. Run time alone is nothing new.
    """
    batches = ledger.batches(state="accepted")
    accepted = {batch.batch_id for batch in batches}
    release = ledger.current_release()
    if release is None:
        reason = "there is no release yet" if accepted else "nothing has arrived yet"
        return Plan(bool(accepted) or force, None, None, frozenset(), None, 0, reason)
    build = ledger.build(release.build_no)
    built = frozenset(build.batch_ids)
    released = settings.releases / release.release_id / RESTRICTED_DATABASE
    previous = released if released.is_file() else None
    reasons = []
    if built - accepted:
        reasons.append(f"{len(built - accepted)} batches were withdrawn")
    replayed = [b for b in batches if b.batch_id in built and b.accepted_at > build.started_at]
    if replayed:
        reasons.append(f"{len(replayed)} batches were read again")
    if not _same_definitions(settings, release.manifest):
        reasons.append("the definitions changed")
    whole = bool(reasons) or full
    if accepted - built:
        reasons.append(f"{len(accepted - built)} new batches")
    if ledger.last_judgement_no() != build.judgement_no:
        reasons.append("judgements about who is who")
    if not reasons and not full and not force:
        reason = "nothing new since the current release"
        return Plan(False, None, previous, built, build.as_of, build.judgement_no, reason)
    base, reason = None if whole else previous, ", ".join(reasons) or "asked for"
    return Plan(True, base, previous, built, build.as_of, build.judgement_no, reason)


def _same_definitions(settings: Settings, manifest: dict) -> bool:
    from tandem.release.manifest import definitions_fingerprint

    return manifest.get("code_version") == tandem.__version__ and manifest.get(
        "definitions"
    ) == definitions_fingerprint(settings)
