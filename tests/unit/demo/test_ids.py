"""Identifiers and telephone numbers are valid where the real ones are."""

import numpy as np
import phonenumbers

from tandem.demo import ids, phones, vocab
from tandem.demo.ids import Counters
from tandem.demo.sampling import stream, texts


def _by_hand(short: str) -> str:
    """The check characters as Salesforce documents them: one per five characters, the first is the lowest bit."""
    check = ""
    for block in (short[0:5], short[5:10], short[10:15]):
        bits = sum(1 << place for place, letter in enumerate(block) if letter.isascii() and letter.isupper())
        check += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return short + check


def test_salesforce_ids_have_their_check_characters() -> None:
    assert _by_hand("001D000000IRFma") == "001D000000IRFmaIAH"  # a published example
    issued = ids.salesforce("opportunity", np.array([0, 10, 61, 62, 3_843, 916_132_831]))
    assert [_by_hand(value[:15]) for value in issued] == list(issued)
    assert list(ids.short(issued)) == [value[:15] for value in issued]


def test_ids_differ_only_in_case_sometimes() -> None:
    """Who compares 15 characters without case joins two records into one."""
    short = ids.short(ids.salesforce("lead", np.arange(200)))
    assert len(set(short)) == 200
    assert len({value.lower() for value in short}) < 200


def test_opaque_ids_do_not_repeat() -> None:
    assert len(set(ids.opaque(np.arange(50_000), 7, 16))) == 50_000
    assert list(ids.opaque(np.arange(3), 7, 20)) == list(ids.opaque(np.arange(3), 7, 20))
    assert {len(value) for value in ids.opaque(np.arange(9), 1, 22)} == {22}


def test_telephone_numbers_are_valid_unique_and_survive_every_spelling() -> None:
    country = texts(np.repeat(vocab.COUNTRIES, 600))
    numbers = phones.issue(Counters(), country)
    assert len(set(numbers)) == len(numbers)
    written = phones.written(stream(1, "phones"), numbers, country)
    for number, text, land in zip(numbers, written, country, strict=True):
        parsed = phonenumbers.parse(text, land)
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number


def test_an_exhausted_range_gives_no_number() -> None:
    country = texts(["GB"] * 14_500)
    numbers = phones.issue(Counters(), country)
    given = [number for number in numbers if number is not None]
    assert 10_000 < len(given) < len(numbers)
    assert len(set(given)) == len(given)
