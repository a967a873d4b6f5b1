"""dbt in this process: parsed once per build, then one invocation per phase.

Parsing costs more than most models. dbt drops its saved parse whenever a variable or the target's path changes, and
a build changes both. So the project is parsed under constant values (kept in ``dbt_target/``), and the phases run on
that parse with the build's own values: models see ``var()`` when they are compiled, not when they are parsed.
"""

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tandem.build.selection import Graph
from tandem.config import Settings
from tandem.errors import TandemError
from tandem.log import get_logger
from tandem.progress import Progress

log = get_logger(__name__)

# Logs of builds that failed, kept for the people who repair them; older ones make room.
KEPT_LOGS = 3
# Marks what an invocation runs: dbt compares a list of names with every node, three times.
_SELECTED = "selected_for_this_build"
NEEDS_MEMORY = "needs more memory than TANDEM_MEMORY_LIMIT_MB allows (raise it)"
_OUT_OF_MEMORY = "Out of Memory Error"
_FAILED = ("error", "fail", "runtime error", "partial success")


class DbtProject:
    """The project bound to one warehouse file. dbt's own connections to it are closed after each call."""

    def __init__(self, settings: Settings, warehouse: Path, *, variables: dict[str, Any]) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._folder = warehouse.parent / "dbt"
        self._variables = json.dumps(variables)
        self._manifest: Any = None

    def parse(self) -> None:
        """Read the project. Raises TandemError naming the file that dbt cannot read."""
        cache = self._settings.root / "dbt_target"
        cache.mkdir(parents=True, exist_ok=True)
        # No parse opens it. The stem must be the warehouse's: it is the catalog name that every relation carries.
        with _environment(self._settings, Path(self._warehouse.name)):
            result = self._invoke(["parse", "--no-write-json", "--target-path", str(cache)])
        if result.exception or not result.success:
            raise TandemError(f"dbt cannot read the project: {_first_lines(result.exception)}{self._keep_log()}")
        self._manifest = result.result

    def graph(self) -> Graph:
        """What reads what, once the project is parsed."""
        return Graph(self._manifest)

    def build(self, step: str, *, select: Iterable[str], full: bool) -> int:
        """Run the seeds and models of a selection in one invocation and return how many ran; none is no invocation.

        Raises TandemError naming the first model that failed and the log. The message never carries the database's
        own words: they can quote a cell.
        """
        names = set(select)
        if not names:
            return 0
        self.graph().tag(_SELECTED, names)
        arguments = ["build", "--select", f"tag:{_SELECTED}", "--resource-type", "seed", "--resource-type", "model"]
        arguments += ["--vars", self._variables, "--target-path", str(self._folder), "--no-write-json"]
        arguments += ["--full-refresh"] if full else []
        follower = _Follower(step)
        with _environment(self._settings, self._warehouse):
            result = self._invoke(arguments, follower)
        follower.close()
        if result.exception:
            raise TandemError(f"{step}: dbt stopped: {_first_lines(result.exception)}{self._keep_log()}")
        failed = [node for node in result.result.results if str(node.status) in _FAILED]
        if failed:
            more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            what = NEEDS_MEMORY if any(_OUT_OF_MEMORY in str(node.message) for node in failed) else "failed"
            raise TandemError(f"{step}: model {failed[0].node.name}{more} {what}{self._keep_log()}")
        if not result.success:
            raise TandemError(f"{step}: dbt did not finish{self._keep_log()}")
        log.debug(
            "models",
            step=step,
            seconds={node.node.name: round(node.execution_time, 2) for node in result.result.results},
        )
        return len(result.result.results)

    def _invoke(self, arguments: list[str], follower: "_Follower | None" = None) -> Any:
        from dbt.cli.main import dbtRunner

        project = str(self._settings.dbt_project)
        arguments = [
            *arguments,
            *("--project-dir", project, "--profiles-dir", project, "--log-path", str(self._folder)),
            *("--log-level", "none", "--log-level-file", "info", "--no-print", "--no-version-check"),
        ]
        result = dbtRunner(manifest=self._manifest, callbacks=[follower.see] if follower else []).invoke(arguments)
        _close_database()
        if result.exception and not isinstance(result.exception, Exception):
            raise result.exception
        return result

    def _keep_log(self) -> str:
        """Keep the log of a failed build outside the folder that is about to be discarded; the words that name it."""
        log = self._folder / "dbt.log"
        if not log.is_file():
            return ""
        logs = self._settings.root / "logs"
        logs.mkdir(exist_ok=True)
        kept = logs / f"build-{self._warehouse.parent.name}.dbt.log"
        shutil.copyfile(log, kept)
        for old in sorted(logs.glob("build-*.dbt.log"), key=lambda file: file.stat().st_mtime)[:-KEPT_LOGS]:
            old.unlink()
        return f": see {kept} (it may quote data)"


class _Follower:
    """Turns dbt's events into progress; dbt calls it from several threads."""

    def __init__(self, step: str) -> None:
        self._step = step
        self._lock = threading.Lock()
        self._stack = contextlib.ExitStack()
        self._progress: Progress | None = None

    def see(self, event: Any) -> None:
        if event.info.name in ("LogModelResult", "LogSeedResult"):
            with self._lock:
                if self._progress is None:
                    self._progress = self._stack.enter_context(Progress(self._step, total=event.data.total))
                self._progress.advance(event.data.node_info.node_name)

    def close(self) -> None:
        self._stack.close()


@contextlib.contextmanager
def _environment(settings: Settings, warehouse: Path) -> Iterator[None]:
    """What profiles.yml reads, for the length of one call: dbt has no other way to be told."""
    values = {
        "TANDEM_WAREHOUSE": str(warehouse),
        "TANDEM_THREADS": str(settings.threads),
        "TANDEM_MEMORY_LIMIT_MB": str(settings.memory_limit_mb),
        "TANDEM_FURTHER_TABLES": str(settings.further_tables).lower(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _close_database() -> None:
    """dbt-duckdb keeps its connection for the next invocation; it would outlive the build and lock the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()


def _first_lines(error: BaseException | None) -> str:
    lines = [line.strip() for line in str(error or "unknown reason").splitlines() if line.strip()]
    return " ".join(lines)[:400]
