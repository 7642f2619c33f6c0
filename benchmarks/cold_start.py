"""How long a new process takes, and how much memory: median of ten for `ask` (with and without reader) and `--help`.

    python benchmarks/cold_start.py
    python benchmarks/cold_start.py --home my-kb --question "怎么退款?" --runs 20

Prints a Markdown table. Nothing is measured before one run of each has warmed the file cache. Memory is the largest
resident set of the process, as the system counts it; it is left out where the system does not tell (Windows).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from measuring import Run, machine, run

QUESTION = "花呗怎么提升额度?"
_EXPECTED = frozenset({0, 3})
"""Exit statuses of a question that was handled: answered, or not found."""


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
    print(f"{options.runs} new processes each; {machine()}.\n")
    print("| command | median | least | most | peak memory |\n|---|---|---|---|---|")
    for name, command in commands.items():
        measure(command)
        runs = [measure(command) for _ in range(options.runs)]
        seconds = [one.seconds for one in runs]
        memory = [one.megabytes for one in runs if one.megabytes is not None]
        peak = f"{max(memory):.0f} MB" if memory else "–"
        middle = statistics.median(seconds)
        print(f"| `{name}` | {middle:.2f} s | {min(seconds):.2f} s | {max(seconds):.2f} s | {peak} |")


def program() -> list[str]:
    """The installed command beside this Python, or else the module."""
    found = shutil.which("huabei-qa", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-m", "huabei_qa"]


def measure(command: Sequence[str]) -> Run:
    """A new process that handles a question, or ends this one."""
    ran = run(command)
    if ran.status not in _EXPECTED:
        sys.exit(f"{' '.join(command)} ended with status {ran.status}:\n{ran.said}")
    return ran


if __name__ == "__main__":
    main()
