"""The knowledge base: the one conductor. Articles in, hits and answers out."""

from __future__ import annotations

from huabei_qa.knowledge.base import KnowledgeBase
from huabei_qa.knowledge.checking import list_articles

__all__ = ["KnowledgeBase", "list_articles"]
