# Everything a newcomer needs: `make demo`, then `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Any Python 3.11-3.13 does; set PYTHON=... to choose one.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO_PEOPLE ?= 10000
DEMO_SEED ?= 7
DEMO_AS_OF ?= 2026-01-31T00:00:00Z
export TANDEM_HOME ?= $(CURDIR)/.tandem
DEMO := $(TANDEM_HOME)/demo
# Which company the data folder holds; it goes with the data folder.
DEMO_WRITTEN := $(TANDEM_HOME)/.demo-$(DEMO_PEOPLE)-$(DEMO_SEED)
# Airflow and Great Expectations must not phone home, neither in a demo nor in a test.
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.PHONY: help
help: ## what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "tandem needs Python 3.11, 3.12 or 3.13 on the PATH (or PYTHON=/path/to/python)"; exit 1; }
	@echo "creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

# One environment; a stamp for each lock that has been installed into it.
$(VENV)/.installed-%: requirements/%.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing requirements/$*.lock (two minutes the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements/$*.lock 2> >(grep -v '^WARNING: Location' >&2)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2> >(grep -v '^WARNING: Location' >&2)
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null || true # on every processor; pip would use one
	@touch $@

.PHONY: install
install: $(VENV)/.installed-dev ## the environment, from the pinned lock

.PHONY: demo
demo: install ## a synthetic company, from its files to a published release
	@for other in $(TANDEM_HOME)/.demo-*; do \
		test ! -e "$$other" -o "$$other" = "$(DEMO_WRITTEN)" || { \
			echo "$(TANDEM_HOME) holds the synthetic company $${other##*/.demo-} (people-seed), and another one has the same ids:" \
				"choose another data folder (make demo TANDEM_HOME=$(TANDEM_HOME)-$(DEMO_PEOPLE)-$(DEMO_SEED)) or remove this one (make clean-data)"; \
			exit 1; }; done
	@test -d $(DEMO)/sources -a -f $(DEMO_WRITTEN) || { \
		$(BIN)/tandem demo --people $(DEMO_PEOPLE) --seed $(DEMO_SEED) --out $(DEMO) && touch $(DEMO_WRITTEN); }
	@$(BIN)/tandem run --source $(DEMO)/sources --as-of $(DEMO_AS_OF)
	@$(BIN)/tandem summary

.PHONY: test
test: install ## the tests, in a few minutes
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile -q

.PHONY: test-slow
# Three at a time on two cores: one of them is the live Airflow, which waits half of the time.
test-slow: $(VENV)/.installed-spark ## Spark, live Airflow, every fault (SLOW='...' adds pytest arguments)
	@$(BIN)/python -m pytest -m "slow and not alone" -n 3 --dist loadfile -q --durations=15 $(SLOW)
	@$(BIN)/python -m pytest -m "slow and alone" -q --durations=15 $(SLOW)

.PHONY: lint
lint: install ## ruff (with the Airflow 3 rules) and sqlfluff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/models_on_request dbt_project/tests

.PHONY: format
format: install ## let ruff format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: up
up: install ## Airflow on loopback, with the demo company's inbox
	@scripts/airflow_up.sh

.PHONY: bench
bench: install ## benchmarks; results go to benchmarks/results/
	@$(BIN)/python -m benchmarks

PEERS := benchmarks/work/peers
$(PEERS)/.installed: requirements/peers.lock
	@echo "installing $< for the peers, which cannot live beside us"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $< 2> >(grep -v '^WARNING: Location' >&2)
	@touch $@

.PHONY: bench-identity
bench-identity: install $(PEERS)/.installed ## who is who against the truth, beside other ways to do it
	@$(BIN)/python -m benchmarks.identity.bench_identity
	@$(BIN)/python -m benchmarks.identity.bench_scale

.PHONY: lock
lock: ## renew requirements/*.lock (needs uv)
	@requirements/compile.sh

.PHONY: clean
clean: ## remove the environment and the demo company's files; your data stays
	@rm -rf $(VENV) $(DEMO)

.PHONY: clean-data
clean-data: ## remove the whole data folder: landing, ledger, releases (asks first; SURE=yes does not)
	@test -d "$(TANDEM_HOME)" || { echo "there is no data folder $(TANDEM_HOME)"; exit 0; }; \
	echo "This removes $(TANDEM_HOME) with everything in it: landed files, ledger, quarantine, releases, your contracts and mappings."; \
	if [ "$(SURE)" = yes ]; then answer=yes; else read -r -p "Type yes to go on: " answer || answer=; fi; \
	if [ "$$answer" = yes ]; then rm -rf -- "$(TANDEM_HOME)"; echo "removed"; else echo "nothing was removed"; exit 1; fi
