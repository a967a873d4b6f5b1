import duckdb
import pytest

from tandem.build import assemble, build_candidate
from tandem.errors import TandemError, UsageError
from tests.unit.build.conftest import AS_OF


def test_what_is_no_match_model_stops_a_build_before_its_models(settings, ledger, accepted):
    accepted("a")
    settings.match_model.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"match_model\.json is not a match model: train one"):
        build_candidate(settings, ledger, as_of=AS_OF)
    assert list(settings.builds.iterdir()) == [], "the candidate is gone, dbt never ran"
    build = ledger.build(1)
    assert build.state == "failed"
    assert "is not a match model" in build.message


def test_a_build_that_needs_more_memory_says_what_to_raise(settings, ledger, accepted, monkeypatch):
    def too_much(*_arguments):
        raise duckdb.OutOfMemoryException("secret@example.com does not fit")

    accepted("a")
    monkeypatch.setattr(assemble, "create_raw_views", too_much)
    with pytest.raises(TandemError, match=r"build 1 needs more memory than TANDEM_MEMORY_LIMIT_MB allows") as failure:
        build_candidate(settings, ledger, as_of=AS_OF)
    assert "secret" not in str(failure.value)
    assert ledger.build(1).state == "failed"
