"""The knowledge base: the one conductor. Articles in, hits and answers out."""

from __future__ import annotations

from huabei_qa.knowledge.base import KnowledgeBase

__all__ = ["KnowledgeBase"]
