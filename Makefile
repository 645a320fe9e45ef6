# Signalbox: `make run` starts it, `make test` checks it. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The import check costs nothing in a build that happens anyway, so every build makes it.
BUILD := swift build --explicit-target-dependency-import-check error
# What production runs: one self-contained file, without the run-time exclusivity checks that debug builds and all tests
# keep (ARCHITECTURE.md says what they cost).
RELEASE := $(BUILD) -c release --product signalbox --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
# Seconds per target of `make fuzz`.
SECONDS_PER_TARGET ?= 60
# Suites whose code runs on several threads. Storms are left out: ten times slower, they measure the sanitizer.
TSAN_TESTS ?= 'ResilienceTests|DeploymentHealth|LoopTelemetry|AccessLogTests|NameResolver|ReloadTests|ListenerTests|ListenerEndTests|HandoverTests|MemoryStoreConcurrency|FlightLoops'
# Commands that `scripts/setup.sh test` unpacks instead of installing.
export PATH := $(PATH):$(CURDIR)/.venv/tools/usr/bin
# Further arguments of `signalbox serve`, for `make run`.
ARGS ?=

.PHONY: help
help: ## Lists the commands
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: run
run: ## Builds and starts the gateway in demo mode: simulated providers, no keys
	@scripts/setup.sh build
	@$(RELEASE)
	@exec .build/release/signalbox serve $(ARGS)

.PHONY: test
test: ## Runs all tests: Swift, then real clients against the gateway
	@scripts/setup.sh test
	$(BUILD) --build-tests
	scripts/test-swift.sh
	Tests/clients/run.sh

.PHONY: test-swift
test-swift: ## Runs the Swift tests only
	$(BUILD) --build-tests
	scripts/test-swift.sh

.PHONY: test-clients
test-clients: ## Runs the client tests only
	@scripts/setup.sh test
	$(BUILD) --product signalbox
	Tests/clients/run.sh

.PHONY: lint
lint: ## Checks format and style
	swift format lint --strict --parallel --recursive Sources Tests Fuzz Package.swift
	scripts/check-style.py

.PHONY: format
format: ## Formats all Swift code in place
	swift format --in-place --parallel --recursive Sources Tests Fuzz Package.swift

.PHONY: layers
layers: ## Checks that targets import only what they declare
	$(BUILD)

.PHONY: release
release: ## Builds the release binary, .build/release/signalbox
	$(RELEASE)

.PHONY: eval
eval: ## Judges signals and semantic cache by the committed samples; limits a little below what was measured
	$(RELEASE)
	.build/release/signalbox eval signals Tests/Samples/signals/{tasks,tasks-tuned,tasks-unseen,language,difficulty}.jsonl \
		--min-accuracy task=0.92 --min-accuracy task/self-instruct=0.75 --min-accuracy task/fresh=0.9 \
		--min-accuracy task/fresh/judged=0.9 --min-f1 task=0.92 \
		--min-accuracy language=0.9 --min-accuracy language/sentences=0.96 --min-accuracy language/word-pairs=0.9 \
		--min-accuracy language/prompts-with-code=0.97 --min-f1 language=0.9 \
		--min-correlation 0.55 --min-set-correlation 0.68 --max-median-us 20
	.build/release/signalbox eval cache --pairs Tests/Samples/cache/pairs.jsonl --max-wrong 20% \
		--min-hits 0.3 --max-wrong-hits 5% \
		--max-accepted own-number=0 --max-accepted own-swap=0 --max-accepted own-opposite=0
	.build/release/signalbox eval cache --stream Tests/Samples/cache/stream.jsonl --max-wrong 2% --exact-share 90% \
		--min-hits 0.93 --max-wrong-hits 3%
	.build/release/signalbox eval cache --faq Tests/Samples/cache/faq.jsonl --max-wrong 5% \
		--min-hits 0.9 --max-wrong-hits 7%

.PHONY: fuzz
fuzz: ## Fuzzes the parsers, SECONDS_PER_TARGET each
	$(RELEASE)
	Fuzz/run.sh $(SECONDS_PER_TARGET)

.PHONY: bench
bench: ## Measures the gateway beside reference proxies and prints ratios
	Benchmarks/run

.PHONY: tsan
tsan: ## Runs the tests in which threads meet under ThreadSanitizer, in a build folder of its own
	scripts/tsan.sh $(TSAN_TESTS)

.PHONY: clean
clean: ## Removes what was built; the Python environments in .venv stay
	rm -rf .build .build-tsan
