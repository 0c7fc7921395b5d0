# muyun（亩云）: GNU Make, POSIX sh. `make help` lists the targets.
# `make PYTHON=python3.12 setup` chooses another interpreter (3.11 or later).
PYTHON ?= python3
PORT ?= 8501
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup test bench clauses run pictures clean debian

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# An editable install knows the folder that it was made in: a copied checkout is set up anew.
HERE := $(shell pwd -P | cksum | cut -d' ' -f1)
READY := $(VENV)/.ready-$(HERE)
# The loops of 结果稳定性, compiled anew where what they are made of was changed, as by git pull.
COMPILED := $(VENV)/.compiled-$(HERE)
.PRECIOUS: $(READY)-%

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: $(COMPILED)-run ## .venv with the muyun command
	@echo '已经装好：make run 打开网页，命令是 $(BIN)/muyun。'

test: $(COMPILED)-test debian ## ruff, import rules, tests; PYTEST_ARGS='-k quota' chooses
	$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest -q -n auto --dist worksteal $(PYTEST_ARGS)

bench: $(COMPILED)-bench debian ## speed beside other libraries, also in benches/results.json
	$(BIN)/python -m benches

clauses: $(READY)-run ## which clauses of the policies are implemented, tested and shown
	@$(BIN)/python -m tests.clauses

run: $(COMPILED)-run ## the pages on 127.0.0.1:8501; PORT=8600 chooses another port
	@$(BIN)/muyun serve --port '$(PORT)'

pictures: $(READY)-test debian ## the pictures of the README, from the running pages
	$(BIN)/python -m docs.pictures.take

clean: ## removes .venv and caches
	rm -rf $(VENV) build .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

# Run, test and bench requirements apart. setuptools is installed first, pinned like the rest,
# so that building muyun fetches nothing unpinned.
EXTRA-run :=
EXTRA-test := [test]
EXTRA-bench := [bench]
$(READY)-%: pyproject.toml constraints.txt | $(BIN)/python
	@echo '正在安装要用的软件包，第一次约两分钟……'
	@$(PIP) setuptools
	@$(PIP) --no-build-isolation --editable '.$(EXTRA-$*)'
	@touch $@

$(COMPILED)-%: $(READY)-% $(wildcard muyun/explore/robust/*.py muyun/evaluate/*.py)
	@echo '正在编译“结果稳定性”的计算……'
	@$(BIN)/python -m muyun.explore.robust.ready
	@touch $@

# What tests and benches drive: a browser, fonts for it, a database server. Without them those tests are
# skipped, which .ci/run forbids.
TOOLS := chromium fonts-noto-cjk postgresql
debian:
	@command -v dpkg >/dev/null 2>&1 || exit 0; \
	missing=''; for tool in $(TOOLS); do dpkg -s $$tool >/dev/null 2>&1 || missing="$$missing $$tool"; done; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ]; then \
	  echo "正在安装 Debian 软件包：$$missing"; \
	  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $$missing; } \
	    >/dev/null || echo "没有装上：$$missing" >&2; \
	else \
	  echo "缺少 Debian 软件包，用到它们的测试会跳过：$$missing。可运行：sudo apt-get install$$missing" >&2; \
	fi

# A plain Debian lacks the interpreter, or ensurepip, which comes with python3-venv.
PACKAGE := $(notdir $(PYTHON))
$(BIN)/python:
	@missing=''; \
	if ! command -v '$(PYTHON)' >/dev/null 2>&1; then missing='$(PACKAGE) $(PACKAGE)-venv'; \
	elif ! '$(PYTHON)' -c 'import ensurepip, venv' >/dev/null 2>&1; then missing='$(PACKAGE)-venv'; fi; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "正在安装 Debian 软件包：$$missing"; \
	  apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $$missing; \
	else \
	  echo "缺少 Debian 软件包：$$missing。请先运行：sudo apt-get install $$missing" >&2; exit 1; \
	fi
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更高版本，$(PYTHON) 是 $$('$(PYTHON)' -V 2>&1)。可用 make PYTHON=python3.12 setup 指定。" >&2; \
	  exit 1; }
	@'$(PYTHON)' -m venv --clear $(VENV)
