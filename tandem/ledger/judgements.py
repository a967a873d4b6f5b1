"""Judgements: what people decided about who is who. Acts are only ever added; an undo takes an earlier one back."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, insert, select

from tandem.errors import UsageError
from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.deliveries import next_number
from tandem.ledger.engine import transaction
from tandem.ledger.records import Judgement


class Judgements:
    """The part of the ledger that stewards write."""

    engine: Engine

    def judge(self, verdict: str, grain: str, record_a: str, record_b: str, *, who: str, why: str) -> Judgement:
        """Record that two source records of one grain (person | account) are the ``same`` or ``different``.

        Raises UsageError if that contradicts what is in force, is in force already, or does not say who and why.
        """
        with transaction(self.engine, write=True) as connection:
            conflict = _conflict(in_force(_acts(connection)), verdict, record_a, record_b)
            if conflict:
                raise UsageError(conflict)
            return _add(connection, verdict, grain, record_a, record_b, None, who, why)

    def undo_judgement(self, judgement_no: int, *, who: str, why: str) -> Judgement:
        """Take a judgement back; it stays on record. Raises UsageError if there is nothing to take back."""
        with transaction(self.engine, write=True) as connection:
            acts = _acts(connection)
            act = next((act for act in acts if act.judgement_no == judgement_no), None)
            if act is None or act.verdict == "undo":
                raise UsageError(f"there is no judgement {judgement_no} to undo: tandem identity judgements shows them")
            if act not in in_force(acts):
                raise UsageError(f"judgement {judgement_no} has been undone already")
            return _add(connection, "undo", act.grain, act.record_a, act.record_b, judgement_no, who, why)

    def judgements(self, up_to: int | None = None) -> list[Judgement]:
        """All acts, oldest first, undone ones and undoings included; ``up_to`` a number, that one included."""
        with transaction(self.engine, write=False) as connection:
            return [act for act in _acts(connection) if up_to is None or act.judgement_no <= up_to]

    def last_judgement_no(self) -> int:
        """The number of the last act, 0 if there is none."""
        table = schema.counters
        with transaction(self.engine, write=False) as connection:
            return connection.execute(select(table.c.value).where(table.c.name == "judgement_no")).scalar_one()


def in_force(acts: Sequence[Judgement]) -> list[Judgement]:
    """The acts that have not been undone by a later one."""
    undone = {act.undoes for act in acts}
    return [act for act in acts if act.verdict != "undo" and act.judgement_no not in undone]


def _acts(connection: Connection) -> list[Judgement]:
    table = schema.judgements
    return [Judgement(**row) for row in connection.execute(select(table).order_by(table.c.judgement_no)).mappings()]


def _add(
    connection: Connection,
    verdict: str,
    grain: str,
    record_a: str,
    record_b: str,
    undoes: int | None,
    who: str,
    why: str,
) -> Judgement:
    if not who.strip() or not why.strip():
        raise UsageError("say who decides and why: --who NAME --why REASON")
    act = Judgement(
        judgement_no=next_number(connection, "judgement_no"),
        verdict=verdict,
        grain=grain,
        record_a=record_a,
        record_b=record_b,
        undoes=undoes,
        who=who.strip(),
        why=why.strip(),
        decided_at=utcnow(),
    )
    connection.execute(insert(schema.judgements).values(**vars(act)))
    return act


def _conflict(acts: Sequence[Judgement], verdict: str, a: str, b: str) -> str | None:
    """Why the verdict cannot join those in force, in words, or None."""
    if a == b:
        return f"{a} is one record: a judgement is about two"
    same_as_a, same_as_b = _same_as(acts, a), _same_as(acts, b)
    if verdict == "different" and b in same_as_a:
        return f"{a} and {b} have been judged to be the same: undo that first (tandem identity judgements)"
    for act in acts:
        if act.verdict == verdict and {act.record_a, act.record_b} == {a, b}:
            return f"that is judgement {act.judgement_no} already"
        ends = ((act.record_a, act.record_b), (act.record_b, act.record_a))
        apart = act.verdict == "different" and any(one in same_as_a and other in same_as_b for one, other in ends)
        if verdict == "same" and apart:
            return f"judgement {act.judgement_no} says that {act.record_a} and {act.record_b} differ: undo that first"
    return None


def _same_as(acts: Sequence[Judgement], record: str) -> set[str]:
    """The record and all that have been judged to be the same, directly or through others."""
    found = {record}
    pairs = [{act.record_a, act.record_b} for act in acts if act.verdict == "same"]
    while more := [pair for pair in pairs if len(pair & found) == 1]:
        found.update(*more)
    return found
