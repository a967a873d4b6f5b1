#!/bin/sh
# Runs once before the services, and again after every upgrade: Airflow's tables, pools, the admin's password, the DAGs.
set -eu
umask 077
mkdir -p "$AIRFLOW_HOME" "$TANDEM_HOME/inbox"
airflow db migrate
airflow pools import /opt/tandem/dags/pools.json
# The password arrives as a variable of this one container and rests in a file that only its user can read.
python - <<'PYTHON'
import json, os
with open(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"], "w", encoding="utf-8") as file:
    json.dump({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}, file)
PYTHON
# Known before the first event: an event for a DAG that Airflow has not seen yet would wait for the sweep.
airflow dags reserialize
