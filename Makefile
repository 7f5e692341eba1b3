# The one door. Needs make and Python >= 3.11: `make check PYTHON=python3.13` chooses one.
PYTHON ?= python3

BIN := .venv/bin
CODE := $(wildcard src tests examples benchmarks conftest.py)
SHOWN := README.md docs examples/host_tool tests/test_docs.py tests/test_examples.py
# Empty where PYTHON is missing or too old; each stamp names the Python that .venv was made with.
VERSION := $(shell $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) and print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv/python-$(VERSION)
LIBRARY := .venv/library-$(VERSION)
TOOLS := .venv/tools-$(VERSION)
MUTMUT := .venv/mutmut-$(VERSION)
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt
SPREAD := -n auto --dist loadfile # over all processors, a file to each

.PHONY: help demo test check coverage format bench fuzz mutants clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

demo: $(LIBRARY) ## run the first example
	@$(BIN)/python examples/quickstart.py

test: $(TOOLS) ## run the tests, the docstrings and the examples in the docs
	@$(BIN)/python -m pytest -q $(SPREAD)

check: $(TOOLS) ## style, types, rooms, then all that is shown: docs and examples
	@$(BIN)/ruff format -q --check $(CODE)
	@$(BIN)/ruff check -q $(CODE)
	@$(BIN)/mypy --no-error-summary $(CODE)
	@$(BIN)/lint-imports --no-logo --no-cache >.venv/rooms.txt || { cat .venv/rooms.txt; exit 1; }
	@$(BIN)/python -m pytest -q $(SPREAD) $(SHOWN)

coverage: $(TOOLS) ## which lines and branches no test comes to
	@$(BIN)/python -m pytest -q $(SPREAD) --cov --cov-report=term

format: $(TOOLS) ## format the code and repair what ruff can
	@$(BIN)/ruff check -q --fix $(CODE) || true
	@$(BIN)/ruff format -q $(CODE)

bench: $(TOOLS) ## run the benchmarks
	@$(BIN)/python -m benchmarks

fuzz: $(TOOLS) ## try a million bad inputs on every door
	@$(BIN)/python -m tests.fuzz --count 1000000

mutants: $(MUTMUT) ## change the rules in thousands of small ways, and count what no test notices
	@HYPOTHESIS_PROFILE=mutants $(BIN)/python -m mutmut run
	@$(BIN)/python -m tests.mutants

clean: ## remove everything that make has made
	@rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist mutants
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	$(if $(VERSION),,$(error secondment needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12))
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(LIBRARY): $(VENV) pyproject.toml constraints.txt
	@$(PIP) -e .
	@touch $@

$(TOOLS): $(LIBRARY)
	@$(PIP) -e '.[dev]'
	@touch $@

$(MUTMUT): $(TOOLS)
	@$(PIP) -e '.[mutants]'
	@touch $@
