"""Identity inputs for tests: records in plain Python, written as the dbt models would."""

from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from tandem.identity.scoring.model import SHIPPED, MatchModel

MODEL = MatchModel.read(SHIPPED)
# Of a list of people: names do not guard, chains of likenesses are parted.
OF_A_LIST = replace(MODEL, has_birthdays=True, joins_from=0.0)
AS_OF = datetime.fromisoformat("2026-01-31")
CREATED = datetime.fromisoformat("2025-01-01")
STATED_ON = datetime.fromisoformat("2025-02-01")


def opened(file: Path | str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database for a dozen records: there a second thread costs more than it brings."""
    return duckdb.connect(str(file), config={"threads": 1})


@dataclass(frozen=True)
class Person:
    key: str
    seq: int = 1
    row: int = 1
    given: str | None = None
    family: str | None = None
    email: str | None = None
    other_emails: str | None = None
    phone: str | None = None
    country: str | None = "DE"
    birth_on: date | None = None
    created_at: datetime | None = CREATED
    company: str | None = None
    city: str | None = None
    job_title: str | None = None
    edited: str | None = None  # weeks, joined by ';'


@dataclass(frozen=True)
class Account:
    key: str
    seq: int = 1
    row: int = 1
    name: str | None = None
    domain: str | None = None
    country: str | None = "DE"
    parent: str | None = None


@dataclass(frozen=True)
class Stated:
    a: str
    b: str
    rule: str = "crm_id_in_hubspot"
    decided_at: datetime | None = STATED_ON


@dataclass
class Inputs:
    people: list[Person] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    stated_accounts: list[Stated] = field(default_factory=list)

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("create schema if not exists intermediate")
        connection.execute(
            """
            create or replace table intermediate.int_people__unioned (
                source_record_key varchar, first_landing_seq bigint, first_row_number bigint, given_name varchar,
                family_name varchar, email varchar, other_emails varchar, phone varchar, country varchar,
                birth_on date, created_at timestamp, company_name varchar, city varchar, job_title varchar,
                mobile_phone varchar, street varchar, postcode varchar);
            create or replace table intermediate.int_contacts__edits (
                source_record_key varchar, system varchar, edited_weeks varchar);
            create or replace table intermediate.int_accounts__unioned (
                source_record_key varchar, first_landing_seq bigint, first_row_number bigint, account_name varchar,
                domain varchar, country varchar, parent_source_record_key varchar);
            """
        )
        _insert(
            connection, "int_people__unioned", [(*astuple(person)[:-1], None, None, None) for person in self.people]
        )
        edits = [(person.key, "salesforce", person.edited) for person in self.people if person.edited]
        _insert(connection, "int_contacts__edits", edits)
        _insert(connection, "int_accounts__unioned", [astuple(account) for account in self.accounts])
        for table, stated in (
            ("int_people__crossrefs", self.stated),
            ("int_accounts__crossrefs", self.stated_accounts),
        ):
            connection.execute(
                f"create or replace table intermediate.{table} (source_record_key_a varchar, "
                "source_record_key_b varchar, rule varchar, decided_at timestamp)"
            )
            _insert(connection, table, [astuple(row) for row in stated])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into intermediate.{table} values ({marks})", rows)


def clusters(connection: duckdb.DuckDBPyConnection, grain: str = "person") -> set[frozenset[str]]:
    rows = connection.execute(
        f"select list(source_record_key) from identity.{grain}_links where valid_to is null group by {grain}_id"
    ).fetchall()
    return {frozenset(row[0]) for row in rows}
