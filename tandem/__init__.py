"""Tandem: one customer view for marketing and sales.

The folder list is the pipeline: landing -> accept -> (dbt) -> identity -> quality -> release -> serving.
Nothing in this package imports Airflow; the files in ``dags/`` only say when these steps run.
"""

__version__ = "0.1.0"
