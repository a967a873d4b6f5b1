"""Parts what a chain of likenesses holds together although most of it is unlike."""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.cluster.hierarchy import average, fcluster

from tandem.identity.clusters import write_anchors
from tandem.identity.evidence import LIKENESS, cut
from tandem.identity.rules import SAME_NAME
from tandem.identity.scoring.model import MatchModel
from tandem.identity.scoring.score import weigh_pairs

# Two groups are hardly one person if their pairs are one with a lower mean probability than this. Set on made-up lists
# with many slips, where anything from 0.15 to 0.33 does as well; even odds (0.5) part one person whose records say
# little.
HARDLY_ONE = 0.25
# The work grows with the square of a cluster; what is larger falls to the guard against large ones.
MAX_RECORDS = 1_000


def part_unlikely(connection: duckdb.DuckDBPyConnection, model: MatchModel) -> None:
    """Cut the likeness between groups of records that are, on average, hardly one person.

    Groups are those of average linkage (Sokal and Michener 1958) over the probabilities that two records are one;
    records that stronger evidence joins are in one group from the start. ``edges`` hold all evidence.
    """
    write_anchors(connection, {"anchor": LIKENESS.tier, "firm_anchor": SAME_NAME})
    connection.execute(
        f"""
        create or replace temp table chained as
        select anchor, firm_anchor, source_record_key
        from members
        inner join records using (no)
        qualify
            count(*) over (partition by anchor) between 3 and {MAX_RECORDS}
            and min(firm_anchor) over (partition by anchor) < max(firm_anchor) over (partition by anchor);

        create or replace temp table pairs as
        select x.source_record_key as a, y.source_record_key as b
        from chained as x
        inner join chained as y on x.anchor = y.anchor and x.source_record_key < y.source_record_key
        """
    )
    weigh_pairs(connection, model)
    chained = connection.execute("from chained order by source_record_key").df()
    weighed = connection.execute("from weighed").df()
    likely = dict(zip(zip(weighed.iloc[:, 0], weighed.iloc[:, 1], strict=True), weighed.iloc[:, 2], strict=True))
    groups: dict[str, str] = {}
    for _, cluster in chained.groupby("anchor"):
        keys = cluster["source_record_key"].to_list()
        for key, label in zip(keys, _groups_of(keys, cluster["firm_anchor"].to_numpy(), likely), strict=True):
            groups[key] = f"{keys[0]}|{label}"
    told = {"source_record_key": pa.array(list(groups), pa.string()), "label": pa.array(groups.values(), pa.string())}
    connection.register("told", pa.table(told))
    connection.execute(
        "create or replace temp table parts as select no, label from told inner join records using (source_record_key)"
    )
    connection.unregister("told")
    apart = f"""
        tier = {LIKENESS.tier}
        and (select label from parts where no = edges.a) <> (select label from parts where no = edges.b)
    """
    cut(connection, apart, "no", "unlikely")


def _groups_of(keys: list[str], firm: np.ndarray, likely: dict[tuple[str, str], float]) -> np.ndarray:
    """The group of each record of one cluster; ``keys`` are sorted, so that equal clusters have equal groups."""
    distances = np.array(
        [
            0.0 if firm[i] == firm[j] else 1 - _probability(likely.get((keys[i], keys[j])))
            for i in range(len(keys))
            for j in range(i + 1, len(keys))
        ]
    )
    return fcluster(average(distances), 1 - HARDLY_ONE, criterion="distance")


def _probability(weight: float | None) -> float:
    """Of the match weight; pairs that may not be one have none."""
    return 0.0 if weight is None else float(1 / (1 + 2.0**-weight))
