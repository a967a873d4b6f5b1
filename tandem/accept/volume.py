"""The volume rule: a delivery that is empty, much smaller than the ones before it, or one of them once more."""

from bisect import insort
from statistics import median

from tandem.accept.text import shown
from tandem.contracts import Contract, DeliveryMode
from tandem.ledger import Batch, Delivery, Notice


def volume_notices(
    contract: Contract, earlier: list[Batch], records_per_file: list[int]
) -> tuple[list[Notice], str | None]:
    """Notices, and the reason to hold the batch if the contract wants that.

    ``earlier``: the entity's accepted batches before this one. They and the earlier files of this batch give the usual
    records per delivery (median), so that a first batch of many files is judged as if they had come one by one.
    """
    notices, hold = [], None
    if 0 in records_per_file:
        empty = records_per_file.count(0)
        line = f"{empty} of {len(records_per_file)} deliveries without a record"
        notices.append(Notice("empty_delivery", line, "warning"))
        if contract.volume.empty == "hold":
            hold = line
    rule = contract.volume.fewer_rows
    if rule:
        few = _smallest_of_the_few(earlier, records_per_file, rule.percent)
        if few:
            line = f"a delivery of {few[0]} records where {few[1]:.0f} are usual (limit: {rule.percent} % fewer)"
            notices.append(Notice("fewer_rows", line, "warning"))
            if rule.action == "hold":
                hold = hold or line
    return notices, hold


def repeat_notices(contract: Contract, repeats: list[tuple[Delivery, Delivery]]) -> tuple[list[Notice], str | None]:
    """Notices about deliveries that are an older one once more, and the reason to hold if the contract wants that."""
    if not repeats:
        return [], None
    delivery, before = repeats[0]
    more = f" (and {len(repeats) - 1} more)" if len(repeats) > 1 else ""
    line = (
        f"file {shown(delivery.file_name)} is the delivery {before.landing_seq} of {before.arrived_at:%Y-%m-%d} once "
        f"more{more}, and others came in between"
    )
    if contract.delivery.mode is DeliveryMode.SNAPSHOT:
        line += ": it brings the table of that day back"
    return [Notice("earlier_file", line, "warning")], line if contract.volume.earlier_file == "hold" else None


def _smallest_of_the_few(earlier: list[Batch], records_per_file: list[int], percent: int) -> tuple[int, float] | None:
    """The smallest delivery that is too small, and what was usual when it came."""
    usual: list[float] = []
    for batch in earlier:
        if batch.records is not None:
            usual += [batch.records / batch.files] * batch.files
    usual.sort()
    few = []
    for records in records_per_file:
        expected = median(usual) if usual else 0
        if expected > 0 and records <= expected * (100 - percent) / 100:
            few.append((records, expected))
        insort(usual, records)
    return min(few, default=None)
