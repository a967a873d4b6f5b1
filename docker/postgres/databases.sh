#!/bin/bash
# Runs once, when the volume is empty: one database and one owner for each purpose, so that none can read the others'.
set -euo pipefail

create() { # name of the database and its owner; variable that holds the password
  psql --username postgres --quiet --set ON_ERROR_STOP=1 --set name="$1" --set variable="$2" <<'SQL'
\getenv password :variable
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
}

create airflow AIRFLOW_DB_PASSWORD
create ledger LEDGER_DB_PASSWORD
create serving SERVING_DB_PASSWORD

# The group roles of tandem/serving/postgres.py: publishing makes them itself only where its role may create roles.
psql --username postgres --quiet --set ON_ERROR_STOP=1 <<'SQL'
create role tandem_reader nologin;
create role tandem_restricted nologin;
grant connect on database serving to tandem_reader, tandem_restricted;
SQL
