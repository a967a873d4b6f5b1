"""Writes the tables of schema ``identity``: whole, or only the rows of the records that a change can reach."""

from dataclasses import dataclass, field

import duckdb

from tandem.database import exists


@dataclass
class Tables:
    """``follows``: the warehouse is a copy of the release attached as ``previous``; what does not change stands.

    ``scoped``: only the records in temporary table ``scope`` were resolved, the rows of all others stand. ``changed``
    collects the tables whose rows are not those of the release before; without a release, all.
    """

    connection: duckdb.DuckDBPyConnection
    has_previous: bool
    follows: bool
    scoped: bool = False
    changed: set[str] = field(default_factory=set)

    def knows(self, table: str) -> bool:
        """Whether the release before has the table."""
        return self.has_previous and exists(self.connection, "previous", table)

    def reaches(self, key: str) -> str:
        """A condition on a record's key: whether the record was resolved."""
        return f"{key} in (from scope)" if self.scoped else "true"

    def write(self, table: str, rows: str, *, keyed_by: str = "", within: str = "", whole: bool = False) -> None:
        """Make the rows of ``table`` those of the query.

        ``within`` is a condition on the table's rows: the others stay. So do those of records that were not resolved;
        ``keyed_by`` is the column that names a row's record. ``whole``: the query gives the rows of all records.
        """
        of_scope = self.scoped and not whole
        where = " and ".join([*([within] if within else []), *([self.reaches(keyed_by)] if of_scope else [])])
        self.connection.execute(f"create or replace temp table fresh as {rows}")
        if self._is_as_before(table, where):
            if self.follows:
                return
        else:
            self.changed.add(table)
        if not where:
            self.connection.execute(f"create or replace table {table} as from fresh")
        else:
            self.connection.execute(f"delete from {table} where {where}; insert into {table} from fresh")

    def _is_as_before(self, table: str, where: str) -> bool:
        """Whether the fresh rows are those of the release before; every row is there once."""
        if not self.knows(table):
            return False
        before = f"from previous.{table} where {where or 'true'}"
        try:
            sizes = self.connection.execute(f"select (select count(*) from fresh), (select count(*) {before})")
            now, then = sizes.fetchone() or (0, 0)
            return now == then and not self.connection.execute(f"from fresh except {before} limit 1").fetchall()
        except duckdb.BinderException:
            return False  # it had another shape
