"""The command line in a process of its own, forked from a server that has loaded the libraries.

Loading Great Expectations and dbt takes a quarter of a test company's run, and the suites make some hundreds of runs.
A forked process is as real as a started one: it has its own environment and memory, and dies of kill -9 like any.
An empty data folder is given what dbt saved when it first read the project, which takes half of a first run.
"""

import atexit
import importlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.preloaded_libraries"])
# Where tandem.build.dbt keeps dbt's parse in a data folder.
PARSE = Path("dbt_target", "partial_parse.msgpack")


def start(module: str, arguments: list[str], environment: dict[str, str], out: Path, errors: Path) -> BaseProcess:
    """Begin ``main()`` of a module as a command; what it prints goes to two files."""
    _share_parse(arguments, environment)
    process = CONTEXT.Process(target=_command, args=(module, arguments, environment, str(out), str(errors)))
    process.start()
    return process


def run(module: str, arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    """The same, waited for."""
    with tempfile.TemporaryDirectory() as folder:
        out, errors = Path(folder, "out"), Path(folder, "errors")
        process = start(module, arguments, environment, out, errors)
        process.join()
        _share_parse(arguments, environment)
        written = [file.read_text() if file.exists() else "" for file in (out, errors)]
    return subprocess.CompletedProcess(arguments, process.exitcode, *written)


def tandem(home: Path, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess:
    """The real command line on a data folder: ``tandem(home, "status", "--json")``. With ``check`` it must succeed."""
    result = run("tandem.cli", [*arguments], {**os.environ, "TANDEM_HOME": str(home), **environment})
    if check and result.returncode != 0:
        raise AssertionError(f"tandem {' '.join(arguments)} ended with {result.returncode}:\n{result.stderr[-3000:]}")
    return result


def _share_parse(arguments: list[str], environment: dict[str, str]) -> None:
    if "TANDEM_PROJECT_ROOT" not in environment and {"run", "build"} & set(arguments):
        share_parse(Path(environment["TANDEM_HOME"]))


def share_parse(home: Path) -> None:
    """Keep what dbt saved in a data folder, or give an empty one what was kept: before and after each parse."""
    kept, here = Path(_kept().name, PARSE.name), home / PARSE
    if here.exists() and not kept.exists():
        shutil.copyfile(here, kept)
    elif kept.exists() and not here.exists():
        here.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, here)


@cache
def _kept() -> tempfile.TemporaryDirectory:
    """Where this test process keeps the first parse."""
    return tempfile.TemporaryDirectory(prefix="tandem-parse-")


def _command(module: str, arguments: list[str], environment: dict[str, str], out: str, errors: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path in ((1, out), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.argv = [module, *arguments]
    try:
        importlib.import_module(module).main()
    finally:
        atexit._run_exitfuncs()
