# Airflow's settings for one machine; sourced by airflow_up.sh. An operator's own AIRFLOW__... variable wins.
# Needs: ROOT (the project), TANDEM_HOME (absolute), PORT.

default() { [ -n "${!1:-}" ] || export "$1=$2"; }

export AIRFLOW_HOME="$TANDEM_HOME/airflow"
# The triggerer imports the inbox watcher from here; tandem itself may not be installed into the environment.
export PYTHONPATH="$ROOT/dags:$ROOT${PYTHONPATH:+:$PYTHONPATH}"
export PATH="$ROOT/.venv/bin:$PATH"

default AIRFLOW__CORE__DAGS_FOLDER "$ROOT/dags"
default AIRFLOW__CORE__LOAD_EXAMPLES False
default AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION False
default AIRFLOW__CORE__EXECUTOR LocalExecutor
# Two builds' worth of memory at most: acceptance has two slots, the warehouse one.
default AIRFLOW__CORE__PARALLELISM 4
default AIRFLOW__DATABASE__SQL_ALCHEMY_CONN "sqlite:///$AIRFLOW_HOME/airflow.db"

# Loopback only. There is no login: whoever may open a port of this machine's loopback may also read the files in
# TANDEM_HOME. On a shared machine set AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=False (docs/runbooks/airflow.md).
default AIRFLOW__CORE__AUTH_MANAGER airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager
default AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS True
default AIRFLOW__API__HOST 127.0.0.1
default AIRFLOW__API__PORT "$PORT"
default AIRFLOW__API__BASE_URL "http://127.0.0.1:$PORT"
default AIRFLOW__CORE__EXECUTION_API_SERVER_URL "http://127.0.0.1:$PORT/execution/"
default AIRFLOW__API__WORKERS 1

# DAG files change rarely here; looking at them less often leaves the machine to the builds.
default AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES 1
default AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL 300
# A task whose process was killed is noticed after this many seconds instead of five minutes.
default AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT 60
default AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL 10
default AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL 30
# How long a worker may overlook that its task's process has ended: five seconds of a slot for every skipped task.
default AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL 1
default AIRFLOW__USAGE_DATA_COLLECTION__ENABLED False
