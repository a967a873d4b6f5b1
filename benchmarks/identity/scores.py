"""How good a grouping of records is against the true one.

Pairwise precision, recall and F1 count pairs of records; B-cubed (Bagga and Baldwin 1998) averages over records, so a
large cluster counts once per record and not once per pair.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def score(truth: Sequence, found: Sequence, kinds: Sequence | None = None) -> dict[str, Any]:
    """Figures for two groupings of the same records, given as one label per record each.

    ``over_merged`` counts found groups that hold two true ones. ``kinds`` is what makes each record hard; by kind there
    are the mean share of a record's true mates that were found, and the records with a wrong mate.
    """
    frame = pd.DataFrame({"truth": pd.factorize(np.asarray(truth))[0], "found": pd.factorize(np.asarray(found))[0]})
    together = frame.groupby(["truth", "found"])["truth"].transform("size")
    true_size = frame.groupby("truth")["truth"].transform("size")
    found_size = frame.groupby("found")["found"].transform("size")
    # Every pair is seen from both of its records.
    right, claimed, true = (int((size - 1).sum()) // 2 for size in (together, found_size, true_size))
    precision = right / claimed if claimed else 1.0
    recall = right / true if true else 1.0
    b_precision, b_recall = float((together / found_size).mean()), float((together / true_size).mean())
    figures: dict[str, Any] = {
        "true_pairs": true,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(_f1(precision, recall), 4),
        "b_cubed_precision": round(b_precision, 4),
        "b_cubed_recall": round(b_recall, 4),
        "b_cubed_f1": round(_f1(b_precision, b_recall), 4),
        "over_merged": int((frame.groupby("found")["truth"].nunique() > 1).sum()),
    }
    if kinds is not None:
        mates = true_size - 1
        share = ((together - 1) / mates).where(mates > 0)
        wrong = found_size > together
        by_kind = pd.DataFrame({"kind": np.asarray(kinds), "share": share, "wrong": wrong}).groupby("kind")
        figures["by_kind"] = {
            str(kind): {
                "records": len(rows),
                "mates_found": None if rows["share"].isna().all() else round(float(rows["share"].mean()), 4),
                "with_a_wrong_mate": int(rows["wrong"].sum()),
            }
            for kind, rows in by_kind
        }
    return figures


def wrong_evidence(truth: pd.Series, evidence: pd.DataFrame) -> dict[str, int]:
    """How many pieces of evidence join two people, by the rule.

    ``truth``: the true person by record key, of the records that count. ``evidence``: source_record_key_a and _b, rule.
    """
    ends = [evidence[f"source_record_key_{end}"].map(truth) for end in "ab"]
    wrong = evidence[ends[0].notna() & ends[1].notna() & (ends[0] != ends[1])]
    return {str(rule): int(count) for rule, count in wrong["rule"].value_counts().sort_index().items()}


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
