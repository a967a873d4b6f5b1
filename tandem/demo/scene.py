"""One chunk of the world with everything its systems need to write about it."""

from dataclasses import dataclass, field

import numpy as np

from tandem.demo import ids
from tandem.demo.company import Company
from tandem.demo.deals import MIGRATED_AT
from tandem.demo.deliveries import Deliveries
from tandem.demo.ids import Counters
from tandem.demo.rows import Rows
from tandem.demo.sampling import END, NEVER, START, only, only_text, seconds, stream, texts
from tandem.demo.truth import Truth


@dataclass
class Scene:
    """A chunk. ``keys`` are the ids that the systems gave to each person, ``accounts`` to each organisation."""

    seed: int
    number: int
    company: Company
    out: Deliveries
    truth: Truth
    counters: Counters
    organisations: Rows
    people: Rows
    deals: Rows
    journey: Rows
    keys: Rows = field(default_factory=Rows)
    accounts: Rows = field(default_factory=Rows)
    # What each system says about each person, for systems that copy from it.
    memory: dict[str, Rows] = field(default_factory=dict)
    demand: dict[str, np.ndarray] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """The random stream of one part of this chunk."""
        return stream(self.seed, name, self.number)

    def know(self, key: np.ndarray, who: np.ndarray, described: Rows, at: np.ndarray) -> None:
        """Write down whose record each source key is; records from after the two years are never delivered."""
        here = at <= END
        self.truth.add(
            "person_records",
            Rows(
                source_record_key=key[here],
                true_person_id=self.people.person[who][here],
                mail=described.mail[here],
                case_kind=described.case[here],
                decidable=described.decidable[here],
            ),
        )

    def touched(
        self,
        key: np.ndarray,
        who: np.ndarray,
        at: np.ndarray,
        kind: str | np.ndarray,
        human: np.ndarray | bool,
        touch: np.ndarray | None = None,
    ) -> None:
        """Write down who or what was behind each touch; ``who`` is -1 where it was no known person.

        ``touch`` numbers the true touches: several records of one touch share the number.
        """
        if touch is None:
            touch = self.counters.take("touch", len(at))
        here = (at >= START) & (at <= END)
        count = len(at)
        person = np.where(who >= 0, self.people.person[np.maximum(who, 0)], -1)
        self.truth.add(
            "touches",
            Rows(
                source_record_key=key[here],
                true_touch_id=touch[here],
                true_person_id=person[here],
                occurred_at=at[here],
                kind=texts([kind] * count)[here] if isinstance(kind, str) else kind[here],
                is_human=np.broadcast_to(np.asarray(human), (count,))[here],
            ),
        )


def issue_keys(scene: Scene) -> None:
    """Give every record its id in its system."""
    journey, counters = scene.journey, scene.counters

    def record_ids(kind: str, moments: np.ndarray) -> np.ndarray:
        known = ~np.isnat(moments)
        numbers = np.zeros(len(moments), np.int64)
        numbers[known] = counters.take(kind, int(known.sum()))
        issued = ids.digits(numbers * 51, 301_000) if kind == "hubspot" else ids.salesforce(kind, numbers)
        return only_text(known, issued)

    scene.keys = Rows(
        hubspot=record_ids("hubspot", journey.contact_at),
        second_hubspot=record_ids("hubspot", journey.second_contact_at),
        third_hubspot=record_ids("hubspot", journey.third_contact_at),
        lead=record_ids("lead", journey.lead_at),
        second_lead=record_ids("lead", journey.second_lead_at),
        contact=record_ids("contact", journey.crm_contact_at),
        second_contact=record_ids("contact", journey.second_crm_contact_at),
    )
    _issue_accounts(scene)


def _issue_accounts(scene: Scene) -> None:
    organisations, people, journey, deals = scene.organisations, scene.people, scene.journey, scene.deals
    count = organisations.count
    # Far in the future instead of NaT, so that minimum works.
    far = np.datetime64("2100-01-01T00:00:00", "s")
    crm_at = np.full(count, far)
    np.minimum.at(crm_at, people.home, np.where(np.isnat(journey.crm_contact_at), far, journey.crm_contact_at))
    np.minimum.at(crm_at, deals.organisation, deals.created_at)
    hubspot_at = np.full(count, far)
    np.minimum.at(hubspot_at, people.home, np.where(np.isnat(journey.contact_at), far, journey.contact_at))
    rng = scene.rng("accounts")
    has_crm, has_hubspot = crm_at < far, hubspot_at < far
    twice = has_crm & (rng.random(count) < 0.07)
    second_at = only(twice, crm_at + seconds(rng.integers(10 * 86_400, 200 * 86_400, count)))
    merged_at = only(twice & (rng.random(count) < 0.5), second_at + seconds(rng.integers(86_400, 90 * 86_400, count)))

    def numbers(kind: str, mask: np.ndarray) -> np.ndarray:
        result = np.zeros(count, np.int64)
        result[mask] = scene.counters.take(kind, int(mask.sum()))
        return result

    scene.accounts = Rows(
        created_at=np.where(has_crm, np.where(crm_at < START, MIGRATED_AT, crm_at), NEVER),
        account=only_text(has_crm, ids.salesforce("account", numbers("account", has_crm))),
        second_at=second_at,
        second=only_text(twice, ids.salesforce("account", numbers("account", twice))),
        merged_at=merged_at,
        company_at=only(has_hubspot, hubspot_at),
        company=only_text(has_hubspot, ids.digits(numbers("company", has_hubspot) * 13, 7_000_100)),
        owner=scene.company.user("AE")[rng.integers(0, len(scene.company.user("AE")), count)],
    )
