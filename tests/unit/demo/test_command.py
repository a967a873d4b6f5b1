"""``tandem demo`` as a user runs it."""

import json
from pathlib import Path


def test_writes_a_company_and_refuses_a_strangers_folder(run_tandem, tmp_path: Path) -> None:
    out = tmp_path / "company"
    done = run_tandem(tmp_path / "home", "demo", "--people", "200", "--seed", "9", "--out", str(out), "--json")
    manifest = json.loads(done.stdout)
    assert manifest == json.loads((out / "truth" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["people"], manifest["seed"]) == (200, 9)
    assert "demo" in done.stderr  # progress, also without a terminal
    refused = run_tandem(tmp_path / "home", "demo", "--out", str(tmp_path), check=False)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "not empty" in refused.stderr
