"""The shipped model as a module of sentence-transformers, named in the folder's modules.json.

Only sentence-transformers imports this file, so it may import torch at its top.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer

from huabei_qa.encoder.onnx import OnnxEncoder
from huabei_qa.errors import ModelError


class OnnxModule(InputModule):
    """Runs the ONNX session; its one output is the finished sentence embedding."""

    def __init__(self, folder: str) -> None:
        """Describe the folder's model; the session opens with the first text."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.encoder = OnnxEncoder(folder)
        self.max_seq_length = self.encoder.max_length

    @property
    def tokenizer(self) -> Tokenizer:  # type: ignore[override]
        """The tokeniser, loaded when first asked for."""
        return self.encoder.parts()[0]

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.encoder.dimension

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Texts to ids and mask, (len(inputs), longest) each, padded on the right."""
        rows = [self.encoder.token_ids((prompt or "") + t, self.max_seq_length) for t in inputs]
        longest = max((len(row) for row in rows), default=0)
        ids = torch.zeros((len(rows), longest), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = torch.from_numpy(row)
            mask[at, : len(row)] = 1
        return {"input_ids": ids, "attention_mask": mask}

    def forward(
        self, features: dict[str, torch.Tensor | Any], **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Add `sentence_embedding`, (batch, dimension).

        The padding is taken off again and each text runs alone, so vectors equal those of
        OnnxEncoder and do not depend on the batch.
        """
        ids = features["input_ids"]
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = [row[:length] for row, length in zip(ids.cpu().numpy(), lengths, strict=True)]
        features["sentence_embedding"] = torch.from_numpy(self.encoder.vectors(rows)).to(ids.device)
        return features

    def save(
        self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any
    ) -> None:
        """Copy the files of the model to another folder."""
        for file in Path(self.folder).iterdir():
            if file.name not in ("modules.json", "config_sentence_transformers.json", "README.md"):
                shutil.copyfile(file, Path(output_path) / file.name)

    @classmethod
    def load(  # type: ignore[override]
        cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any
    ) -> OnnxModule:
        """Open the model of a folder; a hub name is fetched by sentence-transformers first."""
        hub = ("token", "cache_folder", "revision", "local_files_only")
        chosen = {key: kwargs[key] for key in hub if key in kwargs}
        folder = cls.load_dir_path(model_name_or_path, subfolder=subfolder, **chosen)
        if folder is None:
            raise ModelError(f"There is no model in {model_name_or_path}. Check the folder's name.")
        return cls(folder)
