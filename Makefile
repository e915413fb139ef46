# The two commands of the README, and what they stand on.
PYTHON ?= $(firstword $(shell command -v python3.11 || command -v python3))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements/lock.txt
PEERS := .venv-peers
COMMONMARK := $(VENV)/share/commonmark-spec/spec.txt
GOLDEN := $(VENV)/share/golden-rules/english.toml

.PHONY: help setup demo test verify peers format lock bench clean
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

# The examples of CommonMark judge the reader of Markdown. They are fetched, not kept here; without
# npm or network the tests that need them are skipped.
$(COMMONMARK): | $(STAMP)
	@mkdir -p $(@D)
	@cd $(@D) && npm pack --silent --fetch-retries=0 --fetch-timeout=20000 commonmark-spec@0.31.2 \
	  >/dev/null 2>&1 && tar -xzmf commonmark-spec-0.31.2.tgz --strip-components=1 || \
	  echo "no npm, or no network: the tests with CommonMark's examples will be skipped" >&2

# The Golden Rules of sentence segmentation, as a port of the Pragmatic Segmenter has them.
$(GOLDEN): | $(STAMP)
	@mkdir -p $(@D)
	@cd $(@D) && $(CURDIR)/$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --no-binary :all: cleave-sbd==0.3b1 >/dev/null 2>&1; \
	  tar -xzmf cleave_sbd-*.tar.gz --strip-components=4 --wildcards '*/lang/english.toml' 2>/dev/null || \
	  echo "no network: the test with the Golden Rules will be skipped" >&2

demo: setup ## Draft the sample statements, and publish them in eight languages
	@$(BIN)/python -m flows.demo

test: setup $(COMMONMARK) ## Lint, types, import rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest

verify: setup $(COMMONMARK) $(GOLDEN) ## The long proofs: kills, fuzz
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/formats tests/segmentation tests/catalogs tests/language tests/memory tests/pipeline/test_histories.py tests/test_inline.py tests/inline tests/engines/test_rungs.py
	$(BIN)/pytest -m verify -v

bench: setup $(COMMONMARK) ## Measure engine, update, memory, checks, formats and the site, beside peers where there are some
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.update
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.checks
	$(BIN)/python -m benchmarks.formats
	$(BIN)/python -m benchmarks.site

# Argos Translate with all that it declares, gigabytes of it, and the LibreTranslate server; both
# bring a module of the same name. torch comes first and unhashed: any build of it will do.
peers: $(PEERS)/.installed ## Make .venv-peers, for what bench compares with and verify talks to

$(PEERS)/.installed: requirements/peers.txt requirements/peers-libretranslate.txt
	@test -x $(PEERS)/argos/bin/python || $(PYTHON) -m venv $(PEERS)/argos
	@test -x $(PEERS)/libretranslate/bin/python || $(PYTHON) -m venv $(PEERS)/libretranslate
	$(PEERS)/argos/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(PEERS)/argos/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/peers.txt
	$(PEERS)/libretranslate/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/peers-libretranslate.txt
	@touch $@

format: setup ## Rewrite the sources as ruff has it
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

lock: ## Remake the hashed requirements file from pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --group dev --extra dask --extra pdf \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  pyproject.toml requirements/build.in -o $(LOCK)

clean: ## Remove what was built, the environment too
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
