"""A real Airflow for tests and measurements: `make up` on a data folder of its own, watched through its own API."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 400
END_SECONDS = 40


class NotReadyError(AssertionError):
    """Something did not happen in time; the message has the end of the log."""


@dataclass
class LiveAirflow:
    """One `make up`. ``environment`` overrides the script's settings."""

    home: Path
    as_of: str
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    url: str = ""

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(ROOT / "scripts" / "airflow_up.sh")],
                env={
                    **os.environ,
                    "TANDEM_HOME": str(self.home),
                    "DEMO_PEOPLE": "0",
                    "AIRFLOW_VAR_TANDEM_AS_OF": self.as_of,
                    **self.environment,
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.until(lambda: "Airflow is ready:" in self.said() or self.has_ended(), START_SECONDS, "Airflow is ready")
        if self.has_ended():
            raise NotReadyError(self.said()[-2000:])
        line = next(line for line in reversed(self.said().splitlines()) if line.startswith("Airflow is ready:"))
        self.url = line.split()[-1]

    def said(self) -> str:
        """What the script has printed since the first start."""
        return (self.home / "up.log").read_text(encoding="utf-8", errors="replace")

    def has_ended(self) -> bool:
        """Whether the script is gone."""
        return self.process is None or self.process.poll() is not None

    def sessions(self) -> list[int]:
        """The sessions of the components."""
        file = self.home / "airflow" / "processes.json"
        return [leader for leader, _ in json.loads(file.read_text())["leaders"]] if file.exists() else []

    def stop(self) -> list[str]:
        """Ctrl-C. Returns the command lines of processes that are left over, which should be none."""
        if self.process is None:
            return []
        sessions = self.sessions()
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        left = [process for session in sessions for process in members(session)]
        names = [" ".join(process.cmdline()) for process in left]
        for process in left:
            process.kill()
        self.process = None
        return names

    def api(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One call of Airflow's public API."""
        with urllib.request.urlopen(f"{self.url}/auth/token", timeout=30) as answer:
            token = json.load(answer)["access_token"]
        request = urllib.request.Request(
            f"{self.url}/api/v2{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def runs(self, dag_id: str, state: str | None = None) -> list[dict]:
        """The runs of a DAG, oldest first."""
        wanted = f"&state={state}" if state else ""
        return self.api(f"/dags/{dag_id}/dagRuns?limit=1000&order_by=id{wanted}")["dag_runs"]

    def tasks(self, dag_id: str, task_id: str) -> list[dict]:
        """All instances of one task."""
        return self.api(f"/dags/{dag_id}/dagRuns/~/taskInstances?task_id={task_id}&limit=1000")["task_instances"]

    def pause(self, *dag_ids: str, paused: bool = True) -> None:
        """Pause DAGs, or let them go on."""
        for dag_id in dag_ids:
            self.api(f"/dags/{dag_id}", "PATCH", {"is_paused": paused})

    def drop(self, *files: Path, below: Path | None = None) -> None:
        """Put files into the inbox as a good sender does; ``below``: keep their paths relative to it."""
        for file in files:
            target = self.home / "inbox" / (file.relative_to(below) if below else file.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            shutil.copyfile(file, part)
            part.rename(target)

    def tandem(self, *arguments: str) -> str:
        """The command line on this data folder."""
        done = subprocess.run(
            [sys.executable, "-m", "tandem", *arguments],
            env={**os.environ, "TANDEM_HOME": str(self.home)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"tandem {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout

    def kill_task(self, *dag_ids: str, seconds: float = 240) -> int:
        """SIGKILL the process in which a task of one of the DAGs is running; returns its id."""
        worker = self.until(lambda: next(self.workers(*dag_ids), None), seconds, f"a task of {dag_ids} runs", 0.1)
        (task,) = worker.children()
        task.kill()
        return task.pid

    def kill_worker(self, *dag_ids: str, seconds: float = 240) -> int:
        """SIGKILL a worker of the executor that is busy with one of the DAGs, and its task; returns the worker's id.

        An idle worker is no target: it may hold the lock of the queue that all workers read.
        """
        worker = self.until(lambda: next(self.workers(*dag_ids), None), seconds, f"a worker runs {dag_ids}", 0.1)
        for process in [worker, *worker.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        return worker.pid

    def workers(self, *dag_ids: str) -> Iterator[psutil.Process]:
        """The executor's processes that are running a task of the DAGs; their title has the task instance's id."""
        path = "/dags/{}/dagRuns/~/taskInstances?state=running&limit=100"
        running = {task["id"] for dag_id in dag_ids for task in self.api(path.format(dag_id))["task_instances"]}
        for session in self.sessions():
            for process in members(session):
                with contextlib.suppress(psutil.Error):
                    title = " ".join(process.cmdline())
                    if "LocalExecutor" in title and any(task in title for task in running) and process.children():
                        yield process

    def component(self, name: str) -> psutil.Process:
        """The main process of one component."""
        for session in self.sessions():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(session)
                if name in " ".join(process.cmdline()):
                    return process
        raise NotReadyError(f"no {name} is running")

    def until(self, true: Callable[[], Any], seconds: float, what: str, look_seconds: float = 0.5) -> Any:
        """Wait for something and return it. Raises NotReadyError after ``seconds``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := true():
                return found
            time.sleep(look_seconds)
        raise NotReadyError(f"not within {seconds:.0f} s: {what}\n{self.said()[-1500:]}")


def members(session: int) -> list[psutil.Process]:
    """The live processes of a session. One without a command line has given back its memory: it is ending."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            ending = process.status() == psutil.STATUS_ZOMBIE or not process.cmdline()
            if os.getsid(process.pid) == session and not ending:
                found.append(process)
    return found
