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
    _find_chained(connection)
    weigh_pairs(connection, model)
    _write_parts(connection)
    apart = f"""
        tier = {LIKENESS.tier}
        and (select part from parts where no = edges.a) <> (select part from parts where no = edges.b)
    """
    cut(connection, apart, "no", "unlikely")


def _find_chained(connection: duckdb.DuckDBPyConnection) -> None:
    """``chained``: the records of clusters that likeness may hold together wrongly, and ``pairs`` of them.

    ``place`` numbers a cluster's records by their keys, so that equal clusters are parted equally whatever came first.
    """
    write_anchors(connection, {"anchor": LIKENESS.tier, "firm_anchor": SAME_NAME})
    connection.execute(
        f"""
        create or replace temp table chained as
        select
            anchor,
            firm_anchor,
            no,
            source_record_key,
            row_number() over (partition by anchor order by source_record_key) as place
        from members
        inner join records using (no)
        qualify
            count(*) over (partition by anchor) between 3 and {MAX_RECORDS}
            and min(firm_anchor) over (partition by anchor) < max(firm_anchor) over (partition by anchor);

        create or replace temp table pairs as
        select x.source_record_key as a, y.source_record_key as b
        from chained as x
        inner join chained as y on x.anchor = y.anchor and x.place < y.place
        """
    )


def _write_parts(connection: duckdb.DuckDBPyConnection) -> None:
    """``parts`` (no, part): the group of each record in ``chained``, from ``weighed``; a pair without weight is two."""
    records = connection.execute("select no, anchor from chained order by anchor, place").fetchnumpy()
    found = connection.execute(
        """
        select
            case
                when x.firm_anchor = y.firm_anchor then 0.0
                else 1 - coalesce(1 / (1 + pow(2, -weighed.match_weight)), 0)
            end as distance
        from chained as x
        inner join chained as y on x.anchor = y.anchor and x.place < y.place
        left join weighed
            on x.source_record_key = weighed.source_record_key_l and y.source_record_key = weighed.source_record_key_r
        order by x.anchor, x.place, y.place
        """
    ).fetchnumpy()
    distances = np.asarray(found["distance"], dtype=np.float64)
    sizes = np.unique(records["anchor"], return_counts=True)[1]
    # Of a cluster of n records the next n (n - 1) / 2 distances, in the order in which SciPy wants them.
    ends = np.cumsum(sizes * (sizes - 1) // 2)
    parts: list[np.ndarray] = []
    groups = 0
    for own in np.split(distances, ends[:-1]) if len(sizes) else []:
        labels = fcluster(average(own), 1 - HARDLY_ONE, criterion="distance")
        parts.append(labels + groups)
        groups += int(labels.max())
    told = {"no": pa.array(records["no"]), "part": pa.array(np.concatenate(parts) if parts else [], pa.int64())}
    connection.register("told", pa.table(told))
    connection.execute("create or replace temp table parts as from told")
    connection.unregister("told")
