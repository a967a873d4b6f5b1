"""Writes the whole company: plans, then chunk after chunk of people, then what is summed up over all of them."""

import shutil
from pathlib import Path

import numpy as np

from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.demo import (
    GENERATOR_VERSION,
    activities,
    ad_platforms,
    ads,
    company,
    deals,
    emails,
    finance,
    hubspot,
    journeys,
    leads,
    opportunities,
    outside,
    plans,
    salesforce,
    web,
)
from tandem.demo.deliveries import Deliveries
from tandem.demo.ids import Counters
from tandem.demo.people import make_chunk, plan_chunks, plan_organisations
from tandem.demo.rows import Rows
from tandem.demo.sampling import END, START, stream, texts
from tandem.demo.scene import Scene, issue_keys
from tandem.demo.spoiled import Spoiler
from tandem.demo.truth import Truth
from tandem.errors import UsageError
from tandem.progress import Progress

MANIFEST = Path("truth") / "manifest.json"
SMALLEST, LARGEST = 200, 1_000_000


def write_company(people: int, seed: int, out: Path) -> dict:
    """Write ``out/sources`` and ``out/truth`` and return the manifest. The same arguments give the same bytes.

    An earlier company in ``out`` is replaced in one step; any other content is refused with UsageError.
    """
    if not SMALLEST <= people <= LARGEST:
        raise UsageError(f"--people {people}: choose a number from {SMALLEST} to {LARGEST}")
    out = out.expanduser().resolve()
    if out.is_file():
        raise UsageError(f"{out} is a file: choose a folder for --out")
    if out.exists() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise UsageError(f"{out} is not empty and holds no synthetic company: choose another folder for --out")
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        manifest = _write(people, seed, part)
        _replace(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def _write(people: int, seed: int, folder: Path) -> dict:
    contracts = Contracts.load(Settings())
    spoiler = Spoiler(seed)
    out = Deliveries(folder / "sources", contracts, spoiler)
    truth = Truth(folder / "truth")
    counters = Counters()
    firm = company.found(seed, people)
    company.deliver(firm, out)
    emails.write_email_campaigns(firm, out)
    demand = ads.Demand.empty(firm.campaigns.count)
    wins = np.zeros(8, np.int64)
    sizes = plan_organisations(people, seed)
    chunks = plan_chunks(sizes)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    with Progress("demo", total=len(chunks) + 1) as progress:
        for number, (first, last) in enumerate(chunks):
            chunk = make_chunk(seed, number, first, sizes[first:last], int(offsets[first]), counters)
            planned = deals.plan_deals(stream(seed, "deals", number), chunk.organisations, chunk.people, counters)
            lived = journeys.live(stream(seed, "journeys", number), firm, chunk.organisations, chunk.people, planned)
            scene = Scene(seed, number, firm, out, truth, counters, chunk.organisations, chunk.people, planned, lived)
            _write_chunk(scene, demand)
            wins += _wins(planned)
            progress.advance(f"people {int(offsets[first])}-{int(offsets[last])}")
        spend = ad_platforms.write_ads(seed, firm, demand, out)
        finance.write_exchange_rates(seed, out)
        finance.write_supplier_invoices(seed, spend, out)
        plans.write_plans(seed, people, firm, contracts, out)
        progress.advance("ads, rates, plans")
    return _close(people, seed, out, truth, spoiler, wins)


def _write_chunk(scene: Scene, demand: ads.Demand) -> None:
    issue_keys(scene)
    people, organisations = scene.people, scene.organisations
    scene.truth.add(
        "persons",
        Rows(
            true_person_id=people.person,
            case_kind=people.kind,
            true_organisation_id=organisations.organisation[people.home],
            moved_at=people.moved_at,
            moved_to_organisation_id=np.where(
                np.isnat(people.moved_at), -1, organisations.organisation[people.new_home]
            ),
        ),
    )
    scene.truth.add(
        "organisations",
        organisations.pick("organisation", "name", "spelling", "domain", "country", "industry", "employees", "fit"),
    )
    hubspot.write_contacts(scene)
    hubspot.write_companies(scene)
    leads.write_leads(scene)
    salesforce.write_accounts(scene)
    salesforce.write_contacts(scene)
    opportunities.write_opportunities(scene)
    activities.write_activities(scene)
    activities.write_campaign_members(scene)
    emails.write_emails(scene)
    web.write_web(scene)
    outside.write_outside(scene)
    finance.write_customers(scene)
    demand.add(scene.demand["clicks"], scene.demand["claims"])


def _wins(planned: Rows) -> np.ndarray:
    won = planned.won_at[(planned.won_at >= START) & (planned.won_at <= END)]
    quarter = (won.astype("datetime64[M]").astype(int) - 648) // 3
    return np.bincount(quarter, minlength=8)[:8]


def _close(people: int, seed: int, out: Deliveries, truth: Truth, spoiler: Spoiler, wins: np.ndarray) -> dict:
    files = out.close()
    truth.add(
        "files",
        Rows(
            path=texts([f["path"] for f in files]),
            sheet=texts([f["sheet"] for f in files]),
            system=texts([f["system"] for f in files]),
            entity=texts([f["entity"] for f in files]),
            delivered_on=np.array([f["delivered_on"] for f in files], "datetime64[s]"),
            records=np.array([f["records"] for f in files], np.int64),
        ),
    )
    bad = sorted(spoiler.counts.items())
    truth.add(
        "quarantine",
        Rows(
            entity=texts([k[0] for k, _ in bad]),
            column=texts([k[1] for k, _ in bad]),
            kind=texts([k[2] for k, _ in bad]),
            rows=np.array([v for _, v in bad], np.int64),
        ),
    )
    quarters = [f"{2024 + q // 4}-Q{q % 4 + 1}" for q in range(8)]
    truth.add("wins_per_quarter", Rows(quarter=texts(quarters), wins=wins))
    records: dict[str, int] = {}
    for file in files:
        name = f"{file['system']}.{file['entity']}"
        records[name] = records.get(name, 0) + file["records"]
    manifest = {
        "generator": "tandem demo",
        "version": GENERATOR_VERSION,
        "seed": seed,
        "people": people,
        "as_of": "2026-01-31T00:00:00Z",
        "wins_per_quarter": dict(zip(quarters, wins.tolist(), strict=True)),
        "files": len({f["path"] for f in files}),
        "records": sum(records.values()),
        "records_by_entity": dict(sorted(records.items())),
        "quarantine": {f"{entity}:{column}:{kind}": count for (entity, column, kind), count in bad},
    }
    return truth.close(manifest)


def _replace(part: Path, out: Path) -> None:
    old = out.with_name(f"{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    part.replace(out)
    shutil.rmtree(old, ignore_errors=True)
