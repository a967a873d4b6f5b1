"""Groups records with a library that cannot live beside ours, for ``bench_identity``.

    python peer.py recordlinkage|dedupe RECORDS.csv GROUPS.csv

Runs in an environment of its own (``requirements/peers.lock``). RECORDS has a header, one row per record, empty for
missing; GROUPS gets one number per record, in the same order, equal for records that are one person. Prints seconds and
peak memory (MiB) of the grouping as JSON. Both are used as their documentation shows it, nothing tuned. dedupe asks a
person; column ``truth`` answers in their place. Nothing else sees it.
"""

import json
import random
import resource
import sys
import time

import numpy as np
import pandas as pd
from blocks import BLOCKS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

NAMES = ("given_name", "family_name", "company_name", "job_title", "street")
EXACT = ("email", "birth_on", "phone", "postcode", "city")
SIMILAR = 0.85
# Questions of dedupe that are answered.
ANSWERS = 100
TRUTH = "truth"


def recordlinkage(people: pd.DataFrame) -> np.ndarray:
    """Blocks, Jaro-Winkler on texts and equality on the rest, and its unsupervised classifier (ECM)."""
    import recordlinkage as library

    index = library.Index()
    for columns in BLOCKS:
        if set(columns) <= set(people.columns):
            index.block(list(columns))
    pairs = index.index(people.dropna(how="all"))
    compare = library.Compare()
    for column in people.columns.intersection(NAMES):
        compare.string(column, column, method="jarowinkler", threshold=SIMILAR, label=column)
    for column in people.columns.intersection(EXACT):
        compare.exact(column, column, label=column)
    likely = library.ECMClassifier().fit_predict(compare.compute(pairs, people))
    return _grouped(len(people), likely.get_level_values(0), likely.get_level_values(1))


def dedupe(people: pd.DataFrame) -> np.ndarray:
    """Learnt blocks and a learnt classifier, from the answers to its questions."""
    import dedupe as library

    truth = people.pop(TRUTH)
    texts = people.astype(object).where(people.notna(), None)
    data = dict(enumerate(texts.to_dict("records")))
    variables = [
        library.variables.String(column, has_missing=True)
        for column in people.columns
        if column in NAMES and people[column].notna().any()
    ]
    variables += [library.variables.Exact(c, has_missing=True) for c in people.columns if c in EXACT]
    deduper = library.Dedupe(variables, num_cores=2)
    deduper.prepare_training(data)
    numbers = {id(row): number for number, row in data.items()}
    for _ in range(ANSWERS):
        (a, b), *_ = deduper.uncertain_pairs()
        same = truth[numbers[id(a)]] == truth[numbers[id(b)]]
        deduper.mark_pairs({"match": [(a, b)] if same else [], "distinct": [] if same else [(a, b)]})
    deduper.train()
    found = np.zeros(len(people), dtype=int)
    for number, (members, _) in enumerate(deduper.partition(data, 0.5)):
        found[list(members)] = number
    return found


def _grouped(count: int, a, b) -> np.ndarray:
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def main() -> None:
    """Read, group, write, print."""
    library, source, target = sys.argv[1:]
    random.seed(1)
    np.random.seed(1)
    people = pd.read_csv(source, dtype=str)
    people = people.dropna(axis="columns", how="all")
    if library != "dedupe":
        del people[TRUTH]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    found = {"recordlinkage": recordlinkage, "dedupe": dedupe}[library](people)
    seconds = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pd.Series(found, name="person").to_csv(target, index=False)
    print(json.dumps({"seconds": round(seconds, 2), "memory_mib": round((peak - before) / 1024)}))


if __name__ == "__main__":
    main()
