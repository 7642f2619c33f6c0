"""Answering: `select` chooses the passages that make up an answer, `compose` puts them into points and citations.

`together` makes one answer of those to questions asked in one; `blocks` takes the text of an answer apart into its
points again.
"""

from __future__ import annotations

from huabei_qa.answer.blocks import Block, blocks
from huabei_qa.answer.compose import Draft, compose
from huabei_qa.answer.selection import Selection, select
from huabei_qa.answer.together import together

__all__ = ["Block", "Draft", "Selection", "blocks", "compose", "select", "together"]
