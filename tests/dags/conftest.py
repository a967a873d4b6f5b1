"""Importing Airflow makes its home folder: it must not be the home of whoever runs the tests."""

import os
import sys
import tempfile
from pathlib import Path

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="tandem-airflow-home-")
# As in every Airflow process: see dags/tandem_airflow/__init__.py.
sys.path.append(str(Path(__file__).resolve().parents[2] / "dags"))
