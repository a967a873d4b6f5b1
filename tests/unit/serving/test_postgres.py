"""The release in PostgreSQL, on a real server: equal rows, whole releases, readers that see only what they may."""

import threading

import psycopg
import pytest

from tandem.errors import BusyError, TandemError
from tandem.serving import copying
from tandem.serving.copying import postgres_type
from tandem.serving.postgres import ADVISORY_LOCK, Options, publish_to

# Between two dashboards of one reader: readers must not take the processor from the publisher.
PAUSE_SECONDS = 0.1

IMPATIENT = Options(swap_seconds=1.0, attempts=1)


@pytest.fixture
def connect(postgres_url):
    """Open sessions; all are closed at the end."""
    opened = []

    def run(url=postgres_url, **named):
        opened.append(psycopg.connect(url, autocommit=True, **named))
        return opened[-1]

    yield run
    for session in opened:
        session.close()


@pytest.fixture
def reader(connect, postgres_url):
    """A session of a person who is a member of the readers' role and nothing else."""

    def run(role="tandem_reader"):
        owner = connect()
        name = f"person_{role}_{abs(hash(postgres_url))}"
        owner.execute(f"create role {name} login in role {role}")
        session = connect()
        session.execute(f"set session authorization {name}")
        return session

    return run


def _served(session):
    return session.execute("select release_id from tandem.release").fetchone()[0]


def _versions(session):
    rows = session.execute("select nspname from pg_namespace where nspname like 'tandem\\_r%' order by 1").fetchall()
    return [name[: len("tandem_r000000")] for (name,) in rows]


def test_every_value_arrives_as_it_is(settings, release, postgres_url, connect):
    release(
        1,
        extra="""
        create table core.values as select * from (values
            (1, null, null, null, null, null, null),
            (2, '', 0.00::decimal(18, 2), true, date '2024-02-29', timestamp '2026-01-31 23:59:59.000001', ['a', null]),
            (3, '\\N', -12345678901234.56, false, date '1900-01-01', timestamp '2026-01-31 00:00:00', []),
            (4, 'a,"b"' || chr(10) || chr(13) || chr(9) || 'c\\', 0.01, true, null, null, ['x,y']),
            (5, '\\NN', 1, null, null, null, null),
            (6, 'Jürgen 🙂 =1+1 <b> {{ x }} $1 %s', 2, null, null, null, null)
        ) as t(id, text, amount, flag, day, moment, list)
        """,
    )
    assert publish_to(settings, postgres_url) == "r000001"
    rows = connect().execute(
        "select id, text, amount::text, flag, day::text, moment::text, list from core.values order by id"
    )
    assert rows.fetchall() == [
        (1, None, None, None, None, None, None),
        (2, "", "0.00", True, "2024-02-29", "2026-01-31 23:59:59.000001", "[a, NULL]"),
        (3, "\\N", "-12345678901234.56", False, "1900-01-01", "2026-01-31 00:00:00", "[]"),
        (4, 'a,"b"\n\r\tc\\', "0.01", True, None, None, "['x,y']"),
        (5, "\\NN", "1.00", None, None, None, None),
        (6, "Jürgen 🙂 =1+1 <b> {{ x }} $1 %s", "2.00", None, None, None, None),
    ]


def test_a_table_that_arrives_different_is_not_served(settings, release, postgres_url, connect, monkeypatch):
    release(1)
    publish_to(settings, postgres_url)
    release(2, extra="create table core.at as select timestamp '2026-01-31 12:00:00' as moment")
    monkeypatch.setitem(copying._TYPES, "TIMESTAMP", "date")  # loses the time of day
    with pytest.raises(TandemError, match=r"core\.at in PostgreSQL is not equal"):
        publish_to(settings, postgres_url, IMPATIENT)
    assert _served(connect()) == "r000001"


def _read(url, stop, problems, seen):
    """Ask two tables in one transaction, as a dashboard does, until told to stop."""
    latest = 0
    with psycopg.connect(url) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        while not stop.wait(PAUSE_SECONDS):
            try:
                with session.transaction():
                    one, two = (
                        session.execute(f"select min(release), max(release), count(*) from {table}").fetchone()
                        for table in ("core.dim_person", "sales.pipeline")
                    )
            except psycopg.Error as error:
                problems.append(repr(error))
                return
            if one != two or one[0] != one[1] or one[2] != 200 or one[0] < latest:
                problems.append(f"{one} {two} after {latest}")
            latest = one[0]
            seen.add(latest)


@pytest.mark.parametrize(
    ("readers", "releases"),
    [(2, 7), pytest.param(20, 100, marks=[pytest.mark.slow, pytest.mark.alone])],
    ids=["few", "B1"],
)
def test_readers_see_whole_releases_only(settings, release, postgres_url, readers, releases):
    release(1)
    publish_to(settings, postgres_url)
    stop, problems, seen = threading.Event(), [], set()
    threads = [threading.Thread(target=_read, args=(postgres_url, stop, problems, seen)) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for number in range(2, 2 + releases):
        release(number)
        publish_to(settings, postgres_url)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(seen) > 1


def test_a_reader_gets_the_views_and_nothing_below_them(settings, release, postgres_url, connect, reader):
    release(1)
    publish_to(settings, postgres_url, Options(restricted=True))
    session = reader()
    assert session.execute("select count(*) from core.dim_person").fetchone() == (200,)
    (version,) = connect().execute("select nspname from pg_namespace where nspname like 'tandem\\_r%'").fetchone()
    for statement in (
        "select email from restricted.core__dim_person",
        f"select * from {version}.core__dim_person",
        f"select * from {version}.restricted__core__dim_person",
        "copy core.dim_person to '/out.csv'",
        "copy core.dim_person to program 'cat'",
        "select pg_read_file('postgresql.conf')",
        "select pg_ls_dir('.')",
        "create table core.mine (x int)",
        "create table public.mine (x int)",
        "delete from core.dim_person",
        "update core.dim_person set person_id = 'x'",
        "set role tandem_restricted",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(statement)
    with pytest.raises(psycopg.errors.UndefinedColumn):
        session.execute("select email from core.dim_person")


def test_the_restricted_role_gets_its_schema_only(settings, release, postgres_url, reader):
    release(1)
    publish_to(settings, postgres_url, Options(restricted=True))
    session = reader("tandem_restricted")
    assert session.execute("select count(email) from restricted.core__dim_person").fetchone() == (200,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("select * from core.dim_person")


def test_personal_columns_are_not_loaded_unless_asked_for(settings, release, postgres_url, connect):
    release(1)
    publish_to(settings, postgres_url)
    found = connect().execute("select 1 from information_schema.columns where column_name = 'email'").fetchall()
    assert found == []


def test_an_idle_transaction_delays_the_publisher_and_nobody_else(settings, release, postgres_url, connect):
    release(1)
    publish_to(settings, postgres_url)
    idle = psycopg.connect(postgres_url)
    pid = idle.info.backend_pid
    idle.execute("select * from core.dim_person limit 1")
    release(2)
    with pytest.raises(TandemError, match=rf"idle in transaction: {pid}\): the release before is still served"):
        publish_to(settings, postgres_url, IMPATIENT)
    other = connect()
    assert other.execute("select max(release) from sales.pipeline").fetchone() == (1,)

    publisher = threading.Thread(target=publish_to, args=(settings, postgres_url))
    publisher.start()
    for _ in range(20):
        other.execute("set statement_timeout = '5s'")
        assert other.execute("select max(release) from core.dim_person").fetchone() == (1,)
    idle.rollback()
    idle.close()
    publisher.join()
    assert _served(other) == "r000002"


def test_changed_columns_and_tables_are_served(settings, release, postgres_url, connect, reader):
    release(1, extra="create table core.gone as select 1 as x")
    publish_to(settings, postgres_url)
    session = reader()
    release(
        2, extra="alter table sales.pipeline rename column stage_no to stage; create table core.new as select 1 as x"
    )
    publish_to(settings, postgres_url)
    assert session.execute("select max(stage), max(release) from sales.pipeline").fetchone() == (199, 2)
    assert session.execute("select x from core.new").fetchone() == (1,)
    with pytest.raises(psycopg.errors.UndefinedTable):
        session.execute("select * from core.gone")


def test_the_release_before_is_kept_and_older_ones_are_dropped(settings, release, postgres_url, connect):
    for number in (1, 2, 3, 4):
        release(number)
        publish_to(settings, postgres_url)
    assert _versions(connect()) == ["tandem_r000003", "tandem_r000004"]


def test_publishing_again_changes_nothing_and_a_rollback_is_followed(settings, release, postgres_url, connect):
    from tandem.release.folder import point_to

    session = connect()
    release(1)
    publish_to(settings, postgres_url)
    oid = session.execute("select 'core.dim_person'::regclass::oid").fetchone()
    publish_to(settings, postgres_url)
    assert session.execute("select 'core.dim_person'::regclass::oid").fetchone() == oid
    release(2)
    publish_to(settings, postgres_url)
    point_to(settings, "r000001")
    assert publish_to(settings, postgres_url) == "r000001"
    assert session.execute("select max(release) from core.dim_person").fetchone() == (1,)


def test_what_a_killed_publish_left_is_cleared(settings, release, postgres_url, connect):
    release(1)
    publish_to(settings, postgres_url)
    session = connect()
    (version,) = session.execute("select nspname from pg_namespace where nspname like 'tandem\\_r%'").fetchone()
    session.execute("create schema tandem_r000002_half")
    session.execute("create table tandem_r000002_half.core__dim_person (x int)")
    for number in (3, 4):
        release(number)
        publish_to(settings, postgres_url)
    assert version not in _versions(session)
    assert _versions(session) == ["tandem_r000003", "tandem_r000004"]


def test_one_publisher_at_a_time(settings, release, postgres_url, connect):
    release(1)
    connect().execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
    with pytest.raises(BusyError, match="another publisher"):
        publish_to(settings, postgres_url)


def test_messages_hold_neither_values_nor_passwords(settings, release, postgres_url):
    release(1, extra="create table core.nul as select 'secret' || chr(0) as x")
    with pytest.raises(TandemError) as refused:
        publish_to(settings, postgres_url, IMPATIENT)
    assert "secret" not in str(refused.value)
    with pytest.raises(TandemError, match="was not reached") as unreachable:
        publish_to(settings, "postgresql://someone:hunter2@127.0.0.1:1/none", IMPATIENT)
    assert "hunter2" not in str(unreachable.value)


def test_decimals_stay_exact_and_nested_types_become_text():
    assert postgres_type("DECIMAL(18,2)") == "numeric(18,2)"
    assert postgres_type("VARCHAR[]") == "text"
