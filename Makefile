# The errands of this house. `make run` and `make test` need nothing but Python 3.11 or newer, git and make.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# caldav's urllib3-future would overwrite urllib3 under requests, MSAL and O365; this keeps the real one.
export URLLIB3_NO_OVERRIDE := 1
# Where somebody set it, each process of service and tests would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run install test test-both journeys lint types format lock messages bench chaos clean

help: ## list the errands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

run: .venv/.runtime ## install and start everything on this machine, with the demo SWV
	@$(BIN)/python manage.py start

install: .venv/.runtime .venv/.dev ## only install, into .venv

.venv/.runtime: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the service needs (a minute the first time) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: install lint types ## lint, types, import contracts, migrations, all tests
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@tests/run

test-both: install ## all tests on SQLite, and on PostgreSQL too what a database can do differently (half an hour)
	@tests/run both

journeys: install ## only the browser tests, which also renew the pictures of the handleiding
	@HANDLEIDING=renew $(BIN)/python -m pytest -m journey tests

lint: install ## ruff and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: install ## mypy, strict
	@$(BIN)/mypy

format: install ## let ruff tidy the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

messages: install ## compile the translations
	@$(BIN)/python -m tests.architecture.compile_messages

bench: install ## measure the year-plan solver (three quarters of an hour)
	@$(BIN)/python -m bench.yearplan --docs

chaos: install ## kill web, worker and beat 200 times while 201 letters go out (a quarter of an hour)
	@$(BIN)/python -m bench.chaos

lock: install ## renew the two lock files (needs uv)
	@deploy/lock

clean: ## forget the demo and everything installed
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
