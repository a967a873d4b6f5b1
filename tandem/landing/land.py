"""Landing: files become deliveries. The ledger's commit is what makes a delivery exist."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

from tandem.config import Settings
from tandem.contracts import Contract, Contracts
from tandem.errors import TandemError, UsageError
from tandem.landing.mappings import Mappings
from tandem.landing.recognise import Unrecognised, delivered_on, printable, recognise
from tandem.landing.store import Copy, NotReady, copied, place
from tandem.landing.sweep import discard, sweep_temporary
from tandem.ledger import Delivery, Ledger, utcnow
from tandem.log import get_logger
from tandem.progress import Progress

UNRECOGNISED = "unrecognised"  # folder in the inbox for what could not be landed
_TAKEN = ".taken"  # folder in the inbox for files that a run has taken and not yet landed

log = get_logger(__name__)


@dataclass(frozen=True)
class _Source:
    """A file to land. ``known_as`` is its place as the sender sees it, which names the entity.

    ``below`` is its place below what is being landed, which names the day: a day in a folder above says nothing.
    """

    path: Path
    known_as: PurePath
    below: PurePath
    origin: str


@dataclass(frozen=True)
class _Lander:
    """What landing one file needs."""

    settings: Settings
    ledger: Ledger
    contracts: Contracts
    mappings: Mappings
    arrived_at: datetime | None
    system: str | None = None
    entity: str | None = None

    @classmethod
    def prepare(cls, settings: Settings, ledger: Ledger, arrived_at: datetime | None = None, **named) -> "_Lander":
        contracts = Contracts.load(settings)
        sweep_temporary(settings, ledger)
        return cls(settings, ledger, contracts, Mappings.load(settings, contracts), arrived_at, **named)

    def targets(self, known_as: PurePath) -> list[Contract]:
        return recognise(known_as, self.contracts, self.mappings, system=self.system, entity=self.entity)

    def land(self, source: _Source, *, once: bool, changed_at: Callable[[Copy], int]) -> list[Delivery]:
        """Land one file. ``once``: what was already registered from this very file is left out of the result."""
        targets = self.targets(source.known_as)
        arrived_at = self.arrived_at or utcnow()
        file_name = os.fsencode(source.known_as.name).decode("utf-8", "replace")
        origin = os.fsencode(source.origin).decode("utf-8", "replace")
        with copied(self.settings, source.path) as copy:
            known: set[int] = set()
            if once:
                earlier = self.ledger.registered_from(origin, copy.size, changed_at(copy))
                known = {delivery.landing_seq for delivery in earlier}
            stored: list[str] = []  # the sheets of a workbook share one stored file

            def store(landing_seq: int, contract: Contract) -> str:
                if not stored:
                    name = source.known_as.name
                    stored.append(place(self.settings, copy, landing_seq, contract.system, contract.entity, name))
                return stored[0]

            try:
                deliveries = [
                    self.ledger.register_delivery(
                        team=contract.team,
                        system=contract.system,
                        entity=contract.entity,
                        file_name=file_name,
                        sheet=contract.format.sheet if _is_workbook(source.known_as) else None,
                        origin=origin,
                        origin_mtime_ns=changed_at(copy),
                        size=copy.size,
                        sha256=copy.sha256,
                        arrived_at=arrived_at,
                        delivered_on=delivered_on(source.below),
                        store=partial(store, contract=contract),
                        once=once,
                    )
                    for contract in targets
                ]
            except BaseException:
                with suppress(TandemError):  # the first failure is the one to tell
                    discard(self.settings, self.ledger, stored)
                raise
        return [delivery for delivery in deliveries if delivery.landing_seq not in known]


def land_path(
    settings: Settings,
    ledger: Ledger,
    path: Path,
    *,
    system: str | None = None,
    entity: str | None = None,
    arrived_at: datetime | None = None,
) -> list[Delivery]:
    """Land a file, or every file below a folder in the order of their relative paths. Nothing is moved or changed.

    A file is always delivered once more. A folder can be repeated: what was registered from the same path, size and
    modification time is passed over. Hidden files and ``.part`` files are ignored; a file of a folder that cannot be
    landed is logged in one line and the others go on. Returns what was registered now. Raises UsageError for a path
    that does not exist and for a single file that cannot be landed.
    """
    lander = _Lander.prepare(settings, ledger, arrived_at, system=system, entity=entity)
    if not path.is_dir() or path.is_symlink():
        file = path.parent.resolve() / path.name
        if not os.path.lexists(file):
            raise UsageError(f"there is no file or folder {printable(str(path))}")
        return lander.land(_Source(file, file, PurePath(file.name), str(file)), once=False, changed_at=_modified)
    folder = path.resolve()
    files = list(_walk(folder))
    deliveries: list[Delivery] = []
    with Progress("land", total=len(files)) as progress:
        for file in files:
            try:
                if not _passed_over(lander, file):
                    source = _Source(file, file, file.relative_to(folder), str(file))
                    deliveries += lander.land(source, once=True, changed_at=_modified)
            except (Unrecognised, NotReady) as refusal:
                log.warning("not landed", reason=str(refusal))
            except FileNotFoundError:
                log.warning("not landed", reason=f"{printable(file.name)} is gone")
            progress.advance()
    return deliveries


def land_inbox(settings: Settings, ledger: Ledger) -> list[Delivery]:
    """Land what lies in the inbox, in the order of the relative paths, and take it out.

    A file is first moved into a hidden folder of the inbox, so that a new file of the same name cannot be mistaken for
    it, and a run that is killed leaves it there for the next one. What cannot be landed goes to
    ``inbox/unrecognised/`` and is logged in one line. Several runs at once share the work.
    """
    inbox = settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    lander = _Lander.prepare(settings, ledger)
    deliveries: list[Delivery] = []
    for taken, relative in _take_files(inbox):
        source = _Source(taken, relative, relative, f"inbox/{relative.as_posix()}")
        try:
            deliveries += lander.land(source, once=True, changed_at=_taken_at)
        except Unrecognised as refusal:
            _set_aside(inbox, taken, relative)
            log.warning(f"moved to inbox/{UNRECOGNISED}", reason=str(refusal))
        except NotReady as refusal:
            log.warning("waits for the next run", reason=str(refusal))
        except FileNotFoundError:
            continue  # another run that found the same left-over has landed it
        else:
            taken.unlink(missing_ok=True)
            _remove_empty(taken.parent, inbox / _TAKEN)
    return deliveries


def _take_files(inbox: Path) -> Iterator[tuple[Path, PurePath]]:
    """Left-overs of killed runs first, then the inbox: (where the file is now, its path as delivered)."""
    taken_folder = inbox / _TAKEN
    left = [(PurePath(*file.relative_to(taken_folder).parts[1:]), file) for file in _walk(taken_folder)]
    for relative, file in sorted(left):
        yield file, relative
    for file in list(_walk(inbox, skip=UNRECOGNISED)):
        relative = file.relative_to(inbox)
        taken = taken_folder / secrets.token_hex(8) / relative
        taken.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.rename(taken)
        except FileNotFoundError:  # another run was first
            _remove_empty(taken.parent, taken_folder)
        except PermissionError:
            _remove_empty(taken.parent, taken_folder)
            log.warning("waits for the next run", reason=f"{printable(file.name)} may not be moved: allow it")
        else:
            yield taken, relative


def _walk(folder: Path, skip: str | None = None) -> Iterator[Path]:
    """Everything below ``folder`` that is not a folder, sorted by relative path, without hidden and .part files."""
    found = []
    for parent, folders, names in os.walk(folder, onerror=_tell_unreadable):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        if skip and Path(parent) == folder and skip in folders:
            folders.remove(skip)
        found += [Path(parent, name) for name in names + links if not _is_ignored(name)]
    yield from sorted(found, key=lambda file: file.relative_to(folder).as_posix())


def _tell_unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        log.warning("not landed", reason=f"the folder {printable(str(error.filename))} cannot be read")


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(".part")


def _passed_over(lander: _Lander, file: Path) -> bool:
    """Whether every entity of the file was already registered from exactly this file, without reading it."""
    found = file.lstat()
    origin = os.fsencode(str(file)).decode("utf-8", "replace")
    earlier = lander.ledger.registered_from(origin, found.st_size, found.st_mtime_ns)
    if not earlier:
        return False
    registered = {(delivery.system, delivery.entity) for delivery in earlier}
    return registered >= {(contract.system, contract.entity) for contract in lander.targets(file)}


def _set_aside(inbox: Path, taken: Path, relative: PurePath) -> None:
    target = inbox / UNRECOGNISED / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while os.path.lexists(target):
        number += 1
        target = inbox / UNRECOGNISED / relative.with_name(f"{number}-{relative.name}")
    with suppress(FileNotFoundError):  # another run that found the same left-over has moved it
        taken.rename(target)
    _remove_empty(taken.parent, inbox / _TAKEN)


def _remove_empty(folder: Path, stop: Path) -> None:
    while folder != stop:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _is_workbook(path: PurePath) -> bool:
    return path.name.lower().endswith(".xlsx")


def _modified(copy: Copy) -> int:
    return copy.mtime_ns


def _taken_at(copy: Copy) -> int:
    # A sender may keep the modification time; the change time is set by the rename that took the file.
    return copy.ctime_ns
