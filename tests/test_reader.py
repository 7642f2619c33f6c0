"""The reader: what it is shown, how it scores, how it is loaded."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.encoder import hub
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.reader import Reader, Rephrased, entries_below, load_reader, read_best, reader_path, shown
from huabei_qa.reader.cross import CrossEncoderReader
from huabei_qa.reader.onnx import OnnxReader
from huabei_qa.reader.waves import FIRST, NEXT
from huabei_qa.records import Passage, Role

QUESTION = "自行车链条生锈了怎么办"
ANSWER = "自行车保养 · 除锈 · 链条生锈时先用煤油刷洗,擦干后再滴上链条油。"
OTHERS = [
    "自行车保养 · 轮胎 · 每周检查一次胎压,冬天略低一些。",
    "自行车保养 · 刹车 · 刹车皮磨到标线就要换新的。",
    "自行车保养 · 存放 · 长时间不骑,把车挂起来,免得轮胎变形。",
    "早餐 · 豆浆要煮开再煮五分钟才能喝。",
]


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def passage(text, path=(), label="", role=Role.ITEM, parent=-1, document="自行车保养全攻略"):
    return Passage("x", document, "kb/x.txt", path, role, 0, len(text), text, label, 0, parent)


# What it is shown


def test_shown_puts_title_and_headings_before_the_text():
    line = shown(passage("每周擦一次。", ("一、日常保养", "(2) 清洁")))
    assert line == "自行车保养全攻略 · 日常保养 · 清洁 · 每周擦一次。"


def test_shown_says_a_heading_once():
    head = passage("除锈\n先用煤油刷洗。", ("1、除锈",), "除锈", Role.METHOD)
    assert shown(head) == "自行车保养全攻略 · 除锈 先用煤油刷洗。"
    numbered = passage("一、除锈", ("日常保养", "一、除锈"), "除锈", Role.SECTION)
    assert shown(numbered, ["刷洗"]) == "自行车保养全攻略 · 日常保养 · 一、除锈 · 刷洗"
    title = passage("自行车保养全攻略", (), "自行车保养全攻略", Role.TITLE)
    assert shown(title, ["除锈", "上油"]) == "自行车保养全攻略 · 除锈、上油"


def test_shown_keeps_numbers_that_are_no_numbering():
    assert "3.5毫米" in shown(passage("磨损", ("3.5毫米以下要换",)))
    assert "2024年新规" in shown(passage("说明", ("2024年新规",)))


def test_shown_of_a_head_names_its_items():
    rows = [
        passage("保养:分三步。", ("保养",), "保养", Role.METHOD),
        passage("清洁:擦干净。", ("保养",), "清洁", parent=0),
        passage("每个月上一次油,不要太多,多了粘灰。", ("保养",), parent=0),
    ]
    below = entries_below(rows)
    assert below == [["清洁", "每个月上一次油,不要太多,多了粘"], [], []]
    assert shown(rows[0], below[0]).endswith("保养:分三步。 · 清洁、每个月上一次油,不要太多,多了粘")


def test_shown_is_in_simplified_characters():
    """As the question is that stands beside it."""
    line = shown(passage("七天內寄回。", ("1、怎麼退貨",), document="退貨說明"), ["運費"])
    assert line == "退货说明 · 怎么退货 · 七天内寄回。 · 运费"


def test_shown_is_short_whatever_comes():
    long = passage("长" * 500, ("很" * 90, "一、" + "头" * 90, "二、" + "尾" * 90), document="题" * 99)
    assert len(shown(long, ["项" * 16] * 50)) <= 24 + 2 * 24 + 160 + 12
    assert shown(passage("", document="")) == ""


# How far it reads


class Told:
    """A reader that says of each passage the number that it is."""

    name = fingerprint = "told"

    def __init__(self, hopeless=0.0):
        self.hopeless = hopeless
        self.looks = []

    def score(self, question, passages):
        self.looks.append(list(passages))
        return np.array([float(text) for text in passages], dtype=np.float32)


@pytest.mark.parametrize(
    ("passages", "count"),
    [
        (["0", "0", "0", "0", "1"], 4),
        (["0", "0", "0", "1", "0", "0", "1"], 6),
        (["0", "1", "0", "0", "1", "0", "0", "1", "0"], 9),
        (["1", "0"], 2),
        ([], 0),
    ],
)
def test_passages_are_read_as_far_as_there_are_answers(passages, count):
    reader = Told(hopeless=0.1)
    read, beside = read_best(reader, QUESTION, passages, [".5"])
    assert read == [float(text) for text in passages[:count]]
    assert beside == [0.5]
    assert sorted(reader.looks) == sorted([text] for text in [*passages[:count], ".5"])


class Slow(Told):
    """Takes its time, as long as it is told."""

    def __init__(self, delays):
        super().__init__(hopeless=0.5)
        self.delays = iter(delays)

    def score(self, question, passages):
        time.sleep(next(self.delays))
        return super().score(question, passages)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["0.25", "0.75"]), max_size=12),
    st.lists(st.sampled_from([0.0, 0.0, 0.002]), min_size=12, max_size=12),
)
def test_what_is_read_does_not_depend_on_what_is_read_first(passages, delays):
    read, end = passages[:FIRST], FIRST
    last = read
    while end < len(passages) and "0.75" in last:
        last = passages[end : end + NEXT]
        read, end = read + last, end + NEXT
    assert read_best(Slow(delays), QUESTION, passages) == ([float(text) for text in read], [])


def test_a_reader_that_does_not_say_what_is_hopeless_reads_all_at_once():
    reader = Told()
    assert read_best(reader, QUESTION, ["0"] * 9) == ([0.0] * 9, [])
    assert reader.looks == [["0"] * 9]


def test_nothing_is_asked_where_there_is_nothing_to_read():
    reader = Told(hopeless=0.1)
    assert read_best(reader, QUESTION, []) == ([], [])
    assert reader.looks == []


class ByWords:
    """Gives each passage the share of its characters that the question has."""

    name, fingerprint, hopeless = "words", "of words", 0.25

    def score(self, question, passages):
        return np.array([sum(c in question for c in text) / len(text) for text in passages], dtype=np.float32)


def test_a_rephrased_question_counts_where_it_is_read_better():
    both = Rephrased(ByWords(), "ac")
    assert both.score("ab", ["ab", "ac", "ad"]).tolist() == [1.0, 1.0, 0.5]
    assert both.score("ab", []).tolist() == []
    assert (both.name, both.fingerprint, both.hopeless) == ("words", "of words", 0.25)
    assert isinstance(both, Reader)


# How it scores


def test_scores_are_probabilities_one_each(reader):
    scores = reader.score(QUESTION, [ANSWER, *OTHERS])
    assert scores.shape == (5,) and scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()


def test_no_passages_no_scores(reader):
    assert reader.score(QUESTION, []).shape == (0,)


def test_the_passage_that_answers_comes_first(reader):
    scores = reader.score(QUESTION, [*OTHERS, ANSWER])
    assert scores.argmax() == 4
    assert scores[4] > 0.5 > scores[3]


def test_a_question_the_passages_do_not_answer_scores_low(reader):
    asked = reader.score("自行车丢了保险赔多少钱", [ANSWER, *OTHERS])
    assert asked.max() < reader.score(QUESTION, [ANSWER]).max()


def test_a_score_does_not_depend_on_its_neighbours(reader):
    texts = [ANSWER, *OTHERS, "短", "很长的一段。" * 40]
    together = reader.score(QUESTION, texts)
    alone = np.concatenate([reader.score(QUESTION, [text]) for text in texts])
    assert np.abs(together - alone).max() <= 1e-5
    assert np.abs(reader.score(QUESTION, texts[::-1])[::-1] - together).max() <= 1e-5


def test_the_same_from_several_threads(reader):
    once = reader.score(QUESTION, OTHERS)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reader.score(QUESTION, OTHERS), range(8)):
            assert np.array_equal(scores, once)


def test_the_question_is_never_cut(reader):
    for times in (1, 5, 20, 40):
        question = "请问自行车链条生锈了怎么办" * times
        asked = reader.parts()[0].encode(question, add_special_tokens=False).ids
        assert len(asked) < reader.max_question
        for row in reader.pairs(question, ["答" * 2000, "短"]):
            assert row[1 : len(asked) + 1].tolist() == asked


def test_a_long_passage_is_cut_but_keeps_its_share(reader):
    short, long = reader.pairs("怎么办", ["生锈", "生锈了要上油。" * 100])
    assert len(short) < 20
    assert len(long) == reader.max_tokens
    asked = "请问自行车链条生锈了怎么办" * 40
    (row,) = reader.pairs(asked, ["生锈了要上油。" * 100])
    assert len(row) == len(reader.pairs(asked, [""])[0]) + 64


@pytest.mark.parametrize("odd", ["", " ", "\x00", "\ud800", "🙂" * 30, "a" * 5000, "龘" * 200])
def test_odd_texts_are_read_too(reader, odd):
    assert np.isfinite(reader.score(odd, [odd, ANSWER])).all()


def test_one_text_in_place_of_a_list_is_refused(reader):
    with pytest.raises(UsageError, match="list"):
        reader.score(QUESTION, ANSWER)


# How it is loaded


def test_the_shipped_reader_is_a_reader(reader):
    assert isinstance(reader, Reader)
    assert reader.name == "reader-zh"


def test_the_fingerprint_is_that_of_the_files():
    folder = Path(reader_path())
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    for name, expected in about["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    keys = ("files", "form", "shown", "max_tokens", "max_question")
    canonical = json.dumps({key: about[key] for key in keys}, sort_keys=True, separators=(",", ":"))
    assert about["fingerprint"] == hashlib.sha256(canonical.encode()).hexdigest()[:32]


def test_the_folder_is_small_and_has_its_papers():
    folder = Path(reader_path())
    assert sum(f.stat().st_size for f in folder.iterdir()) < 36e6
    assert {"README.md", "NOTICE", "LICENSE-MIT", "LICENSE-APACHE"} <= {f.name for f in folder.iterdir()}


def test_a_copy_reads_alike(reader):
    copy = pickle.loads(pickle.dumps(reader))
    assert copy.fingerprint == reader.fingerprint
    assert np.array_equal(copy.score(QUESTION, [ANSWER]), reader.score(QUESTION, [ANSWER]))


def test_nothing_is_loaded_before_it_is_needed():
    code = (
        "import sys\n"
        "from huabei_qa.reader import load_reader\n"
        "reader = load_reader()\n"
        "heavy = {'onnxruntime', 'tokenizers', 'torch', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "reader.warm()\n"
        "assert 'onnxruntime' in sys.modules\n"
        "assert reader.score('问', ['答']).shape == (1,)\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("broken", ["", "{}", "not json"])
def test_a_damaged_description_is_a_model_error(tmp_path, broken):
    (tmp_path / "model.json").write_text(broken, encoding="utf-8")
    with pytest.raises(ModelError, match="Reinstall"):
        load_reader(str(tmp_path))


def test_a_missing_graph_is_a_model_error(tmp_path):
    (tmp_path / "model.json").write_bytes((Path(reader_path()) / "model.json").read_bytes())
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxReader(str(tmp_path)).score("问", ["答"])


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "~/no-such-folder/x", " "])
def test_a_missing_folder_is_a_model_error(name):
    with pytest.raises(ModelError, match="no model folder"):
        load_reader(name)


# Another CrossEncoder in its place


@pytest.fixture(scope="module", params=[1, 2, 3])
def tiny(request, tmp_path_factory):
    """A folder with an untrained CrossEncoder of a few hundred weights."""
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp(f"tiny-{request.param}")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"自行车链条生锈了怎么办轮胎刹保养油擦", "a", "b"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=request.param,
        initializer_range=1.0,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return request.param, str(folder)


@pytest.mark.filterwarnings("ignore")
def test_any_cross_encoder_by_its_folder(tiny):
    labels, folder = tiny
    if labels == 3:
        with pytest.raises(ModelError, match="3 values"):
            load_reader(folder)
        return
    other = load_reader(folder)
    assert isinstance(other, Reader)
    scores = other.score(QUESTION, [ANSWER, *OTHERS])
    assert scores.shape == (5,) and scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all() and len(set(scores.tolist())) > 1
    assert np.abs(other.score(QUESTION, [ANSWER]) - scores[0]).max() <= 1e-5
    assert other.score(QUESTION, []).shape == (0,)
    assert other.fingerprint == load_reader(folder).fingerprint
    with pytest.raises(UsageError):
        other.score(QUESTION, ANSWER)


@pytest.mark.filterwarnings("ignore")
def test_a_folder_is_called_by_its_whole_path(tiny, tmp_path, monkeypatch):
    labels, folder = tiny
    own = tmp_path / "own"
    own.mkdir()
    (own / "model.json").write_bytes((Path(reader_path()) / "model.json").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert load_reader("own").name == str(own.resolve())
    assert load_reader(reader_path()).name == "reader-zh"
    if labels < 3:
        other = load_reader(os.path.relpath(folder))
        assert other.name == load_reader(other.name).name == str(Path(folder).resolve())


@pytest.mark.filterwarnings("ignore")
def test_its_raw_outputs_go_through_one_sigmoid(tiny):
    labels, folder = tiny
    if labels != 1:
        return
    import torch
    from sentence_transformers import CrossEncoder

    raw = CrossEncoder(folder).predict([(QUESTION, ANSWER)], activation_fn=torch.nn.Identity())
    assert load_reader(folder).score(QUESTION, [ANSWER])[0] == pytest.approx(1 / (1 + np.exp(-raw[0])), abs=1e-5)


class Alone:
    """A model that two threads at once break, as they do a fast tokenizer; its outputs are lengths of passages."""

    num_labels, max_seq_length = 1, 8

    def __init__(self):
        self._busy = threading.Lock()

    def state_dict(self):
        return {}

    def predict(self, pairs, **_):
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("Already borrowed")
        try:
            time.sleep(0.01)
            return np.array([len(passage) for _, passage in pairs])
        finally:
            self._busy.release()


@pytest.mark.filterwarnings("ignore")
def test_threads_take_turns_with_another_cross_encoder(monkeypatch):
    monkeypatch.setattr(hub, "load", lambda *_: Alone())
    other = CrossEncoderReader("some/model")
    once = other.score(QUESTION, OTHERS)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: other.score(QUESTION, OTHERS), range(8)):
            assert np.array_equal(scores, once)
    assert pickle.loads(pickle.dumps(other)).fingerprint == other.fingerprint


@pytest.mark.filterwarnings("ignore")
def test_a_folder_that_is_no_model_is_a_model_error(tmp_path):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_reader(str(tmp_path))


def test_weights_do_not_overflow_without_vnni():
    """Two neighbouring products with activations of up to 255 must fit in 16 bits."""
    onnx = pytest.importorskip("onnx")
    from onnx import numpy_helper

    graph = onnx.load(str(Path(reader_path()) / "model.onnx")).graph
    whole = [t for t in graph.initializer if t.data_type == onnx.TensorProto.INT8]
    assert len(whole) >= 4
    for tensor in whole:
        size = np.abs(numpy_helper.to_array(tensor).astype(np.int32))  # (in, out)
        assert (size[0::2] + size[1::2]).max() * 255 <= 32767
