# Every target stands on its own: each makes what it needs first. `make run` is the main job.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILE := $(BIN)/uv pip compile --generate-hashes --universal --python-version 3.11 --no-header \
	--no-emit-index-url --no-emit-find-links --upgrade
# Dagster's and dbt's own reports of use are off in their files; this is for whoever asks the variable.
export DAGSTER_DISABLE_TELEMETRY := 1

.PHONY: run test ui docs lint types lock clean bench
.DEFAULT_GOAL := run

run: $(READY)
	$(BIN)/clientele demo generate --if-empty
	$(BIN)/clientele run

# Whole files, in the order that tests/conftest.py puts them.
test: $(READY)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

ui: $(READY)
	$(BIN)/clientele ui

docs: $(READY)
	test -e warehouse/current || $(MAKE) run
	$(BIN)/clientele docs site/dbt.html

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint dbt_project --processes 2 --disable-progress-bar

types: $(READY)
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m benchmarks

# The lock records versions and hashes and no index: it installs from whichever one is set up.
lock: $(READY)
	$(COMPILE) pyproject.toml --extra dev --output-file requirements.txt
	echo uv | $(COMPILE) - --output-file tools/requirements.txt

clean:
	rm -rf warehouse site dbt_project/target dbt_project/logs

$(READY): requirements.txt pyproject.toml tests/data-requirements.txt tools/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--no-deps --requirement tools/requirements.txt
	$(BIN)/python tools/install.py requirements.txt tests/data-requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	-$(BIN)/python -m pipelines.orchestration.preparation
	touch $@
