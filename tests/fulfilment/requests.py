"""Onboarding and offboarding tickets as people raise them, for tests."""

from __future__ import annotations

from typing import Any

from portal.db.tables import OrganisationDomain
from portal.policy import Actor
from portal.tickets.rows import Answer, TicketRow
from portal.vocabulary import FulfilmentKind, Kind, Visibility
from tests.factories import make_ticket

NINA = {
    "first_name": "Nina",
    "last_name": "Nordin",
    "work_email": "nina@acme.example",
    "access": ("portal",),
    "role": "member",
    "sees_earlier": "no",
    "first_day": "2026-11-23",
    "notify_administrators": "yes",
}


def answers_of(given: dict[str, Any]) -> tuple[Answer, ...]:
    """What the form would have kept of these values."""
    values = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in given.items()}
    return tuple(Answer(key, key, "text", ", ".join(texts), "", texts) for key, texts in values.items())


def onboarding(
    requester: Actor,
    *,
    needs_approval: bool = True,
    visibility: Visibility = Visibility.PRIVATE,
    columns: Any = None,
    **answers: Any,
) -> TicketRow:
    """A request for Nina's access, with these answers in place of the usual ones."""
    return make_ticket(
        requester,
        visibility=visibility,
        subject="Staff Onboarding for Nina Nordin",
        issue_type="staff_onboarding",
        issue_type_label="Staff Onboarding",
        category_label="Service Center Portal",
        kind=Kind.SERVICE_REQUEST,
        priority=None,
        needs_approval=needs_approval,
        fulfilment=FulfilmentKind.ONBOARD,
        answers=answers_of({**NINA, **answers}),
        **(columns or {}),
    )


def offboarding(requester: Actor, person_id: int, *, columns: Any = None, **answers: Any) -> TicketRow:
    """A request to end this person's access at once, with these answers beside or in place of the usual ones."""
    usual = {
        "employee": str(person_id),
        "when": "immediately",
        "remove_from": ("portal",),
        "private_requests": "leave",
        "open_requests": "leave",
    }
    return make_ticket(
        requester,
        subject="Staff Offboarding",
        issue_type="staff_offboarding",
        issue_type_label="Staff Offboarding",
        category_label="Service Center Portal",
        kind=Kind.SERVICE_REQUEST,
        priority=None,
        always_private=True,
        fulfilment=FulfilmentKind.OFFBOARD,
        concerns=person_id,
        answers=answers_of({**usual, **answers}),
        **(columns or {}),
    )


def own_domain(organisation_id: int, domain: str = "acme.example") -> None:
    """The mail domain of an organisation."""
    OrganisationDomain.create(organisation=organisation_id, domain=domain)
