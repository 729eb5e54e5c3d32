# Everything a contributor runs. Each target makes what it needs in .venv, quietly, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= auto

.PHONY: help demo serve test test-long browser screenshot contract test-oldest realworld peers mutants mutants-core servers faults reach fuzz soak lint types wheel supply api bench bench-guard messages docs clean

help:  ## what there is to run
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Each environment has a stamp, which depends on the files that say what is in it; PARTS is what pip installs.
%/.installed:
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@echo "installing into $(@D) ..."
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check $(PARTS)
	@touch $@

$(STAMP): PARTS = -c constraints.txt -e '.[dev]'
$(STAMP): pyproject.toml constraints.txt

demo: $(STAMP)  ## the same API behind real servers, without and with statusmw
	@$(BIN)/python examples/demo.py

serve: $(STAMP)  ## keep the demo's servers running, to look at in a browser
	@$(BIN)/python examples/demo.py --serve

test: $(STAMP)  ## all tests, in parallel, with coverage; of what takes long a share
	@$(BIN)/python -m pytest -q -n $(JOBS) --cov --cov-report=term --ignore=tests/browser

test-long: $(STAMP)  ## all tests with all their cases, without coverage (long)
	@TESTS_LONG=1 $(BIN)/python -m pytest -q -n $(JOBS) --ignore=tests/browser

OLDEST := .venv-oldest
ABOUT_FACES := asgi starlette fastapi websocket wsgi flask mapping routes django django_battery drf quart litestar falcon bottle \
	pyramid install battery_frameworks client_received bodies bodies_django

$(OLDEST)/.installed: PARTS = -c constraints-oldest.txt -e \
	'.[flask,quart,litestar,falcon,bottle,pyramid,fastapi,drf]' a2wsgi httpx hypothesis jsonschema pytest pytest-xdist
$(OLDEST)/.installed: pyproject.toml constraints-oldest.txt

# Beside Litestar, whose multipart is another package, the old Connexion and Starlette do not find python-multipart.
APART := .venv-oldest-connexion

$(APART)/.installed: PARTS = -c constraints-oldest.txt -e '.[connexion,flask]' 'connexion[flask]' a2wsgi \
	hypothesis pytest pytest-xdist
$(APART)/.installed: pyproject.toml constraints-oldest.txt

test-oldest: $(OLDEST)/.installed $(APART)/.installed  ## the faces and adapters on the oldest frameworks they support
	@$(OLDEST)/bin/python -m pytest -q -n $(JOBS) -W default -p no:cacheprovider $(ABOUT_FACES:%=tests/test_%.py) tests/interop \
		-k "not connexion"
	@$(APART)/bin/python -m pytest -q -n $(JOBS) -W default -p no:cacheprovider tests/test_battery_frameworks.py \
		tests/test_connexion.py -k connexion

REALWORLD := .venv-realworld
APPS ?=

$(REALWORLD)/.installed: PARTS = -c constraints-realworld.txt -e . -r tests/realworld/requirements.txt
$(REALWORLD)/.installed: pyproject.toml constraints-realworld.txt tests/realworld/requirements.txt

browser: $(STAMP)  ## the catalogue of problems in Chromium (needs chromium and chromium-driver)
	@CHROMIUM=required $(BIN)/python -m pytest -q -p no:xdist tests/browser

screenshot: $(STAMP)  ## take the pictures in docs/ anew
	@$(BIN)/python tests/browser/screenshot.py

realworld: $(REALWORLD)/.installed  ## real applications behind the middleware, against a table of verdicts
	@$(REALWORLD)/bin/python tests/realworld/run.py $(APPS)

CONTRACT := .venv-contract
APIS ?=

$(CONTRACT)/.installed: PARTS = -c constraints-contract.txt schemathesis
$(CONTRACT)/.installed: constraints-contract.txt

contract: $(STAMP) $(CONTRACT)/.installed  ## the example APIs against their OpenAPI documents (APIS="--quick fastapi" for less)
	@$(BIN)/python tests/contract/run.py $(CONTRACT)/bin/schemathesis $(APIS)

PEERS := .venv-peers

$(PEERS)/.installed: PARTS = -c constraints-peers.txt -e . -r tests/peers/requirements.txt
$(PEERS)/.installed: pyproject.toml constraints-peers.txt tests/peers/requirements.txt

peers: $(PEERS)/.installed  ## ask other packages what statusmw is asked, and write docs/peers.md
	@$(PEERS)/bin/python tests/peers/run.py

MODULES ?=
SAMPLE ?=

mutants: $(STAMP)  ## each fault that can be put into rules, grammar and engine: does a test see it? (long)
	@$(BIN)/python tests/mutants/run.py $(SAMPLE:%=--sample %) $(LISTED:1=--listed) $(AGAIN:1=--again) $(MODULES)

reach: $(STAMP)  ## write the tables of tests/reach anew, to be read before they are committed
	@PYTHONPATH=tests $(BIN)/python tests/reaching.py

FUZZ := .venv-fuzz
SECONDS ?= 600
MINUTES ?= 10
SEED ?=
WITHOUT ?=

$(FUZZ)/.installed: PARTS = -c constraints.txt -e . -r tests/fuzz/requirements.txt
$(FUZZ)/.installed: pyproject.toml constraints.txt tests/fuzz/requirements.txt

fuzz: $(FUZZ)/.installed  ## programs nobody wrote, against three oracles (SECONDS=20 for less, WITHOUT=1 to try the oracles)
	@$(FUZZ)/bin/python tests/fuzz/run.py --seconds $(SECONDS) $(SEED:%=--seed %) $(if $(WITHOUT),--without)

soak: $(FUZZ)/.installed  ## mixed traffic at full load, and what it leaves behind (MINUTES=0.3 for less)
	@$(FUZZ)/bin/python tests/soak/run.py --minutes $(MINUTES)

mutants-core: $(STAMP)  ## faults in what stands between application and server: do tests and oracles see them? (SAMPLE=40 for less)
	@$(BIN)/python tests/mutants/core.py $(SAMPLE:%=--sample %) $(LISTED:1=--listed) $(AGAIN:1=--again) $(MODULES)

SERVERS := .venv-servers
SHORT ?=

$(SERVERS)/.installed: PARTS = -c constraints-servers.txt -e . -r tests/servers/requirements.txt
$(SERVERS)/.installed: pyproject.toml constraints-servers.txt tests/servers/requirements.txt

# The short form needs no other servers than the tests do.
servers: $(if $(SHORT),$(STAMP),$(SERVERS)/.installed)  ## every fault behind every server and proxy, and docs/reliability.md (SHORT=1 for less)
	@$(if $(SHORT),$(BIN),$(SERVERS)/bin)/python tests/servers/run.py $(if $(SHORT),--short)

faults: $(STAMP)  ## every fault of the matrix, and a million rounds of what might grow (long)
	@TESTS_LONG=1 TESTS_MILLIONS=1 $(BIN)/python -m pytest -q -n $(JOBS) tests/faults

lint: $(STAMP)  ## ruff: style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)  ## mypy --strict and pyright over the package
	@$(BIN)/mypy
	@$(BIN)/pyright

wheel: $(STAMP)  ## the wheel works in an empty environment
	@tests/check_wheel.sh $(BIN)/python

SUPPLY := .venv-supply
AUDIT ?= said

$(SUPPLY)/.installed: PARTS = -r tests/supply/requirements.txt
$(SUPPLY)/.installed: tests/supply/requirements.txt

supply: $(SUPPLY)/.installed  ## what a user installs: built twice alike, audited, licences, list of parts, workflows
	@AUDIT=$(AUDIT) tests/supply/check.sh $(PYTHON) $(SUPPLY)/bin

api: $(STAMP)  ## write down anew what users rely on, to be read before it is committed
	@$(BIN)/python tests/public_api.py

BENCH := .venv-bench

$(BENCH)/.installed: PARTS = -c constraints.txt -e '.[bench]'
$(BENCH)/.installed: pyproject.toml constraints.txt

bench: $(BENCH)/.installed  ## what statusmw costs, side by side with others; writes docs/performance.md (10 minutes)
	@$(BENCH)/bin/python benchmarks/run.py

bench-guard: $(BENCH)/.installed  ## a few ratios with a margin of 2, for CI
	@$(BENCH)/bin/python benchmarks/guard.py

messages: $(STAMP)  ## write the message template anew, and compile the translations
	@$(BIN)/python docs/messages.py

docs: $(STAMP)  ## write the generated pages anew
	@$(BIN)/python docs/generate.py

clean:  ## remove what the targets above have made
	rm -rf $(VENV) $(FUZZ) $(SERVERS) $(OLDEST) $(APART) $(REALWORLD) $(PEERS) $(SUPPLY) $(CONTRACT) build dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .mutants
