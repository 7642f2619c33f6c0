"""One step of training the reader: pairs to logits, their losses, and the cores that share the work."""

from __future__ import annotations

import copy
import queue
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional as F  # noqa: N812

if TYPE_CHECKING:
    from reader_net import CrossEncoder

TARGET = {0: 0.0, 1: 0.4, 2: 1.0}
SHARE = {0: 0.0, 1: 0.25, 2: 1.0}
"""What a grade weighs in the listwise term."""
CHUNK = 16
SQUARES = 0.05
"""What the squared difference to a teacher's logit weighs."""
SUREST = 9.0
"""Logits beyond it are taught as if they were this."""
PER_QUESTION = 6.0
"""Pairs a question has on average: what its BCE sum is divided by."""


class Pair(NamedTuple):
    """One text to score, and what it should get."""

    ids: list[int]
    grade: int


class Group(NamedTuple):
    """What is read for one question in a step."""

    pairs: list[Pair]
    taught: bool
    """Learnt from what the teacher says of it, not from the judgement."""


def logits_of(model: CrossEncoder, rows: list[list[int]], device: torch.device) -> torch.Tensor:
    """Logits, (len(rows),), read in chunks of about equal length, whatever the order of the rows."""
    order = sorted(range(len(rows)), key=lambda row: len(rows[row]))
    out = []
    for at in range(0, len(rows), CHUNK):
        part = [rows[row] for row in order[at : at + CHUNK]]
        longest = max(map(len, part))
        ids = torch.ones((len(part), longest), dtype=torch.long)
        mask = torch.zeros((len(part), longest), dtype=torch.long)
        for row, tokens in enumerate(part):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        out.append(model(ids.to(device), mask.to(device)))
    back = torch.tensor(order, device=device).argsort()
    return torch.cat(out)[back]


def loss_of(logits: torch.Tensor, pairs: list[Pair], listwise: float) -> torch.Tensor:
    """One question's loss: soft-graded BCE, and cross entropy over its passages and "none of them".

    "None" has logit 0 and is right where no passage answers, so the best passage of a question
    without an answer is pushed below one half, and that of the others above.
    """
    target = torch.tensor([TARGET[p.grade] for p in pairs], device=logits.device)
    single = F.binary_cross_entropy_with_logits(logits, target, reduction="sum") / PER_QUESTION
    share = torch.tensor([SHARE[p.grade] for p in pairs], device=logits.device)
    want = torch.cat([(share.sum() == 0).float().reshape(1), share])
    scores = torch.cat([logits.new_zeros(1), logits])
    return single - listwise * (want / want.sum() * F.log_softmax(scores, 0)).sum()


def taught_loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Loss of pairs beside a teacher's logits: cross entropy with its probabilities, and a little for each difference.

    The cross entropy hardly tells -5 from -8, and passages are ranked there too.
    """
    kept = wanted.clamp(-SUREST, SUREST)
    single = F.binary_cross_entropy_with_logits(logits, torch.sigmoid(kept), reduction="sum")
    return (single + SQUARES * F.mse_loss(logits, kept, reduction="sum")) / PER_QUESTION


class Workers:
    """Several replicas that share their weights, each on one core, each with its share of a step's questions.

    One process on two cores would wait at every matrix for the slower of them; on a machine that
    does other work too this is twice as fast.  A GPU gets one replica.
    """

    def __init__(
        self, model: CrossEncoder, number: int, device: torch.device, teacher: CrossEncoder | None = None
    ) -> None:
        self.model = model
        self.device = device
        self.teacher = None if teacher is None else teacher.to(device).eval().requires_grad_(False)
        self.replicas: queue.SimpleQueue[CrossEncoder] = queue.SimpleQueue()
        self.others = [copy.deepcopy(model) for _ in range(number - 1)]
        for other in self.others:
            for mine, shared in zip(other.parameters(), model.parameters(), strict=True):
                mine.data = shared.data
        for replica in (model, *self.others):
            self.replicas.put(replica)
        self.pool = ThreadPoolExecutor(number, initializer=torch.set_num_threads, initargs=(1,))

    def gradients(self, groups: list[Group], listwise: float) -> float:
        """Mean loss of the questions, its gradients left in the model."""

        def work(share: list[Group]) -> float:
            replica = self.replicas.get()
            try:
                with torch.autocast(self.device.type, torch.bfloat16):
                    loss = self._loss(replica, share, listwise) / len(groups)
                loss.backward()
                return float(loss.item())
            finally:
                self.replicas.put(replica)

        total = sum(self.pool.map(work, shares(groups, 1 + len(self.others))))
        for other in self.others:
            for mine, given in zip(self.model.parameters(), other.parameters(), strict=True):
                if given.grad is not None:
                    mine.grad = given.grad if mine.grad is None else mine.grad.add_(given.grad)
                given.grad = None
        return total

    def _loss(self, replica: CrossEncoder, share: list[Group], listwise: float) -> torch.Tensor:
        """Sum of the questions' losses: beside the judgements, or beside what the teacher says."""
        logits = logits_of(replica, [p.ids for group in share for p in group.pairs], self.device)
        parts = logits.split([len(group.pairs) for group in share])
        both = list(zip(parts, share, strict=True))
        losses = [loss_of(part, group.pairs, listwise) for part, group in both if not group.taught]
        if taught := [(part, group) for part, group in both if group.taught]:
            losses.append(taught_loss(torch.cat([part for part, _ in taught]), self._said([g for _, g in taught])))
        return torch.stack(losses).sum()

    @torch.no_grad()
    def _said(self, groups: list[Group]) -> torch.Tensor:
        """The teacher's logits of all pairs of these questions."""
        if self.teacher is None:
            raise ValueError("A question is to be learnt from a teacher, and there is none.")
        return logits_of(self.teacher, [p.ids for group in groups for p in group.pairs], self.device)


def shares(groups: list[Group], number: int) -> list[list[Group]]:
    """The questions dealt out to so many workers, about as many tokens to each."""
    dealt: list[list[Group]] = [[] for _ in range(number)]
    sizes = [0] * number
    for group in sorted(groups, key=lambda g: -_tokens(g)):
        least = sizes.index(min(sizes))
        dealt[least].append(group)
        sizes[least] += _tokens(group)
    return [share for share in dealt if share]


def _tokens(group: Group) -> int:
    return sum(len(pair.ids) for pair in group.pairs)
