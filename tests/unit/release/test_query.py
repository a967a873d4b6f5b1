"""Queries on the current release: read-only, confined to the file, exact and inert in their output."""

import json
from decimal import Decimal

import pytest

from tandem.errors import UsageError
from tandem.release import query
from tandem.release.query import as_json, as_text


def test_rows_come_back_with_their_columns(settings, published):
    published(3)
    columns, rows = query(settings, "select person_id from core.dim_person order by 1")
    assert (columns, list(rows)) == (["person_id"], [("p0",), ("p1",), ("p2",)])


def test_personal_columns_need_the_restricted_file(settings, published):
    published(3)
    with pytest.raises(UsageError, match="email"):
        query(settings, "select email from core.dim_person")
    _, rows = query(settings, "select count(email) from core.dim_person", restricted=True)
    assert list(rows) == [(3,)]


@pytest.mark.parametrize(
    "sql",
    [
        "create table core.x as select 1",
        "delete from core.dim_person",
        "select * from read_csv('/etc/passwd')",
        "copy core.dim_person to 'out.csv'",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "not sql",
    ],
)
def test_a_query_cannot_change_or_leave_the_file(settings, published, sql):
    published(3)
    with pytest.raises(UsageError, match="not accepted"):
        query(settings, sql)


def test_a_query_before_the_first_release_says_what_to_do(settings):
    with pytest.raises(UsageError, match="tandem run"):
        query(settings, "select 1")


def test_json_keeps_every_digit_and_escapes():
    row = (Decimal("12345678901234567.80"), "a\x1b[31m\n<script>", None, True, [Decimal("1.10")], float("nan"))
    text = as_json(["n", "t", "z", "b", "l", "f"], row)
    assert '"n": 12345678901234567.80' in text
    assert '"l": [1.10]' in text
    assert "\x1b" not in text
    assert json.loads(text)["t"] == row[1]
    assert json.loads(text)["f"] is None


def test_text_shows_control_characters_and_does_not_obey_them():
    assert as_text("a\x1b[31m\r\nb\t") == "a\\x1b[31m\\r\\nb\\t"
    assert as_text("Jürgen 🙂 =1+1") == "Jürgen 🙂 =1+1"
