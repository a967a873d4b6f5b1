"""Rollback, and the rule that keeps pointer and ledger together: the pointer leads, the ledger follows."""

from datetime import datetime

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.ledger import Ledger
from tandem.log import get_logger
from tandem.release import manifest
from tandem.release.folder import current, point_to, present, require_current, require_release

log = get_logger(__name__)


def rollback(settings: Settings, ledger: Ledger, to: str | None = None) -> str:
    """Show an earlier release again (the one before the current, or ``to``) and hold publishing until ``resume``.

    One pointer swap, whatever the size of the data. Raises UsageError when there is no such release.
    """
    repair(settings, ledger)
    shown = require_current(settings).name
    if to is None:
        earlier = [name for name in present(settings) if _number(name) < _number(shown)]
        if not earlier:
            raise UsageError(f"there is no release before {shown}: nothing to roll back to")
        to = earlier[-1]
    target = require_release(settings, to).name
    if _number(target) >= _number(shown):
        raise UsageError(f"{target} is not older than the current release {shown}: a rollback only goes back")
    point_to(settings, target)
    follow_pointer(settings, ledger)
    return target


def resume(settings: Settings, ledger: Ledger) -> None:
    """Let releases go out again after a rollback."""
    repair(settings, ledger)
    ledger.resume()


def repair(settings: Settings, ledger: Ledger) -> bool:
    """Bring the ledger up to the pointer after a kill between the two. Returns whether there was anything to do.

    A pointer that is lost is made anew from the ledger, if the release it names is here.
    """
    shown = current(settings)
    known = current_in_ledger(ledger)
    if shown is None and known in present(settings):
        log.warning("the pointer was lost and follows the ledger", release=known)
        point_to(settings, known)
        return True
    if shown is None or shown.name == known:
        return False
    log.warning("the ledger follows the pointer after an interrupted publish", release=shown.name)
    follow_pointer(settings, ledger)
    return True


def follow_pointer(settings: Settings, ledger: Ledger) -> None:
    """Record in the ledger what the pointer shows. A pointer that went back was a rollback, which holds publishing."""
    shown = require_current(settings)
    before = current_in_ledger(ledger)
    went_back = before is not None and _number(before) > _number(shown.name)
    described = manifest.read(shown)
    # The ledger's own pointer moves last: as long as it differs, `repair` does all of this again.
    if shown.name not in known_releases(ledger):
        ledger.record_release(
            shown.name,
            described["build_no"],
            datetime.fromisoformat(described["as_of"]),
            manifest.for_ledger(described),
        )
    if not went_back:
        ledger.finish_build(described["build_no"], "published")
    ledger.set_current(shown.name, publishing_held=went_back)


def known_releases(ledger: Ledger) -> list[str]:
    """Ids of the releases that the ledger knows."""
    return [release.release_id for release in ledger.releases()]


def current_in_ledger(ledger: Ledger) -> str | None:
    """Id of the release that the ledger holds to be current."""
    release = ledger.current_release()
    return release.release_id if release else None


def _number(release_id: str) -> int:
    return int(release_id[1:])
