#!/usr/bin/env bash
# All checks, cheapest first: what has to pass before a change is merged. CI runs this very file.
#
#   scripts/check.sh          everything
#   scripts/check.sh quick    without tests: formatting, invariants, lints, documentation
#
# `--release` everywhere but in the last step: the tests run real models, and one set of compiled
# dependencies then serves lints, documentation, tests and the examples.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
    local name=$1 start=$SECONDS
    shift
    printf '\n=== %s\n' "$name"
    "$@"
    printf -- '--- %s: %d s\n' "$name" "$((SECONDS - start))"
}

with_debug_assertions() {
    # The vocabulary and policies, with overflow checks and `debug_assert!`, optimised so that it stays short.
    env -u AGPIS_FIXTURES CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=0 \
        cargo test --locked -p agpis-core
}

# Runs an example that `cargo test --workspace` has built, with the features that it has there.
example() {
    cargo build --locked --release --workspace --example "$1"
    "${CARGO_TARGET_DIR:-target}/release/examples/$1" "${@:2}"
}

tables() {
    local folder table
    folder=$(mktemp -d)
    for table in table2 table3; do
        example "$table" --size tiny --folder "$folder" --by-rule
    done
    # Rows that both tables have are run once: 12 + 5 - 2.
    [ "$(wc -l <"$folder/results.jsonl")" -eq 15 ]
    rm -rf "$folder"
}

# Whoever changes the recipe of a row runs it again: the committed results are then of another experiment.
committed_results() {
    local folder printed rows
    folder=$(mktemp -d)
    scripts/results.sh unpack mini "$folder"
    printed=$(example table3 --size mini --seeds 0,1 --folder "$folder" --only-print)
    rm -rf "$folder"
    echo "$printed"
    rows=$(grep -cF '| 2 | ' <<<"$printed" || true)
    [ "$rows" -eq 5 ] || {
        echo "expected results of five rows with two seeds, got $rows" >&2
        return 1
    }
}

mode=${1:-all}
case $mode in
    all | quick) ;;
    *)
        echo "usage: scripts/check.sh [quick]" >&2
        exit 2
        ;;
esac

step "formatting" cargo fmt --all -- --check
step "files" scripts/check_files.sh
step "dependencies" scripts/check_dependencies.sh
step "lints" cargo clippy --locked --release --workspace --all-targets -- -D warnings
step "façade without a backend" cargo check --locked --release -p agpis --lib --no-default-features
step "façade for inference" cargo check --locked --release -p agpis --lib
step "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --release --no-deps --workspace
if [ "$mode" = all ]; then
    step "tests" cargo test --locked --release --workspace
    step "audit of the bench" example bench_audit --size mini
    step "the paper's tables, tiny" tables
    step "the committed results" committed_results
    step "instructions of the hot paths" scripts/instructions.sh
    step "tests of the optional features" \
        cargo test --locked --release --workspace --lib --features agpis/bundled,agpis/train
    step "tests of the hub" cargo test --locked --release -p agpis-weights --features hub --test hub
    step "tests with debug assertions" with_debug_assertions
fi
printf '\nall checks passed in %d s\n' "$SECONDS"
