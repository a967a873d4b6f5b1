"""Rules of the house that a machine can check. Not a style check: ruff and sqlfluff do that."""

import re
import subprocess

import pytest

from tests.conftest import PROJECT_ROOT

MOST_LINES = {".py": 400, ".sql": 200}


def tracked(*patterns: str) -> list[str]:
    """Files git knows (or, in an unpacked archive, files that are there)."""
    command = ["git", "ls-files", *patterns]
    listed = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (PROJECT_ROOT / name).is_file()]
    return [str(path.relative_to(PROJECT_ROOT)) for pattern in patterns for path in PROJECT_ROOT.rglob(pattern)]


def test_no_file_needs_a_guide() -> None:
    long = []
    for name in tracked("*.py", "*.sql"):
        if name.startswith("tests/unit/ledger/data/"):
            continue  # dumps of older ledgers: data, not code
        lines = len((PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES["." + name.rsplit(".", 1)[1]]:
            long.append((name, lines))
    assert long == []


@pytest.mark.parametrize(("lock", "least"), [("runtime", 150), ("dev", 150), ("spark", 150), ("peers", 20)])
def test_lock_files_pin_by_hash_and_name_no_index(lock: str, least: int) -> None:
    text = (PROJECT_ROOT / "requirements" / f"{lock}.lock").read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, flags=re.MULTILINE)
    pins = re.findall(r"^[a-z0-9][\w.\-\[\],]*==", text, flags=re.MULTILINE)
    assert len(pins) > least
    assert text.count("--hash=sha256:") >= len(pins)


def test_relative_links_in_the_documentation_lead_somewhere() -> None:
    broken = []
    for name in tracked("*.md"):
        file = PROJECT_ROOT / name
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8")):
            if not (file.parent / target).exists():
                broken.append((name, target))
    assert broken == []
