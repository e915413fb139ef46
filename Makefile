# The two commands of the README, and what they stand on.
PYTHON ?= $(firstword $(shell command -v python3.11 || command -v python3))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements/lock.txt

.PHONY: help setup demo test verify format lock bench clean
.DEFAULT_GOAL := help

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv, with exactly the locked packages

# --no-deps: the lock names every package there is to install, and leaves out the gigabytes
# (stanza, spaCy, torch) that argostranslate declares and communique never imports.
$(STAMP): $(LOCK) pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "make setup needs Python 3.11: set PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Draft and publish the sample statements in Spanish and French
	@$(BIN)/python -m flows.demo

test: setup ## Lint, types, import rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest

verify: setup ## The long proofs: kills, fuzz
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/formats tests/segmentation tests/catalogs tests/language tests/memory tests/pipeline/test_histories.py tests/test_inline.py
	$(BIN)/pytest -m verify -v

bench: setup ## Measure the engine, the update, the memory and the checks, each beside its peers
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.update
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.checks

format: setup ## Rewrite the sources as ruff has it
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

lock: ## Remake the hashed requirements file from pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --group dev \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  pyproject.toml requirements/build.in -o $(LOCK)

clean: ## Remove what was built, the environment too
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
