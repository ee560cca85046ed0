"""From a member to the request that takes their access: a draft in which the employee is filled in."""

from __future__ import annotations

from flask import Response, url_for

from portal.accounts import membership
from portal.errors import NO_ORGANISATION, NotAllowed, NotFound
from portal.policy import Actor, Place
from portal.tickets import drafts
from portal.tickets.draft_rows import DraftRow
from portal.web.guards import current_actor, signed_in
from portal.web.organisation.blueprint import MEMBER, blueprint
from portal.web.responses import see_other

_ISSUE_TYPE = "staff_offboarding"


@blueprint.post(f"{MEMBER}/removal")
@signed_in
def begin_removal(organisation_id: int, person_id: int) -> Response:
    """Go on to the request that takes a member's access; begun twice, it is the same draft."""
    actor = current_actor()
    _require_member(_place(actor, organisation_id), person_id)
    answers = {"organisation": [str(organisation_id)], "employee": [str(person_id)]}
    draft = _begun(actor, answers) or drafts.start_with(actor, _ISSUE_TYPE, answers)
    return see_other(url_for("intake.details", draft_id=draft.id))


def _place(actor: Actor, organisation_id: int) -> Place:
    place = actor.place(organisation_id)
    if place is None:
        raise NotFound(NO_ORGANISATION)
    if not (actor.may_raise and place.paid):
        raise NotAllowed("Requests of your plan are raised by writing to support.")
    return place


def _require_member(place: Place, person_id: int) -> None:
    members = membership.members_of([place.organisation_id])[place.organisation_id]
    if person_id not in {member.person_id for member in members}:
        raise NotFound(f"They are no member of {place.name} any more.")


def _begun(actor: Actor, answers: dict[str, list[str]]) -> DraftRow | None:
    return next(
        (
            draft
            for draft in drafts.list_of(actor)
            if draft.issue_type == _ISSUE_TYPE and answers.items() <= draft.typed.items()
        ),
        None,
    )
