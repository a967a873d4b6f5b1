"""Let PostgreSQL follow the current release."""

from urllib.parse import urlsplit

from tandem.config import Settings
from tandem.ledger import Ledger

SERVED = "release_served"


def serve_current(settings: Settings, address: str) -> str | None:
    """Copy the current release to ``address`` (postgresql://…) and return its id.

    None when that release was the last to be copied there, or when nothing has been published. The current release is
    served, whichever one the event named: events may come late, the serving sequence never goes back by itself.
    """
    from tandem.serving.postgres import publish_to

    target = _without_credentials(address)
    with Ledger.open(settings) as ledger:
        release = ledger.current_release()
        last = next((event for event in ledger.events(SERVED) if event.details.get("target") == target), None)
        if release is None or (last is not None and last.release_id == release.release_id):
            return None
        served = publish_to(settings, address)
        ledger.record_event(SERVED, release_id=served, target=target)
    return served


def _without_credentials(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname or ''}:{parts.port or ''}{parts.path}"
