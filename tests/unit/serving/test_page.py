"""The page: every number is the table's, nothing from data runs, nothing is fetched. Checked in a real browser."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tandem.serving.page import charts, count, exact, money, quarter, render, visible, words
from tandem.serving.scoreboard import read

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def page(public_database, manifest):
    file = public_database.with_name("index.html")
    file.write_text(render(read(public_database), manifest, has_docs=True), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def opened(browser, page):
    """The page in a browser tab, with everything it asked for and complained about."""

    def run(**context):
        tab = browser.new_context(**context).new_page()
        tab.seen = {"requests": [], "complaints": []}
        tab.on("request", lambda request: tab.seen["requests"].append(request.url))
        tab.on("console", lambda message: tab.seen["complaints"].append(message.text))
        tab.on("pageerror", lambda error: tab.seen["complaints"].append(str(error)))
        tab.on("dialog", lambda dialog: tab.seen["complaints"].append(f"dialog {dialog.message}"))
        tab.goto(page.as_uri())
        tab.wait_for_selector("#funnel-chart .bars .point path", state="attached")
        return tab

    return run


@pytest.fixture(scope="module")
def tab(opened):
    """One tab for every test that only reads."""
    return opened()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fetches_nothing_and_reports_no_error(opened, page, scheme):
    tab = opened(color_scheme=scheme)
    assert [url for url in tab.seen["requests"] if not url.startswith("data:")] == [page.as_uri()]
    assert tab.seen["complaints"] == []


def test_values_from_data_are_shown_and_never_run(tab):
    assert "<script>alert(1)</script>" in tab.inner_text("#channels")
    assert "\\x1b[31m" in tab.inner_text("#channels")
    assert "{{ 7*7 }}" in tab.inner_text("#quality")
    assert tab.locator("img").count() == 0
    assert tab.locator("#channels a, #quality a").count() == 0
    assert [c for c in tab.seen["complaints"] if "dialog" in c] == []


def test_it_fits_a_phone(opened):
    tab = opened(viewport={"width": 360, "height": 740})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_headlines_equal_the_tables_to_the_last_digit(tab, public_database):
    with duckdb.connect(str(public_database), read_only=True) as connection:
        for name, sql in {
            "people": "select count(*) from core.dim_person",
            "accounts": "select count(*) from core.dim_account",
            "sales_touches": "select count(*) from core.fct_touch where department = 'sales'",
            "spend_amount": "select sum(spend_amount) from core.fct_ad_spend",
            "open_amount": "select sum(amount) from core.fct_opportunity where not is_closed",
            "won": "select count(*) from core.fct_opportunity where is_won",
            "won_amount": "select sum(amount) from core.fct_opportunity where is_won",
        }.items():
            (expected,) = connection.execute(sql).fetchone()
            cell = tab.locator(f"#headlines [data-name={name}] .number, #headlines [data-name={name}].number").first
            assert cell.get_attribute("data-value") == exact(expected), name
            assert cell.inner_text() == (money(expected) if isinstance(expected, Decimal) else count(expected)), name


def test_the_channel_table_adds_up_to_the_headlines(tab, public_database):
    rows = tab.locator("#channels tbody tr")
    columns = [
        sum(
            Decimal(rows.nth(i).locator("td.n").nth(column).get_attribute("data-value") or 0)
            for i in range(rows.count())
        )
        for column in range(5)
    ]
    headlines = read(public_database).headlines
    assert columns == [
        headlines[name] for name in ("spend_amount", "opportunities", "open_amount", "won", "won_amount")
    ]


def test_missing_history_is_said_and_is_not_zero(tab):
    first = tab.locator("#funnel tbody tr").last
    assert first.inner_text().split("\t")[0] == "Q1 2024"
    assert first.inner_text().count("not measurable") == 3
    assert tab.locator("#funnel tbody tr").first.inner_text().count("not measurable") == 0


def test_gates_freshness_and_quarantine_are_there(tab):
    assert "1 of 2 agreed checks needs attention" in tab.inner_text("header")
    assert "1 feed is late" in tab.inner_text("header")
    assert "What to do: Take the person off" in tab.inner_text("[data-check=no_mail_after_a_no]")
    assert "late 1 of 2 feeds: contact" in tab.inner_text("#freshness")
    assert tab.locator("#quality tbody td.n").evaluate_all("cells => cells.map(c => c.dataset.value)") == [
        "10",
        "10",
        "8",
    ]
    assert "3,000" in tab.inner_text("#balance")


def test_a_release_without_marts_says_so(tmp_path, manifest):
    database = tmp_path / "tandem.duckdb"
    duckdb.connect(str(database)).close()
    html = render(read(database), manifest | {"gates": [], "freshness": []}, has_docs=False)
    assert html.count("are not part of this release") == 7
    assert "data_docs" not in html


def test_nothing_outside_is_named(page):
    text = page.read_text()
    before_plotly = text[: text.index('id="charts"')]
    assert 'href="http' not in before_plotly
    assert "src=" not in before_plotly.replace("src=x", "")
    assert "default-src 'none'" in before_plotly


def test_amounts_are_in_the_currency_the_release_was_made_with(public_database, manifest):
    text = render(read(public_database), manifest | {"reporting_currency": "SEK"}, has_docs=False)
    assert "amounts in SEK" in text


def test_charts_hold_the_tables_numbers(public_database):
    board = read(public_database)
    drawn = json.loads(json.dumps(charts(board, "CHF")))
    assert drawn["funnel-chart"]["traces"][4]["y"] == [row["won"] for row in board.funnel][::-1]
    assert drawn["channel-chart"]["value"] == "CHF"
    assert drawn["channel-chart"]["traces"][0]["x"] == [float(row["won_amount"]) for row in board.channels][::-1]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (count(1234567), "1,234,567"),
        (count(None), "–"),
        (money(Decimal("17936928.49")), "17,936,928"),
        (exact(Decimal("17936928.40")), "17936928.40"),
        (quarter(date(2026, 1, 31)), "Q1 2026"),
        (visible("a\x1b\n"), "a\\x1b\\n"),
        (words("marketing_plan:x"), "marketing plan: x"),
    ],
)
def test_values_read_well(shown, expected):
    assert shown == expected
