PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# One thread: on small machines a second one makes tiny models slower, and results depend on it.
export OMP_NUM_THREADS := 1
export PYTHONHASHSEED := 0
# Memory that a process frees stays with it: to give it back and ask again takes a sixth of the time of training many
# tiny networks at once. For glibc alone; other systems pass it over. No result depends on it.
export MALLOC_MMAP_THRESHOLD_ := 33554432
export MALLOC_TRIM_THRESHOLD_ := 268435456
# Processes among which the tests are divided, file by file; 0 keeps them in one, where a debugger can stop them.
JOBS ?= logical

.DEFAULT_GOAL := help
.PHONY: help book test lint run serve bench address clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock requirements-torch.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-torch.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

book: $(READY)  ## build the pages from the stored outputs; warnings are errors (open _build/html/index.html)
	$(BIN)/jupyter-book build . --all -W -n --keep-going -q

test: $(READY)  ## check everything the pages say: gates, package, every chapter executed, pages in a browser
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --doctest-modules skbook tools _ext/roles.py
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --nbval tests chapters

lint: $(READY)  ## check style of code, prose, numbers, markup and notation
	$(BIN)/ruff check .
	$(BIN)/python -m tools.lint
	$(BIN)/python -m tools.contract

run: $(READY)  ## run a chapter and write it back: make run CH=entropy_and_coding
	@test -n "$(CH)" || { echo "Say which chapter: make run CH=entropy_and_coding"; exit 2; }
	$(BIN)/python -m tools.run $(CH)

address: $(READY)  ## after a change of the address in pyproject.toml: write it wherever it must be repeated
	$(BIN)/python -m tools.address --write

serve: $(READY)  ## show the book at a local address and rebuild it on save
	$(BIN)/python -m tools.serve

bench: $(READY)  ## measure speeds, sizes and times, as ratios within one run
	$(BIN)/python -m tools.bench

clean:  ## remove what was built (not the virtual environment)
	rm -rf _build build dist .pytest_cache .ruff_cache .hypothesis
