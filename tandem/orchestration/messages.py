"""What to tell people when something failed: which batch, why, and the next step. Never personal data."""

from dataclasses import dataclass

from tandem.config import Settings
from tandem.errors import BusyError, HeldError, TandemError, UsageError
from tandem.log import get_logger

log = get_logger(__name__)


@dataclass(frozen=True)
class Failure:
    """A task that will not be tried again. ``key`` is the batch or release of a keyed run."""

    dag_id: str
    task_id: str
    run_id: str
    key: str | None
    tries: int
    error: BaseException | None


def failure_message(failure: Failure) -> str:
    """One line: what, which batch or run, why, what to do next."""
    subject = failure.key or failure.run_id
    return f"{failure.dag_id}.{failure.task_id} failed for {subject}: {_why(failure.error)} Next: {_next_step(failure)}"


def report(settings: Settings, failure: Failure) -> None:
    """Write the message to the log and into the run history, where `tandem status` finds it."""
    from tandem.ledger import Ledger

    message = failure_message(failure)
    log.error(message)
    with Ledger.open(settings) as ledger:
        ledger.record_event(
            "task_failed",
            batch_id=failure.key if failure.dag_id.startswith("ingest_") else None,
            release_id=failure.key if failure.dag_id == "after_release" else None,
            task=f"{failure.dag_id}.{failure.task_id}",
            run=failure.run_id,
            tries=failure.tries,
            message=message,
        )


def _why(error: BaseException | None) -> str:
    if isinstance(error, TandemError):
        return f"{str(error).rstrip('.')}."
    # The text of any other exception may quote a value from somebody's record: only its kind is told.
    return f"{type(error).__name__} (the task's log says more)." if error else "its process ended without a word."


def _next_step(failure: Failure) -> str:
    error = failure.error
    if failure.dag_id.startswith("ingest_"):
        if isinstance(error, HeldError):
            return (
                f"`tandem batch show {failure.key}`; then have the source send it again, or "
                f"`tandem batch withdraw {failure.key}`, or `tandem batch readmit {failure.key}`. "
                "Other batches go on without it."
            )
        return f"remove the cause; {failure.key} is tried again within minutes, nothing has to be restarted."
    if failure.dag_id == "build_customer_view":
        if isinstance(error, HeldError):
            return (
                "the release before stays served; `tandem status` names the check and its owner; correct the source, "
                "or `tandem batch withdraw` the batch it names: the next build starts by itself."
            )
        if isinstance(error, BusyError):
            return "nothing: the clock starts the build again when the other run has ended."
        return "the release before stays served; remove the cause; the clock starts the build again."
    if isinstance(error, UsageError):
        return "correct the setting it names."
    return "remove the cause; the next run of the clock makes up for it."
