"""Releases: what was published, which one is served, and whether publishing is held."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from tandem.errors import TandemError, UsageError
from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.engine import transaction
from tandem.ledger.records import Release


class Releases:
    """The part of the ledger that publishing writes. *Built* means: listed in the current release."""

    engine: Engine

    def record_release(self, release_id: str, build_no: int, as_of: datetime, manifest: dict[str, Any]) -> Release:
        """Record a finished release; it is not served before ``set_current``. Repeating the same call is harmless."""
        table = schema.releases
        with transaction(self.engine, write=True) as connection:
            known = connection.execute(select(table).where(table.c.release_id == release_id)).mappings().first()
            if known is not None:
                if known["build_no"] != build_no:
                    raise TandemError(f"release {release_id} was made by build {known['build_no']}, not {build_no}")
                return Release(**known)
            values = {"release_id": release_id, "build_no": build_no, "as_of": as_of, "manifest": manifest}
            release = Release(recorded_at=utcnow(), **values)
            connection.execute(insert(table).values(**vars(release)))
        return release

    def releases(self) -> list[Release]:
        """All releases, oldest first."""
        with transaction(self.engine, write=False) as connection:
            rows = connection.execute(select(schema.releases).order_by(schema.releases.c.build_no)).mappings()
            return [Release(**row) for row in rows]

    def current_release(self) -> Release | None:
        """The release that is served, or None before the first one."""
        releases, publication = schema.releases, schema.publication
        query = select(releases).join(publication, publication.c.release_id == releases.c.release_id)
        with transaction(self.engine, write=False) as connection:
            row = connection.execute(query).mappings().first()
        return Release(**row) if row else None

    def set_current(self, release_id: str, *, publishing_held: bool = False) -> None:
        """Say which release is served. A rollback passes ``publishing_held=True``: nothing follows before resume()."""
        table = schema.releases
        with transaction(self.engine, write=True) as connection:
            known = connection.execute(select(table.c.release_id).where(table.c.release_id == release_id)).first()
            if known is None:
                raise UsageError(f"there is no release {release_id}")
            values = {"release_id": release_id, "publishing_held": publishing_held, "changed_at": utcnow()}
            connection.execute(update(schema.publication).values(**values))

    @property
    def publishing_held(self) -> bool:
        """True after a rollback, until resume()."""
        with transaction(self.engine, write=False) as connection:
            return bool(connection.execute(select(schema.publication.c.publishing_held)).scalar_one())

    def resume(self) -> None:
        """Let publishing go on after a rollback."""
        with transaction(self.engine, write=True) as connection:
            connection.execute(update(schema.publication).values(publishing_held=False, changed_at=utcnow()))
