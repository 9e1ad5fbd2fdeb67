PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOSSES := popularity softmax sparsemax sampled-softmax rg2

.PHONY: help install report test format clean

help:
	@echo "make report   install, run the ledger, train on the embedded data, draw the figures, write the report"
	@echo "make test     install, then ruff, mypy, import-linter and pytest"
	@echo "make format   format the sources"
	@echo "make clean    remove results and caches (keeps the virtual environment)"

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "softproof needs Python 3.11 or newer; say make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

install: $(VENV)/installed

report: install
	$(BIN)/softproof check
	for loss in $(LOSSES); do $(BIN)/softproof train --loss $$loss || exit $$?; done
	$(BIN)/softproof figures
	$(BIN)/softproof report

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf results dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
