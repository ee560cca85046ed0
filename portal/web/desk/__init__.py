"""The desk, where engineers find what to do next: queues, what is chosen from them, views, keys."""

from __future__ import annotations

from portal.web.desk import chosen, keys, lists, news, next_ticket, views
from portal.web.desk.blueprint import blueprint

__all__ = ["blueprint", "chosen", "keys", "lists", "news", "next_ticket", "views"]
