"""Write the characters by which `huabei_qa/articles/encodings.py` tells Chinese from a wrong decoding.

    python tools/common_characters.py [--out FILE]

The most frequent characters of jieba's dictionary (MIT licence), weighed by the frequency of their words, and below
them the same in traditional form. 500 of them make 73 % of what the dictionary's words are written with.
"""

from __future__ import annotations

import argparse
from collections import Counter
from importlib.resources import files
from pathlib import Path

from opencc import OpenCC

FILE = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "common_characters.txt"
HOW_MANY = 500


def main() -> None:
    """Count, cut, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FILE, help="file to write")
    out = parser.parse_args().out
    counts: Counter[str] = Counter()
    for line in (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                counts[character] += int(frequency)
    ranked = sorted(counts, key=lambda c: (-counts[c], c))[:HOW_MANY]
    simplified = "".join(ranked)
    traditional = "".join(map(OpenCC("s2t").convert, ranked))
    out.write_text(f"{simplified}\n{traditional}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
