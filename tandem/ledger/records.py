"""What the ledger hands out: plain, immutable rows. All times are naive UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """One arrival. ``duplicate``: its bytes equal the latest landed delivery of the entity, whose file it shares."""

    landing_seq: int
    team: str
    system: str
    entity: str
    file_name: str
    sheet: str | None
    sha256: str
    size: int  # bytes
    arrived_at: datetime
    delivered_on: date | None
    stored_path: str  # relative to the data folder, with forward slashes
    state: str  # landed | duplicate
    batch_id: str | None
    origin: str
    origin_mtime_ns: int | None


@dataclass(frozen=True)
class Batch:
    """Deliveries of one entity that are accepted together. The counts are None until the batch is accepted."""

    batch_id: str
    team: str
    system: str
    entity: str
    state: str  # claimed | accepted | held | withdrawn
    files: int
    records: int | None
    loaded: int | None
    quarantined: int | None
    erased: int | None
    contract_version: int | None
    reason: str | None  # why it is held or withdrawn
    readmitted: bool  # a person let it in: the volume rule and entry checks may not hold it again
    first_landing_seq: int
    claimed_at: datetime
    accepted_at: datetime | None
    build_no: int | None  # the first build that was published with it


@dataclass(frozen=True)
class Notice:
    """Something about a batch that a person may want to know; never a cell value."""

    code: str  # for programs, e.g. "extra_column"
    message: str  # one line for people
    severity: str = "info"  # info | warning | critical


@dataclass(frozen=True)
class Headers:
    """The columns of those files of a batch that were read under one mapping."""

    mapping: str  # fingerprint of the mapping, empty for none
    files: int
    columns: dict[str, int]  # name (the contract's, or as kept in _extra) -> number of files that had it


@dataclass(frozen=True)
class Build:
    """One attempt at a customer view with its pinned list of batches, in landing order."""

    build_no: int
    as_of: datetime
    state: str  # running | published | held | failed | unchanged
    batch_ids: list[str]
    new_batch_ids: list[str]  # not in the release that was current when the build began
    message: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    judgement_no: int = 0  # the last judgement that it follows


@dataclass(frozen=True)
class GateResult:
    """The outcome of one check of a gate. ``owner``: marketing | sales | both | operations."""

    check: str
    suite: str
    owner: str
    severity: str  # critical | warning | info
    passed: bool
    failing_rows: int | None
    sentence: str
    advice: str


@dataclass(frozen=True)
class Release:
    """One published customer view."""

    release_id: str
    build_no: int
    as_of: datetime
    recorded_at: datetime
    manifest: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """Who withdrew or readmitted a batch, when and why."""

    batch_id: str
    kind: str  # withdraw | readmit
    who: str
    why: str
    decided_at: datetime


@dataclass(frozen=True)
class Judgement:
    """What a person judged about two source records, or the undoing of it. ``grain``: person | account."""

    judgement_no: int
    verdict: str  # same | different | undo
    grain: str
    record_a: str
    record_b: str
    undoes: int | None
    who: str
    why: str
    decided_at: datetime


@dataclass(frozen=True)
class Event:
    """One line of the run history."""

    event_id: int
    kind: str
    recorded_at: datetime
    batch_id: str | None
    build_no: int | None
    release_id: str | None
    details: dict[str, Any] = field(default_factory=dict)
