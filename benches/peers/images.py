#!/usr/bin/env python3
"""Races reading pictures for a model against OpenCV: from the bytes of a file to 3 × 224 × 224 floats, one thread each, CPU time.

    benches/peers/images.py FOLDER [--rounds 3] [--repetitions 10]

FOLDER holds pictures; a folder of the repository's products will do (`examples/products`). Both programs decode, resize and
normalise; OpenCV with `INTER_AREA`, its filter for making pictures smaller, agpis with the filter that its models are trained with.
The two take turns; of all runs of a picture the least time counts. OpenCV is installed from PyPI into a virtual environment of its own.
"""
import argparse
import json
import math
import sys
from pathlib import Path

from peers import bench, least_times, python

PACKAGES = ["numpy", "opencv-contrib-python-headless"]
SIDE = 224


def pictures(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))


def peer(folder, repetitions):
    """CPU milliseconds of OpenCV, printed as JSON: this very file run by the other interpreter."""
    import time

    import cv2
    import numpy as np

    cv2.setNumThreads(1)

    def read(data):
        picture = cv2.resize(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray((picture.astype(np.float32) * (2 / 255) - 1).transpose(2, 0, 1))

    least = {}
    for path in pictures(folder):
        data, times = np.frombuffer(path.read_bytes(), np.uint8), []
        for _ in range(repetitions):
            start = time.process_time()
            read(data)
            times.append((time.process_time() - start) * 1e3)
        least[str(path)] = min(times)
    print(json.dumps(least))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repetitions", type=int, default=10)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if arguments.peer:
        return peer(folder, arguments.repetitions)
    files = [str(path) for path in pictures(folder)]
    ours_command = [*bench("images_race"), str(arguments.repetitions), *files]
    theirs_command = [python(PACKAGES), __file__, str(folder), "--peer", "--repetitions", str(arguments.repetitions)]
    ours, theirs = least_times(arguments.rounds, ours_command, theirs_command)
    ratios = [theirs[key] / ours[key] for key in ours]
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"{len(ratios)} pictures; OpenCV's time by that of agpis: {mean:.2f} (geometric mean; {min(ratios):.2f} to"
          f" {max(ratios):.2f}); a picture {sum(theirs.values()) / len(theirs):.2f} and {sum(ours.values()) / len(ours):.2f} ms")


if __name__ == "__main__":
    sys.exit(main())
