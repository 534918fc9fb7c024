# Everything runs in .venv, made from the hash-locked requirements on first use.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := $(VENV)/peers
AS_OF  ?=
GOALS  ?=
# A file of tests stays with one worker: what it builds is built once.
WORKERS ?= -n auto --dist loadfile

.PHONY: build test check static serve fmt golden lock sample-evidence heroku-cli benchmarks clean

## build: site, workbook and report in out/
build: $(VENV)/runtime
	$(BIN)/shieldbook build $(if $(AS_OF),--as-of $(AS_OF))

## test: the whole test suite; browser and office tests are skipped where the programs are missing
test: $(VENV)/dev
	$(BIN)/python -m pytest $(WORKERS)

## check: everything before a commit: static checks, then tests with coverage
check: static
	$(BIN)/python -m pytest $(WORKERS) --cov --cov-report=term:skip-covered --cov-fail-under=95

## static: what needs no test run: format, lint, types, import contracts, our own catalog
static: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/shieldbook check

## serve: the site on http://127.0.0.1:8000, following the files
serve: $(VENV)/runtime
	$(BIN)/shieldbook serve $(if $(AS_OF),--as-of $(AS_OF))

## fmt: format the code
fmt: $(VENV)/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## golden: rewrite the golden files; review their diff like code
golden: $(VENV)/dev
	$(BIN)/python -m pytest tests/golden --rewrite-golden

## sample-evidence: collect the example's evidence anew, from a stand-in for the provider
sample-evidence: $(VENV)/dev
	$(BIN)/python -m tests.fake_heroku.sample

## heroku-cli: the provider's own client, against which the stand-in is held; needs npm and Node.js 20
heroku-cli:
	npm ci --prefix tests/heroku_cli --silent --no-audit --no-fund

## benchmarks: the performance goals as ratios against named peers; GOALS="P6 P12" for some
benchmarks: $(VENV)/dev $(PEERS)/done
	$(BIN)/python -m benchmarks $(GOALS)

## lock: resolve the requirements again, with hashes
lock: $(VENV)/dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group benchmarks -o requirements-benchmarks.txt

clean:
	rm -rf out .out site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# The lists are whole, so pip looks up no dependency: an old pip would ask for the newest release of a
# package that is named with an extra, and refuse it for want of a hash.
$(VENV)/runtime: $(VENV)/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev: $(VENV)/bin/python requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/runtime

$(PEERS)/done: requirements-benchmarks.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-benchmarks.txt
	touch $@
