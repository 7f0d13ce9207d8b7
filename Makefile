# The two commands of the README: `make book` and `make test`. The rest is for those who work on it;
# `make help` lists all, from what stands behind ## here.
PYTHON ?= python3
# Another Python than the machine's own has an environment of its own: make test PYTHON=python3.13.
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
PYTEST := $(RUN) -m pytest -n 2 --dist loadgroup
# Another data package than data/: make TARGET DATA=path/to/folder. A target without data refuses it
# rather than silently work on the book's own.
WITH_DATA := book check lab references
# A rerun kit builds from the package that it was made for.
-include kit.mk
CHOSEN_DATA := $(or $(DATA),$(KIT_DATA))
DATA_OPTION := $(if $(CHOSEN_DATA),--data "$(CHOSEN_DATA)")
NO_DATA := $(if $(DATA),$(filter-out $(WITH_DATA),$(MAKECMDGOALS)))
$(if $(NO_DATA),$(error DATA is not for $(NO_DATA); it is for $(WITH_DATA)))

.PHONY: book test test-all check lab bench bench-builds lint format lock references r-references clean help

book: $(READY)  ## build the site (DATA=folder: from another data package; CHAPTERS=run: run its chapters)
	$(RUN) -m synthesis book build $(DATA_OPTION) $(if $(CHAPTERS),--run-chapters)

test: $(READY)  ## run the quick tests (PYTHON=python3.13: on another Python)
	$(PYTEST) -m "not slow"

test-all: $(READY)  ## run all tests: browser, kills, real builds, R
	$(PYTEST)

check: $(READY)  ## validate the data: one sentence for each defect (DATA=folder)
	$(RUN) -m synthesis data check $(DATA_OPTION)

lab: $(READY)  ## open the chapters as notebooks (DATA=folder; as root LAB=--allow-root)
	@if [ "$$(id -u)" = 0 ] && [ -z "$(LAB)" ]; then echo "As root, in a container: make lab LAB=--allow-root" >&2; exit 1; fi
	$(if $(CHOSEN_DATA),data="$$(cd "$(CHOSEN_DATA)" && pwd)" && SYNTHESIS_DATA="$$data" )$(RUN) -m jupyter lab book $(LAB)

bench: $(READY)  ## measure the speed of the statistics
	$(RUN) -m pytest benchmarks --benchmark-only -p no:xdist

bench-builds: $(READY)  ## measure how long full builds and small changes take (minutes)
	$(RUN) benchmarks/measure_builds.py

lint: $(READY)  ## check format, style, types and the walls between the wings
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

format: $(READY)  ## format the code
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

# Left out: grammars of internet names, which jsonschema compiles at each start (two seconds) and nothing here needs.
lock:  ## pin the newest packages in requirements.txt, each with the hashes of its files
	$(RUN) -m uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-header --generate-hashes --no-emit-package rfc3987-syntax --no-emit-package lark --upgrade requirements.in -o requirements.txt

references: $(READY)  ## make references.bib from trials.csv (DATA=folder)
	$(RUN) -m synthesis book references $(DATA_OPTION) > "$(or $(CHOSEN_DATA),data)/references.bib.new"
	mv "$(or $(CHOSEN_DATA),data)/references.bib.new" "$(or $(CHOSEN_DATA),data)/references.bib"

r-references: $(READY)  ## compute what the tests compare with, in R (metafor, metadat, jsonlite)
	$(RUN) tests/references/export_pools.py
	$(RUN) tests/references/export_networks.py
	$(RUN) tests/references/export_doses.py
	Rscript tests/references/make_references.R tests/references
	Rscript tests/references/make_few_trials_references.R tests/references
	Rscript tests/references/make_network_references.R tests/references
	Rscript tests/references/make_dose_references.R tests/references
	Rscript tests/references/make_agent_references.R tests/references
	Rscript tests/references/make_mean_references.R tests/references
	Rscript tests/references/make_regression_references.R tests/references

clean:  ## remove everything that was built, and what builds keep for the next one
	rm -rf _build

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "make %-13s %s\n", $$1, $$2 }'

# The environment is made again when the pinned list changes.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'This book needs Python 3.11 or newer; set PYTHON=...')"
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)
