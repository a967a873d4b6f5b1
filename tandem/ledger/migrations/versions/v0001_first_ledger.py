"""The first ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of version 0001."""
    op.create_table(
        "batches",
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=False),
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=True),
        sa.Column("loaded", sa.BigInteger(), nullable=True),
        sa.Column("quarantined", sa.BigInteger(), nullable=True),
        sa.Column("erased", sa.BigInteger(), nullable=True),
        sa.Column("contract_version", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("readmitted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("first_landing_seq", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("build_no", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('claimed', 'accepted', 'held', 'withdrawn')", name="batches_state"),
        sa.CheckConstraint("accepted_at is null or records = loaded + quarantined + erased", name="batches_balance"),
        sa.PrimaryKeyConstraint("batch_id"),
        sa.UniqueConstraint("first_landing_seq"),
    )
    op.create_index("batches_by_state", "batches", ["state"], unique=False)
    op.create_table(
        "builds",
        sa.Column("build_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state in ('running', 'published', 'held', 'failed', 'unchanged')", name="builds_state"),
        sa.PrimaryKeyConstraint("build_no"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "events",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=True),
        sa.Column("build_no", sa.BigInteger(), nullable=True),
        sa.Column("release_id", sa.String(length=200), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("events_by_kind", "events", ["kind", "event_id"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("pid", sa.BigInteger(), nullable=True),
        sa.Column("process_started", sa.Text(), nullable=True),
        sa.Column("acquired_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "build_batches",
        sa.Column("build_no", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.ForeignKeyConstraint(
            ["build_no"],
            ["builds.build_no"],
        ),
        sa.PrimaryKeyConstraint("build_no", "batch_id"),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind in ('withdraw', 'readmit')", name="decisions_kind"),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_index("decisions_by_batch", "decisions", ["batch_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("landing_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=False),
        sa.Column("entity", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("stored_path", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("batch_id", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_mtime_ns", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('landed', 'duplicate')", name="deliveries_state"),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("landing_seq"),
    )
    op.create_index("deliveries_by_batch", "deliveries", ["batch_id"], unique=False)
    op.create_index("deliveries_by_entity", "deliveries", ["system", "entity", "landing_seq"], unique=False)
    op.create_index("deliveries_by_origin", "deliveries", ["origin"], unique=False)
    op.create_table(
        "gate_results",
        sa.Column("build_no", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("failing_rows", sa.BigInteger(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_no"],
            ["builds.build_no"],
        ),
        sa.PrimaryKeyConstraint("build_no", "position"),
    )
    op.create_table(
        "notices",
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "position"),
    )
    op.create_table(
        "quarantine_reasons",
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.batch_id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "reason"),
    )
    op.create_table(
        "releases",
        sa.Column("release_id", sa.String(length=200), nullable=False),
        sa.Column("build_no", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_no"],
            ["builds.build_no"],
        ),
        sa.PrimaryKeyConstraint("release_id"),
        sa.UniqueConstraint("build_no"),
    )
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.String(length=200), nullable=True),
        sa.Column("publishing_held", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("publication_id = 1", name="publication_one_row"),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["releases.release_id"],
        ),
        sa.PrimaryKeyConstraint("publication_id"),
    )
    op.execute("insert into counters (name, value) values ('landing_seq', 0), ('build_no', 0)")
    op.execute("insert into publication (publication_id, publishing_held) values (1, false)")
