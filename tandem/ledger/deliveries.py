"""Arrivals: every file that came, once per entity it holds."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import Connection, Engine, Select, insert, select, update

from tandem.ledger import schema
from tandem.ledger.engine import transaction
from tandem.ledger.records import Delivery


def next_number(connection: Connection, counter: str) -> int:
    """Raise a counter. Its row lock makes every transaction that draws from it wait for the one before."""
    table = schema.counters
    raised = update(table).where(table.c.name == counter).values(value=table.c.value + 1).returning(table.c.value)
    return connection.execute(raised).scalar_one()


def _wait_for_registrations(connection: Connection) -> None:
    # SQLite has one writer anyway; on PostgreSQL the counter's row is what one registration at a time may hold.
    query = select(schema.counters).where(schema.counters.c.name == "landing_seq").with_for_update()
    connection.execute(query)


def _from_file(origin: str, size: int, mtime_ns: int | None) -> Select:
    table = schema.deliveries
    return (
        select(table)
        .where(table.c.origin == origin, table.c.size == size, table.c.origin_mtime_ns == mtime_ns)
        .order_by(table.c.landing_seq)
    )


class Deliveries:
    """The part of the ledger that landing writes."""

    engine: Engine

    def register_delivery(
        self,
        *,
        team: str,
        system: str,
        entity: str,
        file_name: str,
        origin: str,
        size: int,
        sha256: str,
        arrived_at: datetime,
        store: Callable[[int], str],
        sheet: str | None = None,
        delivered_on: date | None = None,
        origin_mtime_ns: int | None = None,
        once: bool = False,
    ) -> Delivery:
        """Register one arrival; the commit is what makes it exist.

        ``store(landing_seq)`` puts the bytes in place for good and returns their path relative to the data folder. It
        is called inside the transaction and only for bytes that differ from the latest landed delivery of the entity;
        equal bytes are recorded as a duplicate of it, which counts for freshness and for nothing else.

        ``once``: a delivery of this entity with the same origin, size and time of change is returned as it is, so that
        a landing that was interrupted, or runs twice at once, can be repeated.
        """
        table = schema.deliveries
        with transaction(self.engine, write=True) as connection:
            _wait_for_registrations(connection)
            if once:
                earlier = connection.execute(
                    _from_file(origin, size, origin_mtime_ns).where(table.c.system == system, table.c.entity == entity)
                )
                if row := earlier.mappings().first():
                    return Delivery(**row)
            latest = connection.execute(
                select(table.c.sha256, table.c.stored_path)
                .where(table.c.system == system, table.c.entity == entity, table.c.state == "landed")
                .order_by(table.c.landing_seq.desc())
                .limit(1)
            ).first()
            landing_seq = next_number(connection, "landing_seq")
            duplicate = latest is not None and latest.sha256 == sha256
            delivery = Delivery(
                landing_seq=landing_seq,
                team=team,
                system=system,
                entity=entity,
                file_name=file_name,
                sheet=sheet,
                sha256=sha256,
                size=size,
                arrived_at=arrived_at,
                delivered_on=delivered_on,
                stored_path=latest.stored_path if duplicate else store(landing_seq),
                state="duplicate" if duplicate else "landed",
                batch_id=None,
                origin=origin,
                origin_mtime_ns=origin_mtime_ns,
            )
            connection.execute(insert(table).values(**vars(delivery)))
        return delivery

    def deliveries(self, batch_id: str | None = None) -> list[Delivery]:
        """The deliveries of one batch, or all of them, in landing order."""
        query = select(schema.deliveries).order_by(schema.deliveries.c.landing_seq)
        if batch_id is not None:
            query = query.where(schema.deliveries.c.batch_id == batch_id)
        with transaction(self.engine, write=False) as connection:
            return [Delivery(**row) for row in connection.execute(query).mappings()]

    def repeats_of_earlier(self, batch_id: str) -> list[tuple[Delivery, Delivery]]:
        """Deliveries of the batch whose bytes came before, with the last delivery of the entity that had them.

        Bytes equal to the latest delivery are never loaded again; these equal an older one that was (A, B, A). An
        older one that is not used, because its batch is held or withdrawn, does not count.
        """
        now, before = schema.deliveries, schema.deliveries.alias()
        same = (
            (before.c.system == now.c.system)
            & (before.c.entity == now.c.entity)
            & (before.c.sha256 == now.c.sha256)
            & (before.c.landing_seq < now.c.landing_seq)
            & (before.c.state == "landed")
        )
        used = (schema.batches.c.state == "accepted") | (before.c.batch_id == batch_id)
        query = (
            select(now, before.c.landing_seq.label("before"))
            .join(before, same)
            .join(schema.batches, schema.batches.c.batch_id == before.c.batch_id)
            .where(now.c.batch_id == batch_id, used)
            .order_by(now.c.landing_seq, before.c.landing_seq)
        )
        with transaction(self.engine, write=False) as connection:
            last = {row["landing_seq"]: row["before"] for row in connection.execute(query).mappings()}
            table = schema.deliveries
            found = connection.execute(select(table).where(table.c.landing_seq.in_({*last, *last.values()})))
            by_number = {row["landing_seq"]: Delivery(**row) for row in found.mappings()}
        return [(by_number[seq], by_number[earlier]) for seq, earlier in sorted(last.items())]

    def registered_from(self, origin: str, size: int, mtime_ns: int) -> list[Delivery]:
        """What was registered from exactly this file: same place, same size, same time of change."""
        with transaction(self.engine, write=False) as connection:
            return [Delivery(**row) for row in connection.execute(_from_file(origin, size, mtime_ns)).mappings()]

    def discard_unregistered(self, paths: Iterable[str], remove: Callable[[str], None]) -> list[str]:
        """Call ``remove`` for each of ``paths`` that no delivery names, while no registration can be under way.

        These are bytes that were put in place by a run that died before its commit. Returns what was removed.
        """
        table = schema.deliveries
        removed = []
        with transaction(self.engine, write=True) as connection:
            _wait_for_registrations(connection)
            for path in paths:
                known = connection.execute(select(table.c.landing_seq).where(table.c.stored_path == path).limit(1))
                if known.first() is None:
                    remove(path)
                    removed.append(path)
        return removed
