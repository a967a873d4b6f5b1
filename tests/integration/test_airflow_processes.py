"""`make up` ends what it started: components, their tasks, and what a killed supervisor left behind.

The components are small stand-ins here, so that the test takes seconds; test_airflow_live.py runs the real ones.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "airflow_processes.py"
# A component as unpleasant as Airflow's: its task has a process group of its own and does not hear SIGTERM.
COMPONENT = """
import os, signal, sys, time
if os.fork() == 0:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
time.sleep(600)
"""
SUPERVISOR = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("airflow_processes", {str(SCRIPT)!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.PATIENCE_SECONDS = 2
module.COMPONENTS = {{"scheduler": [sys.executable, "-c", {COMPONENT!r}], "triggerer": ["sleep", "600"]}}
sys.argv = ["airflow_processes.py", *sys.argv[1:]]
module.main()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "airflow" / "logs").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def call(home: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Run the script with the stand-ins; whatever is left at the end of a test is killed."""
    started = []

    def run(*arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *arguments],
            env={**os.environ, "AIRFLOW_HOME": str(home / "airflow"), "TANDEM_HOME": str(home)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
    for pid in leaders(home):
        for member in session(pid):
            member.kill()


def leaders(home: Path) -> dict[int, float]:
    file = home / "airflow" / "processes.json"
    return dict(json.loads(file.read_text())["leaders"]) if file.exists() else {}


def session(leader: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not happen within 30 s"
        time.sleep(0.1)


def running(home: Path) -> list[int]:
    """The sessions, once both components and the unpleasant task are there."""
    until(lambda: sum(len(session(pid)) for pid in leaders(home)) == 3)
    return list(leaders(home))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_components_and_tasks(home: Path, call, number: int) -> None:
    supervisor = call("run", "1")
    sessions = running(home)
    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=30)
    assert supervisor.returncode == 0, output
    assert [process.pid for pid in sessions for process in session(pid)] == []
    assert not (home / "airflow" / "processes.json").exists()


def test_a_component_that_dies_is_started_again(home: Path, call) -> None:
    call("run", "1")
    before = running(home)
    os.kill(before[1], signal.SIGKILL)
    until(lambda: len(leaders(home)) == 3)
    until(lambda: len(session(list(leaders(home))[2])) == 1)


def test_a_second_start_is_refused_while_the_first_one_runs(home: Path, call) -> None:
    call("run", "1")
    running(home)
    second = call("clear")
    output, _ = second.communicate(timeout=30)
    assert second.returncode != 0
    assert "running already" in output


def test_the_next_start_ends_what_a_killed_supervisor_left(home: Path, call) -> None:
    supervisor = call("run", "1")
    sessions = running(home)
    supervisor.kill()
    supervisor.wait()
    assert call("clear").wait(timeout=30) == 0
    until(lambda: not [process for pid in sessions for process in session(pid)])


def test_a_taken_port_is_avoided() -> None:
    def port(*wanted: str) -> int:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "port", *wanted], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8080))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as good
        assert port("") != 8080
    assert port("8123") == 8123


def test_the_script_explains_itself() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert textwrap.dedent("airflow_processes.py run PORT") in done.stderr
