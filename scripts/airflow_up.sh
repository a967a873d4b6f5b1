#!/usr/bin/env bash
# Airflow on this machine, on loopback, until Ctrl-C. Called by `make up`; docs/runbooks/airflow.md explains it.
#
# TANDEM_HOME          data folder (default: ./.tandem); Airflow's own files are in $TANDEM_HOME/airflow
# TANDEM_AIRFLOW_PORT  port of the web page (default: 8080, or any free one when that is taken)
# DEMO_PEOPLE, DEMO_SEED  the synthetic company that is put into the inbox of a data folder that is still empty;
#                         DEMO_PEOPLE=0 leaves the inbox empty
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export TANDEM_HOME="${TANDEM_HOME:-$ROOT/.tandem}"
mkdir -p "$TANDEM_HOME"
TANDEM_HOME="$(cd "$TANDEM_HOME" && pwd)"
PROCESSES="$ROOT/scripts/airflow_processes.py"
PYTHON="$ROOT/.venv/bin/python"
PORT="$("$PYTHON" "$PROCESSES" port "${TANDEM_AIRFLOW_PORT:-}")"
source "$ROOT/scripts/airflow_env.sh"
mkdir -p "$AIRFLOW_HOME/logs" "$TANDEM_HOME/inbox"
"$PYTHON" "$PROCESSES" clear

echo "preparing Airflow in $AIRFLOW_HOME (about half a minute the first time)"
log="$AIRFLOW_HOME/logs/prepare.log"
{
  airflow db migrate
  airflow pools import "$ROOT/dags/pools.json"
  # Known before the first event: an event for a DAG that Airflow has not seen yet would be lost until the sweep.
  airflow dags reserialize
} >"$log" 2>&1 || { tail -n 20 "$log"; echo "Airflow could not be prepared; all of it is in $log"; exit 1; }

# Only a data folder in which nothing has ever been landed: deliveries must not be repeated by a second `make up`.
if [ "${DEMO_PEOPLE:-10000}" != 0 ] && [ ! -e "$TANDEM_HOME/ledger.sqlite" ] && [ -z "$(ls -A "$TANDEM_HOME/inbox")" ]; then
  [ -d "$TANDEM_HOME/demo/sources" ] ||
    tandem demo --people "${DEMO_PEOPLE:-10000}" --seed "${DEMO_SEED:-7}" --out "$TANDEM_HOME/demo"
  echo "putting the synthetic company into the inbox"
  rm -rf "$TANDEM_HOME/inbox/.arriving"
  cp -R "$TANDEM_HOME/demo/sources" "$TANDEM_HOME/inbox/.arriving"
  mv "$TANDEM_HOME"/inbox/.arriving "$TANDEM_HOME/inbox/demo"
fi

exec "$PYTHON" "$PROCESSES" run "$PORT"
