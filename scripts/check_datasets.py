#!/usr/bin/env python3
"""Loads what the example `bench_data` has written with the Python library `datasets`, and compares.

    pip install datasets pillow
    scripts/check_datasets.py FOLDER...

Prints a line for each way of loading; exits with 1 at the first difference.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from datasets import Image, List, disable_progress_bars, load_dataset

disable_progress_bars()


def rows(path):
    """The lines of a manifest, read without the library."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def pixels(picture):
    return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()


def same(expected, actual, what):
    if expected != actual:
        raise SystemExit(f"{what}: expected {expected!r}, got {actual!r}")


def manifests(folder, prefix=""):
    """The manifests by the names that the library gives their splits."""
    known = json.loads((folder / "bench.json").read_text())["splits"]
    names = [split["split"] for split in known]
    return {name.replace("-", "_"): folder / f"{prefix}{name}.jsonl" for name in names}


def check_rows(data, files, what):
    same(sorted(files), sorted(data), f"{what}: splits")
    count = 0
    for split, path in files.items():
        expected = rows(path)
        same(len(expected), len(data[split]), f"{what}: rows of {split}")
        for row, loaded in zip(expected, data[split]):
            same(row, loaded, f"{what}: {split}")
        count += len(expected)
    return count


def check_images(data, files, folder, what):
    count = 0
    for split, path in files.items():
        pictures = data[split].map(lambda row: {"images": [str(folder / p) for p in row["images"]]})
        pictures = pictures.cast_column("images", List(Image()))
        for row, loaded in zip(rows(path), pictures):
            same(row["pixels"], [pixels(picture) for picture in loaded["images"]], f"{what}: {split}")
            count += len(loaded["images"])
    return count


def check_shards(data, files, what):
    count = 0
    for split, path in files.items():
        expected = rows(path)
        same(len(expected), len(data[split]), f"{what}: rows of {split}")
        for row, loaded in zip(expected, data[split]):
            same(row, loaded["json"], f"{what}: {split}")
            same(row["id"], loaded["__key__"], f"{what}: {split}")
            pictures = [loaded[f"{i}.png"] for i in range(len(row["pixels"]))]
            same(row["pixels"], [pixels(picture) for picture in pictures], f"{what}: {split}")
            count += len(pictures)
    return count


def check_imagefolder(folder, files, cache):
    """Pictures one by one, with labels, in the layout of `imagefolder`."""
    split, path = next(iter(files.items()))
    lines = []
    for row in rows(path):
        for place, name in enumerate(row["images"]):
            lines.append({"file_name": name, "id": row["id"], "place": place, "label": row["label"]})
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        (scratch / "images").symlink_to((folder / "images").resolve())
        (scratch / "metadata.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        # Pictures of the other splits have no line and so are not wanted.
        wanted = [str(scratch / line["file_name"]) for line in lines]
        files = {"train": [str(scratch / "metadata.jsonl"), *wanted]}
        data = load_dataset("imagefolder", data_files=files, split="train", cache_dir=cache)
        same(len(lines), len(data), f"imagefolder: pictures of {split}")
        labels = {(line["id"], line["place"]): line["label"] for line in lines}
        for loaded in data:
            same(labels[loaded["id"], loaded["place"]], loaded["label"], "imagefolder: label")
            loaded["image"].load()
    return len(lines)


def check(folder, cache):
    form = json.loads((folder / "bench.json").read_text())["format"]
    files = {split: path for split, path in manifests(folder).items() if path.exists()}
    candidates = {s: path for s, path in manifests(folder, "candidates-").items() if path.exists()}
    by_name = {split: str(path) for split, path in files.items()}

    data = load_dataset("json", data_files=by_name, cache_dir=cache)
    print(f"{folder}: json: {check_rows(data, files, 'json')} rows")

    card = load_dataset(str(folder), "sequences", cache_dir=cache)
    if form == "shards":
        print(f"{folder}: the card, shards: {check_shards(card, files, 'card')} pictures")
        tars = {split: str(path.with_suffix("")) + "-*.tar" for split, path in files.items()}
        data = load_dataset("webdataset", data_files=tars, features=card["train"].features, cache_dir=cache)
        print(f"{folder}: webdataset: {check_shards(data, files, 'webdataset')} pictures")
        stream = load_dataset(str(folder), "sequences", split="train", streaming=True)
        for row, loaded in zip(rows(files["train"]), stream.take(20)):
            same(row["pixels"][0], pixels(loaded["0.png"]), "streaming")
        print(f"{folder}: webdataset, streaming: ok")
    else:
        print(f"{folder}: the card, manifest: {check_rows(card, files, 'card')} rows")
    if form == "png":
        print(f"{folder}: pictures of sequences: {check_images(card, files, folder, 'png')}")
        print(f"{folder}: imagefolder: {check_imagefolder(folder, files, cache)} pictures")
    if candidates:
        paths = {split: str(path) for split, path in candidates.items()}
        if form == "shards" and files:  # a folder has one loader for all of its configurations
            data = load_dataset("json", data_files=paths, cache_dir=cache)
        else:
            data = load_dataset(str(folder), "candidates", cache_dir=cache)
        print(f"{folder}: candidates: {check_rows(data, candidates, 'candidates')} rows")
        if form != "manifest":
            count = check_images(data, candidates, folder, "candidates")
            print(f"{folder}: pictures of candidates: {count}")


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    for argument in sys.argv[1:]:
        # Of its own, because the library would take an earlier data set of this name from the common one.
        with tempfile.TemporaryDirectory() as cache:
            check(Path(argument), cache)


if __name__ == "__main__":
    main()
