# The two commands of the README: `make book` and `make test`. The rest is for those who work on it.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: book test check lab bench lint format lock references r-references clean

# Another data package than data/: make book DATA=path/to/folder, make lab DATA=path/to/folder.
book: $(READY)
	$(RUN) -m synthesis build $(if $(DATA),--data "$(DATA)")

test: $(READY)
	$(RUN) -m pytest -n 2 --dist loadgroup

check: $(READY)
	$(RUN) -m synthesis check

lab: $(READY)
	$(if $(DATA),SYNTHESIS_DATA="$(abspath $(DATA))") $(VENV)/bin/jupyter lab book

bench: $(READY)
	$(RUN) -m pytest benchmarks --benchmark-only -p no:xdist

lint: $(READY)
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

format: $(READY)
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

lock:
	$(RUN) -m uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-header --upgrade requirements.in -o requirements.txt

references: $(READY)
	$(RUN) -m synthesis references > data/references.bib.new
	mv data/references.bib.new data/references.bib

# The numbers of R that the tests compare with. Needs R with metafor, metadat and jsonlite.
r-references: $(READY)
	$(RUN) tests/references/export_pools.py
	$(RUN) tests/references/export_networks.py
	$(RUN) tests/references/export_doses.py
	Rscript tests/references/make_references.R tests/references
	Rscript tests/references/make_network_references.R tests/references
	Rscript tests/references/make_dose_references.R tests/references

clean:
	rm -rf _build

# The environment is made again when the pinned list changes.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'This book needs Python 3.11 or newer; set PYTHON=...')"
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)
