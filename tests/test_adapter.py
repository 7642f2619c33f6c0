from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from huabei_qa.adapter import DESCRIPTION, MATRIX, Adapter
from huabei_qa.encoder import load_encoder
from huabei_qa.errors import ModelError


def saved(folder: Path, matrix: NDArray[np.float16], **about: object) -> Path:
    folder.mkdir(exist_ok=True)
    np.save(folder / MATRIX, matrix)
    sha = hashlib.sha256((folder / MATRIX).read_bytes()).hexdigest()
    described = {"encoder": "counts", "dimension": len(matrix), "files": {MATRIX: sha}} | about
    (folder / DESCRIPTION).write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_a_question_is_moved_by_the_matrix_and_brought_back_to_unit_length() -> None:
    adapter = Adapter(np.array([[0, 0.75], [0, 0]], dtype=np.float32))
    asked = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert adapter.turn(asked).tolist() == [pytest.approx([0.8, 0.6]), [0, 1]]
    assert asked.tolist() == [[1, 0], [0, 1]]


def test_what_is_moved_to_nothing_is_nothing_rather_than_an_error() -> None:
    assert Adapter(-np.eye(2, dtype=np.float32)).turn(np.eye(2, dtype=np.float32)).tolist() == [[0, 0], [0, 0]]


@given(st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4))
def test_the_vector_of_one_question_does_not_depend_on_others(values: list[float]) -> None:
    asked = np.array([values, [0.6, 0.8, 0, 0]], dtype=np.float32)
    adapter = Adapter(np.arange(16, dtype=np.float32).reshape(4, 4) / 16)
    np.testing.assert_allclose(adapter.turn(asked)[:1], adapter.turn(asked[:1]), rtol=1e-5, atol=1e-6)


def test_it_is_for_the_encoder_it_was_learnt_for(tmp_path: Path, fake: FakeEncoder) -> None:
    folder = saved(tmp_path / "adapter", np.eye(2, dtype=np.float16))
    chosen = Adapter.choose("counts", folder)
    assert chosen is not None
    assert (chosen.matrix.dtype, chosen.matrix.tolist()) == (np.float32, [[1, 0], [0, 1]])
    assert Adapter.choose("another", folder) is None
    assert Adapter.choose(fake.fingerprint) is None


def test_the_shipped_one_is_for_the_shipped_encoder() -> None:
    encoder = load_encoder()
    adapter = Adapter.choose(encoder.fingerprint)
    assert adapter is not None
    question = encoder.encode_queries(["水温太高会怎样"])
    right, wrong = encoder.encode_passages(["茶叶会被烫熟,味道发苦。", "自行车的链条要上油。"])
    turned = adapter.turn(question)
    assert turned.shape == (1, encoder.dimension)
    assert float(np.linalg.norm(turned)) == pytest.approx(1)
    assert float((turned @ (right - wrong))[0]) > float((question @ (right - wrong))[0]) > 0


DAMAGES = ("no description", "no matrix", "another shape", "other numbers", "pickled", "not JSON")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_told(tmp_path: Path, damage: str) -> None:
    folder = saved(tmp_path / "adapter", np.eye(2, dtype=np.float16))
    if damage.startswith("no "):
        (folder / {"no description": DESCRIPTION}.get(damage, MATRIX)).unlink()
    if damage == "another shape":
        saved(folder, np.eye(3, dtype=np.float16), dimension=2)
    if damage == "other numbers":
        np.save(folder / MATRIX, np.ones((2, 2), dtype=np.float16))
    if damage == "pickled":
        saved(folder, np.array([[{}, {}], [{}, {}]], dtype=object))  # type: ignore[arg-type]
    if damage == "not JSON":
        (folder / DESCRIPTION).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"adapter is missing or damaged .*Reinstall huabei-qa"):
        Adapter.choose("counts", folder)
