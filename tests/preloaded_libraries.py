"""What the server of `tests.preloaded` loads before it forks: all that a run loads inside its commands, and pytest."""

import importlib
import sys

# PySpark takes a main module without a file for a run of its doctests, and ends the process.
sys.modules["__main__"].__dict__.setdefault("__file__", __file__)

for name in (
    "pytest",
    "dbt.adapters.duckdb",
    "dbt.cli.main",
    "great_expectations.expectations",
    "plotly.graph_objects",
    "tandem.accept",
    "tandem.build",
    "tandem.cli",
    "tandem.landing",
    "tandem.pipeline",
    "tandem.quality",
    "tandem.release",
):
    importlib.import_module(name)
