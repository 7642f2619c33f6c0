"""Makes a retrieval set of news texts and the questions of `tools/data/news/questions.jsonl` to them.

    python tools/build_news.py NEWS.jsonl.gz OUT

NEWS holds one text a line ({"id", "text"}); only the questions are ours, so only they are kept here. OUT gets
corpus.jsonl, queries.jsonl (with `answers`) and qrels.tsv, for --facts of train_reader.py and train_adapter.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from judged import read_questions

QUESTIONS = Path(__file__).resolve().parent / "data" / "news" / "questions.jsonl"


def build(news: Path, questions: Path, out: Path) -> int:
    """Write the set; returns how many questions it has. Raises SystemExit where a text or an answer is missing."""
    asked = read_questions(questions)
    wanted = {question["id"] for question in asked}
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        texts = {entry["id"]: entry["text"] for entry in map(json.loads, lines) if entry["id"] in wanted}
    for question in asked:
        if question["answer"] not in texts.get(question["id"], ""):
            raise SystemExit(f"{news} is another file: its text {question['id']} lacks {question['answer']!r}.")
    out.mkdir(parents=True, exist_ok=True)
    queries = [{"id": f"q{k}", "text": q["question"], "answers": [q["answer"]]} for k, q in enumerate(asked)]
    right = "".join(f"q{k}\t{q['id']}\t1\n" for k, q in enumerate(asked))
    _write(out / "corpus.jsonl", [{"id": key, "title": "", "text": text} for key, text in texts.items()])
    _write(out / "queries.jsonl", queries)
    (out / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{right}", encoding="utf-8")
    return len(asked)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, metavar="NEWS", help="the texts")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write")
    options = parser.parse_args()
    print(f"{build(options.news, QUESTIONS, options.out)} questions")
