#!/usr/bin/env bash
# Counts the instructions of the hot paths and compares with benches/instructions/baseline.tsv.
#
#   scripts/instructions.sh           fails where a path takes more than TOLERANCE percent more, or is not the same path
#   scripts/instructions.sh --update  writes what it has counted
#
# Needs valgrind and gungraun-runner, of the version of gungraun in Cargo.lock.
set -euo pipefail
cd "$(dirname "$0")/.."

runner=$(sed -n '/^name = "gungraun"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
command -v valgrind >/dev/null || {
    echo "expected valgrind, a package of most systems" >&2
    exit 1
}
command -v gungraun-runner >/dev/null || {
    echo "expected gungraun-runner: cargo install gungraun-runner --version $runner" >&2
    exit 1
}

tolerance=3
baseline=benches/instructions/baseline.tsv
counted=$(mktemp)
trap 'rm -f "$counted"' EXIT

# `name: 123456` of every line such as `instructions::paths::muisc class:judge()` and the one of instructions below it.
cargo bench --quiet --locked --workspace --bench instructions |
    sed 's/\x1b\[[0-9;]*m//g' |
    awk '/^instructions::/ { split($2, id, ":"); sub(/.*::/, "", $1); name = $1 "/" id[1] }
         /^ *Instructions:/ { split($2, count, "|"); print name "\t" count[1] }' >"$counted"
[ -s "$counted" ] || {
    echo "expected counts of instructions, got none" >&2
    exit 1
}

if [ "${1:-}" = --update ]; then
    cp "$counted" "$baseline"
    cat "$baseline"
    exit
fi

awk -F'\t' -v tolerance="$tolerance" '
    FNR == NR { before[$1] = $2; next }
    !($1 in before) { print $1 ": expected a line in the baseline, got none"; failed = 1; next }
    {
        change = ($2 / before[$1] - 1) * 100
        printf "%-28s %14d instructions, %+.2f %%\n", $1, $2, change
        if (change > tolerance) { print $1 ": expected at most " tolerance " % more than " before[$1]; failed = 1 }
        if (change < -tolerance) print $1 ": fewer; scripts/instructions.sh --update keeps it so"
        delete before[$1]
    }
    END {
        for (name in before) { print name ": expected a count, got none"; failed = 1 }
        exit failed
    }' "$baseline" "$counted"
