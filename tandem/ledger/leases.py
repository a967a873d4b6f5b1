"""Leases: one holder at a time, with a fence number that tells a late holder from the present one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from tandem.errors import BusyError, TandemError
from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.engine import transaction
from tandem.ledger.process import Process


@dataclass
class Lease:
    """A lease that is held. ``fence`` is higher than that of every holder before."""

    name: str
    fence: int
    holder: str
    engine: Engine = field(repr=False)

    def check(self) -> None:
        """Raise BusyError if the lease was lost; call it right before a step that two runs must not both do."""
        table = schema.leases
        query = select(table.c.fence, table.c.holder).where(table.c.name == self.name)
        with transaction(self.engine, write=False) as connection:
            row = connection.execute(query).one()
        if row.fence != self.fence or row.holder is None:
            raise BusyError(f"the lease {self.name!r} was lost to another run: this run stops")


class Leases:
    """The part of the ledger that keeps two runs from doing the same at once."""

    engine: Engine
    _held: list[Lease]  # what this ledger holds at the moment

    def check_leases(self) -> None:
        """Raise BusyError if a lease held through this ledger was lost; for a step that must not be done twice."""
        for lease in self._held:
            lease.check()

    @contextmanager
    def lease(self, name: str, holder: str | None = None, ttl_seconds: float = 60) -> Iterator[Lease]:
        """Hold the lease ``name`` for the length of the block; it renews itself from a thread.

        Raises BusyError when it is taken. It is taken over at once when its process on this host has ended (killed,
        out of memory), and ``ttl_seconds`` after its last renewal when it belongs to another host.
        """
        taken = self._take(name, holder, ttl_seconds)
        stop = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(taken, ttl_seconds, stop), daemon=True)
        renewal.start()
        self._held.append(taken)
        try:
            yield taken
        finally:
            self._held.remove(taken)
            stop.set()
            renewal.join()
            self._release(taken)

    def lease_holder(self, name: str) -> str | None:
        """Who holds the lease at this moment, or None."""
        with transaction(self.engine, write=False) as connection:
            row = connection.execute(select(schema.leases).where(schema.leases.c.name == name)).first()
        return row.holder if row is not None and _is_held(row, utcnow()) else None

    def _take(self, name: str, holder: str | None, ttl_seconds: float) -> Lease:
        me = Process.this()
        holder = holder or f"process {me.pid} on {me.host.partition('/')[0]}"
        table = schema.leases
        self._ensure_row(name)
        with transaction(self.engine, write=True) as connection:
            row = connection.execute(select(table).where(table.c.name == name).with_for_update()).one()
            now = utcnow()
            if _is_held(row, now):
                raise BusyError(
                    f"{name} is busy: held by {row.holder} since {row.acquired_at:%Y-%m-%d %H:%M:%S} UTC; "
                    "try again when it has ended"
                )
            lease = Lease(name, row.fence + 1, holder, self.engine)
            connection.execute(
                update(table)
                .where(table.c.name == name)
                .values(
                    fence=lease.fence,
                    holder=holder,
                    host=me.host,
                    pid=me.pid,
                    process_started=me.started,
                    acquired_at=now,
                    expires_at=now + timedelta(seconds=ttl_seconds),
                )
            )
        return lease

    def _ensure_row(self, name: str) -> None:
        table = schema.leases
        with transaction(self.engine, write=False) as connection:
            if connection.execute(select(table.c.name).where(table.c.name == name)).first():
                return
        try:
            with transaction(self.engine, write=True) as connection:
                connection.execute(insert(table).values(name=name, fence=0))
        except IntegrityError:
            pass  # another process was first

    def _renew(self, lease: Lease, ttl_seconds: float, stop: threading.Event) -> None:
        while not stop.wait(ttl_seconds / 3):
            try:
                self._update(lease, expires_at=utcnow() + timedelta(seconds=ttl_seconds))
            except TandemError:
                continue  # the next renewal or Lease.check() tells

    def _release(self, lease: Lease) -> None:
        self._update(lease, holder=None, host=None, pid=None, process_started=None, expires_at=None)

    def _update(self, lease: Lease, **values) -> None:
        table = schema.leases
        mine = (table.c.name == lease.name) & (table.c.fence == lease.fence)
        with transaction(self.engine, write=True) as connection:
            connection.execute(update(table).where(mine, table.c.holder.is_not(None)).values(**values))


def _is_held(row, now: datetime) -> bool:
    if row.holder is None:
        return False
    if Process(row.host, row.pid, row.process_started).is_gone():
        return False
    return row.expires_at > now
