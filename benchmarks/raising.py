"""How a ticket is raised over HTTP: one draft, two forms, Create."""

from __future__ import annotations

from benchmarks.visitor import Refused, Visitor

_DETAILS = {
    "service": "networking",
    "region": "sto2",
    "started": "1 11 2026",
    "started-time": "09:15",
    "going_on": "constantly",
    "what_happens": "Packets get lost between two of our networks, in both directions, since this morning.",
    "who_is_affected": "customers",
    "tried": "Restarted the router, and attached the port again.",
    "changed": "no",
}
_PRIORITY = {"urgency": "high", "impact": "medium", "sharing": "private"}


def start_draft(visitor: Visitor) -> str:
    """Open a draft of an incident; returns its path, and leaves its second step open."""
    visitor.visit("/servicedesk/new?issue_type=incident")
    visitor.send("/servicedesk/drafts", issue_type="incident")
    return visitor.path


def fill(visitor: Visitor, path: str, subject: str) -> None:
    """Answer the second step; leaves the third open."""
    visitor.send(path, subject=subject, go="continue", **_DETAILS)
    if not visitor.path.endswith("/priority"):
        raise Refused(f"the second step is not done: {visitor.path}")


def swap_fields(visitor: Visitor, path: str) -> bytes:
    """The request that the page sends when another service is chosen."""
    changed = {**_DETAILS, "service": "dns", "subject": "Names do not resolve"}
    return visitor.form(f"{path}/fields", changed, partial=True)


def create(visitor: Visitor, path: str) -> str:
    """Press Create; returns the reference that the next page shows."""
    visitor.send(f"{path}/priority", **_PRIORITY, go="create")
    if not visitor.path.endswith("/created"):
        raise Refused(f"no ticket was created: {visitor.path}")
    return visitor.path.split("/")[3]
