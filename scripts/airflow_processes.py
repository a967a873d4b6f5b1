"""Runs Airflow's four processes until Ctrl-C, starts one again that dies, and ends them all with their tasks.

    airflow_processes.py port [WANTED]   prints a free port of the loopback (8080 if it can be had)
    airflow_processes.py clear           ends what an earlier `run` that was killed has left behind
    airflow_processes.py run PORT        runs until SIGINT or SIGTERM

`airflow standalone` does neither of the last two: its children survive a SIGTERM to the parent. Each component has a
session of its own here; a task changes its process group but never its session, so a session ends as a whole.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

COMPONENTS = {
    # The web page reads logs from disk: the log servers, which would listen on every interface, are not needed.
    "scheduler": ["airflow", "scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
    "triggerer": ["airflow", "triggerer", "--skip-serve-logs"],
    "api-server": ["airflow", "api-server"],
}
PATIENCE_SECONDS = 15  # for an orderly end, before SIGKILL
QUICK_DEATH_SECONDS = 30  # a component that dies sooner, and again, has a cause that starting again does not cure
QUICK_DEATHS = 5
USUAL_PORT = 8080


def free_port(wanted: str) -> int:
    """``wanted`` if given, else 8080 if it is free, else any."""
    if wanted:
        return int(wanted)
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise SystemExit("no free port on 127.0.0.1")


class Sessions:
    """The sessions that were started, kept in a file so that the next start can end what a SIGKILL left."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.leaders: dict[int, float] = {}  # session id: start time of its leader

    def read(self) -> dict:
        """What the last run wrote; empty if there was none."""
        try:
            return json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def add(self, leader: int) -> None:
        """Remember a new session by its leader's process id."""
        self.leaders[leader] = psutil.Process(leader).create_time()
        me = psutil.Process()
        written = {"supervisor": [me.pid, me.create_time()], "leaders": list(self.leaders.items())}
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(written), encoding="utf-8")
        part.replace(self.file)

    def end_left_over(self) -> None:
        """End the sessions of a run whose supervisor is gone. Exits if it is still there."""
        earlier = self.read()
        if not earlier:
            return
        if _is_same(*earlier["supervisor"]):
            raise SystemExit(f"Airflow is running already for this data folder (process {earlier['supervisor'][0]})")
        for leader, started in earlier["leaders"]:
            # The kernel keeps a session's number from others while it has members, but not across a reboot.
            taken_by_others = psutil.pid_exists(leader) and not _is_same(leader, started)
            if started > psutil.boot_time() and not taken_by_others:
                for process in _members(leader):
                    _signal(process, signal.SIGKILL)
        self.file.unlink(missing_ok=True)


def _is_same(pid: int, started: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - started) < 1
    except psutil.Error:
        return False


def _members(session: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.Error):
        process.send_signal(number)


class Components:
    """The running components and how often each has died quickly."""

    def __init__(self, sessions: Sessions, logs: Path) -> None:
        self.sessions = sessions
        self.logs = logs
        self.running: dict[str, subprocess.Popen] = {}
        self.started: dict[str, float] = {}
        self.quick_deaths = dict.fromkeys(COMPONENTS, 0)

    def start(self, name: str) -> None:
        """Start one component; its output is appended to ``logs/<name>.log``."""
        with (self.logs / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(
                COMPONENTS[name], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        self.running[name] = process
        self.started[name] = time.monotonic()
        self.sessions.add(process.pid)

    def revive(self) -> None:
        """Start again what has died. Raises SystemExit when that does not help."""
        for name, process in self.running.items():
            code = process.poll()
            if code is None:
                continue
            if time.monotonic() - self.started[name] < QUICK_DEATH_SECONDS:
                self.quick_deaths[name] += 1
            else:
                self.quick_deaths[name] = 0
            log = self.logs / f"{name}.log"
            if self.quick_deaths[name] >= QUICK_DEATHS:
                raise SystemExit(f"{name} keeps ending (code {code}): see {log}")
            print(f"{name} ended with code {code}; starting it again (log: {log})", flush=True)
            self.start(name)

    def end(self) -> None:
        """SIGTERM to the components, then SIGKILL to whatever is left in their sessions."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for session in self.sessions.leaders:
            for process in _members(session):
                _signal(process, signal.SIGKILL)
        for process in self.running.values():
            process.wait()


def is_healthy(port: int) -> bool:
    """Whether the API answers and says that scheduler, DAG processor and triggerer are alive."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return False
    return all(health[part]["status"] == "healthy" for part in ("scheduler", "dag_processor", "triggerer"))


def run(port: int, sessions: Sessions, airflow_home: Path, home: Path) -> None:
    """Start everything, say when it is ready, and stay until a signal."""
    components = Components(sessions, airflow_home / "logs")

    def stop(number, _frame) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ready = False
    try:
        for name in COMPONENTS:
            components.start(name)
        print("starting Airflow", flush=True)
        while True:
            time.sleep(1)
            components.revive()
            if not ready and is_healthy(port):
                ready = True
                print(
                    f"\nAirflow is ready:  http://127.0.0.1:{port}\n"
                    f"drop files into:   {home / 'inbox'}\n"
                    f"see the result:    TANDEM_HOME={home} tandem status\n"
                    f"logs:              {airflow_home / 'logs'}\n"
                    "Ctrl-C ends it.",
                    flush=True,
                )
    except KeyboardInterrupt:
        print("\nending Airflow", flush=True)
    finally:
        # A second Ctrl-C must not leave processes behind.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        components.end()
        sessions.file.unlink(missing_ok=True)


def main() -> None:
    """See the module's text."""
    match sys.argv[1:]:
        case ["port", *wanted]:
            print(free_port("".join(wanted)))
        case ["clear"]:
            Sessions(Path(os.environ["AIRFLOW_HOME"]) / "processes.json").end_left_over()
        case ["run", port]:
            airflow_home = Path(os.environ["AIRFLOW_HOME"])
            sessions = Sessions(airflow_home / "processes.json")
            run(int(port), sessions, airflow_home, Path(os.environ["TANDEM_HOME"]))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
