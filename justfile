# Short names for plain commands. `just` is optional: every recipe is a command that can be typed.

# Lists the recipes
default:
    @just --list

# Format, lints and documentation, as CI checks them
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- --deny warnings
    RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --locked
    tests/architecture/check
    tests/docs/check

# Writes the tables of arguments in docs/cli.md, after a change of a command
cli-docs:
    cargo test --package storebell --lib write_arguments -- --ignored

# Tests: rust, web, template, e2e or all
test layer="all":
    @just test-{{ layer }}

# Every test; installs what it needs
test-all:
    tests/run

# All Rust tests, end to end included
test-rust:
    cargo test --workspace

# The page: checks, tests and build
test-web:
    functions/dashboard/web/check

# The invariants of template.yaml
test-template:
    tests/toolchain/install
    .venv/bin/python tests/template/check

# Scenarios against a real stack
test-e2e:
    cargo test --package storebell --test e2e

# The whole stack on http://127.0.0.1:3000
dev *flags:
    cargo run -- serve {{ flags }}

# Measurements: none for latency, or reordering, replays, burst, fan-out, disconnects; --release, --quick
bench *arguments:
    tests/bench {{ arguments }}

# Formats Rust and the page
fmt:
    cargo fmt --all
    npm --prefix functions/dashboard/web run format
