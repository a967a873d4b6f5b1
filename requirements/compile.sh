#!/usr/bin/env bash
# Renews the lock files: universal (Python 3.11-3.13, every platform), hashed, without any index address.
# Usage: requirements/compile.sh [--upgrade]. Needs `uv` on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  local source="$1"
  shift
  uv pip compile "$source" --universal --generate-hashes --python-version 3.11 --no-strip-extras \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet "$@"
}
compile pyproject.toml --extra build --extra airflow --extra postgres --extra metrics --extra dev --extra spark -o requirements/spark.lock "$@"
compile pyproject.toml --extra build --extra airflow --extra postgres --extra metrics --extra dev -c requirements/spark.lock -o requirements/dev.lock
compile pyproject.toml --extra build --extra airflow --extra postgres --extra metrics -c requirements/spark.lock -o requirements/runtime.lock
compile requirements/peers.in -o requirements/peers.lock "$@"
