# Each target sets up what it needs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/ready-to-run
DEV_READY := $(VENV)/ready-to-develop
DOCS_READY := $(VENV)/ready-to-document
# Quick ones first. Faults, fuzzing and machines that die are tried apart: benchmarks.faults, .fuzz, .trials.
BENCHMARKS := normalise relevance events duplicates freshness health archive bundles ingest copies_cost \
	search queue pages overview start peers peers.line

.DEFAULT_GOAL := help
.PHONY: bench bench-check peers docs help messages demo crawl browse schedule user test lint types lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

$(RUN_READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed (make PYTHON=python3.12 ...); this is " + sys.version)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock pins into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	@echo "Installing what requirements-dev.lock pins into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(RUN_READY)  ## crawl the bundled replica of six outlets in three languages into data/demo.db
	@$(BIN)/python -m hanil_news_watch demo

crawl: $(RUN_READY)  ## crawl the live site into data/news.db
	@$(BIN)/scrapy crawl fnnews

browse: $(RUN_READY)  ## open data/news.db (or the demo's) in Datasette
	@$(BIN)/python -m browse

schedule: $(RUN_READY)  ## crawl each outlet when it is due, until Ctrl-C
	@$(BIN)/python scheduler.py

user: $(RUN_READY)  ## make a user of the desk: asks for name, role and password, prints a line for hanil.toml
	@$(BIN)/python -m browse.user

test: $(DEV_READY)  ## run the whole test suite
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

lint: $(DEV_READY)  ## check style and format
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEV_READY)  ## check types
	@$(BIN)/mypy

bench: $(RUN_READY)  ## measure all that can be measured, an hour or two; reading beside peers goes to benchmarks/RESULTS.md
	@for each in $(BENCHMARKS); do echo "== $$each"; $(BIN)/python -m benchmarks.$$each || failed="$$failed $$each"; done; \
		test -z "$$failed" || { echo "not within their limits, or failed:$$failed"; exit 1; }

peers:  ## install into .peers/ what `make bench` compares reading with
	@test -x .peers/bin/python || $(PYTHON) -m venv .peers
	@.peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r benchmarks/requirements-peers.lock

$(DOCS_READY): requirements-docs.lock $(RUN_READY)
	@echo "Installing what requirements-docs.lock pins into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

messages: $(DEV_READY)  ## bring the catalogues in translations/ up to date with the English messages
	@$(BIN)/python -m translations

docs: $(DOCS_READY)  ## build the documentation into docs/_build/, warnings as errors
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build

bench-check: $(RUN_READY)  ## count what reading and starting do, against benchmarks/floors.toml
	@$(BIN)/python -m benchmarks.check

lock: $(DEV_READY)  ## pin the newest releases that pyproject.toml allows
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group docs -c requirements-dev.lock -o requirements-docs.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra assistants --extra chat --extra cluster --extra documents --extra parquet -c requirements-dev.lock pyproject.toml -o deploy/requirements-image.lock
	@echo 'hatchling>=1.27' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements-dev.lock - -o deploy/requirements-build.lock

clean:  ## remove the environment and caches, never data/
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
