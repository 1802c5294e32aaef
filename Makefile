# make        everything into build/: PDF, site, issue log, check report, review pack
# make test   lint, types, layers, schemas, tests
# Both set up what they need; see .ci/setup.

.DEFAULT_GOAL := build
STAMP := .venv/.ready
TEST_STAMP := .venv/.ready-for-tests
BIN := .venv/bin

.PHONY: build test lint setup bench clean

build: $(STAMP)
	$(BIN)/qms build

test: $(TEST_STAMP) lint
	$(BIN)/qms schemas --check
	$(BIN)/pytest -n 2 -q

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(TEST_STAMP)

bench: $(TEST_STAMP)
	$(BIN)/python -m tests.bench $(only)

$(STAMP): pyproject.toml constraints.txt .ci/setup
	sh .ci/setup run
	touch $@

$(TEST_STAMP): pyproject.toml constraints.txt .ci/setup
	sh .ci/setup test
	touch $(STAMP) $@

clean:
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
