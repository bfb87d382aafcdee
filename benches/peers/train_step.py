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
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["numpy", "safetensors", "torch"]
WARM_UP, COMPARED = 2, 5
HEADS = 6
SHIM = "int mkl_serv_intel_cpu_true(void) { return 1; }\n"


def python():
    """The interpreter of a virtual environment with PyTorch."""
    folder = Path(os.environ.get("AGPIS_PEERS", Path(tempfile.gettempdir()) / "agpis-peers"))
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return interpreter


def network(weights):
    """The forward pass of MUIsC over tensors with the names that agpis gives them."""
    import torch
    from torch.nn import functional as F

    def linear(name, x):
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(name, x, epsilon):
        return F.layer_norm(x, x.shape[-1:], weights[f"{name}.gamma"], weights[f"{name}.beta"], epsilon)

    def heads(x, parts):
        batch, tokens, width = x.shape
        return x.view(batch, tokens, parts, HEADS, width // parts // HEADS).permute(2, 0, 3, 1, 4).unbind(0)

    def attend(name, query, key, value, is_causal=False):
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=is_causal)
        return linear(f"{name}.output", seen.transpose(1, 2).flatten(2))

    def attention(name, x, is_causal=False):
        return attend(name, *heads(linear(f"{name}.qkv", x), 3), is_causal)

    def cross(name, x, memory):
        (query,) = heads(linear(f"{name}.query", x), 1)
        return attend(name, query, *heads(linear(f"{name}.key_value", memory), 2))

    def mlp(name, x, approximate="none"):
        return linear(f"{name}.down", F.gelu(linear(f"{name}.up", x), approximate=approximate))

    def image_features(images, patch=8):
        count, channels, height, width = images.shape
        rows, columns = height // patch, width // patch
        x = images.view(count, channels, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)
        x = linear("encoder.vit.patch_embedding", x.reshape(count, rows * columns, channels * patch * patch))
        x = torch.cat([weights["encoder.vit.class_token"].expand(count, -1, -1), x], 1)
        x = x + weights["encoder.vit.position_embedding"]
        for i in range(4):
            block = f"encoder.vit.blocks.{i}"
            x = x + attention(f"{block}.attention", norm(f"{block}.attention_norm", x, 1e-6))
            x = x + mlp(f"{block}.mlp", norm(f"{block}.mlp_norm", x, 1e-6))
        return norm("encoder.vit.norm", x, 1e-6)

    def sequence_feature(pixels):
        x = image_features(pixels.flatten(0, 1))
        x = x.view(pixels.shape[0], -1, x.shape[-1]) + weights["encoder.position_embedding"]
        block = "encoder.blocks.0"
        x = norm(f"{block}.attention_norm", x + attention(f"{block}.attention", x), 1e-6)
        return norm(f"{block}.mlp_norm", x + mlp(f"{block}.mlp", x), 1e-6)

    def decoded(tokens, memory):
        positions = weights["decoder.position_embedding"][: tokens.shape[1]]
        x = F.embedding(tokens, weights["decoder.word_embedding"]) + positions
        for i in range(2):
            block = f"decoder.blocks.{i}"
            x = x + attention(f"{block}.attention", norm(f"{block}.attention_norm", x, 1e-5), is_causal=True)
            x = x + cross(f"{block}.cross.attention", norm(f"{block}.cross.norm", x, 1e-5), memory)
            x = x + mlp(f"{block}.mlp", norm(f"{block}.mlp_norm", x, 1e-5), "tanh")
        return norm("decoder.norm", x, 1e-5)

    def forward(pixels, tokens, separators):
        hidden = decoded(tokens, sequence_feature(pixels))
        at_separator = hidden[torch.arange(len(hidden)), separators]
        return linear("class_head", at_separator), F.linear(hidden, weights["decoder.word_embedding"])

    return forward


def peer(folder, steps, threads):
    """Runs PyTorch and prints what the Rust program prints: this very file run by the other interpreter."""
    import torch
    from safetensors.torch import load_file
    from torch.nn import functional as F

    torch.set_num_threads(threads)
    weights = load_file(folder / "weights.safetensors")
    # Linear layers are stored as [input, output], and PyTorch has them the other way round.
    turned = lambda name, tensor: tensor.T.contiguous() if name.endswith(".weight") else tensor
    weights = {name: turned(name, tensor).requires_grad_() for name, tensor in weights.items()}
    forward = network(weights)
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
        class_logits, token_logits = forward(batch["pixels"], tokens, separators)
        feedback = F.cross_entropy(token_logits.flatten(0, 1), targets.flatten())
        loss = F.cross_entropy(class_logits, classes) + 0.1 * feedback
        loss.backward()
        optimizer.step()
        value = loss.item()
        ms, cpu_ms = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
        print(json.dumps({"step": step, "loss": value, "ms": ms, "cpu_ms": cpu_ms}))


def ran(command, environment=None):
    """What is said of the model, and of each step."""
    environment = {**os.environ, **(environment or {})}
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment).stdout
    model, *steps = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return model, steps


def compare(ours, theirs):
    """Fails if the programs do not compute the same."""
    (our_model, our_steps), (their_model, their_steps) = ours, theirs
    assert our_model["parameters"] == their_model["parameters"], (our_model, their_model)
    pairs = list(zip(our_steps, their_steps))[:COMPARED]
    apart = max(abs(a["loss"] - b["loss"]) for a, b in pairs)
    print(f"{our_model['parameters']} parameters; losses of {len(pairs)} steps differ by at most {apart:.1e}")
    assert apart <= 1e-4, pairs


def shim(folder):
    """A library that answers for the processor, or nothing where there is no compiler."""
    source, library = folder / "intel.c", folder / "intel.so"
    source.write_text(SHIM)
    built = subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], capture_output=True).returncode == 0
    return {"LD_PRELOAD": str(library)} if built else None


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
    cargo = ["cargo", "bench", "--quiet", "--workspace", "--bench", "train_step", "--"]
    program = [arguments.program] if arguments.program else cargo
    interpreter, times = python(), defaultdict(list)
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
