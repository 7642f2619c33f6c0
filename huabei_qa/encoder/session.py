"""A shipped model's files, opened: its tokenizer and its onnxruntime session. Encoder and reader use the same."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from huabei_qa.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

    Parts: TypeAlias = tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession]

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

DESCRIPTION = "model.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
_MODELS = Path(__file__).resolve().parent.parent / "models"
_MOST_THREADS = 4


def name_of(name: str) -> str:
    """What gives the same model again, wherever a program is started: of a folder its whole path, of a shipped one its
    own name. A name on the hub stays. What a folder's description calls it does not tell where it lies.
    """
    folder = Path(os.path.expanduser(name))
    if not name.strip() or not folder.is_dir():
        return name
    whole = folder.resolve()
    return whole.name if whole.parent == _MODELS else str(whole)


class ShippedModel:
    """A folder made by tools/: its description is read at once, the rest on first use, once, from any thread."""

    def __init__(self, folder: str) -> None:
        """Read the description; raises ModelError if it is missing or damaged."""
        self.folder = str(Path(folder).resolve())  # it is opened on first use, maybe from another working directory
        self.name = name_of(self.folder)
        with translated(f"The model in {folder} cannot be read"):
            self.describe(json.loads((Path(self.folder) / DESCRIPTION).read_text(encoding="utf-8")))
        self._lock = threading.Lock()
        self._parts: Parts | None = None

    def describe(self, about: dict[str, Any]) -> None:
        """Take what the model needs from its description; what it lacks or has wrongly may raise anything."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[type[ShippedModel], tuple[str]]:
        """Copies and other processes open the folder themselves: a session cannot be sent."""
        return type(self), (self.folder,)

    def warm(self) -> None:
        """Load tokenizer and session now, if they are not."""
        self.parts()

    def parts(self) -> Parts:
        """The tokenizer and the session, loaded if they are not yet."""
        if self._parts is None:
            with self._lock:
                if self._parts is None:
                    self._parts = open_model(Path(self.folder))
        return self._parts


def open_model(folder: Path) -> Parts:
    """The tokenizer and a session on one thread. Raises ModelError if the files or the packages are missing."""
    with translated(f"The model in {folder} cannot be loaded"):
        # onnxruntime reports its use to its makers from 1.32 on; it looks for this word when it is imported.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The graph is stored optimised; looking for more to fuse only delays the first answer.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        # Every length would leave its own plan of memory behind.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        return _tokenizer(folder / TOKENIZER), session


_READ: WeakValueDictionary[str, tokenizers.Tokenizer] = WeakValueDictionary()
_READING = threading.Lock()


def _tokenizer(file: Path) -> tokenizers.Tokenizer:
    """What a file says how to cut, made once of equal content: encoder and reader are shipped with the same pieces, and
    to read them takes a tenth of a second, in which nothing else goes on.
    """
    from tokenizers import Tokenizer

    content = file.read_bytes()
    key = hashlib.sha256(content).hexdigest()
    with _READING:
        found: tokenizers.Tokenizer = _READ.get(key) or Tokenizer.from_buffer(content)
        _READ[key] = found
    return found


def side_by_side(work: Callable[[_Item], _Made], items: Sequence[_Item], name: str) -> Iterator[_Made]:
    """What `work` makes of each item, in order; several at once where there are several items and cores, on the threads
    kept under this name. So what is read does not wait for what is encoded for a build.

    If it raises, or what is returned is closed, what was not begun is left. Work that is done side by side may not do
    so in turn under the same name: it would wait for itself.
    """
    if len(items) < 2 or cores() < 2:
        return map(work, items)
    return threads(name).map(work, items)


def threads(name: str) -> ThreadPoolExecutor:
    """The threads of this process that are kept under a name: as many as cores, four at most."""
    return _pool(name, os.getpid())


@cache
def _pool(name: str, _process: int) -> ThreadPoolExecutor:
    """Threads of a process, kept: to start some for every look took as long as a passage takes to be read.

    A process that was forked off has none of its parent's, so it gets its own.
    """
    return ThreadPoolExecutor(min(_MOST_THREADS, cores()), thread_name_prefix=name)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Errors of files, onnxruntime and tokenizers as ModelError."""
    try:
        yield
    except ImportError as error:
        raise ModelError(f"{what}: {error}. Install what is missing: pip install onnxruntime tokenizers") from error
    # onnxruntime raises classes of its own below Exception, tokenizers plain Exception.
    except Exception as error:
        raise ModelError(f"{what}: {error}. Reinstall huabei-qa, or make the folder again with tools/.") from error


def cores() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
