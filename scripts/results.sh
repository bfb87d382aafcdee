#!/usr/bin/env bash
# The committed results of Tables 2 and 3: lines of the ledger, and what every row says of every test sequence.
#
#   scripts/results.sh unpack [SIZE [RUNS]]   puts them where table2 and table3 look for them
#   scripts/results.sh pack [SIZE [RUNS]]     takes them from there
#
# After `unpack`, `table3 --size mini --only-print` reckons every table, claim and interval anew.
set -euo pipefail
cd "$(dirname "$0")/.."

action=${1:-} size=${2:-mini} runs=${3:-runs}
kept=docs/results/$size

unpack() {
    # A ledger that is there may hold rows of one's own.
    if [ -e "$runs/results.jsonl" ] && ! cmp --silent "$kept/results.jsonl" "$runs/results.jsonl"; then
        echo "expected no other results in $runs: name another folder, and give it to --folder" >&2
        exit 1
    fi
    mkdir -p "$runs"
    cp "$kept/results.jsonl" "$runs/results.jsonl"
    local packed folder
    for packed in "$kept"/*.jsonl.xz; do
        folder=$runs/$(basename "$packed" .jsonl.xz)
        mkdir -p "$folder"
        xz --decompress --stdout "$packed" >"$folder/predictions.jsonl"
    done
}

pack() {
    mkdir -p "$kept"
    grep "\"size\":\"$size\"" "$runs/results.jsonl" >"$kept/results.jsonl"
    local predictions
    for predictions in "$runs/$size"-*/predictions.jsonl; do
        xz -9 --extreme --stdout "$predictions" >"$kept/$(basename "$(dirname "$predictions")").jsonl.xz"
    done
}

case $action in
    pack | unpack) "$action" ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
esac
