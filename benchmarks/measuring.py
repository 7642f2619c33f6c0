"""What the benchmarks share: a command as a process of its own, its time and memory, and words for the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One process that has ended."""

    seconds: float
    megabytes: float | None
    """Its largest resident set; None: the system does not tell (Windows)."""
    status: int
    said: str
    """Standard output and standard error together."""


def run(command: Sequence[str]) -> Run:
    """A new process from start to end."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert process.stdout
    said = process.stdout.read()
    megabytes = None
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    return Run(time.perf_counter() - began, megabytes, process.wait(), said)


def machine() -> str:
    """The machine, and how busy it is where it tells: figures of a busy one are too high."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}{load}"
