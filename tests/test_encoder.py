"""The encoder: shape, independence of the batch, agreement with sentence-transformers, errors."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from conftest import BIKE, TEA
from numpy.typing import NDArray

from huabei_qa import store
from huabei_qa.encoder import SHIPPED, Encoder, hub, load_encoder, model_path, session
from huabei_qa.encoder.onnx import OnnxEncoder
from huabei_qa.encoder.sentence import SentenceTransformerEncoder
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.reader import load_reader, reader_path
from huabei_qa.reader.onnx import OnnxReader

TEXTS = [
    "花呗怎么提额",
    "x",
    "",
    "按时还款，保持良好的信用记录。" * 40,
    "芝麻信用分達到600",
    "🙂 αβ",
]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(model_path())


def lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(rows, axis=1), dtype=np.float32)


def test_shape_type_and_unit_length(encoder: OnnxEncoder) -> None:
    for rows in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert rows.shape == (len(TEXTS), encoder.dimension)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(lengths(rows), 1, atol=1e-5)


def test_nothing_in_nothing_out(encoder: OnnxEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_a_vector_does_not_depend_on_its_company(encoder: OnnxEncoder) -> None:
    together = encoder.encode_passages(TEXTS * 30)
    for row, text in enumerate(TEXTS):
        alone = encoder.encode_passages([text])[0]
        assert np.array_equal(together[row], alone)
        assert np.array_equal(together[row + 29 * len(TEXTS)], alone)


def test_another_encoder_gives_the_same_vectors(encoder: OnnxEncoder) -> None:
    assert np.array_equal(load_encoder().encode_passages(TEXTS), encoder.encode_passages(TEXTS))


def test_questions_and_passages_have_their_prefixes(encoder: OnnxEncoder) -> None:
    text = "花呗怎么提额"
    query = encoder.vector(encoder.token_ids("query: " + text))
    passage = encoder.vector(encoder.token_ids("passage: " + text))
    assert np.array_equal(encoder.encode_queries([text])[0], query)
    assert np.array_equal(encoder.encode_passages([text])[0], passage)
    assert not np.allclose(query, passage, atol=1e-3)


def test_long_text_is_cut_at_the_limit_with_its_end_mark(encoder: OnnxEncoder) -> None:
    ids = encoder.token_ids("额度" * 3000)
    assert len(ids) == encoder.max_length == 512
    assert ids[-1] == encoder.token_ids("额")[-1]
    assert len(encoder.token_ids("额度" * 3000, limit=16)) == 16


@pytest.mark.parametrize("text", ["\ud800花呗\udfff", "花\x00呗", "\x00", "\ufeff", "<s></s><mask>"])
def test_odd_characters_do_not_stop_it(encoder: OnnxEncoder, text: str) -> None:
    np.testing.assert_allclose(lengths(encoder.encode_queries([text])), 1, atol=1e-5)


def test_progress_rises_to_the_number_of_texts(encoder: OnnxEncoder) -> None:
    heard: list[int] = []
    encoder.encode_passages(["花呗"] * 300, heard.append)
    assert heard[-1] == 300
    assert heard == sorted(set(heard))


def test_meaning_decides(encoder: OnnxEncoder) -> None:
    question = encoder.encode_queries(["花呗怎么提额？", "How do I raise my credit limit?"])
    passages = encoder.encode_passages(
        [
            "多用花呗付款、按时还款，可以提高额度。",
            "明天多云转晴，气温十八度。",
            "提高信用額度的方法",
        ]
    )
    raised, weather, traditional = (question @ passages.T).T
    assert (raised > weather + 0.03).all()
    assert (traditional > weather + 0.03).all()


def test_one_text_instead_of_a_list_is_refused(encoder: OnnxEncoder) -> None:
    with pytest.raises(UsageError, match="list"):
        encoder.encode_queries("花呗")


def test_first_use_from_several_threads_loads_once() -> None:
    encoder = OnnxEncoder(model_path())
    loaded: list[int] = []
    threads = [threading.Thread(target=lambda: loaded.append(id(encoder.parts()))) for _ in "1234"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 4
    assert len(set(loaded)) == 1


def test_encoder_and_reader_share_the_pieces_that_both_are_shipped_with(encoder: OnnxEncoder) -> None:
    assert encoder.parts()[0] is OnnxReader(reader_path()).parts()[0]


def test_work_side_by_side_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "cores", lambda: 3)
    together = threading.Barrier(3, timeout=30)

    def work(item: int) -> tuple[int, str]:
        together.wait()  # would wait in vain if the three did not run at once
        return item * item, threading.current_thread().name

    found = list(session.side_by_side(work, [3, 1, 2], "three"))
    assert [square for square, _ in found] == [9, 1, 4]
    assert list(session.side_by_side(work, [], "three")) == []
    monkeypatch.setattr(session, "cores", lambda: 1)
    alone = list(session.side_by_side(lambda item: (item, threading.current_thread().name), [5, 6], "three"))
    assert alone == [(5, threading.current_thread().name), (6, threading.current_thread().name)]


def test_an_error_side_by_side_is_the_callers_and_the_rest_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "cores", lambda: 2)
    begun: list[int] = []
    told = threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            raise ValueError(item)
        told.wait(30)  # until the caller has been told

    with pytest.raises(ValueError, match="0"):
        list(session.side_by_side(work, range(100), "two"))
    told.set()
    assert list(session.side_by_side(str, [1, 2], "two")) == ["1", "2"]  # behind whatever was queued before
    assert len(begun) < 10


def test_what_is_read_does_not_wait_for_what_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "cores", lambda: 2)
    asked = threading.Event()
    building = session.side_by_side(lambda _: asked.wait(30), range(8), "build")
    assert list(session.side_by_side(abs, [-1, -2], "ask")) == [1, 2]
    asked.set()
    assert list(building) == [True] * 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked off here")
def test_a_process_that_was_forked_off_has_threads_of_its_own() -> None:
    code = (
        "import os; from huabei_qa.encoder import session; session.cores = lambda: 2\n"
        "print(list(session.side_by_side(abs, [-1, 2], 'x')), flush=True)\n"
        "child = os.fork()\n"
        "if not child: print(list(session.side_by_side(abs, [-3, 4], 'x')), flush=True); os._exit(0)\n"
        "os.waitpid(child, 0)\n"
    )
    root = Path(__file__).resolve().parent.parent
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.splitlines() == ["[1, 2]", "[3, 4]"]


def test_copies_encode_too(encoder: OnnxEncoder) -> None:
    encoder.warm()
    wanted = encoder.encode_queries(["花呗"])
    assert np.array_equal(copy.deepcopy(encoder).encode_queries(["花呗"]), wanted)


def test_the_shipped_encoder_is_an_encoder() -> None:
    encoder = load_encoder()
    assert isinstance(encoder, Encoder)
    assert (encoder.name, encoder.dimension) == ("e5-small-zh-en", 384)


def test_a_folder_of_our_kind_opens_without_torch() -> None:
    assert isinstance(load_encoder(model_path()), OnnxEncoder)


def own_folder(folder: Path, inner_name: str) -> None:
    """A model of one's own: the shipped one under another fingerprint, called `inner_name` by its description."""
    shutil.copytree(model_path(), folder)
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps(about | {"name": inner_name, "fingerprint": "own"}), encoding="utf-8")


@pytest.mark.parametrize("inner_name", ["mine", SHIPPED])
def test_what_was_built_with_a_folder_finds_it_again_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inner_name: str
) -> None:
    own_folder(tmp_path / "model", inner_name)
    for name, text in (("茶.txt", TEA), ("bike.txt", BIKE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    home = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    KnowledgeBase.build(["茶.txt"], home, model="model", reader=None)
    whole = str((tmp_path / "model").resolve())
    (tmp_path / "elsewhere").mkdir()
    for place in (tmp_path, tmp_path / "elsewhere"):
        monkeypatch.chdir(place)
        assert KnowledgeBase.open(home, reader=None).search("水温")[0].passage.source == "kb/茶.txt"
    added = KnowledgeBase.add([tmp_path / "bike.txt"], home, reader=None).change
    assert added is not None
    assert (added.added, added.model_before, added.embedded < added.passages * 2) == (("bike.txt",), "", True)
    manifest = store.read_manifest(home)
    assert (manifest.model, manifest.model_fingerprint) == (whole, "own")


def test_a_folder_that_has_moved_is_told_with_what_was_built_with_it(tmp_path: Path) -> None:
    own_folder(tmp_path / "model", "mine")
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    home = tmp_path / "home"
    KnowledgeBase.build([tmp_path / "茶.txt"], home, model=str(tmp_path / "model"), reader=None)
    (tmp_path / "model").rename(tmp_path / "moved")
    for call in (KnowledgeBase.open, partial(KnowledgeBase.build, [])):
        with pytest.raises(ModelError) as caught:
            call(home, reader=None)
        assert str(caught.value) == (
            f"{home} was built with the model in {(tmp_path / 'model').resolve()}, which is no longer there. Build it "
            f"again with where that is now, or with {SHIPPED}: huabei-qa build --into {home} --model FOLDER"
        )
    change = KnowledgeBase.build([], home, model=str(tmp_path / "moved"), reader=None).change
    assert change is not None
    assert (change.written, change.embedded, change.model_before) == (True, 0, "")
    assert KnowledgeBase.open(home, reader=None).search("水温")


def test_a_folder_is_opened_late_from_another_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: OnnxEncoder
) -> None:
    own_folder(tmp_path / "model", "mine")
    monkeypatch.chdir(tmp_path)
    own = load_encoder("model")
    monkeypatch.chdir(tmp_path.parent)
    assert np.array_equal(own.encode_queries(["花呗"]), encoder.encode_queries(["花呗"]))
    assert copy.copy(own).name == str((tmp_path / "model").resolve())
    assert load_encoder(model_path()).name == SHIPPED


def test_a_missing_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model folder .*Give a folder"):
        load_encoder(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["", " ", "~nobody-is-called-so/model"])
def test_what_is_no_name_of_a_model_is_none(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for load in (load_encoder, load_reader):
        with pytest.raises(ModelError, match="There is no model folder"):
            load(name)


@pytest.mark.parametrize("load", [load_encoder, load_reader])
def test_what_is_no_text_is_no_name_of_a_model(load: Callable[[object], object]) -> None:
    with pytest.raises(UsageError) as caught:
        load(5)
    assert str(caught.value) == 'The name of a model cannot be 5. Pass a text: "BAAI/bge-small-zh-v1.5".'
    assert isinstance(load_encoder(Path(model_path())), OnnxEncoder)  # type: ignore[arg-type]


def test_a_damaged_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    for name in ("model.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((Path(model_path()) / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a graph")
    damaged = load_encoder(str(tmp_path))
    with pytest.raises(ModelError, match=r"cannot be loaded.*Reinstall"):
        damaged.encode_queries(["花呗"])
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_encoder(str(tmp_path))


def test_importing_loads_no_runtime() -> None:
    code = (
        "import sys, huabei_qa.encoder as e; e.load_encoder();"
        "print({'torch', 'onnxruntime', 'tokenizers', 'sentence_transformers'} & set(sys.modules))"
    )
    root = Path(__file__).resolve().parent.parent
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_encoding_does_not_import_torch() -> None:
    code = "import sys, huabei_qa.encoder as e; e.load_encoder().encode_queries(['x']);print('torch' in sys.modules)"
    root = Path(__file__).resolve().parent.parent
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


class Alone(list[object]):
    """A model that two threads at once break, as they do a fast tokenizer; its vectors are lengths of texts."""

    prompts: dict[str, str] = {}  # noqa: RUF012
    max_seq_length = 8

    def __init__(self) -> None:
        super().__init__()
        self._busy = threading.Lock()

    def state_dict(self) -> dict[str, object]:
        return {}

    def encode(self, texts: Sequence[str], **_: object) -> NDArray[np.float32]:
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("Already borrowed")
        try:
            time.sleep(0.01)
            return np.array([[len(text), 1] for text in texts], dtype=np.float32)
        finally:
            self._busy.release()


def test_threads_take_turns_with_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "load", lambda *_: Alone())
    encoder = SentenceTransformerEncoder("some/model")
    once = encoder.encode_queries(["花呗"])
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder.encode_queries(["花呗"]), range(8)):
            assert np.array_equal(found, once)
    assert copy.deepcopy(encoder).fingerprint == encoder.fingerprint


def test_sentence_transformers_gives_the_same_vectors(
    encoder: OnnxEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with warnings.catch_warnings():
        # torch and transformers warn about their own deprecations while they are imported.
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        from huabei_qa.encoder.module import OnnxModule
    loaded = SentenceTransformer(model_path(), trust_remote_code=True)
    built = SentenceTransformer(
        modules=[OnnxModule(model_path())], prompts={"query": "query: ", "passage": "passage: "}
    )
    queries, passages = encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)
    for model in (loaded, built):
        assert np.array_equal(model.encode(TEXTS, prompt_name="query"), queries)
        assert np.array_equal(model.encode(TEXTS, prompt_name="passage"), passages)
    assert np.array_equal(loaded.encode_query(TEXTS), queries)
    assert np.array_equal(loaded.encode_document(TEXTS), passages)
    loaded.save(str(tmp_path), create_model_card=False)
    again = SentenceTransformer(str(tmp_path), trust_remote_code=True)
    assert np.array_equal(again.encode_query(TEXTS), queries)

    _check_adapter(tmp_path, monkeypatch)


def _check_adapter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter over a tiny torch model made here, saved, and opened again."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(model_path()) / "tokenizer.json"))
    weights = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 8))
    tiny = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights.astype(np.float32))],
        prompts={"query": "问：", "passage": "文："},
    )
    home = folder / "tiny"
    tiny.save(str(home), create_model_card=False)
    monkeypatch.chdir(folder)
    first, second = load_encoder(str(home)), load_encoder("tiny")
    assert first.name == second.name == str(home.resolve())
    assert isinstance(first, SentenceTransformerEncoder)
    assert first.dimension == 8
    assert first.fingerprint == second.fingerprint
    rows = first.encode_passages([*TEXTS, "\ud800"])
    assert rows.shape == (len(TEXTS) + 1, 8)
    np.testing.assert_allclose(lengths(rows), 1, atol=1e-5)
    wanted = tiny.encode(["文：花呗"], prompt="", normalize_embeddings=True)
    np.testing.assert_allclose(first.encode_passages(["花呗"]), wanted, atol=1e-6)
    assert first.encode_queries([]).shape == (0, 8)
    (home / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(home))
