"""Training the reader: texts to pairs, the loop."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
import torch
from reader_check import MOST, by_cosine, figures
from reader_data import Collection
from reader_export import MAX_TOKENS as SHIPPED_TOKENS
from reader_mine import is_learnt
from reader_sampling import foreign_group, group, headings_of, mangled
from reader_steps import Group, Pair, Workers, logits_of
from tokenizers import Tokenizer

if TYPE_CHECKING:
    import argparse

    from reader_check import Scores
    from reader_net import CrossEncoder

MAX_TOKENS = 176
"""Of a pair in training: the longest passage (220 characters) with a short question and headings fits."""
MANGLED = 0.15
"""Share of the questions (not of facts, nor statements) that are read as if typed in haste."""
REVIEWED = 4
"""Every so manyth of the questions that a reader has learnt already is asked again in an epoch."""


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
        """Ids without the ends."""
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]


def pairs_of(data: Collection, number: int, rng: random.Random, texts: Texts) -> list[Pair]:
    """The pairs of one question for this step."""
    question = data.questions[number]
    words = mangled(question.text, rng) if question.typed and rng.random() < MANGLED else question.text
    asked, candidates, headings = texts(words), data.candidates[question.article], data.headings[question.article]
    read = [(candidates[at].shown, question.grades[at]) for at in group(question, rng)]
    read += [(headings[at].shown, question.headings[at]) for at in headings_of(question, rng)]
    return [Pair(pair_ids(asked, texts(shown)), grade) for shown, grade in read]


def foreign_pairs(data: Collection, number: int, rng: random.Random, texts: Texts) -> list[Pair]:
    """The question beside passages of another article, none of which answers it."""
    question = data.questions[number]
    article, rows = foreign_group(question, rng)
    asked = texts(question.text)
    return [Pair(pair_ids(asked, texts(data.candidates[article][at].shown)), 0) for at in rows]


@torch.inference_mode()
def judged(model: CrossEncoder, data: Collection, texts: Texts, device: torch.device, most: int = MOST) -> Scores:
    """The float model's probabilities of each question's nearest candidates."""
    model.eval()
    jobs = []
    for number, question in enumerate(data.questions):
        for at in by_cosine(question, most):
            passage = data.candidates[question.article][at].shown
            jobs.append((number, at, pair_ids(texts(question.text), texts(passage), SHIPPED_TOKENS)))
    jobs.sort(key=lambda job: len(job[2]))
    values = torch.sigmoid(logits_of(model, [job[2] for job in jobs], device)).cpu().tolist()
    model.train()
    scores: Scores = [{} for _ in data.questions]
    for (number, at, _), value in zip(jobs, values, strict=True):
        scores[number][at] = value
    return scores


def thinned(data: Collection, every: int) -> Collection:
    """Every so manyth question, for a quick look."""
    return data._replace(questions=data.questions[::every])


class Log:
    """Lines of JSON to the screen and to the kept file."""

    def __init__(self, path: Path, more: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file: TextIO = path.open("a" if more else "w", encoding="utf-8")

    def __call__(self, **values: Any) -> None:
        """One line."""
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
            {"params": found, "peak": speed * (5 if head else 1), "weight_decay": 0.01 if matrix else 0.0}
            for (head, matrix), found in sorted(groups.items())
        ],
        lr=speed,
        betas=(0.9, 0.98),
    )


def own_weights(model: CrossEncoder) -> dict[str, torch.Tensor]:
    """All weights but the embeddings, which stay those of the encoder."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items() if is_own(name)}


def is_own(name: str) -> bool:
    """Whether a weight belongs to the reader alone."""
    return not name.startswith("body.embeddings.")


def freeze(model: CrossEncoder, layers: int) -> None:
    """Leave the lowest layers as they are: a step takes a quarter less time, and they change least."""
    for layer in model.body.encoder.layer[:layers]:
        for parameter in layer.parameters():
            parameter.requires_grad_(False)


class Training:
    """The model, its optimiser and how far it has come."""

    def __init__(
        self,
        model: CrossEncoder,
        data: Collection,
        texts: Texts,
        o: argparse.Namespace,
        log: Log,
        teacher: CrossEncoder | None = None,
        by_judgement: Container[int] = (),
    ) -> None:
        """With a teacher everything is learnt from it but typed questions: of the articles `by_judgement`, and for
        sections, which the teacher does not tell.
        """
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model, self.data, self.texts, self.o, self.log = model.to(self.device).train(), data, texts, o, log
        self.work = optimiser(model, o.rate)
        self.workers = Workers(model, 1 if self.device.type == "cuda" else o.threads, self.device, teacher)
        self.learnt = [i for i, q in enumerate(data.questions) if is_learnt(q)]
        self.epoch = len(self.order(0)) // o.questions
        self.total, self.step = math.ceil(self.epoch * o.epochs), 0
        self.kept = o.work / "last.pt"
        by_lines = (q.typed and (q.of_section or q.article in by_judgement) for q in data.questions)
        self.taught = [teacher is not None and not by_line for by_line in by_lines]
        self.strange = [i for i, q in enumerate(data.questions) if q.foreign]

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        if self.kept.exists():
            kept = torch.load(self.kept, map_location=self.device, weights_only=True)
            self.model.load_state_dict(kept["model"], strict=False)
            self.work.load_state_dict(kept["work"])
            self.step = kept["step"]

    def save(self) -> None:
        """Keep a checkpoint; one that is cut off in the middle does not replace the last."""
        new = self.kept.with_name("new.pt")
        torch.save({"model": own_weights(self.model), "work": self.work.state_dict(), "step": self.step}, new)
        new.replace(self.kept)

    def run(self, look: Collection) -> None:
        """All steps that are left."""
        settings = {key: _plain(getattr(self.o, key)) for key in SETTINGS}
        self.log(event="start", step=self.step, total=self.total, settings=settings)
        begin, done, losses = time.time(), 0, []
        while self.step < self.total:
            loss, pairs = self.advance()
            losses.append(loss)
            done += pairs
            if self.step % 20 == 0:
                took = time.time() - begin
                mean = round(float(np.mean(losses[-20:])), 4)
                self.log(step=self.step, loss=mean, rate=self.rate(), pairs_s=round(done / took, 1), seconds=int(took))
            if self.step % self.o.every == 0 or self.step == self.total:
                self.save()
            if self.step % self.o.look == 0:
                found = figures(look, judged(self.model, look, self.texts, self.device, 8))
                self.log(step=self.step, look={key: round(value, 4) for key, value in found.items()})

    def advance(self) -> tuple[float, int]:
        """One step: its loss and how many pairs it read."""
        epoch, at = divmod(self.step, self.epoch)
        order = self.order(epoch)
        rng = random.Random(f"{self.o.seed}-{epoch}-{at}")
        batch = order[at * self.o.questions : (at + 1) * self.o.questions]
        groups = [Group(pairs_of(self.data, number, rng, self.texts), self.taught[number]) for number in batch]
        strange = rng.sample(self.strange, min(self.o.foreign, len(self.strange)))
        groups += [Group(foreign_pairs(self.data, number, rng, self.texts), self.taught[number]) for number in strange]
        for part in self.work.param_groups:
            part["lr"] = part["peak"] * self.rate()
        loss = self.workers.gradients(groups, self.o.listwise)
        torch.nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.requires_grad], 1.0)
        self.work.step()
        self.work.zero_grad()
        self.step += 1
        return loss, sum(len(group.pairs) for group in groups)

    def order(self, epoch: int) -> list[int]:
        """The questions of an epoch: of those that the reader is sure of already every fourth, another one each time;
        those that ask for a section several times.

        As many in each, so that a step is found again.
        """
        few = len(self.learnt) // REVIEWED
        asked = set(range(len(self.data.questions))) - set(self.learnt)
        order = sorted(asked | set(self.learnt[epoch % REVIEWED :: REVIEWED][:few]))
        order += [number for number in order if self.data.questions[number].of_section] * (self.o.sections - 1)
        random.Random(f"{self.o.seed}-{epoch}").shuffle(order)
        return order

    def rate(self) -> float:
        """Learning rate factor now: up, level, and down to nothing over the last `decay` of the steps.

        Level for long, so that a run can be made longer or shorter after it has begun.
        """
        if self.step < self.o.warm:
            return (self.step + 1) / self.o.warm
        return min(1.0, (self.total - self.step) / max(1.0, self.o.decay * self.total))


SETTINGS = ("data", "start", "mean", "teacher", "judged", "facts", "every_fact", "every_typed", "every_other", "whole")
SETTINGS += ("mined", "layers", "epochs", "seed", "rate", "questions", "warm", "decay", "listwise", "foreign", "frozen")
SETTINGS += ("dropout", "sections", "threads")


def _plain(value: Any) -> Any:
    """For JSON: of a path its name."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.name if isinstance(value, Path) else value
