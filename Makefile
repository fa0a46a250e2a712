# icsim: the commands. `make help` lists them.
# Needs only make and a Python >= 3.12; everything else goes into .venv.

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
OUT ?= results/gloucestershire_compared

.DEFAULT_GOAL := help
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
	    printf '  make %-12s %s\n' "$$name" "$$what"; done

.PHONY: run
run: $(READY)  ## Gloucestershire for 60 months, today and three agreements, 16 seeds
	@$(PYTHON) -m icsim compare QR1 --agreement configs/agreements/rotation_passport.yaml \
	    --agreement configs/agreements/shared_bank_region.yaml --agreement configs/agreements/all_in.yaml \
	    --months 60 --seeds 16 --out $(OUT) --overwrite

.PHONY: ui
ui: $(READY)  ## the app, in your browser
	@$(PYTHON) -m icsim ui

.PHONY: test
test: $(READY)  ## every test
	@browser="$$(sh tools/find-browser)" || exit 1; \
	    ICSIM_BROWSER="$${browser:-none}" $(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: lint
lint: $(READY)  ## style and layout of the code
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

.PHONY: types
types: $(READY)  ## types of the code
	@$(PYTHON) -m mypy

.PHONY: check
check: lint types  ## lint, types and the fast tests, within a minute
	@$(PYTHON) -m pytest -n 2 -q -m "not slow"

.PHONY: format
format: $(READY)  ## lay out the code and sort its imports
	@$(PYTHON) -m ruff check --select I --fix --quiet .
	@$(PYTHON) -m ruff format .

.PHONY: docs
docs: $(READY)  ## the generated pages, and the README's figures and picture
	@$(PYTHON) -m docs.make

.PHONY: site
site: $(READY)  ## the documentation site, in site/: opens without a server or the internet
	@$(PYTHON) -m docs.make_site

.PHONY: paper
paper: $(READY)  ## every figure and number of README and docs again, where its inputs changed: many hours if all did
	@$(PYTHON) -m docs.paper $(PAPER)

.PHONY: experiments
experiments: $(READY)  ## the mechanism experiments, and their tables of results
	@$(PYTHON) -m icsim experiment experiments/mechanisms/*.yaml --out experiments/mechanisms/results

.PHONY: questions
questions: $(READY)  ## the questions of experiments/, and their tables of results: half an hour
	@set -e; for file in experiments/*.yaml; do \
	    $(PYTHON) -m icsim sweep "$$file" --out "results/$$(basename "$$file" .yaml)" --results experiments/results; \
	done

.PHONY: natural
natural: $(READY)  ## the natural experiments, with their tables and pictures: half an hour
	@$(PYTHON) -m icsim natural experiments/natural/*.yaml --overwrite --results experiments/natural/results

.PHONY: league
league: $(READY)  ## the league of England's systems under the shipped nurse rotation, and its tables
	@$(PYTHON) -m icsim league england --agreement rotation_passport --posterior --seeds 8 --measure vacancy_share \
	    --measure leavers --measure unfilled_fte --out results/league --results experiments/leagues

.PHONY: determinism
determinism: $(READY)  ## the kept digests on each Python, with the oldest and newest libraries: half an hour
	@$(PYTHON) -m tests.determinism.matrix

.PHONY: benchmark
benchmark: $(READY)  ## icsim against plain Mesa and a compiled loop, as ratios
	@$(PYTHON) -m benchmarks

.PHONY: setup
setup: $(READY)  ## make .venv only

.PHONY: clean
clean:  ## remove .venv and caches; results stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist site
	find src tests benchmarks configs -name __pycache__ -type d -prune -exec rm -rf {} +

# Made once, and again when what is installed changes. A folder left by an
# interrupted set-up, or by a Python that is gone, is made anew.
$(READY): pyproject.toml constraints.txt
	@if ! $(PYTHON) -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then \
	    python="$$(sh tools/find-python)" || exit 1; \
	    echo "Making $(VENV) with $$python"; \
	    rm -rf $(VENV) && "$$python" -m venv $(VENV) || exit 1; \
	fi
	@echo "Installing icsim and its tools into $(VENV): once, a minute or two"
	@$(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@
