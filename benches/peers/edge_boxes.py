#!/usr/bin/env python3
"""Races EdgeBoxes of agpis against OpenCV's on the same edge maps, one thread each, CPU time.

    benches/peers/edge_boxes.py FOLDER [--rounds 3] [--repetitions 5]

FOLDER holds `manifest.json` with `settings` and `items`, and for every item `NAME.E.png` and `NAME.O.png`, as
the folder of the reference cases of agpis-dedup does. The two programs take turns, a fresh EdgeBoxes object for
every map (a reused one of OpenCV keeps state and gives other boxes); of all runs of a map the least time counts.
OpenCV is installed from PyPI into a virtual environment of its own.
"""
import argparse
import json
import math
import sys
from collections import defaultdict
from pathlib import Path

from peers import bench, least_times, python

PACKAGES = ["numpy", "opencv-contrib-python-headless"]


def peer(folder, repetitions):
    """CPU milliseconds of OpenCV, printed as JSON: this very file run by the other interpreter."""
    import time

    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    manifest = json.loads((folder / "manifest.json").read_text())
    least = {}
    for item in manifest["items"]:
        if item["edges"] == 0:
            continue
        name = item["name"]
        read = lambda kind: cv2.imread(str(folder / f"{name}.{kind}.png"), cv2.IMREAD_UNCHANGED).astype(np.float32)
        strength, orientation = read("E") / np.float32(65535), read("O") * np.float32(math.pi / 65536)
        for setting, parameters in manifest["settings"].items():
            times = []
            for _ in range(repetitions):
                edge_boxes = cv2.ximgproc.createEdgeBoxes(**parameters)
                start = time.process_time()
                edge_boxes.getBoundingBoxes(strength, orientation)
                times.append((time.process_time() - start) * 1e3)
            least[f"{name}/{setting}"] = min(times)
    print(json.dumps(least))


def report(ours, theirs):
    groups = defaultdict(dict)
    for key in sorted(theirs):
        name, setting = key.split("/")
        kind = "synthetic" if name.startswith("syn") else "real"
        for group in (f"{kind}, all", f"{kind}, {setting}"):
            groups[group][key] = theirs[key] / ours[key]
    print(f"{'maps':22} {'runs':>4} {'mean':>6} {'least':>6} {'most':>6}   OpenCV ms / agpis ms")
    for group, ratios in sorted(groups.items()):
        values = list(ratios.values())
        mean = math.exp(sum(map(math.log, values)) / len(values))
        times = " / ".join(f"{sum(t[key] for key in ratios):.0f}" for t in (theirs, ours))
        print(f"{group:22} {len(values):4} {mean:6.2f} {min(values):6.2f} {max(values):6.2f}   {times}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if arguments.peer:
        return peer(folder, arguments.repetitions)
    options = [str(folder), str(arguments.repetitions)]
    ours_command = [*bench("edge_boxes_race"), *options]
    theirs_command = [python(PACKAGES), __file__, "--peer", str(folder), "--repetitions", str(arguments.repetitions)]
    ours, theirs = least_times(arguments.rounds, ours_command, theirs_command)
    report(ours, theirs)


if __name__ == "__main__":
    sys.exit(main())
