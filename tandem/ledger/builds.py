"""Builds: which batches a candidate was made of, how it ended, and what the gates said."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Engine, Select, delete, insert, literal, select, update

from tandem.errors import TandemError
from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.deliveries import next_number
from tandem.ledger.engine import transaction
from tandem.ledger.records import Build, GateResult

_ENDED = ("published", "held", "failed", "unchanged")


class Builds:
    """The part of the ledger that the build and the gates write."""

    engine: Engine

    def next_build_no(self) -> int:
        """The number the next build will get.

        Whoever asks after committing a batch can rely on that build to contain it: a build that is taking its snapshot
        at this moment is waited for, and then the number is the one after it.
        """
        table = schema.counters
        query = select(table.c.value).where(table.c.name == "build_no")
        with transaction(self.engine, write=False) as connection:
            # SQLite needs no lock: no batch is committed while a build takes its snapshot.
            return connection.execute(query.with_for_update(read=True)).scalar_one() + 1

    def begin_build(self, as_of: datetime) -> Build:
        """Raise the build number, pin every accepted batch and the last judgement, in one transaction.

        The caller holds the build lease: a build that is still ``running`` belongs to a run that died and is marked
        failed.
        """
        with transaction(self.engine, write=True) as connection:
            build_no = next_number(connection, "build_no")
            connection.execute(
                update(schema.builds)
                .where(schema.builds.c.state == "running")
                .values(state="failed", message="ended without a result", finished_at=utcnow())
            )
            base = connection.execute(self._served()).scalar()
            values = {"build_no": build_no, "as_of": as_of, "state": "running", "started_at": utcnow()}
            judged = select(schema.counters.c.value).where(schema.counters.c.name == "judgement_no").scalar_subquery()
            connection.execute(insert(schema.builds).values(base_build_no=base, judgement_no=judged, **values))
            self._pin(connection, build_no)
            return self._build(connection, build_no)

    def unbuilt_batches(self) -> list[str]:
        """Accepted batches that the current release does not contain: what the next build would call new."""
        batches = schema.batches
        accepted = select(batches.c.batch_id).where(batches.c.state == "accepted").order_by(batches.c.first_landing_seq)
        with transaction(self.engine, write=False) as connection:
            built = set(self._members(connection, connection.execute(self._served()).scalar()))
            return [batch_id for batch_id in connection.execute(accepted).scalars() if batch_id not in built]

    def build(self, build_no: int) -> Build:
        """One build. Raises TandemError if there is none of this number."""
        with transaction(self.engine, write=False) as connection:
            return self._build(connection, build_no)

    def builds(self) -> Iterator[Build]:
        """All builds, oldest first, one at a time: each may name many batches."""
        with transaction(self.engine, write=False) as connection:
            numbers = list(
                connection.execute(select(schema.builds.c.build_no).order_by(schema.builds.c.build_no)).scalars()
            )
        for number in numbers:
            yield self.build(number)

    def finish_build(self, build_no: int, state: str, message: str | None = None) -> Build:
        """Record how a build ended: published, held, failed or unchanged."""
        if state not in _ENDED:
            raise ValueError(f"a build ends as one of {_ENDED}, not {state!r}")
        builds, batches = schema.builds, schema.batches
        with transaction(self.engine, write=True) as connection:
            self._build(connection, build_no)
            values = {"state": state, "message": message, "finished_at": utcnow()}
            connection.execute(update(builds).where(builds.c.build_no == build_no).values(**values))
            if state == "published":
                connection.execute(
                    update(batches)
                    .where(batches.c.build_no.is_(None), batches.c.batch_id.in_(_members_of(build_no)))
                    .values(build_no=build_no)
                )
            return self._build(connection, build_no)

    def record_gate_results(self, build_no: int, results: Sequence[GateResult]) -> None:
        """Store what the gates said about a build, in their order; a second call replaces the first."""
        table = schema.gate_results
        rows = [{"build_no": build_no, "position": i, **vars(result)} for i, result in enumerate(results, start=1)]
        with transaction(self.engine, write=True) as connection:
            connection.execute(delete(table).where(table.c.build_no == build_no))
            if rows:
                connection.execute(insert(table), rows)

    def gate_results(self, build_no: int | None = None) -> list[GateResult]:
        """The results of one build, or of the last build that reached the gates."""
        table = schema.gate_results
        with transaction(self.engine, write=False) as connection:
            if build_no is None:
                last = select(table.c.build_no).order_by(table.c.build_no.desc()).limit(1)
                build_no = connection.execute(last).scalar()
            query = select(table).where(table.c.build_no == build_no).order_by(table.c.position)
            names = GateResult.__dataclass_fields__
            return [GateResult(**{n: row[n] for n in names}) for row in connection.execute(query).mappings()]

    @staticmethod
    def _pin(connection: Connection, build_no: int) -> None:
        """Open an interval for each batch that came in since the build before, close those that went out."""
        members, batches = schema.build_members, schema.batches
        accepted = select(batches.c.batch_id).where(batches.c.state == "accepted")
        still = select(members.c.batch_id).where(members.c.last_build_no.is_(None))
        new = select(batches.c.batch_id, literal(build_no, BigInteger)).where(
            batches.c.state == "accepted", batches.c.batch_id.not_in(still)
        )
        connection.execute(insert(members).from_select(["batch_id", "first_build_no"], new))
        connection.execute(
            update(members)
            .where(members.c.last_build_no.is_(None), members.c.batch_id.not_in(accepted))
            .values(last_build_no=build_no - 1)
        )

    @staticmethod
    def _served() -> Select:
        publication, releases = schema.publication, schema.releases
        return select(releases.c.build_no).join(publication, publication.c.release_id == releases.c.release_id)

    @staticmethod
    def _members(connection: Connection, build_no: int | None) -> list[str]:
        if build_no is None:
            return []
        batches = schema.batches
        query = select(batches.c.batch_id).where(batches.c.batch_id.in_(_members_of(build_no)))
        return list(connection.execute(query.order_by(batches.c.first_landing_seq)).scalars())

    @classmethod
    def _build(cls, connection: Connection, build_no: int) -> Build:
        builds = schema.builds
        row = connection.execute(select(builds).where(builds.c.build_no == build_no)).first()
        if row is None:
            raise TandemError(f"there is no build {build_no}")
        batch_ids = cls._members(connection, build_no)
        before = set(cls._members(connection, row.base_build_no))
        return Build(
            build_no=row.build_no,
            as_of=row.as_of,
            state=row.state,
            batch_ids=batch_ids,
            new_batch_ids=[batch_id for batch_id in batch_ids if batch_id not in before],
            message=row.message,
            started_at=row.started_at,
            finished_at=row.finished_at,
            judgement_no=row.judgement_no,
        )


def _members_of(build_no: int) -> Select:
    members = schema.build_members
    last = members.c.last_build_no
    return select(members.c.batch_id).where(members.c.first_build_no <= build_no, last.is_(None) | (last >= build_no))
