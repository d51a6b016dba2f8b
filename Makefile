# `make` prints the list. Every target sets up what it needs first; that takes a minute
# once and nothing afterwards (tools/stamps.sh).
#
# ARGS go to the program: make run ARGS="--port 9000", make test ARGS="-k hub -x".

ARGS ?=
VENV := .venv/bin
PYTHON := $(VENV)/python
export MAKE

.DEFAULT_GOAL := list
.PHONY: list setup setup-tests run test check lint types layers js firmware soak unit bench vectors docs \
	gdevelop fix news screenshots clean

list: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with gamebridge, its plugins and its tools
	@tools/setup_python.sh

setup-tests: setup
	@tools/setup_system.sh
	@tools/setup_node.sh
	@tools/setup_autobahn.sh
	@tools/setup_esp.sh

run: setup ## Start the bridge with a simulated camera and example games, and print its address
	@games=$$(tools/export_games.sh) && exec $(VENV)/gamebridge demo $$games $(ARGS)

test: setup-tests ## Set up what is missing and run every test; CI runs this
	@tools/test.sh $(ARGS)

check: setup lint types layers ## The quick part of `test`: lint, types, rooms, repository rules
	@$(PYTHON) -m pytest -q tests/contract $(ARGS)

unit: setup ## Only the tests that open no socket and no browser
	@$(PYTHON) -m pytest -q -m "not sockets and not browser and not slow" $(ARGS)

lint: setup ## ruff: rules and formatting
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

types: setup ## mypy, strict, over the core, the plugins and the tests
	@$(VENV)/mypy

layers: setup ## import-linter: which room may import which
	@$(VENV)/lint-imports

js: setup-tests ## tsc, prettier and node --test over clients/*
	@tools/check_web.sh

firmware: ## Tests of the firmware's core on this machine, with sanitizers and fuzzers
	@tools/check_firmware.sh

soak: setup ## Ten minutes of outages for the firmware's core, by either transport (SECONDS=600)
	@$(PYTHON) -m tests.firmware_soak $(or $(SECONDS),600) websocket
	@$(PYTHON) -m tests.firmware_soak $(or $(SECONDS),600) http

bench: setup ## Benchmarks, as ratios against references measured in the same run
	@tools/bench.sh $(ARGS)

vectors: setup ## Write tests/vectors anew from the wire modules
	@$(PYTHON) tests/vectors/generate.py

docs: setup ## Write the generated parts of docs/reference anew
	@$(PYTHON) tools/write_reference.py

gdevelop: ## Write the GDevelop extension and the example games anew from their sources
	@tools/setup_node.sh
	@npm --prefix clients/gdevelop run --silent pack
	@node clients/gdevelop/examples/making/write.js

fix: setup ## Let ruff mend what it can
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

news: setup ## Show what the next CHANGELOG section will say
	@$(VENV)/towncrier build --draft --version next

screenshots: setup-tests ## Take the documents' pictures from a running demo
	@$(PYTHON) tools/take_screenshots.py
	@$(PYTHON) -m tools.take_game_pictures

clean: ## Forget what was set up (.venv, node_modules, stamps)
	@rm -rf .venv .make clients/*/node_modules
