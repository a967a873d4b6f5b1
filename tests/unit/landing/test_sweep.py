"""What a run left behind goes when its process is gone, and stays while it lives."""

import os
import subprocess
import sys
import time

from tandem.landing import sweep_temporary, temporary_name


def make(settings, name: str, age: float = 0):
    settings.temporary.mkdir(parents=True, exist_ok=True)
    file = settings.temporary / name
    file.write_text("half")
    os.utime(file, (time.time() - age,) * 2)
    return file


def name_of_a_process_that_ended() -> str:
    script = "from tandem.landing import temporary_name; print(temporary_name('accept'))"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_files_of_ended_processes_are_removed_and_those_of_living_ones_stay(settings, ledger):
    mine = make(settings, temporary_name("accept"), age=10**6)
    gone = make(settings, name_of_a_process_that_ended())
    assert sweep_temporary(settings, ledger) == [f"tmp/{gone.name}"]
    assert list(settings.temporary.iterdir()) == [mine]


def test_folders_are_removed_with_what_they_hold(settings, ledger):
    folder = settings.temporary / name_of_a_process_that_ended()
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_text("half")
    sweep_temporary(settings)
    assert list(settings.temporary.iterdir()) == []


def test_names_that_tell_nothing_stay_for_a_day(settings, ledger):
    young, old = make(settings, "young"), make(settings, "old", age=25 * 3600)
    sweep_temporary(settings, ledger)
    assert young.exists()
    assert not old.exists()


def test_files_of_another_host_stay_for_a_day(settings, ledger):
    _, owner, token = temporary_name("accept").split("~")
    foreign = f"accept~ffffffffff-{owner.split('-', 1)[1]}~{token}"
    file = make(settings, foreign)
    sweep_temporary(settings, ledger)
    assert file.exists()
    os.utime(file, (0, 0))
    sweep_temporary(settings, ledger)
    assert not file.exists()


def test_an_empty_data_folder_is_nothing_to_sweep(settings, ledger):
    assert sweep_temporary(settings, ledger) == []
