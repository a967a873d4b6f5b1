"""Texts are normalised once, whatever the number of records and of builds."""

import duckdb
import pytest

from tandem.identity.keys import map_distinct


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("create table records (text varchar, country varchar)")
        yield opened


def test_each_distinct_text_is_asked_for_once_in_all_builds(connection):
    asked = []

    def upper(text, country):
        asked.append((text, country))
        return None if text == "bad" else f"{text.upper()}/{country}"

    def build(*rows):
        connection.execute("delete from records")
        connection.executemany("insert into records values (?, ?)", rows)
        source = "select text, country from records"
        map_distinct(connection, "texts", source, upper, arguments=["text", "country"])
        return sorted(connection.execute("select text, value from texts").fetchall())

    assert build(("a", "DE"), ("a", "DE"), ("a", None), ("bad", "DE")) == [("a", "A/DE"), ("a", "A/None")]
    assert sorted(asked, key=str) == [("a", "DE"), ("a", None), ("bad", "DE")]
    asked.clear()
    assert build(("a", None), ("bad", "DE"), ("b", "DE")) == [("a", "A/None"), ("b", "B/DE")]
    assert asked == [("b", "DE")], "also what gave nothing is remembered"
    asked.clear()
    assert build(("a", "DE")) == [("a", "A/DE")]
    assert asked == [("a", "DE")], "what no record holds any more was forgotten"
    assert connection.execute("select count(*) from normalised.texts").fetchall() == [(1,)]
