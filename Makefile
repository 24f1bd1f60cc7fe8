# The whole project from three tools: git, make and Python 3.11+. Everything else comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
# The hundreds of processes of the suite read our modules as they were compiled once, whatever the machine's habit is.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test check lock clean

help: ## show these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

# A stamp per set of requirements: pip runs again only when a lock file has changed.
.venv/local.stamp: requirements/local.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cspr needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development.stamp: requirements/development.txt .venv/local.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	@touch $@

install: .venv/development.stamp ## install everything into .venv

demo: .venv/local.stamp ## start the whole service here and play three invented cases (ARGS=--exit ends by itself)
	@$(BIN)/cspr demo $(ARGS)

# The whole suite runs three files at a time, the slow folders first: two cores have time for that, since many tests wait
# for other programs more than they work. A part of it runs in one process.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

test: check ## lint, types and the whole suite (ARGS="-k name" for a part)
	$(BIN)/pytest $(or $(ARGS),$(SIDE_BY_SIDE))

check: .venv/development.stamp ## lint, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: .venv/development.stamp ## resolve the requirements again, with hashes
	@for set in service local development; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    requirements/$$set.in --output-file requirements/$$set.txt || exit 1; done

clean: ## remove the installation and what the service kept on this machine
	rm -rf .venv var
