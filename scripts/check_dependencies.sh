#!/usr/bin/env bash
# The invariants of ARCHITECTURE.md that a dependency tree can show. Only normal dependencies count:
# tests and examples may use what they like.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0

# forbid INVARIANT PATTERN CRATE [OPTION]...: no crate whose whole name matches PATTERN is below CRATE.
forbid() {
    local invariant=$1 pattern=$2 crate=$3 tree found name
    shift 3
    tree=$(cargo tree --locked -p "$crate" -e normal --prefix none "$@")
    found=$(awk '{ print $1 }' <<<"$tree" | sort -u | grep -xE "$pattern" || true)
    [ -n "$found" ] || return 0
    failed=1
    printf 'violated: %s\n%s (%s) depends on: %s\n' \
        "$invariant" "$crate" "${*:-default features}" "$(tr '\n' ' ' <<<"$found")" >&2
    # The path of the first one; the others mostly come with it.
    name=$(head -n 1 <<<"$found")
    cargo tree --locked -p "$crate" -e normal "$@" -i "$name" | sed -n 1,15p >&2 || true
}

burn='burn|burn-.*|cubecl.*'
backends='burn-(flex|ndarray|wgpu|cuda|rocm|cpu|tch|candle|router|remote|fusion|cubecl.*)|cubecl-(wgpu|cuda|hip|cpu)|wgpu|cudarc'
training='burn-(autodiff|optim|train|dataset)|agpis-train|agpis-bench'
outside='tokio|async-std|smol|async-executor|async-global-executor|reqwest|ureq|hyper|hf-hub|env_logger|tracing-subscriber'

for crate in agpis-core agpis-weights agpis-dedup agpis-bench agpis-eval agpis-io; do
    forbid "this crate knows nothing of tensors" "$burn" "$crate" --all-features
done

for crate in agpis-vision agpis-muisc agpis-train; do
    forbid "a library crate names no backend" "$backends" "$crate"
    forbid "a library crate names no backend" "$backends" "$crate" --no-default-features
done
forbid "the façade names a backend by feature only" "$backends" agpis --no-default-features

for crate in agpis-core agpis-weights agpis-vision agpis-dedup agpis-muisc agpis-io; do
    forbid "only agpis-train sees automatic differentiation" "$training" "$crate" --all-features
done
for features in flex bundled x86-v4 wgpu vulkan cuda; do
    forbid "an inference build has no training in it" "$training" agpis --features "$features"
done

for crate in agpis-core agpis-vision agpis-dedup agpis-muisc agpis-bench agpis-eval agpis-io agpis-train; do
    forbid "a library opens no connection and starts no runtime or logger" "$outside" "$crate" --all-features
done
# The feature `hub` is there to open a connection, on explicit call; nothing else of this crate does.
forbid "a library opens no connection and starts no runtime or logger" "$outside" agpis-weights --features testing
forbid "a library opens no connection and starts no runtime or logger" "$outside" agpis --features train,bundled
forbid "the hub is asked without an async runtime" "tokio|async-std|reqwest|hyper" agpis-weights --features hub

[ "$failed" -eq 0 ] && echo "dependency invariants hold"
exit "$failed"
