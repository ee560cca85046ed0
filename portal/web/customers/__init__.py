"""Customers as the provider's people see them, and as the administrators of the portal change them."""

from __future__ import annotations

from portal.web.customers import lists, organisation, organisation_changes, people, people_changes, second_factors
from portal.web.customers.blueprint import blueprint

__all__ = ["blueprint", "lists", "organisation", "organisation_changes", "people", "people_changes", "second_factors"]
