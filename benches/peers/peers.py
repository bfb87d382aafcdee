"""What the races have in common: where the other programs come from, and how programs are run."""
import json
import os
import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIM = "int mkl_serv_intel_cpu_true(void) { return 1; }\n"


def python(packages):
    """The interpreter of a virtual environment with packages from PyPI."""
    folder = Path(os.environ.get("AGPIS_PEERS", Path(tempfile.gettempdir()) / "agpis-peers"))
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *packages], check=True)
    return interpreter


def bench(name, features=()):
    """The command that runs a bench of this project."""
    chosen = ["--features", ",".join(features)] if features else []
    return ["cargo", "bench", "--quiet", "--workspace", "--bench", name, *chosen, "--"]


def ran(command, environment=None):
    """What a program says first, and its later lines: all lines of JSON."""
    environment = {**os.environ, **(environment or {})}
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment).stdout
    first, *rest = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return first, rest


def least_times(rounds, *commands):
    """Of every command, the least time for each thing that it names; they take turns."""
    least = [{} for _ in commands]
    for _ in range(rounds):
        for times, command in zip(least, commands):
            for key, value in ran(command)[0].items():
                times[key] = min(value, times.get(key, value))
    return least


def shim(folder):
    """A library that answers for the processor, or nothing where there is no compiler: told that the processor is
    Intel's, PyTorch's matrix library uses AVX-512 on others too."""
    source, library = folder / "intel.c", folder / "intel.so"
    source.write_text(SHIM)
    built = subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], capture_output=True).returncode == 0
    return {"LD_PRELOAD": str(library)} if built else None
