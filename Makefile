# Every entry point of the project. `make` alone lists them.
# They need Python 3.11 or newer with pip, and make; everything else is set up by them.

# The first of these that runs and is new enough (a version manager may offer names that do not run).
PYTHON ?= $(shell for p in python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
# Many a container says that Python keeps nothing compiled: each of the dozens of processes of a test run would read and
# compile everything again, for seconds.
export PYTHONDONTWRITEBYTECODE :=
# More for the command: make demo ARGS="--port 9000", make test ARGS="-k promise"
ARGS ?=

.PHONY: help setup runtime demo dev test check fix bench coverage ci clean lock docs train screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## the environment with everything developers use, in .venv
	@$(need_python) $(PYTHON) tools/bootstrap.py requirements-dev.lock

runtime:
	@$(need_python) $(PYTHON) tools/bootstrap.py requirements.lock

demo: runtime ## the product with a synthetic ledger on http://127.0.0.1:8000
	@exec $(BIN)/duecourse demo $(ARGS)

dev: setup ## the demo, restarted when code changes, with debug pages
	@DUECOURSE_DEBUG=1 exec $(BIN)/duecourse demo --reload $(ARGS)

test: setup ## every test on SQLite, then those that touch the database on PostgreSQL
	@$(PYTHON) tests/programs.py
	$(BIN)/pytest $(IN_TWO) --durations=5 $(ARGS)
	$(BIN)/python tests/postgres.py -- $(BIN)/pytest $(IN_TWO) --durations=5 $(NOT_ON_POSTGRES:%=--ignore=tests/%) $(ARGS)

# In small portions, so that neither process waits long for the other at the end. Both keep the order of the tests, the
# browser's last: a process that stole what the other has left (--dist worksteal) would go back from there to others.
IN_TWO := -n 2 --maxschedchunk 2
# What never touches the database gains nothing from a second run (tests/conftest.py leaves such tests out, here are
# whole folders of them), nor does what is about the browser, the shape of the API, how often the database is asked, the
# files of scripts, what a line on a live page brings (tests/api/test_live.py keeps lines on both), or how an export is
# read: single tests of that kind are marked on_one_database.
NOT_ON_POSTGRES := domain playbooks speech lib browser guards/tree guards/test_query_counts.py \
	api/test_schema.py api/test_lists_cost_the_same.py calls/test_script_pages.py calls/test_live_page.py \
	receivables/test_import_whole_exports.py

check: export DUECOURSE_HOME := $(CURDIR)/var/check
check: setup ## format, lint, types, import contracts, migrations, the tree itself
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/django-admin makemigrations --settings duecourse.settings --check --dry-run
	$(BIN)/pytest -q tests/guards/tree

fix: setup ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## the speed figures, beside the limits they are held to
	$(BIN)/python benchmarks/run.py $(ARGS)

coverage: setup ## which lines and branches no test reaches
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage report

ci: check test ## what CI runs

docs: setup ## write the generated pages of docs/ again
	$(BIN)/python tools/command_reference.py > docs/howto/commands.md

train: ## the conversation's classifiers from the labelled calls in tests/data/calls
	@$(need_python) $(PYTHON) tools/bootstrap.py requirements-train.lock
	$(BIN)/python tools/train_conversation.py $(ARGS)

screenshots: setup ## docs/screenshots from a fresh demo
	@$(PYTHON) tests/programs.py
	PYTHONPATH=. $(BIN)/python docs/screenshots/take.py

lock: setup ## the lock files from pyproject.toml; the newest versions that it allows
	.venv/uv/bin/uv lock --quiet --upgrade
	.venv/uv/bin/uv export --quiet --no-emit-project --no-header --no-dev -o requirements.lock
	.venv/uv/bin/uv export --quiet --no-emit-project --no-header --group dev -o requirements-dev.lock
	.venv/uv/bin/uv export --quiet --no-emit-project --no-header --all-groups -o requirements-train.lock
	echo uv | .venv/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate - \
		-o requirements-bootstrap.lock

clean: ## remove what was set up and built; your data folder stays
	rm -rf .venv var .demo test-results build dist .coverage .*_cache src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

need_python = $(if $(PYTHON),,echo "Duecourse needs Python 3.11 or newer. On Debian 12: apt-get install python3 python3-pip" >&2; exit 1;)
