"""Files of the shipped models: JSON as the same bytes everywhere, and what tells one model from another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def write_json(path: Path, value: object, indent: int | None = 2) -> None:
    """JSON with a line end, the same bytes on every system."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def hashes(folder: Path, *names: str) -> dict[str, str]:
    """SHA-256 of these files, which need not be computed again by those who open the folder."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def fingerprint(identity: dict[str, Any]) -> str:
    """One name for all that a model's output depends on."""
    canonical = json.dumps(identity, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
