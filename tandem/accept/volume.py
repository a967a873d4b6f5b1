"""The volume rule: a delivery that is empty or much smaller than the ones before it."""

from statistics import median

from tandem.contracts import Contract
from tandem.ledger import Batch, Notice


def volume_notices(
    contract: Contract, earlier: list[Batch], records_per_file: list[int]
) -> tuple[list[Notice], str | None]:
    """Notices, and the reason to hold the batch if the contract wants that.

    ``earlier``: the entity's accepted batches before this one, which give the usual records per delivery (median).
    """
    notices, hold = [], None
    if 0 in records_per_file:
        empty = records_per_file.count(0)
        line = f"{empty} of {len(records_per_file)} deliveries without a record"
        notices.append(Notice("empty_delivery", line, "warning"))
        if contract.volume.empty == "hold":
            hold = line
    rule = contract.volume.fewer_rows
    usual = [batch.records / batch.files for batch in earlier if batch.records is not None and batch.files]
    if rule and usual and records_per_file:
        expected, smallest = median(usual), min(records_per_file)
        if expected > 0 and smallest <= expected * (100 - rule.percent) / 100:
            line = f"a delivery of {smallest} records where {expected:.0f} are usual (limit: {rule.percent} % fewer)"
            notices.append(Notice("fewer_rows", line, "warning"))
            if rule.action == "hold":
                hold = hold or line
    return notices, hold
