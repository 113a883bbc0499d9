# Two commands matter to a newcomer: `make demo` and `make test`. `make help` lists the rest.

# The newest Python on this machine that Hasila supports; name another with `make PYTHON=...`.
PYTHON ?= $(shell for v in 3.14 3.13 3.12 3.11; do \
	command -v python$$v >/dev/null 2>&1 && python$$v -c 'import venv, ensurepip' 2>/dev/null \
	&& { command -v python$$v; break; }; done; true)
BIN := .venv/bin
# One worker more than cores: a fifth of the time is waiting, for daemons, browsers and sockets.
WORKERS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 1) + 1)))
# What is compiled once is read by every process that a test starts, and by the next run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test quick nightly guards mutants fresh live lint docs answers pictures tutorial lock sbom audit wheels bench clean .venv
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z.]*\):.*## /  make \1 — /p' Makefile

demo: .venv/.run ## read a simulated platform, draw the charts into demo/ (no credentials, no network)
	@$(BIN)/python run_monitor.py demo

test: .venv/.dev ## lint, types and every test
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy
	@$(BIN)/python -m pytest -n $(WORKERS)

quick: .venv/.dev ## the inner loop: no types, browser, PostgreSQL, whole command, page, picture or year
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not nightly and not slow" --hypothesis-profile=quick

nightly: .venv/.dev ## the long tests as well, and ten times as many examples
	@$(BIN)/python -m pytest -n $(WORKERS) -m "" --hypothesis-profile=nightly --timeout=1800

guards: .venv/.dev ## take ten guards out, one after the other, and show which test misses each
	@$(BIN)/python -m tests.support.guards

mutants: .venv/.dev ## change the code a little in a thousand places, and count what no test minds
	@ROOM="$(ROOM)" FILES="$(FILES)" TESTS="$(TESTS)" .ci/mutants

fresh: ## both commands of the README on a bare Debian 13, built here (root, debootstrap, network)
	@.ci/fresh demo test || [ $$? = 77 ]

live: ## installed by the guide on a bare Debian 13 whose systemd lives (root, debootstrap, network)
	@.ci/live || [ $$? = 77 ]

lint: .venv/.dev ## ruff and mypy --strict
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

docs: .venv/.dev ## renew what the program writes itself in docs/: commands, questions, views
	@$(BIN)/python -m tests.support.documents

answers: .venv/.dev ## renew what tests/answers/ stores of the demo's answers; then look at git diff
	@$(BIN)/python -m tests.support.stored_answers

PICTURES ?= pictures
pictures: .venv/.dev ## pictures of every page, letter, chart, card, slide and paper, on sheets to look at
	@$(BIN)/python -m tests.support.contact_sheet $(PICTURES)

tutorial: .venv/.dev ## draw the pictures of the tutorial anew, from the demo
	@$(BIN)/python -m tests.support.tutorial_pictures

READINGS ?= 1000000
bench: .venv/.dev ## measure, and write docs/performance.md; READINGS=10000000 for an office that grew
	@$(BIN)/python -m benchmarks --readings $(READINGS)

.venv: .venv/.run ## the virtual environment alone, from the lock

# The system's Python may have become another one, which finds nothing in the old environment.
ifneq ($(and $(wildcard .venv/.run),$(shell $(BIN)/python -c 'import click' 2>/dev/null || echo stale)),)
.venv/.run: .stale
.PHONY: .stale
.stale:
	@echo "the Python of .venv is another one now, or gone: .venv is made anew"
	@rm -rf .venv
endif

# A stamp is newer than its lock when the environment holds what the lock says.
.venv/.run: requirements/run.txt
	@$(MAKE) --no-print-directory .python
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing what Hasila needs, from requirements/run.txt …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "installing what developing needs, from requirements/dev.txt …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: .python
.python:
	@test -n "$(PYTHON)" || { echo "Hasila needs Python 3.11 or newer with its venv module" \
		"(on Debian and Ubuntu: apt install python3 python3-venv)." >&2; exit 1; }

lock: ## renew the locks: every supported Python and platform, with hashes, no index address
	@for name in run mcp worker dev tools/audit; do uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	@$(MAKE) --no-print-directory .venv/.dev
	@$(BIN)/python -m tests.support.supply_chain wheels > requirements/aarch64.wheels

sbom: .venv/.dev ## write sbom.json: every package of the lock, its licence and what it needs (CycloneDX)
	@$(BIN)/python -m tests.support.supply_chain sbom > sbom.json
	@echo "sbom.json is written"

audit: .venv/audit/.done ## look for known faults of what the lock holds; fails where it could not look
	@.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt

.venv/audit/.done: requirements/tools/audit.txt
	@$(MAKE) --no-print-directory .python
	@test -x .venv/audit/bin/python || $(PYTHON) -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

wheels: .venv/.run ## fill wheels/ for a server without internet: deploy/install takes them from there
	@$(BIN)/python -m pip download --quiet --require-hashes --dest wheels -r requirements/run.txt
	@echo "wheels/ is full: copy it with the checkout to /opt/hasila-source of the server, then there:"
	@echo "  sudo /opt/hasila-source/deploy/install"

clean: ## remove what can be made again
	@rm -rf .venv .mutants sbom.json demo wheels .pytest_cache .mypy_cache .ruff_cache
