"""Customers as the provider's people see them, and as the administrators of the portal change them."""

from __future__ import annotations

from portal.web.customers import (
    adding,
    lists,
    log_ins,
    memberships,
    organisation,
    organisation_changes,
    people,
    people_changes,
)
from portal.web.customers.blueprint import blueprint

__all__ = [
    "adding",
    "blueprint",
    "lists",
    "log_ins",
    "memberships",
    "organisation",
    "organisation_changes",
    "people",
    "people_changes",
]
