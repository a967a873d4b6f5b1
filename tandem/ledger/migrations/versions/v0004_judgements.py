"""Keep what people judge about who is who, and which of it a build followed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create ``judgements`` and ``builds.judgement_no``. Earlier builds followed none: there were none."""
    op.create_table(
        "judgements",
        sa.Column("judgement_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("grain", sa.String(length=20), nullable=False),
        sa.Column("record_a", sa.Text(), nullable=False),
        sa.Column("record_b", sa.Text(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("verdict in ('same', 'different', 'undo')", name="judgements_verdict"),
        sa.CheckConstraint("(verdict = 'undo') = (undoes is not null)", name="judgements_undo"),
        sa.ForeignKeyConstraint(["undoes"], ["judgements.judgement_no"]),
        sa.PrimaryKeyConstraint("judgement_no"),
        sa.UniqueConstraint("undoes"),
    )
    op.execute("insert into counters (name, value) values ('judgement_no', 0)")
    op.add_column("builds", sa.Column("judgement_no", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
