# `make run` and `make test` need Python >= 3.11 and make; everything else they fetch themselves.
PYTHON ?= python3
VENV := .venv/bin
BOOT := $(PYTHON) scripts/bootstrap.py
.DEFAULT_GOAL := help
.PHONY: help setup run test rest fuzz deep bench conform-serve lint format words lock reset

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 15
	@echo "Settings: PORT=8000 DATA=./var HOST=lan DEMO=no (see docs/operations.md)"

setup: ## make the environment in .venv from the hash-locked list
	@$(BOOT) runtime

run: ## set everything up, start the portal and say where it is
	@$(BOOT) runtime
	@$(VENV)/python scripts/portal.py

test: ## every check, and the tests, the real browser included
	@$(BOOT) dev
	@$(VENV)/python scripts/run_tests.py

rest: ## what `make test` leaves out: workers killed, whole portals side by side, pages in other states
	@$(BOOT) dev
	@$(VENV)/python scripts/run_tests.py rest

fuzz: ## everything that reads what strangers send, CASES=20000 of each kind, a second for each
	@$(BOOT) dev
	@CASES=$(or $(CASES),20000) $(VENV)/python scripts/run_tests.py fuzz

deep: ## for hours when nobody waits: `make fuzz`, the API asked 500 times an address, every page in all looks and states
	@$(BOOT) dev
	@CASES=$(or $(CASES),20000) $(VENV)/python scripts/run_tests.py deep

bench: ## measure everything, or what BENCH names (core, cold, memory, issuing, bulk, benefits, pages, giving, desk, revoking, import, printing)
	@$(BOOT) dev
	@$(VENV)/python -m benchmarks $(BENCH)

conform-serve: ## serve issuers and verifiers for conformance suites, over https on this machine
	@$(BOOT) runtime
	@$(VENV)/python scripts/conform_serve.py

lint: ## style, types, contracts, migrations, templates
	@$(BOOT) dev
	@$(VENV)/python scripts/lint.py

format: ## put code and templates into the house's shape, and list the addresses
	@$(BOOT) dev
	@$(VENV)/ruff check --fix-only --quiet . && $(VENV)/ruff format . && git ls-files -z 'templates/*.html' | xargs -0 -r $(VENV)/djade
	@$(VENV)/python scripts/routes.py && $(VENV)/python scripts/benefits_table.py

words: ## bring locale/ up to date with what pages and letters say, and count what is missing
	@$(BOOT) dev
	@$(VENV)/python scripts/words.py

lock: ## renew requirements.txt and requirements-dev.txt (needs uv)
	@$(PYTHON) scripts/lock.py

reset: ## throw all data away, keys included (asks; YES=1 does not)
	@$(PYTHON) scripts/reset.py
