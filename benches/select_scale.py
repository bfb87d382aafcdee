#!/usr/bin/env python3
"""Speed and peak memory of `select` on catalogues of 100, 1,000 and 10,000 products, with the default bundle.

    benches/select_scale.py [--products 100 1000 10000] [--batch 16] [--threads N] [--device NAME] [--features cuda]

100 drawn products with 400 × 400 pixels a picture; longer catalogues are manifests that name the same pictures again, under other
SKUs, so every picture is read and decoded as often as it is named. The start of the program and the loading of models count.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRAWN, SIDE = 100, 400


def built(example, features):
    """The path of an example's program."""
    chosen = ["--features", ",".join(f"agpis/{feature}" for feature in features)] if features else []
    command = ["cargo", "build", "--quiet", "--release", "--workspace", "--example", example, *chosen, "--message-format=json"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()
    return next(path for line in reversed(lines) if (path := json.loads(line).get("executable")))


def products(folder):
    """Title and pictures of every drawn product."""
    for product in sorted(path for path in folder.iterdir() if path.is_dir()):
        images = sorted(path for path in product.iterdir() if path.suffix == ".jpg")
        title = (product / "title.txt").read_text().strip()
        yield {"title": title, "images": [str(path.relative_to(folder)) for path in images]}


def manifest(path, drawn, count):
    """A catalogue of `count` products; how many pictures it names."""
    rows = [{"sku": f"sku-{i}", **product} for i, product in enumerate(islice(cycle(drawn), count))]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return sum(len(row["images"]) for row in rows)


def measured(command, environment):
    """Seconds on the clock and of CPU, and MiB at the peak, of a program."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, cwd=ROOT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            errors.seek(0)
            sys.exit(errors.read().decode())
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--batch", type=int, nargs="+", default=[16], help="products in memory at a time")
    parser.add_argument("--threads", type=int, nargs="+", default=[os.cpu_count()])
    parser.add_argument("--device", nargs="+", default=["flex"])
    parser.add_argument("--features", nargs="*", default=[])
    arguments = parser.parse_args()
    draw, select = (built(example, arguments.features) for example in ("draw_products", "select"))
    print("| device | threads | batch | products | pictures | products a second | CPU a product | peak memory |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        shop, output = Path(folder) / "shop", Path(folder) / "output"
        size = ["--products", str(DRAWN), "--size", str(SIDE)]
        subprocess.run([draw, shop, *size], check=True, capture_output=True)
        drawn = list(products(shop))
        for count in arguments.products:
            path = shop / f"{count}.jsonl"
            pictures = manifest(path, drawn, count)
            for device in arguments.device:
                for threads in arguments.threads:
                    for batch in arguments.batch:
                        command = [select, path, "--output", output, "--device", device, "--batch", str(batch)]
                        clock, cpu, peak = measured(command, {**os.environ, "RAYON_NUM_THREADS": str(threads)})
                        print(f"| {device} | {threads} | {batch} | {count} | {pictures} | {count / clock:.1f} |"
                              f" {cpu / count * 1e3:.0f} ms | {peak:.0f} MiB |", flush=True)


if __name__ == "__main__":
    main()
