"""The two workbooks that the departments keep by hand, delivered every quarter as they stand."""

import io
import zipfile
from datetime import date, datetime, timedelta

import numpy as np
from openpyxl import Workbook

from tandem.contracts import Contracts
from tandem.demo.company import Company
from tandem.demo.deliveries import Deliveries
from tandem.demo.sampling import stream

# A workbook carries its time of writing in its properties and in every zip entry: both are fixed.
FIXED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook holds times without a zone
HOLIDAYS = {
    "DE": (
        ("01-01", "Neujahr"),
        ("05-01", "Tag der Arbeit"),
        ("10-03", "Tag der Deutschen Einheit"),
        ("12-25", "Weihnachten"),
        ("12-26", "Zweiter Weihnachtstag"),
    ),
    "GB": (("01-01", "New Year's Day"), ("12-25", "Christmas Day"), ("12-26", "Boxing Day")),
    "US": (("01-01", "New Year's Day"), ("07-04", "Independence Day"), ("12-25", "Christmas Day")),
    "FR": (("01-01", "Jour de l'an"), ("05-01", "Fête du Travail"), ("07-14", "Fête nationale"), ("12-25", "Noël")),
    "NL": (("01-01", "Nieuwjaar"), ("04-27", "Koningsdag"), ("12-25", "Kerstmis")),
}
PROMISES = (
    (
        "mql_complete",
        "marketing",
        "sales",
        None,
        None,
        "2024-01-01",
        None,
        "A handed-over lead has name, company and a way to reach the person.",
    ),
    ("first_call", "sales", "marketing", 8, 1, "2024-01-01", "2024-12-31", "Sales calls within one working day."),
    ("first_call", "sales", "marketing", 4, 1, "2025-01-01", None, "Sales calls within half a working day."),
    (
        "attempts",
        "sales",
        "marketing",
        80,
        4,
        "2024-01-01",
        None,
        "Sales tries four times within two working weeks before giving up.",
    ),
    (
        "hand_back",
        "sales",
        "marketing",
        16,
        None,
        "2024-01-01",
        None,
        "A refusal names its reason within two working days.",
    ),
    (
        "recycle",
        "marketing",
        "sales",
        40,
        None,
        "2024-01-01",
        None,
        "Marketing takes a returned lead back into care within a week.",
    ),
)
METRICS = (
    ("mql", "leads", "marketing", 130),
    ("accepted", "leads", "sales", 70),
    ("pipeline", "EUR", "marketing", 900_000),
    ("won", "EUR", "sales", 420_000),
)
TOOLS = (
    ("CRM", "sales", 4_200, "USD"),
    ("Marketing automation", "marketing", 3_100, "USD"),
    ("Data warehouse", "both", 900, "EUR"),
    ("Dialler", "sales", 650, "GBP"),
    ("Web analytics", "marketing", 300, "EUR"),
)
SALARIES = (
    ("SDR", 8, 4_300),
    ("AE", 12, 7_200),
    ("CSM", 5, 5_100),
    ("Marketing", 5, 5_600),
    ("Sales Management", 3, 9_400),
)


def write_plans(seed: int, people: int, company: Company, contracts: Contracts, out: Deliveries) -> None:
    """Both workbooks at every quarter's end, at the first and at the last delivery."""
    dates = out.dates()
    quarterly = [
        n for n, day in enumerate(dates) if day.month in (3, 6, 9, 12) and day.day >= 28 and day != date(2025, 12, 28)
    ]
    rng = stream(seed, "plans")
    sheets = _sheets(rng, people, company)
    for number in sorted({0, *quarterly, len(dates) - 1}):
        _deliver(dates[number], number, sheets, contracts, out)


def _deliver(day: date, number: int, sheets: dict, contracts: Contracts, out: Deliveries) -> None:
    for name in ("marketing_plan", "sales_plan"):
        book = Workbook(write_only=True)
        counts = {}
        for contract in contracts:
            if contract.system != name:
                continue
            sheet = book.create_sheet(contract.format.sheet)
            sheet.append(list(contract.columns))
            rows = [row for known_from, row in sheets[contract.entity] if known_from <= day]
            for row in rows:
                sheet.append(row)
            counts[contract.system, contract.entity] = len(rows)
        out.workbook(name, number, _bytes(book), counts)


def _sheets(rng: np.random.Generator, people: int, company: Company) -> dict[str, list[tuple[date, list]]]:
    """entity -> (day from which the row is in the workbook, cells in contract order). Plans are made a year ahead."""
    months = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(27)]  # one quarter beyond the two years
    growth = people / 10_000
    sheets: dict[str, list[tuple[date, list]]] = {}
    campaigns = company.campaigns
    budgets = []
    for month in months:
        first = np.datetime64(month, "s")
        for row in np.flatnonzero((campaigns.starts <= first) & (campaigns.ends >= first)):
            planned = round(float(campaigns.daily_budget[row]) * 30 * (1 + 0.1 * (row % 3 - 1)), 2)
            budgets.append(
                (
                    _year(month),
                    [month, campaigns.channel[row], campaigns.code[row], planned, "EUR", "Head of Marketing"],
                )
            )
    sheets["budget"] = budgets
    sheets["agency_fee"] = [
        (_year(m), [m, agency, channel, fee, "EUR"])
        for m in months
        for agency, channel, fee in (("Studio Elbe", "paid_social", 1_800.0), ("Searchlight", "paid_search", 2_400.0))
    ]
    sheets["tool"] = [(_year(m), [m, *tool[:2], float(tool[2]), tool[3]]) for m in months for tool in TOOLS]
    sheets["salary"] = [
        (m, [m, team, float(size), round(size * pay * (1.03 if m.year == 2025 else 1.0), 2), "EUR"])
        for m in months
        for team, size, pay in SALARIES
    ]
    sheets["target"] = [
        (_year(m), [m, metric, round(value * growth * (1 + 0.02 * i), 2), unit, team])
        for i, m in enumerate(months)
        for metric, unit, team, value in METRICS
    ]
    sheets["holiday"] = [
        (date(2024, 1, 1), [land, date.fromisoformat(f"{year}-{day}"), name])
        for land, listed in HOLIDAYS.items()
        for year in (2024, 2025, 2026)
        for day, name in listed
    ]
    sheets["promise"] = [
        (date.fromisoformat(p[5]), [*p[:5], date.fromisoformat(p[5]), date.fromisoformat(p[6]) if p[6] else None, p[7]])
        for p in PROMISES
    ]
    sellers = company.user("AE", "CSM")
    sheets["quota"] = [
        (
            q - timedelta(days=30),
            [
                q,
                company.users.id[s],
                round(float(rng.normal(105_000, 15_000)) * max(growth, 0.2), -2),
                "EUR",
                50.0 if (s + i) % 11 == 0 else 100.0,
            ],
        )
        for i, q in enumerate(m for m in months if m.month % 3 == 1)
        for s in sellers
    ]
    return sheets


def _year(month: date) -> date:
    return date(month.year, 1, 1)


def _bytes(book: Workbook) -> bytes:
    """The workbook with every time stamp fixed, so that equal content is equal bytes."""
    book.properties.created = FIXED
    written = io.BytesIO()
    book.save(written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                start = content.index(b"<dcterms:modified")
                end = content.index(b"</dcterms:modified>")
                opened = content.index(b">", start) + 1
                content = content[:opened] + b"2024-01-01T00:00:00Z" + content[end:]
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
