# The project's tasks. No logic here: each target calls one tool.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHARED ?= ../shared
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

MODEL  := model/trained/model.json
INPUTS := $(wildcard seeds/*.tsv features/*) model/model.toml

.PHONY: help demo test train evaluate ablation floors seeds bench profile archive kill screenshots lint types doctest wheel compiled clean

help:  ## show these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

$(MODEL): $(VENV)/installed $(INPUTS)
	$(BIN)/standpoint train

demo: $(MODEL)  ## set up, train, and show whose voices the sample articles carry
	$(BIN)/standpoint classify data --format report

test: $(MODEL)  ## the whole test suite
	$(BIN)/pytest

train: $(MODEL)  ## train the models where seeds, word lists or model.toml changed

evaluate: $(MODEL)  ## figures: cross-validation on the seeds, and real articles where they are there
	$(BIN)/python benchmarks/evaluate.py --shared $(SHARED)

ablation: $(MODEL)  ## what every field and every group of rules buys (five minutes)
	$(BIN)/python benchmarks/ablation.py --shared $(SHARED)

floors: $(MODEL)  ## raise the floors of the quality gate to what was measured; lowers none
	$(BIN)/python benchmarks/floors.py

seeds: $(VENV)/installed  ## check the seed corpus: format, labels, speakers, duplicates, spread
	$(BIN)/standpoint check seeds

bench: $(MODEL)  ## speed, as ratios against baselines in the same run
	$(BIN)/python benchmarks/speed.py --shared $(SHARED)

profile: $(MODEL)  ## where the time goes, stage by stage
	$(BIN)/python benchmarks/stages.py --shared $(SHARED)

screenshots: $(MODEL)  ## the pictures of the documentation (needs Chromium)
	$(BIN)/python benchmarks/screenshots.py

archive: $(MODEL)  ## memory over a gigabyte, two processes against one (half an hour)
	$(BIN)/python benchmarks/archive.py
	$(BIN)/python benchmarks/sizing.py

kill: $(MODEL)  ## kill runs at random moments and compare what they leave
	$(BIN)/python benchmarks/kill.py

lint: $(VENV)/installed  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed  ## types
	$(BIN)/mypy

doctest: $(MODEL)  ## the examples in the documentation
	$(BIN)/pytest --doctest-modules src/standpoint

wheel: $(VENV)/installed  ## build the wheel
	$(BIN)/python -m build --wheel

compiled: $(VENV)/installed  ## build a wheel whose rules are compiled to C with mypyc (needs a C compiler; a minute)
	HATCH_BUILD_HOOK_ENABLE_CUSTOM=true $(BIN)/python -m build --wheel --outdir dist/compiled

clean:  ## remove what the targets made
	rm -rf $(VENV) model/trained dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
