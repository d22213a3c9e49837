# Everything one can do here. `make run` and `make test` are the two commands of the README; they need no other step.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
# Tests start the program many times: it is compiled once, whatever the shell says.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest --no-loadscope-reorder
# The lock files name everything, so there is nothing to resolve.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
# Debian's packages that the tests use, and why. The product itself needs none of them.
#   chromium            a real browser opens the pages
#   fonts-liberation    so that widths are the same on every machine
#   softhsm2            a hardware module in software: keys behind PKCS#11
#   openssl, unzip      a time-stamping authority, and what an auditor has at hand
SYSTEM := chromium fonts-liberation softhsm2 openssl unzip

.PHONY: help setup setup-test system run test quick check bench soak fuzz mutants lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

# A virtual environment is made anew whenever its lock file changes.
$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --requirement requirements/run.lock
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

# What the tests add to it. It is compiled when it is first imported: most of it never is.
.venv/test.stamp: requirements/test.lock | $(BIN)/python
	$(INSTALL) --no-compile --require-hashes --requirement requirements/test.lock
	@touch $@

setup: .venv/run.stamp ## the virtual environment of the product, in .venv

setup-test: .venv/run.stamp .venv/test.stamp ## the same, with what the tests use

system: ## Debian's packages for the tests (root or sudo), each named in SYSTEM
	@missing=(); for name in $(SYSTEM); do dpkg-query -W -f='$${Status}' "$$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$$name"); done; \
	if [ "$${#missing[@]}" -eq 0 ]; then exit 0; fi; \
	echo "installing Debian's packages for the tests: $${missing[*]}"; \
	if [ "$$(id -u)" -eq 0 ]; then as=(env); elif command -v sudo >/dev/null; then as=(sudo env); \
	else echo "the tests need $${missing[*]}: run this as root, or install sudo" >&2; exit 1; fi; \
	"$${as[@]}" apt-get update -qq; \
	"$${as[@]}" DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -qq "$${missing[@]}" >/dev/null

run: setup ## the main job: an instance in ./etanche-data, said, kept, proved, and served on loopback
	@$(BIN)/etanche demo $(if $(DEMO_EXIT),--exit)

# Thousands of small databases wait for a disk, each commit some milliseconds; in memory, where there is room, none does.
# tests/conftest.py says which worker gets what, and in which order.
test: ## every test, every gate
	@$(MAKE) --no-print-directory --jobs=3 setup-test system
	@work=$$($(PYTHON) -c 'from shutil import disk_usage as room; print("/dev/shm" if room("/dev/shm").free > 2 << 30 else "")' 2>/dev/null || true); \
	work=$$(mktemp --directory $${work:+--tmpdir=$$work}); trap 'rm -rf "$$work"' EXIT; \
	set -x; TMPDIR=$$work $(PYTEST) --numprocesses=3

quick: setup-test ## what one runs while writing: under a minute, no browser
	$(PYTEST) --numprocesses=2 -m 'not slow' --ignore=tests/e2e

check: setup-test ## style, types, walls, docs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/interrogate --quiet src tests bench
	$(BIN)/pytest --quiet tests/test_walls.py tests/test_docs.py

bench: setup-test ## measure, against the bare thing in the same run (ARMS="sweep gdpr" for some); writes bench/results.json
	PYTHONPATH=clients/python/src $(BIN)/python -m bench $(if $(ARMS),--only $(ARMS))

soak: setup-test ## an hour of traffic, sweeps and kills (SOAK_MINUTES=60); writes bench/soak.json; and a year of requests through a vault (YEAR_REQUESTS=10000); writes bench/year.json
	$(BIN)/python -m bench.soak
	YEAR_REQUESTS=$${YEAR_REQUESTS:-10000} $(BIN)/pytest --quiet tests/rights/test_year.py --durations=1

fuzz: setup-test ## a million hostile inputs (FUZZ_INPUTS=1000000); writes bench/fuzz.json
	$(BIN)/python -m bench.fuzz

mutants: setup-test ## change the heart expression by expression and see that a test notices (half an hour); writes bench/mutants.json and docs/mutants.md
	$(BIN)/python -m bench.mutants

lock: ## write the lock files anew from pyproject.toml
	bash requirements/lock

clean: ## everything this file made, the instance of `make run` excepted
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .mutants.jsonl .mutants.seen dist
