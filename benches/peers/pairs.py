#!/usr/bin/env python3
"""Races telling duplicated content against SIFT features with RANSAC, on labelled pairs of pictures: AUC and CPU time a pair.

    benches/peers/pairs.py LABELS [--pairs 200]

LABELS is a file of JSON lines with `a` and `b`, paths beside it, and `label`, 1 for a pair with content in common. The peer is what one
would build with OpenCV: SIFT key points of both pictures, matches that are much better than the second best one, a homography by
RANSAC, and its inliers as the score, of the picture or of its mirror image, whichever has more. Both programs read and decode the
files, each on one thread; the start of Python and its imports does not count. OpenCV is installed from PyPI into a virtual environment of its own.
"""
import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peers import ROOT, python

PACKAGES = ["numpy", "opencv-contrib-python-headless"]
RATIO, REPROJECTION = 0.75, 4.0


def rows(path, count):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return lines[:: max(1, len(lines) // count)][:count] if count else lines


def peer(path, count):
    """Scores, printed as JSON lines: this very file run by the other interpreter."""
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    sift, matcher = cv2.SIFT_create(), cv2.BFMatcher()

    def inliers(points, descriptors, picture):
        others, theirs = sift.detectAndCompute(picture, None)
        if descriptors is None or theirs is None or len(theirs) < 2:
            return 0
        pairs = [two for two in matcher.knnMatch(descriptors, theirs, k=2) if len(two) == 2]
        good = [best for best, second in pairs if best.distance < RATIO * second.distance]
        if len(good) < 4:
            return 0
        source = np.float32([points[match.queryIdx].pt for match in good])
        target = np.float32([others[match.trainIdx].pt for match in good])
        _, mask = cv2.findHomography(source, target, cv2.RANSAC, REPROJECTION)
        return 0 if mask is None else int(mask.sum())

    start = time.process_time()
    for row in rows(path, count):
        a, b = (cv2.imread(str(path.parent / row[side]), cv2.IMREAD_GRAYSCALE) for side in "ab")
        points, descriptors = sift.detectAndCompute(a, None)
        score = max(inliers(points, descriptors, picture) for picture in (b, cv2.flip(b, 1)))
        print(json.dumps({"score": score}))
    print(json.dumps({"seconds": time.process_time() - start}))


def auc(labels, scores):
    """The share of pairs of a duplicate and another that are in order, ties half."""
    ranked = sorted(zip(scores, labels))
    ranks, i = [0.0] * len(ranked), 0
    while i < len(ranked):
        end = i
        while end < len(ranked) and ranked[end][0] == ranked[i][0]:
            end += 1
        ranks[i:end] = [(i + 1 + end) / 2] * (end - i)
        i = end
    positive = sum(labels)
    total = sum(rank for rank, (_, label) in zip(ranks, ranked) if label)
    return (total - positive * (positive + 1) / 2) / (positive * (len(labels) - positive))


def cpu_seconds(command, environment):
    """Of a program, its start included."""
    spent = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    before = spent()
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
    return spent() - before


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--pairs", type=int, default=0, help="so many, from all of the file, instead of all")
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    path = arguments.labels.resolve()
    if arguments.peer:
        return peer(path, arguments.pairs)
    labelled = rows(path, arguments.pairs)
    labels = [row["label"] for row in labelled]
    build = ["cargo", "build", "--quiet", "--release", "--workspace", "--example", "duplicates", "--message-format=json"]
    built = subprocess.run(build, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()
    program = next(program for line in reversed(built) if (program := json.loads(line).get("executable")))
    interpreter = python(PACKAGES)
    with tempfile.TemporaryDirectory() as folder:
        pairs, output = Path(folder) / "pairs.jsonl", Path(folder) / "scores.jsonl"
        absolute = lambda row: {side: str(path.parent / row[side]) for side in "ab"}
        pairs.write_text("".join(json.dumps(absolute(row)) + "\n" for row in labelled))
        ours = cpu_seconds([program, "--pairs", str(pairs), "--output", str(output)], {"RAYON_NUM_THREADS": "1"})
        scores = [json.loads(line)["score"] for line in output.read_text().splitlines()]
    command = [interpreter, __file__, str(path), "--peer", "--pairs", str(arguments.pairs)]
    *scored, spent = map(json.loads, subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())
    others, theirs = [row["score"] for row in scored], spent["seconds"]
    print(f"{len(labels)} pairs, {sum(labels)} with content in common\n| program | AUC | CPU a pair |\n|---|---|---|")
    for name, values, seconds in (("agpis", scores, ours), ("SIFT + flip + RANSAC", others, theirs)):
        print(f"| {name} | {auc(labels, values):.3f} | {seconds / len(labels) * 1e3:.0f} ms |")


if __name__ == "__main__":
    sys.exit(main())
