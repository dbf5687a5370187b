# Everything a person types to build, try, test, measure and install apus.
PREFIX ?= /usr/local
DESTDIR ?=
SCRATCH ?= .build
RELEASE = $(SCRATCH)/release

.PHONY: build debug test fuzz test-attacks test-machine test-suites check format bench docs demo install dist clean dependencies

build: dependencies ## the release executables, static, in dist/bin
	scripts/build-release

debug: dependencies
	swift build --scratch-path $(SCRATCH)

test: dependencies ## builds and runs all tests; as root they include those with real containers
	scripts/run-tests

fuzz: dependencies ## hostile input for the runtime, each kind for SECONDS=60, with SEED=
	scripts/fuzz $(or $(SECONDS),60) $(SEED)

test-machine: ## the end-to-end tests in an emulated Debian machine with systemd and cgroup v2
	scripts/test-machine

test-attacks: ## takes away, one at a time, what keeps containers inside, and expects an attack to succeed
	scripts/test-attacks

test-suites: build ## the suites of runc and crun, with the reference and with us
	scripts/test-suites

check: ## what has to hold before a commit: format, no warnings, all tests
	swift format lint -r --strict Package.swift Sources Tests
	$(MAKE) test

format:
	swift format -i -r Package.swift Sources Tests

bench: build ## the table of speed, us and the peers in turn
	scripts/bench

docs: debug ## pages of the library ContainerRuntime, in dist/docs
	scripts/make-docs

demo: build ## pulls and runs a real image, step by step
	scripts/demo

install: build
	scripts/install-files "$(DESTDIR)$(PREFIX)"

dist: build ## a tarball with executables, man pages and completions
	scripts/make-tarball

dependencies:
	@scripts/install-dependencies build

clean:
	rm -rf $(SCRATCH) dist
