"""The knowledge base: the one conductor. Articles in, hits and answers out. Domain words are in `vocabulary`."""

from __future__ import annotations

from huabei_qa.knowledge.base import KnowledgeBase
from huabei_qa.knowledge.stored import list_articles
from huabei_qa.store import stamp

__all__ = ["KnowledgeBase", "list_articles", "stamp"]
