#!/usr/bin/env bash
# Puts the small checkpoints of the tests where each target begins.
set -euo pipefail
cd "$(dirname "$0")"

from=../agpis-weights/tests/fixtures/torch
mkdir -p corpus/safetensors corpus/torch corpus/pickle
cp "$from"/*.safetensors corpus/safetensors
cp "$from"/*.ckpt corpus/torch
for checkpoint in "$from"/*.ckpt; do
    case=$(basename "$checkpoint" .ckpt)
    [[ $case == *.legacy ]] || python3 -m zipfile -e "$checkpoint" corpus/unpacked
done
for case in corpus/unpacked/*; do
    mv "$case/data.pkl" "corpus/pickle/$(basename "$case").pkl"
done
rm -r corpus/unpacked
