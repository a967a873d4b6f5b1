"""Keep a build's batches as intervals: a list for every build would grow with the square of time."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Turn the lists of ``build_batches`` into the intervals of ``build_members``."""
    op.add_column("builds", sa.Column("base_build_no", sa.BigInteger()))
    op.execute(
        """
        update builds set base_build_no = (
            select max(earlier.build_no) from builds as earlier
            where earlier.build_no < builds.build_no and earlier.state = 'published'
        )
        """
    )
    members = op.create_table(
        "build_members",
        sa.Column("batch_id", sa.String(length=200), nullable=False),
        sa.Column("first_build_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_build_no", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.batch_id"]),
        sa.PrimaryKeyConstraint("batch_id", "first_build_no"),
    )
    connection = op.get_bind()
    newest = connection.execute(sa.text("select max(build_no) from builds")).scalar()
    listed: dict[str, list[int]] = {}
    for batch_id, build_no in connection.execute(
        sa.text("select batch_id, build_no from build_batches order by batch_id, build_no")
    ):
        listed.setdefault(batch_id, []).append(build_no)
    rows = [
        {"batch_id": batch_id, "first_build_no": first, "last_build_no": None if last == newest else last}
        for batch_id, numbers in listed.items()
        for first, last in _runs(numbers)
    ]
    op.bulk_insert(members, rows)
    op.drop_table("build_batches")


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers: 1, 2, 4 -> (1, 2), (4, 4)."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number > last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
