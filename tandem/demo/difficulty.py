"""How hard the company's identity puzzle is: ``python -m tandem.demo.difficulty DIR`` prints the figures as JSON."""

import json
import sys
from pathlib import Path

# A pair: two records of the same true person. Equal addresses are compared in lower case without blanks.
_PAIRS = """
with records as (
    select source_record_key, true_person_id, decidable, lower(trim(mail)) as mail
    from read_parquet('{truth}/person_records.parquet')
),
true_pairs as (
    select coalesce(sum(n * (n - 1) / 2), 0) as pairs from (select count(*) as n from records group by true_person_id)
),
mail_pairs as (
    select coalesce(sum(n * (n - 1) / 2), 0) as pairs
    from (select count(*) as n from records where mail is not null group by mail)
),
mail_true_pairs as (
    select coalesce(sum(n * (n - 1) / 2), 0) as pairs
    from (select count(*) as n from records where mail is not null group by mail, true_person_id)
)
select
    (select count(*) from records) as records,
    (select count(*) from records where not decidable) as undecidable_records,
    (select count(distinct true_person_id) from records) as people_with_records,
    true_pairs.pairs as true_pairs,
    mail_pairs.pairs as pairs_by_mail,
    mail_true_pairs.pairs as true_pairs_by_mail,
    round(mail_true_pairs.pairs / true_pairs.pairs, 4) as recall_by_mail,
    round(mail_true_pairs.pairs / mail_pairs.pairs, 4) as precision_by_mail
from true_pairs, mail_pairs, mail_true_pairs
"""


def measure(out: Path) -> dict:
    """Figures of the company in ``out``: what joining on e-mail alone finds, and how many records nobody can decide."""
    import duckdb

    with duckdb.connect() as connection:
        cursor = connection.execute(_PAIRS.format(truth=out / "truth"))
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1])), indent=2, default=float))
