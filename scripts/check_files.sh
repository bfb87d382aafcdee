#!/usr/bin/env bash
# Every Rust file says in its first line what it is for and stays within 500 lines, and no library
# reads the environment or picks a device: callers do.
set -euo pipefail
cd "$(dirname "$0")/.."

max_lines=500
failed=0

fail() {
    echo "$1" >&2
    failed=1
}

rust_files() {
    find "$@" -name target -prune -o -name '*.rs' -print | sort
}

# The code of a file without its in-file tests.
code() {
    awk '/^#\[cfg\(test\)\]/ { exit } { print FILENAME ":" FNR ": " $0 }' "$1"
}

while read -r file; do
    head -n 1 "$file" | grep -q '^//! ' || fail "$file: expected a first line that starts with \`//! \`"
    lines=$(wc -l <"$file")
    [ "$lines" -le "$max_lines" ] || fail "$file: expected at most $max_lines lines, got $lines"
done < <(rust_files .)

# Comments may name what code must not do.
forbidden='std::env|[^a-z_]env::|Device::default\(\)|println!|eprintln!|set_logger|set_global_default'
while read -r file; do
    hits=$(code "$file" | grep -vE '^[^ ]+ *//' | grep -E "$forbidden" || true)
    [ -z "$hits" ] || fail "a library must not read the environment, print, log for others or pick a device:
$hits"
done < <(rust_files src agpis-*/src)

exit "$failed"
