"""The fast and the careful reader against Python's csv module and against each other, on files nobody would write."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.accept import limits
from tandem.accept.careful import Reading, read_delimited
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job
from tandem.accept.load import connect
from tandem.accept.scan import scan_text
from tandem.contracts import Contract

TEXTS = Contract.model_validate(
    {
        "system": "files",
        "entity": "texts",
        "team": "sales",
        "version": 1,
        "description": "Texts.",
        "delivery": {"mode": "append"},
        "format": {"kind": "csv", "final_newline": "required"},
        "time_zone": "UTC",
        "freshness": {"every": "1 day", "warn_after": "2 days"},
        "volume": {},
        "columns": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
    }
)
CELL = st.text(st.sampled_from("ab,;\"\n\r\té😀 \\'="), max_size=6)
RECORD = st.lists(CELL, min_size=3, max_size=3)


def accept(folder: Path, data: bytes) -> tuple[list[tuple], list[tuple[int, list[str]]], int]:
    """Accepted rows, refused (number, reasons), and the independent count."""
    for old in folder.iterdir():
        old.unlink()
    (folder / "landed").write_bytes(data)
    job = Job("files.texts-1", TEXTS.model_dump(mode="json"), [FileJob(1, str(folder / "landed"), "x", "2026-01-01")],
              str(folder), 400, 1, 10**9, 10**6)  # fmt: skip
    outcome = read_batch(job)
    assert outcome.held is None
    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT a, b, c FROM '{outcome.accepted}' ORDER BY _row_number").fetchall()
        refused = []
        if outcome.refused:
            refused = engine.execute(f"SELECT _row_number, reasons FROM '{outcome.refused}' ORDER BY 1").fetchall()
    assert outcome.records == len(rows) + len(refused) == outcome.loaded + outcome.quarantined
    return rows, refused, outcome.records


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("texts")


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    records=st.lists(RECORD, max_size=8),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_what_a_proper_writer_writes_is_loaded_exactly(folder, records, quoting, line_end, delimiter):
    if any("\r" in cell for record in records for cell in record):
        quoting = csv.QUOTE_ALL  # Python's minimal quoting forgets a lone carriage return
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=line_end, delimiter=delimiter)
    writer.writerow(["a", "b", "c"])
    writer.writerows(records)
    rows, refused, counted = accept(folder, out.getvalue().encode())
    assert counted == len(records)
    assert refused == []
    assert rows == [tuple(cell or None for cell in record) for record in records]


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.text(st.sampled_from('ab,"\n\r é'), max_size=40))
def test_any_bytes_balance_and_good_rows_are_what_csv_reads(folder, body):
    rows, refused, counted = accept(folder, b"a,b,c\n" + body.encode())
    assert counted == len(rows) + len(refused)
    if not refused and '"' not in body:
        expected = [row for row in csv.reader(io.StringIO(body, newline="")) if row]
        assert rows == [tuple(cell or None for cell in row) for row in expected]


@settings(max_examples=200, deadline=None, database=None)
@given(body=st.text(st.sampled_from('ab,"\n\r é'), max_size=40))
def test_a_file_that_the_scan_calls_regular_is_read_alike_by_everybody(folder, body):
    file = folder / "regular.csv"
    file.write_bytes(body.encode())
    scan = scan_text(file, skip=0, delimiter=",", fields=3, max_record=1000, final_newline=True)
    if scan.irregular:
        return
    records = list(read_delimited(file, Reading("x", True), skip=0, delimiter=",", fields=3))
    assert [record.reason for record in records] == [None] * scan.records
    assert [record.fields for record in records] == [
        row for row in csv.reader(io.StringIO(body, newline=""), strict=True) if row
    ]


def test_pieces_do_not_matter_to_the_scan(tmp_path, monkeypatch):
    import tandem.accept.scan as scan_module

    file = tmp_path / "x.csv"
    body = 'a,"b\n""c",d\r\n' * 50 + "x,y,z\r\n"
    file.write_bytes(body.encode())
    results = set()
    for size in (1, 2, 3, 7, 64, 10**6):
        monkeypatch.setattr(scan_module, "_CHUNK", size)
        scan = scan_text(file, skip=0, delimiter=",", fields=3, max_record=1000, final_newline=True)
        results.add((scan.records, scan.irregular, scan.crlf, scan.quoted_line_ends))
    assert results == {(51, None, True, True)}


def test_windows_do_not_matter_to_the_careful_reader(tmp_path, monkeypatch):
    import tandem.accept.careful as careful

    file = tmp_path / "x.csv"
    file.write_bytes(b'a,"b\n""c",d\nbro"ken,1\n"x"y,1,2\nlast,1,2')
    results = []
    for size in (21, 22, 23, 27, 1000):  # always more than one record
        monkeypatch.setattr(careful, "_READ", size)
        monkeypatch.setattr(limits, "MAX_RECORD_BYTES", 20)
        results.append(list(read_delimited(file, Reading("x", True), skip=0, delimiter=",", fields=3)))
    assert all(result == results[0] for result in results)
    assert [record.reason for record in results[0]] == [
        None,
        "row:wrong_number_of_fields",
        "row:broken_quote",
        "row:unterminated",
    ]


def test_a_regular_file_needs_no_careful_reader(tmp_path):
    """The guard of the speed: quotes, quoted line ends and blank lines are regular."""
    file = tmp_path / "x.csv"
    file.write_bytes('1,"a ""b"", c\nd",é\n\n2,,\n"3","",""\n'.encode())
    scan = scan_text(file, skip=0, delimiter=",", fields=3, max_record=1000, final_newline=True)
    assert (scan.irregular, scan.records, scan.blank_lines) == (None, 3, 1)


def test_the_engine_loads_no_extension_and_thinks_in_utc(tmp_path):
    engine = connect(200, 1, tmp_path)
    assert engine.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
    assert engine.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)
    engine.close()


def test_a_record_that_the_loader_drops_is_found_by_the_count(folder):
    """DuckDB 1.5.6 passes over a record of delimiters alone in a file with CRLF; the careful reader then reads all."""
    rows, refused, counted = accept(folder, b"a,b,c\r\n,,\r\n")
    assert (rows, refused, counted) == ([(None, None, None)], [], 1)


@pytest.mark.slow
def test_rows_keep_their_numbers_in_a_file_larger_than_the_loaders_buffers(tmp_path):
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT i AS a, repeat('x', 40) AS b, CASE WHEN i % 1000 = 0 THEN 'n' END AS c "
            f"FROM range(2000000) AS t(i)) TO '{tmp_path}/landed' (HEADER true)"
        )
    under = TEXTS.model_dump(mode="json") | {"delivery": {"mode": "upsert", "key": ["a"]}}
    under["columns"]["c"] = {"type": "integer"}
    job = Job(
        "b", under, [FileJob(1, str(tmp_path / "landed"), "x", "2026-01-01")], str(tmp_path), 800, 4, 10**10, 10**6
    )
    outcome = read_batch(job)
    assert (outcome.loaded, outcome.quarantined) == (1_998_000, 2_000)
    for file in (outcome.accepted, outcome.refused):
        value = "a" if file == outcome.accepted else "record ->> 'a'"
        wrong = duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE ({value})::BIGINT + 1 <> _row_number").fetchone()
        assert wrong == (0,)
