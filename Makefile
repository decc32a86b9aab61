# `make run` and `make test` need Python >= 3.11 and make; everything else they fetch themselves.
PYTHON ?= python3
VENV := .venv/bin
BOOT := $(PYTHON) scripts/bootstrap.py
.DEFAULT_GOAL := help
.PHONY: help setup run test rest probe mutants fuzz deep bench conform-serve sbom lint format words lock reset

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
	@$(VENV)/python -m scripts.run_tests

rest: ## what `make test` leaves out: workers killed, whole portals side by side, pages in other states
	@$(BOOT) dev
	@$(VENV)/python -m scripts.run_tests rest

probe: ## every address by every person and method against the wall, forms, programs and background work too (PROBE=doors only a part, MINUTES=5 goes on later)
	@$(BOOT) dev
	@$(VENV)/python -W error -m tests.walls.probe

mutants: ## the walls with one hole at a time, each of which the tests must notice (MUTANTS=50 SEED=1 a sample, KIND=policy,key some kinds, MINUTES=20 goes on later)
	@$(BOOT) dev
	@$(VENV)/python -W error -m tests.mutants

.PHONY: crash race
crash: ## kill processes at work, KILLS=100 times on each set-up, and look whether all that was promised holds
	@$(BOOT) dev
	@KILLS=$(or $(KILLS),100) $(VENV)/python -m tests.kills

race: ## sixteen at once for each thing that only one may get, ROUNDS=5000 of each, on both set-ups (MINUTES=25 ends it then, and counts what was run)
	@$(BOOT) dev
	@ROUNDS=$(or $(ROUNDS),5000) $(VENV)/python -m tests.races

fuzz: ## everything that reads what strangers send, CASES=20000 of each kind, a second of the processor for each
	@$(BOOT) dev
	@CASES=$(or $(CASES),20000) $(VENV)/python -m scripts.run_tests fuzz

deep: ## for hours when nobody waits: `make fuzz`, the API asked 500 times an address, every page in all looks and states, services and pages on PostgreSQL
	@$(BOOT) dev
	@CASES=$(or $(CASES),20000) $(VENV)/python -m scripts.run_tests deep

bench: ## measure everything, or what BENCH names (core, lists, cold, memory, issuing, bulk, benefits, pages, demonstration, verdict, mail, giving, desk, revoking, import, printing, growth, office)
	@$(BOOT) dev
	@$(VENV)/python -m benchmarks $(BENCH)

.PHONY: restore-drill
restore-drill: ## back a portal up, put it back into a fresh place and hold both against one another, on both databases, CARDS=1000
	@$(BOOT) dev
	@CARDS=$(or $(CARDS),1000) $(VENV)/python -m tests.restoring

conform-serve: ## serve issuers and verifiers for conformance suites, over https on this machine
	@$(BOOT) runtime
	@$(VENV)/python scripts/conform_serve.py

sbom: ## list what a portal is made of (CycloneDX), in var/sbom.json
	@$(BOOT) dev
	@$(VENV)/python scripts/sbom.py

lint: ## style, types, contracts, migrations, templates, and the settings of a production portal
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

.PHONY: drill
drill: ## a key is declared compromised in a real portal: what follows, counted and timed, and keys looked for everywhere (MEMBERS=60, SERVERS=yes with PostgreSQL and Redis)
	@$(BOOT) dev
	@$(VENV)/python -m tests.drill --members $(or $(MEMBERS),60)$(if $(SERVERS), --servers)
