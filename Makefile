# Kiln's commands. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
KILN := .build/release/kiln
FUZZ_SECONDS ?= 60

.PHONY: help setup build demo test chaos chaos-models fuzz check format goldens compat bench clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: codec headers, libtorch, the CLIP vocabulary
	@tools/setup/setup.sh

build: setup ## build the program in release mode: .build/release/kiln
	@swift build -c release --product kiln

demo: build ## make pictures with two models of two architectures: outputs/demo/
	@tools/demo/demo.sh $(KILN)

# Tests that watch clocks or start programs run by themselves, one after the other.
ALONE := EndSignalsTests|SocketTests|PictureFetchTests|ClientTests|ChaosTests|WorkerLoopTests|WorkerSupervisorTests

test: ## run all tests
	@tools/setup/setup.sh --tests
	@swift build --build-tests
	@OMP_NUM_THREADS=1 swift test --skip-build --disable-xctest --skip '$(ALONE)'
	@OMP_NUM_THREADS=1 swift test --skip-build --disable-xctest --no-parallel --filter '$(ALONE)'

chaos: setup ## measure what the service promises under fire (two hours; tools/chaos/README.md)
	@swift build -c release --product kiln
	@swift build -c release --product KilnDouble
	@python3 tools/chaos/chaos.py --kiln $(KILN) --double .build/release/KilnDouble --scale full

chaos-models: build ## the same with the demo models in place of the engine's double (half an hour)
	@python3 tools/chaos/chaos.py --kiln $(KILN) --engine demo --scale full

fuzz: ## try damaged files on the readers, FUZZ_SECONDS each (see Fuzz/README.md)
	@python3 tools/fuzz/fuzz.py --seconds $(FUZZ_SECONDS)

check: ## lint the sources: formatting, lengths of files and functions
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz
	@python3 tools/check/lengths.py

format: ## format the sources in place
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

goldens: ## make the reference results in Tests/*/Fixtures again (see tools/goldens/README.md)
	@tools/goldens/make-goldens.sh

compat: build ## compare with pictures of Stable Diffusion WebUI Forge (KILN_FORGE_GOLDENS=DIR)
	@python3 tools/compat/compat.py --kiln $(KILN)

bench: setup ## measure Kiln beside diffusers on real-size random checkpoints
	@python3 Benchmarks/bench.py

clean: ## remove what was built and made, not what was installed
	@rm -rf .build outputs
