"""Which entity a file is: what the caller says, the name, the place, a mapping, a workbook; in this order."""

from datetime import date
from pathlib import PurePath

import pytest

from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.errors import UsageError
from tandem.landing.mappings import Mappings
from tandem.landing.recognise import Unrecognised, delivered_on, printable, recognise, suffix_of


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return Contracts.load(Settings())


@pytest.fixture(scope="module")
def mappings(contracts, tmp_path_factory) -> Mappings:
    home = tmp_path_factory.mktemp("home")
    (home / "mappings").mkdir()
    (home / "mappings" / "pipeline.yml").write_text(
        "name: pipeline\nsystem: files\nentity: opportunity\nfiles: ['pipeline*.csv']\ncolumns: {Stage: stage}\n"
    )
    return Mappings.load(Settings(home=home), contracts)


@pytest.mark.parametrize(
    ("path", "entity"),
    [
        ("salesforce__lead.csv", "salesforce.lead"),
        ("salesforce__lead-2026-01-31.csv.gz", "salesforce.lead"),
        ("salesforce__lead__part2.parquet", "salesforce.lead"),
        ("SALES/salesforce__lead.CSV", "salesforce.lead"),
        # The longest name wins: email_event is an entity too.
        ("hubspot__email_event_click.csv", "hubspot.email_event_click"),
        ("hubspot__email_event.jsonl", "hubspot.email_event"),
        ("in/salesforce/lead/whatever it is.csv", "salesforce.lead"),
        ("in/salesforce/lead.tsv", "salesforce.lead"),
        ("in/salesforce/lead-2026-01-31.csv", "salesforce.lead"),
        # The name says more than the place.
        ("salesforce/lead/salesforce__contact.csv", "salesforce.contact"),
        ("pipeline-march.csv", "files.opportunity"),
        ("marketing_plan__budget.csv", "marketing_plan.budget"),
    ],
)
def test_a_file_is_recognised(contracts, mappings, path, entity):
    assert [contract.name for contract in recognise(PurePath(path), contracts, mappings)] == [entity]


@pytest.mark.parametrize("name", ["sales_plan.xlsx", "2026-01-31/sales_plan-v2.xlsx", "sales_plan__final.XLSX"])
def test_a_workbook_is_one_delivery_per_sheet_that_has_a_contract(contracts, mappings, name):
    found = recognise(PurePath(name), contracts, mappings)
    assert [contract.name for contract in found] == ["sales_plan.holiday", "sales_plan.promise", "sales_plan.quota"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("salesforce__leads.csv", "belongs to no known entity"),
        ("salesforce_lead.csv", "belongs to no known entity"),
        ("lead.csv", "belongs to no known entity"),
        ("sales_plan.csv", "belongs to no known entity"),
        ("salesforce__lead.duckdb", "not a kind of file"),
        ("salesforce__lead.xls", "not a kind of file"),
        ("salesforce__lead", "not a kind of file"),
        ("salesforce__lead.zip", "unpack it"),
        ("salesforce__lead.tar.gz", "unpack it"),
    ],
)
def test_a_file_is_refused_with_what_to_do(contracts, mappings, path, why):
    with pytest.raises(Unrecognised, match=why) as refusal:
        recognise(PurePath(path), contracts, mappings)
    assert "\n" not in str(refusal.value)


def test_what_the_caller_says_comes_first(contracts, mappings):
    path = PurePath("salesforce__lead.csv")
    found = recognise(path, contracts, mappings, system="hubspot", entity="contact")
    assert [contract.name for contract in found] == ["hubspot.contact"]
    with pytest.raises(UsageError, match=r"no contract for hubspot\.nothing"):
        recognise(path, contracts, mappings, system="hubspot", entity="nothing")
    with pytest.raises(UsageError, match="both --system and --entity"):
        recognise(path, contracts, mappings, system="hubspot")
    with pytest.raises(UsageError, match="not a kind of file"):
        recognise(PurePath("x.duckdb"), contracts, mappings, system="hubspot", entity="contact")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2026-01-30/salesforce__lead-2026-01-31.csv", date(2026, 1, 31)),
        ("2026-01-30/salesforce/lead.csv", date(2026, 1, 30)),
        ("lead-2026-02-30-2026-02-28.csv", date(2026, 2, 28)),
        ("lead-12026-01-31.csv", None),
        ("lead.csv", None),
    ],
)
def test_the_day_is_in_the_name_or_in_the_nearest_folder(path, day):
    assert delivered_on(PurePath(path)) == day


def test_names_are_shown_without_anything_that_moves_the_cursor():
    assert printable("a\x1b[31m\nb\u202ec.csv") == "a?[31m?b?c.csv"
    assert len(printable("x" * 5000)) < 200


def test_suffixes_are_known_in_either_case():
    assert suffix_of("A.CSV.GZ") == ".csv.gz"
    assert suffix_of("a.exe") is None
