"""How long a question takes in a process that has the knowledge base open: p50 and p95 of `ask` and `search`.

    python benchmarks/warm_ask.py
    python benchmarks/warm_ask.py --questions questions.jsonl --home my-kb --rounds 5

Each line of QUESTIONS is a JSON object with "question". Prints a Markdown table. One round goes unmeasured before.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from measuring import machine
from numpy.typing import NDArray

from huabei_qa import KnowledgeBase

QUESTIONS = (
    "花呗怎么提升额度?",
    "花呗套现会怎样?",
    "芝麻信用分怎么提高?",
    "为什么我的花呗额度下降了",
    "频繁申请提额有影响吗",
    "花呗是什么",
    "线下怎么用花呗",
    "逾期一天会影响信用吗",
    "完善资料能涨额度吗?要填哪些",
    "过度消费有什么后果",
    "花唄額度怎麼提高",
    "收入高是不是额度就高",
    "可以把花呗借给朋友用吗",
    "支付宝客服能帮忙提额吗",
    "多久能提一次额度",
    "花呗和借呗有什么区别",
    "怎么保持良好的信用记录",
    "参加花呗活动有用吗",
    "今天天气怎么样?",
    "怎样关闭花呗的自动扣款而且不影响我下个月的账单和芝麻信用分",
)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", type=Path, help='JSON lines with "question" (default: twenty of its own)')
    parser.add_argument("--rounds", type=int, default=10, help="times that all questions are asked (default 10)")
    parser.add_argument("--home", type=Path, help="folder of a knowledge base (default: the shipped one)")
    options = parser.parse_args()
    questions = read(options.questions) if options.questions else list(QUESTIONS)
    began = time.perf_counter()
    kb = KnowledgeBase.open(options.home)
    kb.ask(questions[0])
    opening = time.perf_counter() - began
    plain = KnowledgeBase.open(options.home, reader=None)
    print(f"{len(questions)} questions, {options.rounds} rounds, {len(kb.passages)} passages; {machine()}.\n")
    print("| call | p50 | p95 | slowest |\n|---|---|---|---|")
    print(f"| `KnowledgeBase.open()` and a first question, once | {opening * 1000:.0f} ms | | |")
    calls: dict[str, Callable[[str], object]] = {
        "kb.ask": kb.ask,
        "kb.ask, reader=None": plain.ask,
        "kb.search": kb.search,
    }
    for name, call in calls.items():
        times = timed(call, questions, options.rounds) * 1000
        p50, p95 = np.percentile(times, [50, 95])
        print(f"| `{name}` | {p50:.1f} ms | {p95:.1f} ms | {times.max():.1f} ms |")
    statuses = Counter(kb.ask(question).status.value for question in questions)
    print("\nStatuses: " + ", ".join(f"{name} {number}" for name, number in sorted(statuses.items())))


def read(path: Path) -> list[str]:
    """The questions of a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["question"] for line in lines if line.strip()]


def timed(call: Callable[[str], object], questions: Sequence[str], rounds: int) -> NDArray[np.float64]:
    """Seconds of every call, shape (questions x rounds,), after one round that is not measured."""
    for question in questions:
        call(question)
    seconds = []
    for _ in range(rounds):
        for question in questions:
            began = time.perf_counter()
            call(question)
            seconds.append(time.perf_counter() - began)
    return np.array(seconds)


if __name__ == "__main__":
    main()
