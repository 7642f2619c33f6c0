"""Answering: `select` chooses the passages that make up an answer, `compose` puts them into points and citations."""

from __future__ import annotations

from huabei_qa.answer.compose import Draft, compose
from huabei_qa.answer.selection import Selection, select

__all__ = ["Draft", "Selection", "compose", "select"]
