# One word a habit. `make help` lists them. Python 3.11 or newer and make are all that has to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test check bench pictures lock wheel clean

help: ## list these words
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r word says; do printf '  make %-9s %s\n' "$$word" "$$says"; done

demo: $(VENV)/.run ## try it on this machine; RESET=1 starts anew, PORT=8080 chooses the port
	@exec $(BIN)/python -m portal demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev ## the whole suite on SQLite, on PostgreSQL, and in Chromium
	$(BIN)/python -m tests

check: $(VENV)/.dev ## style, types, layers, templates, catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m portal forms check
	$(BIN)/pytest -q tests/architecture -m "not slow"

bench: $(VENV)/.dev ## how fast it is, beside a bare page
	$(BIN)/python -m benchmarks

pictures: $(VENV)/.dev ## take the pictures of the README from the demo
	$(BIN)/python -m tests.pictures

lock: $(VENV)/.dev ## choose the newest versions that pyproject.toml allows, and write them down with their hashes
	$(BIN)/pip-compile $(LOCK) --output-file=requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra=dev --constraint=requirements.lock --output-file=requirements-dev.lock pyproject.toml

LOCK := --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

wheel: $(VENV)/.dev ## build dist/*.whl
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what was built, but neither the environment nor the data
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage*

# The environment is brought up to date where a lock is newer, and made anew where it is half one: when making it was
# interrupted before pip, which comes last, or when the Python that it was made of is gone.
ifneq ($(shell test -x $(BIN)/python && test -x $(BIN)/pip && echo whole),whole)
.PHONY: $(VENV) $(VENV)/.run $(VENV)/.dev
endif

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3")'
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)
	@echo "Installing what the portal needs ..."
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)
	@echo "Installing what the portal and its tests need ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
