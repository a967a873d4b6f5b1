"""Keep the columns that a batch's files had, so that a column which goes missing later is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create ``headers``. What was accepted before has none: the next batch of each entity is the first known one."""
    op.create_table(
        "headers",
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("mapping", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.batch_id"]),
        sa.PrimaryKeyConstraint("batch_id", "mapping"),
    )
