"""What HubSpot writes down about its contacts: property history, form submissions, merges."""

import numpy as np

from tandem.demo import ids
from tandem.demo.company import FORMS, PORTAL
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import texts
from tandem.demo.scene import Scene

# Who moved a contact into each lifecycle stage.
_MOVED_BY = ("FORM", "FORM", "AUTOMATION_PLATFORM", "INTEGRATION", "INTEGRATION", "INTEGRATION")
OVERNIGHT_WORKFLOW = "workflow-8812"
SITE = "https://www.tandemworks.example"


def write_history(
    scene: Scene, rng: np.random.Generator, contacts: Rows, stages: list[np.ndarray], names: tuple[str, ...]
) -> None:
    """Lifecycle stages, and the original source that an import overwrites."""
    journey = scene.journey
    parts, moments = [], []
    for number, at in enumerate(stages):
        here = ~np.isnat(at)
        count = int(here.sum())
        overnight = journey.overnight[contacts.who[here]] & (number == 2)
        parts.append(
            Rows(
                contact_id=contacts.key[here],
                name=texts(["lifecyclestage"] * count),
                timestamp=at[here],
                value=texts([names[number]] * count),
                source=texts([_MOVED_BY[number]] * count),
                source_id=np.where(overnight, OVERNIGHT_WORKFLOW, None).astype(object),
            )
        )
        moments.append(at[here])
    overwritten = texts(["OFFLINE"] * contacts.count)
    for at, value, source in (
        (contacts.created, contacts.original, "ANALYTICS"),
        (contacts.imported_at, overwritten, "IMPORT"),
    ):
        here = ~np.isnat(at)
        count = int(here.sum())
        parts.append(
            Rows(
                contact_id=contacts.key[here],
                name=texts(["hs_analytics_source"] * count),
                timestamp=at[here],
                value=value[here],
                source=texts([source] * count),
                source_id=np.full(count, None, object),
            )
        )
        moments.append(at[here])
    rows, at = stack(parts), np.concatenate(moments)
    scene.out.append("hubspot", "contact_property_history", rows, at, rng=rng)


def write_forms(scene: Scene, rng: np.random.Generator, contacts: Rows) -> None:
    """Forms on the web site; the web log has the same conversion id for most of them."""
    asked = np.flatnonzero(contacts.asked)
    count, people = len(asked), scene.people.count
    form = rng.integers(0, len(FORMS), count)
    at, who = contacts.created[asked], contacts.who[asked]
    conversion = ids.opaque(scene.counters.take("conversion", count), scene.seed + 29, 32)
    scene.keys.conversion = np.full(people, None, object)
    scene.keys.form = np.full(people, -1)
    scene.keys.form_mail = np.full(people, None, object)
    scene.keys.conversion[who] = conversion
    scene.keys.form[who] = form
    scene.keys.form_mail[who] = contacts.mail[asked]
    scene.out.append(
        "hubspot",
        "contact_form_submission",
        Rows(
            conversion_id=conversion,
            contact_id=contacts.key[asked],
            form_id=scene.company.forms[form],
            timestamp=at,
            title=texts([name for name, _ in FORMS])[form],
            page_url=texts([f"{SITE}/request"] * count),
            portal_id=texts([PORTAL] * count),
        ),
        at,
        rng=rng,
    )
    scene.keys.form_touch = np.full(people, -1)
    scene.keys.form_touch[who] = scene.counters.take("touch", count)
    key = ids.keyed("hubspot.contact_form_submission:", conversion)
    scene.touched(key, who, at, "form_submit", True, scene.keys.form_touch[who])


def write_merges(scene: Scene, rng: np.random.Generator, contacts: Rows) -> None:
    """Second contacts go into the first; some first ones then go into a third."""
    here = np.flatnonzero(~np.isnat(contacts.merged_at))
    who, at = contacts.who[here], contacts.merged_at[here]
    into = np.where(contacts.number[here] == 0, scene.keys.third_hubspot[who], scene.keys.hubspot[who]).astype(object)
    scene.out.append(
        "hubspot",
        "contact_merge_audit",
        Rows(
            canonical_vid=into,
            contact_id=into,
            vid_to_merge=contacts.key[here],
            entity_id=texts(["auth:app-cookie"] * len(here)),
            first_name=contacts.given[here],
            last_name=contacts.family[here],
            num_properties_moved=rng.integers(1, 25, len(here)),
            timestamp=at,
            user_id=scene.company.users.owner_id[scene.company.user("Marketing")][who % 5],
        ),
        at,
    )
