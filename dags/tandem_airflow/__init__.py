"""What the DAG files share: assets, policy, the inbox watcher and the operator that wakes a build.

Airflow's triggerer imports the watcher by name, so the ``dags`` folder must be on ``PYTHONPATH`` of every Airflow
process; ``scripts/airflow_up.sh`` and the container image see to that.
"""
