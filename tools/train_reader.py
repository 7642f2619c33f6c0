"""Trains the reader of `huabei_qa/models/reader-zh/` on judged articles and exports it.

    python tools/train_reader.py --data DIR… --out DIR             train, export, measure
    python tools/train_reader.py --data DIR… --out DIR --resume    go on from the last checkpoint
    python tools/train_reader.py --data DIR… --out DIR --export    export and measure the last checkpoint

Each DIR of --data holds `train/` and `validation/` (articles NAME.txt, questions NAME.jsonl, .more.jsonl,
.blind.jsonl, .near.jsonl, .sections.jsonl and .en.jsonl, judged line by line; statements in other words:
NAME.like.jsonl).  On a GPU where there is one.  Seeded: what is read in which order is always the same; weights agree
to rounding, because gradients of the cores add up in the order they come; roughly with --dropout, whose random numbers
the cores share.
Needs torch, transformers, onnx and the two wheels of tools/build_model.py (--wheels, else they
are downloaded).  With --report ARTICLE QUESTIONS those are measured too; nothing is chosen by them.  With --teacher
READER --start READER --layers N the lowest N layers of a reader learn what the whole of it says; the questions
of the folders --judged, and all that ask for a section, are learnt by judgement all the same, so that new articles are
learnt and old ones are kept.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from build_model import download
from reader_check import agreement, by_cosine, cost_table, quality_table, scored
from reader_data import Collection, howto, read_collection, with_some
from reader_export import export, put_figures
from reader_facts import read_facts
from reader_int8 import observe
from reader_learn import Log, Texts, Training, freeze, is_own, judged, pair_ids, thinned
from reader_mine import read_over
from reader_net import start
from reader_restore import restored

from huabei_qa.adapter import Adapter
from huabei_qa.encoder import load_encoder
from huabei_qa.reader.onnx import OnnxReader

if TYPE_CHECKING:
    from reader_net import CrossEncoder

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "huabei_qa" / "models" / "reader-zh"
TOKENIZER = ROOT / "huabei_qa" / "models" / "e5-small-zh-en" / "tokenizer.json"
REPORT = ROOT / "docs" / "reader-training.md"


def arguments() -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", type=Path, nargs="+", required=True, help="folders with train/ and validation/")
    p.add_argument("--facts", type=Path, nargs="*", default=[], help="retrieval sets of factual questions")
    p.add_argument("--every-fact", type=int, default=2, help="every so manyth of their questions")
    p.add_argument("--every-typed", type=int, default=1, help="every so manyth of the questions that somebody typed")
    p.add_argument("--every-other", type=int, default=1, help="every so manyth of facts and statements")
    p.add_argument("--sections", type=int, default=1, help="times that a question for a section is asked an epoch")
    p.add_argument("--whole", type=Path, nargs="*", default=[], help="folders of --data: all their typed questions")
    p.add_argument(
        "--judged", type=Path, nargs="*", default=[], help="folders of --data: learnt by judgement, with a teacher too"
    )
    p.add_argument("--start", type=Path, help="checkpoint or folder of a reader to start from, its lowest layers")
    p.add_argument("--teacher", type=Path, help="checkpoint, or folder of a reader: learn what it says, not judgements")
    p.add_argument(
        "--mean",
        type=Path,
        nargs="*",
        default=[],
        help="checkpoints or folders of readers to average with",
    )
    p.add_argument("--out", type=Path, default=FOLDER, help="folder to write")
    p.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "reader", help="checkpoints and caches")
    p.add_argument("--wheels", type=Path, nargs="*", default=[], help="the two wheels, if already here")
    p.add_argument("--report", type=Path, nargs=2, metavar=("ARTICLE", "QUESTIONS"), help="another set to measure")
    p.add_argument("--layers", type=int, default=12, help="lowest layers of the encoder to keep")
    p.add_argument("--epochs", type=float, default=2.15)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--rate", type=float, default=8e-5, help="highest learning rate")
    p.add_argument("--questions", type=int, default=6, help="questions a step, about 6 pairs each")
    p.add_argument("--warm", type=int, default=60, help="steps of rising learning rate")
    p.add_argument("--decay", type=float, default=0.45, help="share of the steps with a falling one")
    p.add_argument("--listwise", type=float, default=0.5, help="weight of the listwise term")
    p.add_argument("--foreign", type=int, default=1, help="questions a step asked to another article")
    p.add_argument("--frozen", type=int, default=0, help="lowest layers that are left as they are")
    p.add_argument("--dropout", type=float, default=0.0, help="share of hidden values left out, in every layer")
    p.add_argument("--mined", type=Path, help="folder of a reader: what it gets wrong is read more often")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--every", type=int, default=50, help="steps between checkpoints")
    p.add_argument("--look", type=int, default=400, help="steps between looks at the validation articles")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--export", action="store_true", help="do not train")
    return p.parse_args()


def weights_of(start: Path) -> dict[str, torch.Tensor]:
    """Of a checkpoint, or of a shipped reader."""
    if start.is_dir():
        return restored(start)
    kept: dict[str, torch.Tensor] = torch.load(start, map_location="cpu", weights_only=True)["model"]
    return kept


def take_over(model: CrossEncoder, state: dict[str, torch.Tensor]) -> None:
    """All weights but the embeddings, which are the encoder's; anything else is another kind of model."""
    wanted = {name for name in model.state_dict() if is_own(name)}
    if wanted != state.keys():
        raise SystemExit(f"These are weights of another model: {sorted(wanted ^ state.keys())[0]} is on one side only.")
    model.load_state_dict(state, strict=False)


def mean(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of several readers' weights, which works for those that began at the same one."""
    return {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}


def layers_of(state: dict[str, torch.Tensor]) -> int:
    """How many layers a reader of these weights has."""
    return 1 + max(_layer(name) for name in state)


def lowest(state: dict[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """The weights of the lowest layers, and the head as it is."""
    return {name: weight for name, weight in state.items() if _layer(name) < layers}


def _layer(name: str) -> int:
    """Which layer a weight belongs to, from 0; -1: to the head."""
    return int(name.split(".")[3]) if name.startswith("body.encoder.layer.") else -1


def teacher_of(path: Path, wheels: list[Path]) -> CrossEncoder:
    """The reader that is learnt from, whole."""
    state = weights_of(path)
    teacher, _ = start(wheels, layers_of(state))
    take_over(teacher, state)
    return teacher


def articles_of(some: list[Path], files: list[tuple[Path, Path]], data: list[Path]) -> set[int]:
    """The numbers of the articles in some of the folders of --data."""
    if unknown := set(some) - set(data):
        raise SystemExit(f"{unknown.pop()} is not among --data as it is written there.")
    return {number for number, (article, _) in enumerate(files) if article.parent.parent in some}


def adapter() -> Adapter:
    """The shipped encoder's; wrong passages are ranked by it."""
    found = Adapter.choose(load_encoder().fingerprint)
    if found is None:
        raise SystemExit("The adapter is of another encoder: make it again with tools/train_adapter.py.")
    return found


def calibration(data: Collection, texts: Texts, seed: int) -> list[list[int]]:
    """Training pairs that the rounding looks at: 240 questions with 2 of their nearest passages."""
    rng, rows = random.Random(seed), []
    for question in rng.sample(data.questions, min(240, len(data.questions))):
        near = by_cosine(question, 8)
        for at in rng.sample(near, min(2, len(near))):
            shown = data.candidates[question.article][at].shown
            rows.append(pair_ids(texts(question.text), texts(shown), 128))
    return rows


def ship(model: CrossEncoder, train: Collection, texts: Texts, wheels: list[Path], o: argparse.Namespace) -> None:
    """Round to int8, write the folder, measure it, write the card."""
    state = mean([weights_of(path) for path in (o.work / "last.pt", *o.mean)])
    take_over(model, state)
    model.to("cpu").eval()
    export(wheels, state, observe(model, calibration(train, texts, o.seed)), o.layers, o.out)
    reader = OnnxReader(str(o.out))
    sets = {d.name: read_collection(howto(d / "validation"), o.work) for d in o.data}
    if o.report:
        sets["report"] = read_collection([(o.report[0], o.report[1])], o.work)
    few = thinned(sets[o.data[0].name], 4)
    with torch.autocast("cpu", enabled=False):
        exact = judged(model, few, texts, torch.device("cpu"))
    tables = [
        quality_table(reader, sets),
        agreement(scored(few, 12, reader.score), exact),
        cost_table(reader, sets[o.data[0].name], o.out),
    ]
    for page in (o.out / "README.md", REPORT):
        put_figures(page, "\n\n".join(tables))
    print("\n\n".join(tables))


def main() -> None:
    """Command line."""
    o = arguments()
    torch.set_num_threads(o.threads if torch.cuda.is_available() else 1)
    torch.manual_seed(o.seed)
    o.work.mkdir(parents=True, exist_ok=True)
    wheels = o.wheels or download(o.work)
    model, _ = start(wheels, o.layers, o.dropout)
    texts = Texts(TOKENIZER)
    facts = [part for folder in o.facts for part in read_facts(folder, o.every_fact)]
    files = howto(*(d / "train" for d in o.data))
    data = read_collection(files, o.work, repeats=True, facts=facts, adapter=adapter())
    if not o.export:
        if o.start:
            take_over(model, lowest(weights_of(o.start), o.layers))
        judged_ones = articles_of(o.judged, files, o.data)
        data = with_some(data, o.every_typed, articles_of(o.whole, files, o.data), o.every_other)
        if o.mined:
            data = read_over(data, OnnxReader(str(o.mined)), o.work)
        freeze(model, o.frozen)
        look = thinned(read_collection(howto(*(d / "validation" for d in o.data)), o.work), 5)
        teacher = teacher_of(o.teacher, wheels) if o.teacher else None
        training = Training(model, data, texts, o, Log(o.work / "training.log", o.resume), teacher, judged_ones)
        if o.resume:
            training.resume()
        training.run(look)
    ship(model, data, texts, wheels, o)


if __name__ == "__main__":
    main()
