# make            everything into build/: PDF, site, issue log, check report, review pack
# make test       lint, types, layers, dependencies, schemas and the fast tests: under 10 minutes
# make test-all   the same and every further part: paper attacks kills races browser servers engines wheel
# make attacks    one part alone, and so on
# make coverage   make test, and how much of the code it reaches; fails below the floor
# make bench      ratios against a peer or a floor; fails where a limit is passed
# make fuzz       tries inputs that nobody thought of: minutes=5
# make docs       the documentation as a site in build/docs/, with every rule and every kind
# make pictures   makes docs/pictures/ anew from the sample; needs chromium
# make lock       renews lock/ after a change of pyproject.toml; make lock upgrade=1 takes the newest
# make audit      known weaknesses of the locked packages
# Each sets up what it needs; see .ci/setup.

.DEFAULT_GOAL := build
BIN := .venv/bin
USE := .venv/.ready
TEST := .venv/.ready-for-tests
PARTS := paper attacks kills races browser servers engines wheel

.PHONY: build setup test test-all parts lint coverage bench fuzz docs pictures lock audit clean fast smoke $(PARTS)

build: $(USE)
	$(BIN)/qms build

setup: $(TEST)

test: $(TEST) lint
	$(BIN)/qms schemas --check
	sh .ci/tests fast

# The fast tests with the share of branches that they reach; fails below the floor.
coverage: $(TEST) lint
	$(BIN)/qms schemas --check
	COVERAGE=1 sh .ci/tests fast

parts: $(TEST)
	sh .ci/tests $(PARTS)

test-all: test parts

fast smoke $(PARTS): $(TEST)
	sh .ci/tests $@

lint: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: $(TEST)
	$(BIN)/python -m tests.bench $(only)

# Inputs that nobody thought of; what is found lies in build/fuzz/. make fuzz minutes=5 seed=1
fuzz: $(TEST)
	$(BIN)/python -W ignore -m tests.fuzz $(or $(minutes),5) $(seed)

docs: $(USE)
	$(BIN)/python .ci/docs

pictures: $(TEST)
	$(BIN)/python -m tests.pictures

lock: $(TEST)
	sh .ci/lock $(if $(upgrade),--upgrade)

# The set for use must not take away what the set for tests has brought.
$(USE): pyproject.toml lock/build.txt lock/all.txt .ci/setup
	sh .ci/setup $(if $(wildcard $(TEST)),dev,all)
	touch $@ $(wildcard $(TEST))

$(TEST): pyproject.toml lock/build.txt lock/dev.txt .ci/setup
	sh .ci/setup dev
	touch $(USE) $@

# 2 where the advisory service could not be asked: not checked, and said so.
audit: $(TEST)
	$(BIN)/python .ci/audit

clean:
	rm -rf build .venv .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
