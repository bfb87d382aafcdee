#!/usr/bin/env python3
"""Races a training step of agpis against the same one in PyTorch, on one thread and on two.

    benches/peers/train_step.py [--rounds 5] [--steps 10] [--threads 1 2]

The Rust program writes its weights and its batch; PyTorch begins with them. Both have to have the same number of
parameters and, to 1e-4, the same loss in each of the first five steps: forward, backward and AdamW agree. Then the
programs take turns. The first two steps of every run do not count. PyTorch runs as it comes (eager, fused attention,
`torch.optim.AdamW`), and once more with its matrix library told that the processor is Intel's, without which that
one leaves AVX-512 unused elsewhere; agpis as it comes, and once more with an allocator that gives no pages back
between steps (`MIMALLOC_PURGE_DELAY=-1`). PyTorch is installed from PyPI into a virtual environment of its own.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from peers import bench, python, ran, shim

PACKAGES = ["numpy", "safetensors", "torch"]
WARM_UP, COMPARED = 2, 5


def peer(folder, steps, threads):
    """Runs PyTorch and prints what the Rust program prints: this very file run by the other interpreter."""
    import torch
    from safetensors.torch import load_file
    from torch.nn import functional as F

    from network import SMALL, load, network

    torch.set_num_threads(threads)
    weights = {name: tensor.requires_grad_() for name, tensor in load(folder / "weights.safetensors").items()}
    sequence_feature, decoded, classified = network(weights, SMALL)
    batch = load_file(folder / "batch.safetensors")
    tokens, separators, classes = (batch[name].long() for name in ("tokens", "separators", "classes"))
    targets = torch.full_like(tokens, -100)
    for row, separator in enumerate(separators):
        targets[row, separator:-1] = tokens[row, separator + 1 :]
    optimizer = torch.optim.AdamW(weights.values(), lr=1e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    parameters = sum(tensor.numel() for tensor in weights.values())
    print(json.dumps({"parameters": parameters, "threads": threads, "version": torch.__version__}))
    for step in range(1, steps + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        hidden = decoded(tokens, sequence_feature(batch["pixels"]))
        class_logits = classified(hidden[torch.arange(len(hidden)), separators])
        token_logits = F.linear(hidden, weights["decoder.word_embedding"])
        feedback = F.cross_entropy(token_logits.flatten(0, 1), targets.flatten())
        loss = F.cross_entropy(class_logits, classes) + 0.1 * feedback
        loss.backward()
        optimizer.step()
        value = loss.item()
        ms, cpu_ms = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
        print(json.dumps({"step": step, "loss": value, "ms": ms, "cpu_ms": cpu_ms}))


def compare(ours, theirs):
    """Fails if the programs do not compute the same."""
    (our_model, our_steps), (their_model, their_steps) = ours, theirs
    assert our_model["parameters"] == their_model["parameters"], (our_model, their_model)
    pairs = list(zip(our_steps, their_steps))[:COMPARED]
    apart = max(abs(a["loss"] - b["loss"]) for a, b in pairs)
    print(f"{our_model['parameters']} parameters; losses of {len(pairs)} steps differ by at most {apart:.1e}")
    assert apart <= 1e-4, pairs


def report(times, threads):
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print("| threads | program | ms a step, median (quartiles; least) | CPU ms, median (least) | steps/s |"
          " sequences/s | ratio to agpis, clock | CPU |\n|---|---|---|---|---|---|---|---|")
    for count in threads:
        ours = times["agpis", count]
        for (program, of), steps in times.items():
            if of != count:
                continue
            clock, cpu = ([step[kind] for step in steps] for kind in ("ms", "cpu_ms"))
            low, middle, high = statistics.quantiles(clock, n=4)
            median = lambda of, kind: statistics.median(step[kind] for step in of)
            ratios = [median(steps, kind) / median(ours, kind) for kind in ("ms", "cpu_ms")]
            print(f"| {count} | {program} | {middle:.0f} ({low:.0f} to {high:.0f}; {min(clock):.0f}) |"
                  f" {statistics.median(cpu):.0f} ({min(cpu):.0f}) | {1e3 / middle:.2f} | {16e3 / middle:.1f} |"
                  f" {ratios[0]:.2f} | {ratios[1]:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--program", help="the built benchmark, instead of cargo")
    parser.add_argument("--peer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(arguments.peer, arguments.steps, arguments.threads[0])
    program = [arguments.program] if arguments.program else bench("train_step")
    interpreter, times = python(PACKAGES), defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        options = lambda count: ["--steps", str(WARM_UP + arguments.steps), "--threads", str(count)]
        ours = lambda count: [*program, *options(count), "--export", folder]
        theirs = lambda count: [interpreter, __file__, "--peer", folder, *options(count)]
        forced = shim(Path(folder))
        for number in range(arguments.rounds):
            for count in arguments.threads:
                runs = {"agpis": ran(ours(count)), "PyTorch": ran(theirs(count))}
                runs["agpis, pages kept"] = ran(ours(count), {"MIMALLOC_PURGE_DELAY": "-1"})
                if forced:
                    runs["PyTorch, AVX-512 forced"] = ran(theirs(count), forced)
                if number == 0:
                    print(f"PyTorch {runs['PyTorch'][0]['version']}, {count} threads")
                    compare(runs["agpis"], runs["PyTorch"])
                for name, (_, steps) in runs.items():
                    times[name, count] += steps[WARM_UP:]
    report(times, arguments.threads)


if __name__ == "__main__":
    sys.exit(main())
