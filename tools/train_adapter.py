"""Trains the adapter of `huabei_qa/models/adapter-zh/`: the matrix that turns questions toward what answers them.

    python tools/train_adapter.py --data DIR… --facts DIR… --work DIR [--out DIR]

From the judged articles that the reader learns from (tools/train_reader.py), and the same factual questions: each
question chooses among all statements of its article. The encoder stays as it is; a minute on one core once the texts
are embedded (kept in --work, which the reader's training uses too). Seeded; equal to rounding on every machine.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import low_rank
import numpy as np
import torch
from matrix_export import ship
from numpy.typing import NDArray
from reader_data import Collection, howto, read_collection
from reader_facts import read_facts
from reader_near import vectors
from torch.nn import functional as F  # noqa: N812

from huabei_qa.encoder import load_encoder

FOLDER = Path(__file__).resolve().parent.parent / "huabei_qa" / "models" / "adapter-zh"
RANK = 64
TEMPERATURE = 0.02
STAY = 0.5
"""How much a question's moving away from where it was counts: without it factual questions lose."""
DROPOUT = 0.1
BATCH, SPREAD = 64, 0.02
SEEDS = 4
"""Matrices learnt apart and averaged."""
FACT = 3
"""A factual question counts for so many."""
SUPPORTS = 0.25
"""What a statement that only supports weighs beside one that answers."""


class Case(NamedTuple):
    """A question: its vector, those of the statements judged, and the share that each should get."""

    asked: torch.Tensor
    rows: torch.Tensor
    share: torch.Tensor


def cases(data: Collection, cache: Path, facts: int) -> list[Case]:
    """All questions that something answers; the last `facts` are factual."""
    asked, held = vectors(data.candidates, [(q.article, q.text) for q in data.questions], cache)
    out = []
    for number, question in enumerate(data.questions):
        grades = np.array(question.grades)
        if grades.max() < 2:
            continue
        share = np.where(grades == 2, 1.0, np.where(grades == 1, SUPPORTS, 0.0))[grades >= 0]
        rows = torch.from_numpy(held[question.article][grades >= 0])
        one = Case(torch.from_numpy(asked[number]), rows, torch.tensor(share / share.sum(), dtype=torch.float32))
        out += [one] * (FACT if number >= len(data.questions) - facts else 1)
    return out


def loss_of(batch: list[Case], down: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
    """Cross entropy of each question over its statements, and how far it was moved."""
    before = torch.stack([case.asked for case in batch])
    after = F.normalize(before + F.dropout(before @ down, DROPOUT) @ up, dim=1)
    losses = [
        -(case.share * F.log_softmax(case.rows @ moved / TEMPERATURE, 0)).sum()
        for case, moved in zip(batch, after, strict=True)
    ]
    return torch.stack(losses).mean() + STAY * ((after - before) ** 2).sum(1).mean()


def learnt(found: list[Case], seed: int) -> NDArray[np.float32]:
    """One matrix, (dimension, dimension), of rank RANK."""

    def loss(part: NDArray[np.int64], down: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
        return loss_of([found[i] for i in part], down, up)

    return low_rank.learnt(len(found), len(found[0].asked), RANK, BATCH, SPREAD, seed, loss)


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", type=Path, nargs="+", required=True, help="folders with train/")
    p.add_argument("--facts", type=Path, nargs="*", default=[], help="retrieval sets of factual questions")
    p.add_argument("--every-fact", type=int, default=2, help="every so manyth of their questions")
    p.add_argument("--work", type=Path, required=True, help="where embedded texts are kept")
    p.add_argument("--out", type=Path, default=FOLDER)
    o = p.parse_args()
    torch.set_num_threads(1)
    facts = [part for folder in o.facts for part in read_facts(folder, o.every_fact)]
    data = read_collection(howto(*(d / "train" for d in o.data)), o.work, repeats=True, facts=facts)
    found = cases(data, o.work, sum(len(part.questions) for part in facts))
    matrix = np.mean([learnt(found, seed) for seed in range(SEEDS)], axis=0)
    ship(matrix, load_encoder().fingerprint, o.out)
    print(json.dumps({"cases": len(found), "norm": round(float(np.linalg.norm(matrix)), 3)}))


if __name__ == "__main__":
    main()
