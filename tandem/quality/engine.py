"""Runs suites through Great Expectations, in an ephemeral context on a DuckDB file.

No value of a personal or undescribed column leaves the database: expectations on those are BOOLEAN_ONLY, the others
report counts without examples, and SQL checks report the number of rows.
"""

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tandem.config import Settings
from tandem.database import options
from tandem.ledger import GateResult
from tandem.log import get_logger
from tandem.quality.suites import Check, Suite, fill

log = get_logger(__name__)

# Counts, but no example of an unexpected value.
COUNTS = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
NOTHING_BUT_THE_VERDICT = {"result_format": "BOOLEAN_ONLY"}

# SQL checks look at several tables at once; they run on this one row.
WHOLE_CANDIDATE = "whole candidate"

# What Data Docs call the database.
DATABASE = "candidate"


@dataclass(frozen=True)
class _Group:
    """Checks of one suite that look at one table with one result format: one validation."""

    suite: Suite
    table: str | None
    boolean_only: bool
    checks: list[Check]

    @property
    def name(self) -> str:
        """Unique, and readable in Data Docs, where it becomes a file name."""
        parts = [self.suite.name, self.table or WHOLE_CANDIDATE, "verdict only" if self.boolean_only else ""]
        return re.sub(r"[^a-z0-9_]+", "-", " ".join(parts).strip().lower())


def run_suites(
    settings: Settings,
    database: Path,
    suites: Sequence[Suite],
    *,
    parameters: dict[str, str],
    is_public: Callable[[str, str], bool],
    docs: Path | None = None,
) -> list[GateResult]:
    """Run every check on a closed DuckDB file, read-only, and return the results in the order of the suites.

    ``is_public(table, column)`` says whether a column's values may be counted and described. With ``docs`` the Data
    Docs of these suites are rendered into that folder. A check that cannot be evaluated has failed.
    """
    with _quiet() as gx:
        context = gx.get_context(mode="ephemeral")
        context.enable_analytics(False)
        context.variables.progress_bars = {"globally": False}
        with _data_source(context, settings, database) as source:
            groups = _groups(suites, is_public)
            outcomes: dict[tuple[str, str], Any] = {}
            for group in groups:
                validation = _validate(gx, context, source, group, parameters, keep=docs is not None)
                for check, outcome in zip(group.checks, validation.results, strict=True):
                    outcomes[group.suite.name, check.id] = outcome
        raised = [key for key, outcome in outcomes.items() if _raised(outcome)]
        for suite_name, check_id in raised:
            log.warning("a check could not be evaluated and counts as failed", suite=suite_name, check=check_id)
        if docs is not None:
            from tandem.quality import docs as data_docs

            validated = [
                data_docs.Validated(
                    name=group.name,
                    suite=group.suite.name,
                    table=group.table or WHOLE_CANDIDATE,
                    checks=len(group.checks),
                    failed=sum(not outcomes[group.suite.name, check.id].success for check in group.checks),
                )
                for group in groups
            ]
            data_docs.render(context, docs, validated, unreadable=[check_id for _, check_id in raised])
    return [_result(suite, check, outcomes[suite.name, check.id]) for suite in suites for check in suite.checks]


@contextlib.contextmanager
def _data_source(context: Any, settings: Settings, database: Path) -> Iterator[Any]:
    """The database as a data source; every connection is closed at the end, so that the file can be written again."""
    from tandem.quality.duckdb_dialect import DRIVER

    spill = database.with_name(f"{database.name}.spill")
    limits = options(settings.memory_limit_mb, settings.threads, temp_directory=str(spill))
    source = context.data_sources.add_sql(
        DATABASE,
        connection_string=f"{DRIVER}:///{database}",
        create_temp_table=False,
        kwargs={"connect_args": {"read_only": True, "config": limits}},
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _groups(suites: Sequence[Suite], is_public: Callable[[str, str], bool]) -> list[_Group]:
    groups: dict[tuple[str, str | None, bool], _Group] = {}
    for suite in suites:
        for check in suite.checks:
            table = check.table if check.expectation else None
            boolean_only = check.expectation is not None and not all(
                is_public(check.table or "", column) for column in _columns(check.expectation.kwargs)
            )
            key = (suite.name, table, boolean_only)
            groups.setdefault(key, _Group(suite, table, boolean_only, [])).checks.append(check)
    return list(groups.values())


def _columns(kwargs: dict[str, Any]) -> list[str]:
    """Every column that an expectation's arguments name."""
    single = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return [*single, *kwargs.get("column_list", []), *kwargs.get("column_set", [])]


def _validate(gx: Any, context: Any, source: Any, group: _Group, parameters: dict[str, str], *, keep: bool) -> Any:
    """The group's results in the order of its checks; ``keep`` leaves them in the context for Data Docs."""
    batch = _asset(source, group.table).get_batch_definition("all")
    expectations = [_expectation(gx, check, parameters) for check in group.checks]
    suite = gx.ExpectationSuite(name=group.name, expectations=expectations)
    result_format = NOTHING_BUT_THE_VERDICT if group.boolean_only else COUNTS
    if keep:
        suite = context.suites.add(suite)
        kept = gx.ValidationDefinition(name=group.name, data=batch, suite=suite)
        outcome = context.validation_definitions.add(kept).run(result_format=result_format)
    else:  # writing each of them down takes as long as half of the checks
        outcome = batch.get_batch().validate(suite, result_format=result_format)
    # Results come in an order of their own.
    by_check = {result.expectation_config.meta["check"]: result for result in outcome.results}
    outcome.results = [by_check[check.id] for check in group.checks]
    return outcome


def _asset(source: Any, table: str | None) -> Any:
    name = table or WHOLE_CANDIDATE
    if name in source.get_asset_names():
        return source.get_asset(name)
    if table is None:
        asset = source.add_query_asset(name=name, query="select 1 as one")
        asset.add_batch_definition("all")
    else:
        schema, _, table_name = table.rpartition(".")
        asset = source.add_table_asset(name=name, table_name=table_name, schema_name=schema or None)
        asset.add_batch_definition_whole_table("all")
    return asset


def _expectation(gx: Any, check: Check, parameters: dict[str, str]) -> Any:
    for_people = {
        "description": check.sentence,
        "severity": check.severity,
        "meta": {
            "check": check.id,
            "owner": check.owner,
            "notes": {"format": "markdown", "content": [check.sentence, f"What to do: {check.advice}"]},
        },
    }
    if check.sql is not None:
        # Great Expectations formats the query with str.format; our own parameters are already in it.
        query = fill(check.sql, parameters).strip().replace("{", "{{").replace("}", "}}")
        return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=query, **for_people)
    name = "".join(part.capitalize() for part in check.expectation.type.split("_"))
    return getattr(gx.expectations, name)(**check.expectation.kwargs, **for_people)


def _raised(outcome: Any) -> bool:
    info = outcome.exception_info or {}
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(part.get("raised_exception") for part in info.values() if isinstance(part, dict))


def _result(suite: Suite, check: Check, outcome: Any) -> GateResult:
    facts = outcome.result or {}
    rows = facts.get("observed_value") if check.sql is not None else facts.get("unexpected_count")
    return GateResult(
        check=check.id,
        suite=suite.name,
        owner=check.owner,
        severity=check.severity,
        passed=bool(outcome.success) and not _raised(outcome),
        failing_rows=int(rows) if isinstance(rows, int) else None,
        sentence=check.sentence,
        advice=check.advice,
    )


@contextlib.contextmanager
def _quiet() -> Iterator[ModuleType]:
    """Great Expectations without its prints and notices: our queries name their tables on purpose."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations

        # Only now: importing it sets levels, the second one's to INFO.
        for name in ("great_expectations", "great_expectations.data_context.types.base"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield great_expectations
