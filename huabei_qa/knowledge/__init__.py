"""The knowledge base: the one conductor. Articles in, hits and answers out."""

from __future__ import annotations

from huabei_qa.knowledge.base import KnowledgeBase
from huabei_qa.knowledge.checking import list_articles
from huabei_qa.knowledge.vocabulary import accept_words, propose_words
from huabei_qa.store import quoted, rebuild

__all__ = ["KnowledgeBase", "accept_words", "list_articles", "propose_words", "quoted", "rebuild"]
