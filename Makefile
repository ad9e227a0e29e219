# Eight words: demo, run, test, lint, words, screens, bench, drill. Each sets up what it needs, also on a fresh machine.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: demo run test lint words screens bench drill clean

demo: .venv/.run
	$(BIN)/everyletter demo --host $(HOST) --port $(PORT)

run: .venv/.run
	$(BIN)/everyletter serve --host $(HOST) --port $(PORT)

test: .venv/.dev servers
	$(BIN)/pytest

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Brings the catalogues of app/locale up to date with what templates and code say, and names what is not said yet.
words: .venv/.dev
	$(BIN)/python -m tests.catalogues

# Every screen in every state, photographed and laid out in build/screens.
screens: .venv/.dev servers
	$(BIN)/python -m tests.browser.photographs build/screens

# Where PostgreSQL or Chromium can't be had, the table says that it was not measured there.
bench: .venv/.dev
	-@$(BIN)/python tests/servers.py
	$(BIN)/python -m benchmarks

drill: .venv/.dev servers
	$(BIN)/pytest -n 0 -m drill -o timeout=0 -o faulthandler_timeout=0

clean:
	rm -rf .venv build *.egg-info

# PostgreSQL, Chromium, ffmpeg and openssl for the tests: real ones.
.PHONY: servers
servers: .venv/.dev
	@$(BIN)/python tests/servers.py

# uv is quick and pip is everywhere: the second takes over where the first can't be had.
define install
	$(BIN)/uv pip install -q --system-certs --require-hashes --python $(BIN)/python -r $(1) \
	  || $(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r $(1)
endef

.venv/.new: requirements-setup.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Everyletter needs Python 3.11 or newer; name one with PYTHON=python3.11")'
	$(PYTHON) -m venv --without-pip --clear .venv
	-$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r requirements-setup.lock
	@touch $@

.venv/.run: .venv/.new requirements.lock pyproject.toml
	$(call install,requirements.lock)
	$(PYTHON) -m pip --python $(BIN)/python install -q --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(call install,requirements-dev.lock)
	@touch $@
