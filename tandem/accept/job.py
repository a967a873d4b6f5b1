"""What the parent process asks the reading process to do, and what comes back. Both travel as JSON."""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class FileJob:
    """One delivery: where its bytes are and how its header is to be understood."""

    landing_seq: int
    path: str
    name: str  # the name it arrived under, for messages
    landed_at: str  # ISO 8601, naive UTC
    sheet: str | None = None
    columns: dict[str, str] = field(default_factory=dict)  # source header -> contract column, from a mapping
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)  # columns that every comparable earlier file had
    known: list[str] = field(default_factory=list)  # columns that some comparable earlier file had


@dataclass
class Job:
    """One batch. ``contract`` is the contract as JSON; ``work`` an empty folder that both processes may use."""

    batch_id: str
    contract: dict
    files: list[FileJob]
    work: str
    memory_limit_mb: int
    threads: int
    max_file_bytes: int
    max_field_bytes: int

    def to_json(self) -> str:
        """The job as it is handed over."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Job":
        """Read what ``to_json`` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"files": [FileJob(**one) for one in fields["files"]]})


@dataclass
class Outcome:
    """What reading a batch gave.

    ``held`` (the files are at fault) and ``failed`` (this machine is: trying again may help) are one line for people;
    with either, nothing was written that counts.
    """

    held: str | None = None
    failed: str | None = None
    records: int = 0  # counted without the loader
    loaded: int = 0
    quarantined: int = 0
    records_per_file: list[int] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    notices: list[tuple[str, str, str]] = field(default_factory=list)  # code, message, severity
    accepted: str | None = None  # Parquet of the accepted rows
    refused: str | None = None  # Parquet of the quarantined rows, None if there are none

    def to_json(self) -> str:
        """The outcome as it is handed over."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Outcome":
        """Read what ``to_json`` wrote."""
        return cls(**json.loads(text))
