"""Customers as the provider's people see them, and as the administrators of the portal change them."""

from __future__ import annotations

from portal.web.customers import lists, log_ins, organisation, organisation_changes, people, people_changes
from portal.web.customers.blueprint import blueprint

__all__ = ["blueprint", "lists", "log_ins", "organisation", "organisation_changes", "people", "people_changes"]
