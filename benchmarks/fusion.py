"""Whether fusing pays: hit@1 and MRR@10 of vectors alone, of BM25 alone, and of both fused.

    python benchmarks/fusion.py FOLDER… [--scratch DIR] [--limit N] [--reader] [--questions N]

FOLDER holds corpus.jsonl ({"id", "title", "text"}), queries.jsonl ({"id", "text"}) and qrels.tsv (query-id, corpus-id,
score). Every document is read, cut and embedded as `huabei-qa build` does it, every question looked up as
`KnowledgeBase.search` does it (but that bare headings may be found too), without the reader and with --reader also
with it; the score of a document is that of its best passage. Prints a Markdown table, in which `lost` is what the
fusion loses against the better of the two retrievers (below zero: it gains).

Vectors are kept in the scratch folder as .npy and used again while model and texts are the same.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import Encoder, Passage, articles, fusion, load_encoder
from huabei_qa.adapter import Adapter
from huabei_qa.knowledge import building, embedding
from huabei_qa.knowledge.looking import CANDIDATES
from huabei_qa.knowledge.titled import Titles
from huabei_qa.passages import in_context, in_paragraph
from huabei_qa.question import BROAD, shape_of
from huabei_qa.reader import Reader, entries_below, load_reader, read_best, shown
from huabei_qa.records import Document, Ranked
from huabei_qa.relevance import READ
from huabei_qa.terms import TermIndex
from huabei_qa.words import Words, normalise

DEPTH = 10
METHODS = ("dense", "BM25", "fused")
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions, and which documents answer which question."""

    name: str
    documents: list[Document]
    queries: dict[str, str]
    """Text by id; only those that are judged."""
    relevant: dict[str, set[int]]
    """Numbers of the documents by id of the query."""


def main() -> None:
    """Measure every folder and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "huabei-qa-fusion")
    parser.add_argument("--limit", type=int, help="only the first N documents, and the questions about them")
    parser.add_argument("--questions", type=int, help="only N of the questions, spread evenly")
    parser.add_argument("--reader", action="store_true", help="re-rank with the shipped reader too")
    parser.add_argument("--model", help="another encoder: hub name or folder of a sentence-transformers model")
    options = parser.parse_args()
    options.scratch.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(options.model)
    print(f"Model {encoder.name}, log-odds {fusion.PER_COSINE} a cosine, {fusion.PER_BM25} a BM25.\n")
    reader = load_reader() if options.reader else None
    methods = METHODS + (("read",) if reader else ())
    print(f"| collection | documents | passages | questions | measure | {' | '.join(methods)} | lost |")
    print("|---" * (6 + len(methods)) + "|")
    for folder in options.folders:
        collection = read(folder, options.limit, options.questions)
        rows = building.rows_of(collection.documents)
        ranks = evaluate(collection, rows, encoder, reader, options.scratch)
        head = f"| {collection.name} | {len(collection.documents)} | {len(rows)} | {len(collection.queries)} |"
        for measure, of in (("hit@1", hit), ("MRR@10", reciprocal)):
            means = {m: float(np.mean([of(rank) for rank in ranks[m]])) for m in methods}
            lost = max(means["dense"], means["BM25"]) - means["fused"]
            cells = " | ".join(f"{means[m]:.3f}" for m in methods)
            print(f"{head} {measure} | {cells} | {lost:+.3f} |", flush=True)
            head = "| | | | |"


def read(folder: Path, limit: int | None = None, most: int | None = None) -> Collection:
    """The collection in a folder; with `limit`, its first documents and the questions that they answer.

    With `most`, that many of the questions, taken at even steps.
    """
    corpus = list(json_lines(folder / "corpus.jsonl"))[:limit]
    numbers = {entry["id"]: number for number, entry in enumerate(corpus)}
    documents = [articles.parse(e["text"], f"{folder.name}/{e['id']}", e.get("title") or None) for e in corpus]
    texts = {entry["id"]: entry["text"] for entry in json_lines(folder / "queries.jsonl")}
    relevant: dict[str, set[int]] = {}
    with open(folder / "qrels.tsv", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["corpus-id"] in numbers and int(row["score"]) > 0:
                relevant.setdefault(row["query-id"], set()).add(numbers[row["corpus-id"]])
    judged = [query for query in texts if query in relevant]
    step = max(1, len(judged) // most) if most else 1
    queries = {query: texts[query] for query in judged[::step][:most]}
    return Collection(folder.name, documents, queries, relevant)


def json_lines(path: Path) -> Iterable[dict[str, str]]:
    """The objects of a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def evaluate(
    collection: Collection, rows: Sequence[Passage], encoder: Encoder, reader: Reader | None, scratch: Path
) -> dict[str, list[int | None]]:
    """For each method and question the rank of the first right document, from 1; None: not among the first ten."""
    words = Words()
    terms = TermIndex.build([words.terms(in_paragraph(p)) for p in rows])
    questions = [normalise(text) for text in collection.queries.values()]
    texts = [f"{p.document}\0{in_context(p)}" for p in rows]

    def embed() -> Vectors:
        plan, journal = embedding.Plan.of(rows), scratch / f"{collection.name}-unfinished"
        known, _ = embedding.embed(plan.texts(), encoder, {}, journal, progress(collection.name))
        journal.unlink(missing_ok=True)
        return embedding.vectors_of(plan, known, encoder.fingerprint)[0]

    passages = cached(scratch, f"{collection.name}-passages", encoder, texts, embed)
    name = f"{collection.name}-questions"
    asked = cached(scratch, name, encoder, questions, lambda: encoder.encode_queries(questions))
    adapter = Adapter.choose(encoder.fingerprint)
    asked = asked if adapter is None else adapter.turn(asked)
    owner, titles = owners(rows, collection.documents), Titles.of(rows)
    methods = METHODS + (("read",) if reader else ())
    below = entries_below(rows)
    ranks: dict[str, list[int | None]] = {method: [] for method in methods}
    for query, text, vector in zip(collection.queries, questions, asked, strict=True):
        cosines, analysed = passages @ vector, words.terms(text)
        bm25 = terms.scores(analysed)
        best = np.union1d(top(cosines), top(bm25))
        prior = fusion.prior([rows[r] for r in best], shape_of(text) in BROAD)
        of_titles = titles.bm25(terms, analysed, best.tolist())
        both = fusion.fuse(best.tolist(), cosines[best], bm25[best] + of_titles, prior)
        fused = fusion.with_articles(both, [owner[r.row] for r in both])
        orders: list[Iterable[int]] = [top(cosines), top(bm25), [ranked.row for ranked in fused]]
        if reader:
            orders.append(reread(collection.queries[query], fused, lambda row: shown(rows[row], below[row]), reader))
        for method, order in zip(methods, orders, strict=True):
            ranks[method].append(first_right((owner[row] for row in order), collection.relevant[query]))
    return ranks


def reread(question: str, fused: list[Ranked], show: Callable[[int], str], reader: Reader) -> list[int]:
    """The rows with the first ones in the order that the reader gives them."""
    read, _ = read_best(reader, question, [show(ranked.row) for ranked in fused[:READ]])
    first = fusion.rerank(fused[: len(read)], np.array(read, dtype=np.float32))
    return [ranked.row for ranked in [*first, *fused[len(read) :]]]


def owners(rows: Sequence[Passage], documents: Sequence[Document]) -> list[int]:
    """The number of the document that each passage is of."""
    number = {document.source: n for n, document in enumerate(documents)}
    return [number[p.source] for p in rows]


def top(scores: Vectors) -> NDArray[np.int64]:
    """The rows of the best scores above zero, best first, equal ones by row; enough for ten documents."""
    order = np.argsort(-scores, kind="stable")[:CANDIDATES]
    return np.asarray(order[scores[order] > 0], dtype=np.int64)


def first_right(documents: Iterable[int], relevant: set[int]) -> int | None:
    """The rank of the first right one among the first ten different documents, from 1."""
    seen = list(dict.fromkeys(documents))[:DEPTH]
    return next((rank for rank, document in enumerate(seen, 1) if document in relevant), None)


def hit(rank: int | None) -> float:
    """Whether the first document is right."""
    return float(rank == 1)


def reciprocal(rank: int | None) -> float:
    """One over the rank of the first right document; 0 if it is not among the first ten."""
    return 1 / rank if rank else 0.0


def cached(scratch: Path, name: str, encoder: Encoder, texts: Sequence[str], make: Callable[[], Vectors]) -> Vectors:
    """What `make` gives for these texts, from the scratch folder if it is there."""
    key = hashlib.sha256(json.dumps([encoder.fingerprint, *texts]).encode()).hexdigest()[:16]
    path = scratch / f"{name}-{key}.npy"
    if not path.is_file():
        np.save(path, make())
    return np.asarray(np.load(path), dtype=np.float32)


def progress(name: str) -> Callable[[int, int], None] | None:
    """A line on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{name}: {done}/{total} passages", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    main()
