# `make` without a target shows this list.
PYTHON ?= python3.11
BIN := .venv/bin
MONATE := 2026-07 2026-08 2026-09 2026-10

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz crashtest check golden bench lock sample clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/.laufzeit: requirements.txt pyproject.toml
	@echo "Setting up .venv with the pinned packages of requirements.txt (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.entwicklung: .venv/.laufzeit requirements-dev.txt
	@echo "Adding the developers' tools of requirements-dev.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

setup: .venv/.entwicklung ## create .venv with runtime and developers' packages

run: .venv/.laufzeit ## report of October 2026 for the sample Jobcenter, into berichte/
	@for monat in $(MONATE); do \
		$(BIN)/kontaktdichte run --month $$monat --input data/sample --output berichte || exit $$?; \
	done

test: .venv/.entwicklung ## all tests, on all cores; files stay together, since their tests share what they draw
	$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: .venv/.entwicklung ## the tests that draw their cases, with other cases at every call
	$(BIN)/python -m pytest --hypothesis-profile=fuzz -q $$(grep -rl "^from hypothesis" tests --include=test_*.py)

crashtest: .venv/.entwicklung ## hundreds of calls killed, stopped and failed at drawn moments (about ten minutes)
	KONTAKTDICHTE_CRASHES=16 $(BIN)/python -m pytest -q -s tests/run/test_crash.py

check: .venv/.entwicklung ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

golden: .venv/.entwicklung ## rewrite tests/present/golden from the sample; review the diff
	$(BIN)/python -m pytest tests/present/test_golden.py --golden -q

.venv-bench/.fertig: requirements-bench.txt
	@echo "Setting up .venv-bench with pandas, the yardstick ..."
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-bench.txt
	@touch $@

bench: .venv/.entwicklung .venv-bench/.fertig ## measured comparison; writes benchmarks/README.md (about ten minutes)
	$(BIN)/python -m benchmarks.bench

sample: .venv/.laufzeit ## write data/sample again (same seed, same bytes)
	$(BIN)/python -m data.sample.write

lock: ## pin the packages anew (needs uv)
	uv pip compile requirements.in --upgrade --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements.txt
	uv pip compile requirements-bench.in --upgrade --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-bench.txt
	uv pip compile requirements-dev.in --upgrade --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -o requirements-dev.txt

clean: ## remove .venv and caches; reports and warehouses stay
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache
