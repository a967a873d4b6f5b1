from dataclasses import replace

import duckdb
import pytest

from tandem.errors import UsageError
from tandem.identity import resolve
from tandem.identity.likeness import draw, in_words, verdict
from tandem.identity.scoring.weigh import Piece, Weighing, weigh
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Inputs, Person

WORK = Person("a", given="Annegret", family="Bolkesteyn", email="a.bolkesteyn@wind.example", company="Dehmel Wind")
SON = replace(WORK, key="b", seq=2, given="Wilfried", phone="+49 899 9998004")
SLIP = replace(WORK, key="c", seq=3, family="Bolkesteijn", email=None)
NAMELESS = Person("d", seq=4, email="info@wind.example")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    file = tmp_path_factory.mktemp("likeness") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        Inputs(people=[WORK, SON, SLIP, NAMELESS]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
    return file


def weighed(warehouse, a: str, b: str) -> Weighing | None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as released (read_only)")
        return weigh(connection, MODEL, a, b, "released.")


def test_the_pieces_in_words(warehouse):
    found = weighed(warehouse, "a", "c")
    assert [piece.words for piece in found.pieces] == [
        "two records taken at random",
        "the same given name, a rare one",
        "family names that differ by a slip",
        "the same company, a rare one",
    ]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (kept,) = connection.execute(
            "select match_weight from identity.person_scores where source_record_key_b = 'c'"
        ).fetchone()
    assert found.weight == pytest.approx(float(kept), abs=0.005), "what is told is what was counted"
    assert found.counts
    assert weighed(warehouse, "c", "a") == found


def test_what_other_names_use_is_said_to_say_nothing(warehouse):
    found = weighed(warehouse, "a", "b")
    assert Piece("the same e-mail address, which other names use, too", 0.0) in found.pieces
    assert not found.counts


def test_without_a_name_there_is_nothing_to_weigh(warehouse):
    assert weighed(warehouse, "a", "d") is None


@pytest.mark.parametrize(
    ("weight", "counts", "words"),
    [
        (13.0, True, "odds of 8,192 to 1 that they are one person; enough for joining them by likeness alone"),
        (13.0, False, "but their names do not agree or are read from one address, and then likeness joins nobody"),
        (3.0, True, "odds of 8 to 1 that they are one person; not enough for joining them by likeness alone"),
        (-4.0, True, "odds of 16 to 1 that they are two people; not enough"),
        (99.0, True, "odds of more than 1,048,576 to 1 that they are one person"),
    ],
)
def test_what_it_comes_to(weight, counts, words):
    assert words in verdict(Weighing((Piece("all of it", weight),), 12.0, counts))


def test_the_lines_add_up():
    told = in_words(Weighing((Piece("prior", -13.4), Piece("the same name", 9.5)), 12.0, True))
    assert [line.sentence.split()[0] for line in told[1:]] == ["-13.4", "+9.5", "-3.9"]


def test_the_picture_needs_no_network(warehouse, tmp_path):
    file = tmp_path / "picture.html"
    draw(weighed(warehouse, "a", "c"), "a", "c", file)
    page = file.read_text(encoding="utf-8")
    assert "family names that differ by a slip" in page
    assert '<script src="' not in page
    with pytest.raises(UsageError, match="cannot be written"):
        draw(weighed(warehouse, "a", "c"), "a", "c", tmp_path / "nowhere" / "picture.html")
