"""A thousand articles: building them, building them again, changing one.

    python benchmarks/news.py ARTICLES.jsonl.gz [--articles 1000] [--scratch FOLDER]

ARTICLES holds one JSON object a line, with "id" and "text". Each step is a process of its own, as from a shell; the
scratch folder keeps the files and the knowledge base.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from pathlib import Path

from measuring import run

COMMAND = (sys.executable, "-m", "huabei_qa")


def main() -> None:
    """Write the files, then take each step and print a row of the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--scratch", type=Path, default=Path("news-scratch"))
    options = parser.parse_args()
    files, home = options.scratch / "files", options.scratch / "home"
    texts = read(options.source, options.articles)
    write(files, texts, "utf-8")
    print("| step | seconds | MB | said |\n|---|---|---|---|")
    build = ("build", str(files), "--into", str(home))
    step("build", *build)
    step("again, unchanged", *build)
    one = sorted(texts)[len(texts) // 2]
    (files / f"{one}.txt").write_text(texts[one] + "\n补记:本文已经更正。\n", encoding="utf-8")
    step("one article changed", *build)
    step("add one", "add", str(_new(options.scratch)), "--home", str(home))
    step("remove it", "remove", "new.txt", "--home", str(home))
    write(files, texts, "gb18030")
    step("the same texts in GB18030", *build)
    step("list", "list", "--home", str(home))
    step("check", "check", "--home", str(home))
    step("search", "search", "--home", str(home), "--no-reader", "英特尔发布了什么?")
    index = sum(f.stat().st_size for f in (home / "index").rglob("*") if f.is_file())
    print(f"\n{len(texts)} articles, {sum(map(len, texts.values()))} characters, index {index / 1e6:.0f} MB.")


def read(source: Path, count: int) -> dict[str, str]:
    """So many texts by id."""
    texts = {}
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            texts[entry["id"]] = entry["text"]
            if len(texts) == count:
                break
    return texts


def write(folder: Path, texts: dict[str, str], encoding: str) -> None:
    """A file an article."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode(encoding, "replace"))


def _new(scratch: Path) -> Path:
    path = scratch / "new.txt"
    path.write_text("怎么晒被子?\n1、选晴天:中午晒两小时。\n2、拍打:收之前轻轻拍打。\n", encoding="utf-8")
    return path


def step(name: str, *arguments: str) -> None:
    """Run a command; its time, its largest memory and the last line that it says."""
    ran = run([*COMMAND, *arguments])
    said = ran.said.strip().splitlines()
    told = next((line for line in said if line.startswith("huabei-qa: ")), said[-1] if said else "")
    failed = "" if ran.status == 0 else f" (status {ran.status})"
    memory = "–" if ran.megabytes is None else f"{ran.megabytes:.0f}"
    plain = re.sub(r"^huabei-qa: |\(new: .*\)", "", told)
    print(f"| {name}{failed} | {ran.seconds:.1f} | {memory} | {plain[:160]} |", flush=True)


if __name__ == "__main__":
    main()
