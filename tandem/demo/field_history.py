"""Salesforce's field history of opportunities: switched on late, and the twenty fields that it may follow."""

import numpy as np

from tandem.demo import ids
from tandem.demo.rows import Rows, stack
from tandem.demo.sampling import days, only, texts
from tandem.demo.scene import Scene

# Salesforce follows at most twenty fields of an object, so somebody chose, and the loss reason was not among them:
# who changed it, and when, nobody can say.
TRACKED = (
    "StageName",
    "Amount",
    "CloseDate",
    "Probability",
    "ExpectedRevenue",
    "ForecastCategoryName",
    "Owner",
    "NextStep",
    "Description",
    "Discovery_Completed__c",
    "Pain_Identified__c",
    "Main_Competitors__c",
    "Budget_Confirmed__c",
    "Decision_Criteria__c",
    "Economic_Buyer_Identified__c",
    "Decision_Date__c",
    "ROI_Analysis_Completed__c",
    "Legal_Review__c",
    "Procurement_Status__c",
    "Contract_Length_Months__c",
)
TRACKED_FROM = np.datetime64("2024-09-01T00:00:00", "s")
# What a field that no other table shows says once a deal has reached the stage of that number; before, the first text.
_BY_STAGE = {
    "NextStep": ("Introductory call", "Discovery call", "Workshop", "Present the proposal", "Sign the contract"),
    "Discovery_Completed__c": ("false", "false", "true", "true", "true"),
    "Pain_Identified__c": ("false", "true", "true", "true", "true"),
    "Budget_Confirmed__c": ("false", "false", "false", "true", "true"),
    "Decision_Criteria__c": (None, None, "Integration", "Integration; price", "Integration; price; security"),
    "Economic_Buyer_Identified__c": ("false", "false", "true", "true", "true"),
    "ROI_Analysis_Completed__c": ("false", "false", "false", "true", "true"),
    "Legal_Review__c": (None, None, None, "Requested", "Done"),
    "Procurement_Status__c": (None, None, None, "Open", "Approved"),
}


def write_field_history(scene: Scene, record: np.ndarray, at: np.ndarray, state: Rows) -> None:
    """One row per change of a tracked field between two versions (``record``, ``at``) of an opportunity."""
    before = np.roll(np.arange(len(record)), 1)
    follows = np.zeros(len(record), bool)
    follows[1:] = record[1:] == record[:-1]
    values = _values(scene, record, at, state)
    parts = []
    for field in TRACKED:
        value = values[field]
        changed = follows & (value != value[before]) & (at >= TRACKED_FROM)
        parts.append(
            Rows(
                opportunity_id=scene.deals.id[record[changed]],
                field=texts([field] * int(changed.sum())),
                old_value=value[before][changed],
                new_value=value[changed],
                created_by_id=state.owner_id[changed],
                created_date=at[changed],
            )
        )
    rows = stack(parts)
    if rows.count:
        rows.id = ids.salesforce("opportunity_field_history", scene.counters.take("field history", rows.count))
        scene.out.append("salesforce", "opportunity_field_history", rows, rows.created_date)


def _values(scene: Scene, record: np.ndarray, at: np.ndarray, state: Rows) -> dict[str, np.ndarray]:
    """What each tracked field said at each version, as text; None where it was empty."""
    deal = scene.deals.take(record)
    reached = np.zeros(len(record), np.int64)
    for number in range(1, 5):
        reached = np.where(at >= deal[f"stage_{number}_at"], number, reached)
    rival = texts(("No decision", "Own development", "Another vendor"))[deal.deal % 3]
    rival = np.where(deal.deal % 2 == 0, rival, None)
    decision = only(reached >= 2, state.close_date - days(np.array([7.0])))
    pushed, reopened = at >= deal.pushed_at, at >= deal.reopened_at
    return {
        "StageName": state.stage_name,
        "Amount": _money(state.amount),
        "CloseDate": _day(state.close_date),
        "Probability": _number(state.probability),
        "ExpectedRevenue": _money(state.amount * state.probability / 100),
        "ForecastCategoryName": state.forecast_category_name,
        "Owner": state.owner_id,
        "Description": np.select([reopened, pushed], ["Back after a refusal", "Postponed by the buyer"], None),
        "Main_Competitors__c": np.where(reached >= 2, rival, None).astype(object),
        "Decision_Date__c": _day(decision),
        "Contract_Length_Months__c": np.where(reached >= 4, texts(("12", "24", "36"))[deal.deal % 3], "12"),
        **{field: texts(by_stage)[reached] for field, by_stage in _BY_STAGE.items()},
    }


def _money(values: np.ndarray) -> np.ndarray:
    return texts([None if np.isnan(v) else f"{v:.2f}" for v in values])


def _number(values: np.ndarray) -> np.ndarray:
    return texts([f"{v:.0f}" for v in values])


def _day(moments: np.ndarray) -> np.ndarray:
    """Dates as text; None where there is none."""
    said = np.datetime_as_string(moments.astype("datetime64[D]")).astype(object)
    return np.where(np.isnat(moments), None, said).astype(object)
