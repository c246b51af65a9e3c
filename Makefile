# Needs rust (rustup reads rust-toolchain.toml), python3 >= 3.10, node >= 20 and make; everything else is set up under target/ and cxm-node/node_modules.

PYTHON ?= python3
export CARGO_TARGET_DIR ?= $(CURDIR)/target
# Named, since the addon's build names it: so the tests, the wheel and the addon share one compiled core.
export CARGO_BUILD_TARGET ?= $(shell rustc -vV | sed -n 's/^host: //p')
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export npm_config_fund = false
export npm_config_audit = false

VENV := $(CARGO_TARGET_DIR)/venv
# pandas 2 without pyarrow, and nothing else beside it.
VENV_PLAIN := $(CARGO_TARGET_DIR)/venv-plain
WHEELS := $(CARGO_TARGET_DIR)/wheels

.PHONY: demo test test-workshop test-rust test-no-features docs-test test-python test-node test-examples bench-test wheel addon lint types regenerate clean

# The story on examples/data: printed, and as pages in target/demo: scorecard.html, journey.html.
demo:
	cargo run --quiet --package cxm-examples --bin demo

test: test-workshop test-rust docs-test test-python test-node test-examples

test-workshop:
	$(PYTHON) -m unittest discover --start-directory .ci/tests

test-rust:
	cargo test --workspace --tests

test-no-features:
	cargo test --package cxm-core --no-default-features

# Every example of the documentation: of the Rust sources, and of README and docs/ in Rust (by the docs crate).
docs-test:
	cargo test --workspace --doc

test-python: $(VENV)/installed $(VENV_PLAIN)/installed wheel
	$(VENV)/bin/pip install --quiet --force-reinstall --no-deps $(WHEELS)/*.whl
	$(VENV_PLAIN)/bin/pip install --quiet --force-reinstall --no-deps $(WHEELS)/*.whl
	cd cxm-py && $(VENV)/bin/python -m pytest
	cd cxm-py && $(VENV_PLAIN)/bin/python -m pytest
	$(VENV)/bin/python docs/run_snippets.py python

test-node: addon
	cd cxm-node && npm test
	cd cxm-node && npm run test:types
	$(PYTHON) docs/run_snippets.py js

# The same story, word for word, in the three languages.
test-examples: wheel addon
	$(VENV)/bin/pip install --quiet --force-reinstall --no-deps $(WHEELS)/*.whl
	$(PYTHON) .ci/examples.py

# Every bench once, for its correctness assertion; nothing is timed.
bench-test:
	@if [ -f benches/Cargo.toml ]; then cargo test --package cxm-benches --benches; else echo "no benches yet"; fi

wheel: $(VENV)/installed
	rm -rf $(WHEELS)
	$(VENV)/bin/maturin build --quiet --profile dev --interpreter $(VENV)/bin/python --manifest-path cxm-py/Cargo.toml --out $(WHEELS)

addon: cxm-node/node_modules/.package-lock.json
	cd cxm-node && npm run build:debug

$(VENV)/installed: cxm-py/tests/requirements.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --requirement $<
	touch $@

$(VENV_PLAIN)/installed: cxm-py/tests/requirements-plain.txt
	$(PYTHON) -m venv --clear $(VENV_PLAIN)
	$(VENV_PLAIN)/bin/pip install --quiet --requirement $<
	touch $@

# Not `npm ci`: it refuses the lock of @napi-rs/cli's optional packages for other platforms.
cxm-node/node_modules/.package-lock.json: cxm-node/package.json cxm-node/package-lock.json
	cd cxm-node && npm install --no-save
	touch $@

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	cargo clippy --package cxm-core --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
	$(PYTHON) .ci/floors.py

# Stubs against the compiled module, and every typed source and example. Run after `make test`.
types:
	cd cxm-py && $(VENV)/bin/python -m mypy.stubtest cxm --mypy-config-file pyproject.toml
	cd cxm-py && $(VENV)/bin/python -m mypy --strict python/cxm $(patsubst %,../%,$(wildcard examples/python/*.py))
	cd cxm-node && npm run test:types

regenerate: addon
	.ci/regenerate

clean:
	rm -rf $(CARGO_TARGET_DIR) cxm-node/node_modules cxm-node/*.node
