# The two commands are `make site` and `make test`. Both set up what they need in .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: site test serve docs bench lint setup clean help

site: $(STAMP)  ## check entries/ and build build/site/
	$(BIN)/kg site

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadgroup

serve: $(STAMP)  ## live preview on http://127.0.0.1:8000
	$(BIN)/kg site --serve

docs: $(STAMP)  ## run what the docs show anew, and write it into them
	$(BIN)/python -m tests.docs

bench: $(STAMP)  ## speed and memory beside the goals
	$(BIN)/python bench/run.py $(BENCH)

lint: $(STAMP)  ## ruff and mypy, as CI runs them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(STAMP)  ## only make .venv

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kg needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@# Where Python is told to write no bytecode, each command and each test of one would compile the tool anew.
	$(BIN)/python -m compileall -q kg
	$(BIN)/kg schema --editor
	@touch $@

clean:  ## delete .venv and everything built
	rm -rf $(VENV) build .cache .mypy_cache .ruff_cache .pytest_cache

help:  ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'
