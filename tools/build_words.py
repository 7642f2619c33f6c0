"""Make `huabei_qa/models/words/jieba.marisa`: jieba's dictionary as a trie that is memory-mapped, not parsed.

    python tools/build_words.py [--out FOLDER]

jieba reads its 349,046 words into a Python dictionary of 498,113 prefixes at each start, half a second; a
marisa trie of the same keys and values is 2 MB and is ready at once. Segmentation is the same
(`tests/test_words.py` compares both). jieba and its dictionary: MIT licence, Sun Junyi.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import jieba
import marisa_trie

FOLDER = Path(__file__).resolve().parent.parent / "huabei_qa" / "models" / "words"


def main() -> None:
    """Write the trie and, beside it, the total of all frequencies, which segmentation needs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write")
    out = parser.parse_args().out
    with open(Path(jieba.__file__).parent / "dict.txt", "rb") as dictionary:
        frequencies, total = jieba.Tokenizer().gen_pfdict(dictionary)
    trie = marisa_trie.RecordTrie("<I", sorted((word, (n,)) for word, n in frequencies.items()))
    out.mkdir(parents=True, exist_ok=True)
    trie.save(str(out / "jieba.marisa"))
    about = {"source": f"jieba {jieba.__version__} dict.txt", "licence": "MIT", "keys": len(trie), "total": total}
    (out / "jieba.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(about))


if __name__ == "__main__":
    main()
