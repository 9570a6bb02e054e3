# Jumys: make run | test | test-long | check | bench | demo | serve | clean
# Every target may be called again at any time: what is up to date is not done twice.

HOST ?= 127.0.0.1
PORT ?= 8080
VENV ?= .venv
JOBS ?= 2
ARGS ?=
# The system packages the tests use, by Debian's names.
APT_TEST = chromium fonts-dejavu-core postgresql poppler-utils

PY = $(VENV)/bin/python
JUMYS = $(VENV)/bin/jumys
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --no-input
INSTANCE = $(or $(JUMYS_INSTANCE),instance)
# Compiled once, also where Python is told to write no bytecode: it is a fifth of a start.
COMPILED = $(PY) -m compileall -q console forms plugins reports
READY = $(INSTANCE)/.ready
RUNTIME = $(VENV)/.installed-runtime
DEV = $(VENV)/.installed-dev
MIGRATIONS = $(wildcard console/data/migrations/*.py console/data/migrations/versions/*.py \
	plugins/*/migrations/*.py plugins/*/migrations/versions/*.py)

.PHONY: always run test test-long check bench demo serve migrate clean distclean lock system install install-dev
.DEFAULT_GOAL = run

run: $(READY)
	@exec $(JUMYS) serve --host $(HOST) --port $(PORT)

install: $(RUNTIME)
install-dev: $(DEV)

# ---- the virtual environment --------------------------------------------------------------

# The distribution's Python first: it is built with its optimisations on, a Python compiled by hand
# often is not, and everything then takes half again as long. PYTHON=... chooses another.
$(PY):
	@for python in $(PYTHON) /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	    if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	            2>/dev/null; then \
	        echo "Creating $(VENV) with $$($$python --version)"; \
	        exec "$$python" -m venv "$(VENV)"; \
	    fi; \
	done; \
	echo "Jumys needs Python 3.11 or newer with the venv module; none was found (set PYTHON=...)." >&2; \
	exit 1

$(RUNTIME): requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Jumys needs (once; again only when requirements.lock changes)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(COMPILED)
	@touch $@

# The development lock holds the whole of the other one.
$(DEV): requirements-dev.lock requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Jumys and its tests need (once; again only when a lock changes)"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(COMPILED)
	@touch $(RUNTIME) $@

# ---- running ------------------------------------------------------------------------------

# Written once the database is migrated and the demo region is in it, so that a later start only
# serves. A missing database, a new migration or another database asks for both again.
$(READY): $(RUNTIME) $(MIGRATIONS)
	@$(JUMYS) migrate
	@$(JUMYS) demo
	@touch $@

ifneq ($(JUMYS_DATABASE_URL),)
$(READY): always
else ifeq ($(wildcard $(INSTANCE)/jumys.db),)
$(READY): always
endif

migrate: install
	@$(JUMYS) migrate

demo: install
	@$(JUMYS) demo

serve: install
	@exec $(JUMYS) serve --host $(HOST) --port $(PORT)

# ---- checking -----------------------------------------------------------------------------

# Chromium, PostgreSQL and pdftotext come from Debian where we may install; elsewhere, or when
# that fails, the tests that need them skip and say so (or fail under JUMYS_REQUIRE_*=1).
system:
	@if command -v chromium >/dev/null && command -v pdftotext >/dev/null \
	    && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing $(APT_TEST)"; export DEBIAN_FRONTEND=noninteractive; \
	    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(APT_TEST); } \
	        </dev/null >/dev/null || echo "apt-get failed: some tests will skip." >&2; \
	else \
	    echo "Not all of $(APT_TEST) are here: the tests that need them will skip." >&2; \
	fi

test: install-dev system
	@$(PY) -m pytest -n $(JOBS) --dist loadfile $(ARGS)

# A thousand races of each kind on both databases and long random walks: about an hour.
test-long: install-dev system
	@JUMYS_TEST_RACES=1000 JUMYS_TEST_MACHINE=300x50 $(PY) -m pytest -n $(JOBS) --dist loadfile \
	    tests/test_races.py tests/test_machine.py $(ARGS)

check: install-dev
	@$(PY) -m ruff check .
	@$(PY) -m mypy

bench: install-dev
	@set -e; for file in bench/[a-z]*.py; do \
	    name=$$(basename $$file .py); echo "# $$name" >&2; $(PY) -m bench.$$name $(ARGS); done

# ---- upkeep -------------------------------------------------------------------------------

lock: install-dev
	@CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet $(LOCK) \
	    --extra build --output-file requirements.lock pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet $(LOCK) \
	    --extra build --extra dev --constraint requirements.lock \
	    --output-file requirements-dev.lock pyproject.toml
LOCK = --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

clean:
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean
	@rm -rf $(VENV)
