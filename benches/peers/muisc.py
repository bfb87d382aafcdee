#!/usr/bin/env python3
"""Races the paper's model at full size against ONNX Runtime and PyTorch, from pixels and tokens to the class.

    benches/peers/muisc.py [--rounds 3] [--runs 5] [--threads 1 2] [--batch 1 8]
    benches/peers/muisc.py --device cuda --features cuda [--dtype f32 bf16] --batch 1 32 256

The Rust program writes its weights and its inputs; the others begin with them, ONNX Runtime with a graph that PyTorch
exports. All logits have to agree. Then the programs take turns; the first run of each does not count. On a processor ONNX Runtime
runs with all its optimisations, PyTorch as it comes and once more with its matrix library told that the processor is
Intel's, and agpis once more with matrices stored in bf16, as PyTorch then has everything. On another device PyTorch is eager and compiled, in each type of
numbers, may use TF32 for 32 bits, as Burn does, and its most memory is told. The packages are installed from PyPI into a virtual environment of their own.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from peers import bench, python, ran, shim

PACKAGES = ["numpy", "onnx", "onnxruntime", "onnxscript", "safetensors", "torch"]
# Of logits, by the numbers in which matrices are multiplied.
TOLERANCE = {"f32": 1e-3, "bf16": 0.1}
# As PyTorch calls them.
NUMBERS = {"f32": "float32", "bf16": "bfloat16"}


def inputs(folder):
    from safetensors.torch import load_file

    batch = load_file(folder / "batch.safetensors")
    return batch["pixels"], batch["tokens"].long()


def model(folder):
    """What ends with the separator is a title, so the last hidden state is the separator's."""
    import torch
    from network import FULL, load, network

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weights = torch.nn.ParameterDict(
                {name.replace(".", "/"): tensor for name, tensor in load(folder / "weights.safetensors").items()}
            )

        def forward(self, pixels, tokens):
            weights = {name.replace("/", "."): tensor for name, tensor in self.weights.items()}
            sequence_feature, decoded, classified = network(weights, FULL)
            return classified(decoded(tokens, sequence_feature(pixels))[:, -1])

    return Model().eval().requires_grad_(False)


def export(folder):
    """Writes the graph for ONNX Runtime, beside the weights."""
    import torch

    torch.onnx.export(model(folder), inputs(folder), folder / "model.onnx", dynamo=True, verbose=False)


def on_device(folder, device, dtype, compiled):
    """A function without arguments that computes logits, and brings them back."""
    import torch

    torch.set_float32_matmul_precision("high")
    numbers = getattr(torch, NUMBERS[dtype])
    pixels, tokens = inputs(folder)
    pixels, tokens = pixels.to(device, numbers), tokens.to(device)
    network = model(folder).to(device, numbers)
    if compiled:
        network = torch.compile(network)
    return lambda: network(pixels, tokens).float().cpu().numpy()


def forward(arguments, program, folder, threads):
    """A function without arguments that computes logits."""
    import torch

    if arguments.device:
        return on_device(folder, arguments.device, arguments.dtype[0], program == "torch.compile")
    pixels, tokens = inputs(folder)
    if program == "torch":
        torch.set_num_threads(threads)
        numbers = NUMBERS[arguments.dtype[0]]
        network, pixels = model(folder).to(getattr(torch, numbers)), pixels.to(getattr(torch, numbers))
        return lambda: network(pixels, tokens).float().numpy()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    names = [argument.name for argument in session.get_inputs()]
    feed = dict(zip(names, (pixels.numpy(), tokens.numpy())))
    return lambda: session.run(None, feed)[0]


def peer(arguments):
    """Runs another program and prints what ours prints: this very file run by the other interpreter."""
    threads = arguments.threads[0]
    compute = forward(arguments, arguments.peer, arguments.folder, threads)
    print(json.dumps({"threads": threads, "logits": compute().flatten().tolist()}))
    for _ in range(arguments.runs):
        wall, cpu = time.perf_counter(), time.process_time()
        compute()
        ms, cpu_ms = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
        print(json.dumps({"ms": ms, "cpu_ms": cpu_ms}))
    if (arguments.device or "").startswith("cuda"):
        import torch

        print(f"PyTorch's most memory on the device: {torch.cuda.max_memory_allocated() / 2**20:.0f} MiB", file=sys.stderr)


def compare(results):
    """Fails if the programs do not compute the same."""
    ours = next(first["logits"] for program, (first, _) in results.items() if program.startswith("agpis"))
    for program, (theirs, _) in results.items():
        apart = max(abs(a - b) for a, b in zip(ours, theirs["logits"], strict=True))
        print(f"logits of {program} differ by at most {apart:.1e}")
        assert apart <= TOLERANCE["bf16" if "bf16" in program else "f32"], program


def report(times, reference):
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print("| batch | threads | program | clock, median (quartiles; least) | CPU, median (least) |"
          f" ratio to {reference}, clock | least | CPU |\n|---|---|---|---|---|---|---|---|")
    for (batch, threads, program), runs in times.items():
        clock, cpu = ([run[kind] for run in runs] for kind in ("ms", "cpu_ms"))
        # Of the same numbers, where it has them.
        numbered = f"{reference}, bf16" if "bf16" in program and (batch, threads, f"{reference}, bf16") in times else reference
        peer_clock, peer_cpu = ([run[kind] for run in times[batch, threads, numbered]] for kind in ("ms", "cpu_ms"))
        low, middle, high = statistics.quantiles(clock, n=4)
        ratios = [middle / statistics.median(peer_clock), min(clock) / min(peer_clock),
                  statistics.median(cpu) / statistics.median(peer_cpu)]
        print(f"| {batch} | {threads} | {program} | {middle:.1f} ms ({low:.1f} to {high:.1f}; {min(clock):.1f}) |"
              f" {statistics.median(cpu):.1f} ms ({min(cpu):.1f}) | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


def on_processor(ours, theirs, threads, forced):
    """What every program says, on so many threads."""
    of = ["--threads", str(threads)]
    results = {
        "ONNX Runtime": ran([*theirs("onnxruntime"), *of]),
        "agpis": ran([*ours, *of]),
        "agpis, pages kept": ran([*ours, *of], {"MIMALLOC_PURGE_DELAY": "-1"}),
        "agpis, bf16": ran([*ours, *of, "--stored", "bf16"]),
        "agpis, bf16, pages kept": ran([*ours, *of, "--stored", "bf16"], {"MIMALLOC_PURGE_DELAY": "-1"}),
        "PyTorch": ran([*theirs("torch"), *of]),
        "PyTorch, bf16": ran([*theirs("torch"), *of, "--dtype", "bf16"]),
    }
    if forced:
        results["PyTorch, AVX-512 forced"] = ran([*theirs("torch"), *of], forced)
    return results


def on_other_device(ours, theirs, arguments):
    """What every program says, in every type of numbers."""
    results = {}
    for dtype in arguments.dtype:
        label = "" if dtype == "f32" else f", {dtype}"
        others = ["--device", arguments.device, "--dtype", dtype]
        results[f"PyTorch{label}"] = ran([*theirs("torch"), *others])
        results[f"torch.compile{label}"] = ran([*theirs("torch.compile"), *others])
        stored = ["--stored", "bf16"] if dtype == "bf16" else []
        others = ["--device", arguments.agpis_device or arguments.device, "--dtype", dtype]
        results[f"agpis{label}"] = ran([*ours, *others, *stored])
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--features", nargs="*", default=[], help="features of agpis beside the default ones")
    parser.add_argument("--device", help="PyTorch's name of a device that is not the processor, such as cuda")
    parser.add_argument("--agpis-device", help="the same device by its name in agpis, where that is another")
    parser.add_argument("--dtype", nargs="+", choices=["f32", "bf16"], default=["f32"], help="of another device")
    parser.add_argument("--program", help="the built benchmark, instead of cargo")
    parser.add_argument("--peer", choices=["export", "torch", "torch.compile", "onnxruntime"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer == "export":
        return export(arguments.folder)
    if arguments.peer:
        return peer(arguments)
    program = [arguments.program] if arguments.program else bench("muisc_race", arguments.features)
    interpreter, times = python(PACKAGES), defaultdict(list)
    for batch in arguments.batch:
        with tempfile.TemporaryDirectory() as folder:
            ours = [*program, "--batch", str(batch), "--runs", str(arguments.runs)]
            theirs = lambda name: [interpreter, __file__, "--folder", folder, "--runs", str(arguments.runs), "--peer", name]
            ran([*program, "--batch", str(batch), "--runs", "0", "--export", folder])
            if not arguments.device:
                subprocess.run(theirs("export"), check=True, capture_output=True)
            forced = shim(Path(folder))
            for number in range(arguments.rounds):
                for threads in [os.cpu_count()] if arguments.device else arguments.threads:
                    results = (on_other_device(ours, theirs, arguments) if arguments.device
                               else on_processor(ours, theirs, threads, forced))
                    if number == 0:
                        compare(results)
                    for name, (_, runs) in results.items():
                        times[batch, threads, name] += runs
    report(times, "torch.compile" if arguments.device else "ONNX Runtime")


if __name__ == "__main__":
    sys.exit(main())
