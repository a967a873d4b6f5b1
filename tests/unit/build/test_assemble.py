import pytest

from tandem.build import build_candidate
from tandem.errors import UsageError
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
