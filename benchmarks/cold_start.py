"""How long a new process takes, and how much memory: median of ten for `ask` (with and without reader) and `--help`.

    python benchmarks/cold_start.py
    python benchmarks/cold_start.py --home my-kb --question "怎么退款?" --runs 20

Prints a Markdown table. Nothing is measured before one run of each has warmed the file cache. Memory is the largest
resident set of the process, as the system counts it; it is left out where the system does not tell (Windows).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

QUESTION = "花呗怎么提升额度?"
_EXPECTED = frozenset({0, 3})
"""Exit statuses of a question that was handled: answered, or not found."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process."""

    seconds: float
    megabytes: float | None
    """None: the system does not tell."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=10, help="new processes for each command (default 10)")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--home", type=Path, help="folder of a knowledge base (default: the shipped one)")
    options = parser.parse_args()
    home = ["--home", str(options.home)] if options.home else []
    commands = {
        "huabei-qa ask": [*program(), "ask", options.question, *home],
        "huabei-qa ask --no-reader": [*program(), "ask", "--no-reader", options.question, *home],
        "huabei-qa --help": [*program(), "--help"],
    }
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    print(f"{options.runs} new processes each; {machine}{load()}.\n")
    print("| command | median | least | most | peak memory |\n|---|---|---|---|---|")
    for name, command in commands.items():
        measure(command)
        runs = [measure(command) for _ in range(options.runs)]
        seconds = [run.seconds for run in runs]
        memory = [run.megabytes for run in runs if run.megabytes is not None]
        peak = f"{max(memory):.0f} MB" if memory else "–"
        middle = statistics.median(seconds)
        print(f"| `{name}` | {middle:.2f} s | {min(seconds):.2f} s | {max(seconds):.2f} s | {peak} |")


def program() -> list[str]:
    """The installed command beside this Python, or else the module."""
    found = shutil.which("huabei-qa", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-m", "huabei_qa"]


def measure(command: Sequence[str]) -> Run:
    """Time of a new process from start to end, and its peak memory."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    megabytes = None
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    seconds = time.perf_counter() - began
    if process.wait() not in _EXPECTED:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return Run(seconds, megabytes)


def load() -> str:
    """How busy the machine is, where it tells: figures of a busy machine are too high."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f", load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
