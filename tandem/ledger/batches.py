"""Batches: the deliveries of one entity that are accepted, and later built, together."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from tandem.errors import TandemError, UsageError
from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.engine import transaction
from tandem.ledger.records import Batch, Decision, Headers, Notice


class Batches:
    """The part of the ledger that acceptance writes, and people who withdraw a batch.

    States: claimed -> accepted | held; held -> accepted (tried again); accepted -> claimed (replayed);
    anything -> withdrawn; readmit leads from
    withdrawn or held back to accepted if the batch had been accepted, to claimed otherwise.
    """

    engine: Engine

    def claim(self) -> list[Batch]:
        """Put every landed, unclaimed delivery into one new batch per entity. Returns the new batches only.

        A batch that was claimed by a run that died is still ``claimed``: see ``batches("claimed")``.
        """
        table = schema.deliveries
        unclaimed = (table.c.state == "landed") & table.c.batch_id.is_(None)
        new = []
        with transaction(self.engine, write=True) as connection:
            self._one_claim_at_a_time(connection)
            groups = connection.execute(
                select(
                    table.c.system,
                    table.c.entity,
                    func.max(table.c.team).label("team"),
                    func.count().label("files"),
                    func.min(table.c.landing_seq).label("first"),
                    func.max(table.c.landing_seq).label("last"),
                )
                .where(unclaimed)
                .group_by(table.c.system, table.c.entity)
                .order_by(func.min(table.c.landing_seq))
            ).all()
            for group in groups:
                batch_id = f"{group.system}.{group.entity}-{group.first:08d}"
                connection.execute(
                    insert(schema.batches).values(
                        batch_id=batch_id,
                        team=group.team,
                        system=group.system,
                        entity=group.entity,
                        state="claimed",
                        files=group.files,
                        readmitted=False,
                        first_landing_seq=group.first,
                        claimed_at=utcnow(),
                    )
                )
                connection.execute(
                    update(table)
                    .where(unclaimed, table.c.system == group.system, table.c.entity == group.entity)
                    # A delivery that PostgreSQL commits between the two statements waits for the next claim.
                    .where(table.c.landing_seq <= group.last)
                    .values(batch_id=batch_id)
                )
                new.append(self._batch(connection, batch_id))
        return new

    def unclaimed(self) -> int:
        """Number of landed deliveries that wait for a claim."""
        table = schema.deliveries
        query = select(func.count()).where(table.c.state == "landed", table.c.batch_id.is_(None))
        with transaction(self.engine, write=False) as connection:
            return connection.execute(query).scalar_one()

    def batches(
        self, state: str | None = None, *, team: str | None = None, system: str | None = None, entity: str | None = None
    ) -> list[Batch]:
        """Batches in landing order, all of them or those that match."""
        table = schema.batches
        query = select(table).order_by(table.c.first_landing_seq)
        for column, value in ((table.c.state, state), (table.c.team, team), (table.c.system, system)):
            if value is not None:
                query = query.where(column == value)
        if entity is not None:
            query = query.where(table.c.entity == entity)
        with transaction(self.engine, write=False) as connection:
            return [Batch(**row) for row in connection.execute(query).mappings()]

    def batch(self, batch_id: str) -> Batch:
        """One batch. Raises UsageError if there is none of this name."""
        with transaction(self.engine, write=False) as connection:
            return self._batch(connection, batch_id)

    def accept_batch(
        self,
        batch_id: str,
        *,
        records: int,
        loaded: int,
        quarantined: int,
        erased: int = 0,
        contract_version: int,
        notices: Sequence[Notice] = (),
        reasons: Mapping[str, int] | None = None,
        headers: Sequence[Headers] = (),
    ) -> Batch:
        """Record that the batch is loaded. This commit is the load: raw files without it do not count.

        Refused with TandemError unless ``records = loaded + quarantined + erased``. Accepting an accepted batch again
        with the same counts changes nothing (two tries of one task: the first wins); other counts are refused.
        """
        counts = {"records": records, "loaded": loaded, "quarantined": quarantined, "erased": erased}
        if records != loaded + quarantined + erased or min(counts.values()) < 0:
            raise TandemError(
                f"batch {batch_id} does not balance: {records} records, {loaded} loaded, {quarantined} quarantined, "
                f"{erased} erased: nothing was loaded, please report this"
            )
        with transaction(self.engine, write=True) as connection:
            batch = self._batch(connection, batch_id, lock=True)
            if batch.state == "accepted":
                if counts != {name: getattr(batch, name) for name in counts}:
                    raise TandemError(f"batch {batch_id} is already loaded with other counts: it is loaded only once")
                return batch
            if batch.state == "withdrawn":
                raise UsageError(f"batch {batch_id} is withdrawn: readmit it first with tandem batch readmit")
            self._set(
                connection,
                batch_id,
                state="accepted",
                reason=None,
                accepted_at=utcnow(),
                contract_version=contract_version,
                **counts,
            )
            self._replace_notices(connection, batch_id, notices)
            rows = [{"batch_id": batch_id, "reason": r, "records": n} for r, n in sorted((reasons or {}).items())]
            if rows:
                connection.execute(insert(schema.quarantine_reasons), rows)
            if headers:
                rows = [{"batch_id": batch_id, **vars(one)} for one in headers]
                connection.execute(insert(schema.headers), rows)
            return self._batch(connection, batch_id)

    def hold_batch(self, batch_id: str, reason: str, notices: Sequence[Notice] = ()) -> Batch:
        """Hold a batch that cannot be accepted as it is. Raises UsageError when it is accepted or withdrawn."""
        with transaction(self.engine, write=True) as connection:
            batch = self._batch(connection, batch_id, lock=True)
            if batch.state not in ("claimed", "held"):
                raise UsageError(f"batch {batch_id} is {batch.state} and cannot be held")
            self._set(connection, batch_id, state="held", reason=reason)
            self._replace_notices(connection, batch_id, notices)
            return self._batch(connection, batch_id)

    def reopen(self, batch_id: str) -> Batch:
        """Take an accepted batch back to claimed, forgetting its counts, because it is about to be accepted anew."""
        with transaction(self.engine, write=True) as connection:
            batch = self._batch(connection, batch_id, lock=True)
            if batch.state != "accepted":
                raise UsageError(f"batch {batch_id} is {batch.state}: only an accepted batch can be reopened")
            for table in (schema.quarantine_reasons, schema.headers):
                connection.execute(delete(table).where(table.c.batch_id == batch_id))
            counts = dict.fromkeys(("records", "loaded", "quarantined", "erased", "accepted_at", "contract_version"))
            self._set(connection, batch_id, state="claimed", **counts)
            return self._batch(connection, batch_id)

    def withdraw_batch(self, batch_id: str, who: str, why: str) -> Batch:
        """Take a batch out of every later build. The next build leaves its rows out; nothing is deleted."""
        with transaction(self.engine, write=True) as connection:
            batch = self._batch(connection, batch_id, lock=True)
            if batch.state == "withdrawn":
                raise UsageError(f"batch {batch_id} is already withdrawn")
            self._set(connection, batch_id, state="withdrawn", reason=why, readmitted=False)
            self._decide(connection, batch_id, "withdraw", who, why)
            return self._batch(connection, batch_id)

    def readmit(self, batch_id: str, who: str, why: str) -> Batch:
        """Let a withdrawn or held batch in again; volume rule and entry checks may then not hold it."""
        with transaction(self.engine, write=True) as connection:
            batch = self._batch(connection, batch_id, lock=True)
            if batch.state not in ("withdrawn", "held"):
                raise UsageError(f"batch {batch_id} is {batch.state}: only a held or withdrawn batch can be readmitted")
            state = "claimed" if batch.accepted_at is None else "accepted"
            self._set(connection, batch_id, state=state, reason=None, readmitted=True)
            self._decide(connection, batch_id, "readmit", who, why)
            return self._batch(connection, batch_id)

    def notices(self, batch_id: str) -> list[Notice]:
        """What acceptance noticed about a batch, in the order it was noticed."""
        table = schema.notices
        query = select(table).where(table.c.batch_id == batch_id).order_by(table.c.position)
        with transaction(self.engine, write=False) as connection:
            return [Notice(row.code, row.message, row.severity) for row in connection.execute(query)]

    def reasons(self, batch_id: str | None = None) -> dict[str, int]:
        """Quarantine reason to number of records, of one batch or of all that are not withdrawn."""
        table, batches = schema.quarantine_reasons, schema.batches
        query = (
            select(table.c.reason, func.sum(table.c.records))
            .join(batches, batches.c.batch_id == table.c.batch_id)
            .group_by(table.c.reason)
            .order_by(table.c.reason)
        )
        if batch_id is None:
            query = query.where(batches.c.state == "accepted")
        else:
            query = query.where(table.c.batch_id == batch_id)
        with transaction(self.engine, write=False) as connection:
            return {reason: int(records) for reason, records in connection.execute(query)}

    def last_headers(self, system: str, entity: str, *, before: int) -> dict[str, Headers]:
        """Mapping's fingerprint to the columns of the last accepted batch that was read under it.

        ``before``: a landing sequence number; only batches that landed earlier count.
        """
        table, batches = schema.headers, schema.batches
        mine = (batches.c.system == system) & (batches.c.entity == entity) & (batches.c.state == "accepted")
        last = (
            select(table.c.mapping, func.max(batches.c.first_landing_seq).label("landing_seq"))
            .join(batches, batches.c.batch_id == table.c.batch_id)
            .where(mine, batches.c.first_landing_seq < before)
            .group_by(table.c.mapping)
            .subquery()
        )
        query = (
            select(table.c.mapping, table.c.files, table.c.columns)
            .join(batches, batches.c.batch_id == table.c.batch_id)
            .join(last, (last.c.mapping == table.c.mapping) & (last.c.landing_seq == batches.c.first_landing_seq))
        )
        with transaction(self.engine, write=False) as connection:
            return {row["mapping"]: Headers(**row) for row in connection.execute(query).mappings()}

    def decisions(self, batch_id: str) -> list[Decision]:
        """Who withdrew and readmitted the batch, oldest first."""
        table = schema.decisions
        query = select(table).where(table.c.batch_id == batch_id).order_by(table.c.decision_id)
        with transaction(self.engine, write=False) as connection:
            return [
                Decision(row.batch_id, row.kind, row.who, row.why, row.decided_at) for row in connection.execute(query)
            ]

    @staticmethod
    def _one_claim_at_a_time(connection: Connection) -> None:
        # SQLite has one writer anyway. On PostgreSQL two claims would read the same unclaimed deliveries.
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("lock table batches in share row exclusive mode")

    @staticmethod
    def _batch(connection: Connection, batch_id: str, lock: bool = False) -> Batch:
        query = select(schema.batches).where(schema.batches.c.batch_id == batch_id)
        row = connection.execute(query.with_for_update() if lock else query).mappings().first()
        if row is None:
            raise UsageError(f"there is no batch {batch_id}: tandem batch list shows the batches")
        return Batch(**row)

    @staticmethod
    def _set(connection: Connection, batch_id: str, **values) -> None:
        connection.execute(update(schema.batches).where(schema.batches.c.batch_id == batch_id).values(**values))

    @staticmethod
    def _replace_notices(connection: Connection, batch_id: str, notices: Sequence[Notice]) -> None:
        table = schema.notices
        connection.execute(delete(table).where(table.c.batch_id == batch_id))
        rows = [
            {"batch_id": batch_id, "position": i, "code": n.code, "severity": n.severity, "message": n.message}
            for i, n in enumerate(notices, start=1)
        ]
        if rows:
            connection.execute(insert(table), rows)

    @staticmethod
    def _decide(connection: Connection, batch_id: str, kind: str, who: str, why: str) -> None:
        if not who.strip() or not why.strip():
            raise UsageError(f"say who decides and why: tandem batch {kind} {batch_id} --who NAME --why REASON")
        values = {"batch_id": batch_id, "kind": kind, "who": who, "why": why, "decided_at": utcnow()}
        connection.execute(insert(schema.decisions).values(**values))
