"""The ledger's tables, the same on SQLite and PostgreSQL.

A change here needs a new file in ``migrations/versions`` and a raised ``REVISION``; the tests compare the two and
upgrade a ledger of every older version.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

# The newest schema this code knows; equals the last file in migrations/versions.
REVISION = "0004"

metadata = MetaData()

# Numbers that are never used twice and leave no gap, because they are raised in the transaction that uses them
# (a PostgreSQL sequence would leave one after a crash, and batch names would then differ from an undisturbed run).
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),  # landing_seq | build_no | judgement_no
    Column("value", BigInteger, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("landing_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("team", String(20), nullable=False),
    Column("system", String(80), nullable=False),
    Column("entity", String(80), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sheet", Text),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("arrived_at", DateTime, nullable=False),
    Column("delivered_on", Date),
    Column("stored_path", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("batch_id", String(200), ForeignKey("batches.batch_id")),
    Column("origin", Text, nullable=False),
    Column("origin_mtime_ns", BigInteger),
    CheckConstraint("state in ('landed', 'duplicate')", name="deliveries_state"),
    Index("deliveries_by_entity", "system", "entity", "landing_seq"),
    Index("deliveries_by_batch", "batch_id"),
    Index("deliveries_by_origin", "origin"),
)

batches = Table(
    "batches",
    metadata,
    Column("batch_id", String(200), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("system", String(80), nullable=False),
    Column("entity", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("files", Integer, nullable=False),
    Column("records", BigInteger),
    Column("loaded", BigInteger),
    Column("quarantined", BigInteger),
    Column("erased", BigInteger),
    Column("contract_version", Integer),
    Column("reason", Text),
    Column("readmitted", Boolean, nullable=False, server_default=text("false")),
    Column("first_landing_seq", BigInteger, nullable=False, unique=True),
    Column("claimed_at", DateTime, nullable=False),
    Column("accepted_at", DateTime),
    Column("build_no", BigInteger),
    CheckConstraint("state in ('claimed', 'accepted', 'held', 'withdrawn')", name="batches_state"),
    CheckConstraint("accepted_at is null or records = loaded + quarantined + erased", name="batches_balance"),
    Index("batches_by_state", "state"),
)

notices = Table(
    "notices",
    metadata,
    Column("batch_id", String(200), ForeignKey("batches.batch_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", String(80), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("message", Text, nullable=False),
)

quarantine_reasons = Table(
    "quarantine_reasons",
    metadata,
    Column("batch_id", String(200), ForeignKey("batches.batch_id"), primary_key=True),
    Column("reason", String(200), primary_key=True),  # "column:code" or "row:code"
    Column("records", BigInteger, nullable=False),
)

# Which columns the files of a batch had, so that a column which goes missing is noticed. Files that were read under
# different mappings are not comparable and are kept apart.
headers = Table(
    "headers",
    metadata,
    Column("batch_id", String(200), ForeignKey("batches.batch_id"), primary_key=True),
    Column("mapping", String(64), primary_key=True),  # fingerprint of the mapping, empty for none
    Column("files", Integer, nullable=False),
    Column("columns", JSON, nullable=False),  # name of the column -> number of files that had it
)

decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True),
    Column("batch_id", String(200), ForeignKey("batches.batch_id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_at", DateTime, nullable=False),
    CheckConstraint("kind in ('withdraw', 'readmit')", name="decisions_kind"),
    Index("decisions_by_batch", "batch_id"),
)

# What people judged about who is who: acts that are only ever added. An undo takes back an earlier act.
judgements = Table(
    "judgements",
    metadata,
    Column("judgement_no", BigInteger, primary_key=True, autoincrement=False),
    Column("verdict", String(20), nullable=False),
    Column("grain", String(20), nullable=False),
    Column("record_a", Text, nullable=False),
    Column("record_b", Text, nullable=False),
    Column("undoes", BigInteger, ForeignKey("judgements.judgement_no"), unique=True),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_at", DateTime, nullable=False),
    CheckConstraint("verdict in ('same', 'different', 'undo')", name="judgements_verdict"),
    CheckConstraint("(verdict = 'undo') = (undoes is not null)", name="judgements_undo"),
)

builds = Table(
    "builds",
    metadata,
    Column("build_no", BigInteger, primary_key=True, autoincrement=False),
    Column("as_of", DateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("message", Text),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("base_build_no", BigInteger),  # the build whose release was served when this one began
    Column("judgement_no", BigInteger, nullable=False, server_default=text("0")),  # the last one that it follows
    CheckConstraint("state in ('running', 'published', 'held', 'failed', 'unchanged')", name="builds_state"),
)

# Which batches a build pinned: those whose interval holds its number. A list for every build would grow with the
# square of time; membership changes only when a batch is accepted, withdrawn or readmitted.
build_members = Table(
    "build_members",
    metadata,
    Column("batch_id", String(200), ForeignKey("batches.batch_id"), primary_key=True),
    Column("first_build_no", BigInteger, primary_key=True, autoincrement=False),
    Column("last_build_no", BigInteger),  # null: also in the newest build
)

gate_results = Table(
    "gate_results",
    metadata,
    Column("build_no", BigInteger, ForeignKey("builds.build_no"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("check", Text, nullable=False),
    Column("suite", Text, nullable=False),
    Column("owner", String(40), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("failing_rows", BigInteger),
    Column("sentence", Text, nullable=False),
    Column("advice", Text, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("release_id", String(200), primary_key=True),
    Column("build_no", BigInteger, ForeignKey("builds.build_no"), nullable=False, unique=True),
    Column("as_of", DateTime, nullable=False),
    Column("recorded_at", DateTime, nullable=False),
    Column("manifest", JSON, nullable=False),
)

# One row: which release is served, and whether publishing waits for `tandem resume`.
publication = Table(
    "publication",
    metadata,
    Column("publication_id", Integer, primary_key=True, autoincrement=False),
    Column("release_id", String(200), ForeignKey("releases.release_id")),
    Column("publishing_held", Boolean, nullable=False),
    Column("changed_at", DateTime),
    CheckConstraint("publication_id = 1", name="publication_one_row"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("fence", BigInteger, nullable=False),  # raised by every new holder, never lowered
    Column("holder", Text),  # null: free
    Column("host", Text),
    Column("pid", BigInteger),
    Column("process_started", Text),
    Column("acquired_at", DateTime),
    Column("expires_at", DateTime),
)

events = Table(
    "events",
    metadata,
    Column("event_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(80), nullable=False),
    Column("recorded_at", DateTime, nullable=False),
    Column("batch_id", String(200)),
    Column("build_no", BigInteger),
    Column("release_id", String(200)),
    Column("details", JSON, nullable=False),
    Index("events_by_kind", "kind", "event_id"),
)
