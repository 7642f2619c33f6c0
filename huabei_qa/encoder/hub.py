"""Models of sentence-transformers, by folder or hub name. Encoder and reader use the same."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huabei_qa.errors import ModelError, first_line

_LIKE_A_PATH = re.compile(r"^[.~/\\]|^[A-Za-z]:|\\|/.*/|/$")


def load(name: str, what: str, kind: str, example: str) -> Any:
    """The model in a folder, or of this name on the hub.

    `what` it is called in messages (model, reader), `kind` is its class in sentence_transformers, `example` a hub
    name of that kind. Raises ModelError if it does not exist or cannot be loaded.
    """
    folder = Path(os.path.expanduser(name))
    if not name.strip() or (not folder.is_dir() and (_LIKE_A_PATH.search(name) or folder.exists())):
        raise ModelError(
            f"There is no model folder {name!r}. Give a folder that holds a {kind} of sentence-transformers, "
            f"a hub name such as {example}, or no name for the shipped one."
        )
    try:
        import sentence_transformers
    except ImportError as error:
        raise ModelError(
            f"The {what} {name} needs sentence-transformers, which cannot be imported: {error}. "
            "Install it: pip install sentence-transformers"
        ) from error
    try:
        with _quiet_hub():
            return getattr(sentence_transformers, kind)(str(folder) if folder.is_dir() else name)
    # Loading passes through files, the hub, transformers and torch, each with errors of its own.
    except Exception as error:
        raise ModelError(
            f"The {what} {name} cannot be loaded: {first_line(error)}. Check the name and the connection "
            "(HF_ENDPOINT names another server than huggingface.co), "
            f"give the folder of a model that is already here, or the {what} itself if it is an object of your own."
        ) from error


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """Without a line for every try of the hub: what comes of them is told once."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def weights(model: Any) -> Iterator[tuple[str, Any, tuple[int, ...], bytes]]:
    """Name, type, shape and bytes of every tensor that torch holds of a model, by name: what it computes with."""
    state: dict[str, Any] = model.state_dict()
    for key in sorted(state):
        tensor = state[key].detach().cpu().contiguous()
        yield key, tensor.dtype, tuple(tensor.shape), _raw(tensor.reshape(-1))


def _raw(flat: Any) -> bytes:
    import torch

    return bytes(flat.view(torch.uint8).numpy().data) if flat.numel() else b""
