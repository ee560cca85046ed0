"""Who will see a ticket, named before it exists."""

from __future__ import annotations

from forms import PRIVATE, Choice, IssueType
from portal.accounts import membership
from portal.accounts.rows import Seers
from portal.policy import Actor, Place
from portal.web.wording import names, number

APPROVERS = "the administrators who approve it"
_NAMED = 5


def sharing_choices(actor: Actor, issue_type: IssueType) -> tuple[Choice, ...]:
    """Each organisation of the person with who is in it, then private; nothing for people in no organisation."""
    if not actor.paid_places:
        return ()
    shared = tuple(_choice(actor, place) for place in actor.paid_places)
    approved = issue_type.approval != "none" and not all(place.is_administrator for place in actor.paid_places)
    who = f"Only you, and {APPROVERS}." if approved else "Only you."
    return (*shared, Choice(PRIVATE, "Private Request", who))


def head_count(actor: Actor, organisation_id: int) -> int:
    """How many people would see a ticket shared with the organisation, with the person themselves."""
    return 1 + membership.who_would_see(organisation_id, actor.person_id).count


def administrators_of(organisation_id: int, concerns: int | None) -> str:
    """The names of those who approve requests for the organisation; empty where there is nobody.

    Whose own access it would end is none of them.
    """
    members = membership.members_of([organisation_id])[organisation_id]
    return names([member.name for member in members if member.is_administrator and member.person_id != concerns])


def _choice(actor: Actor, place: Place) -> Choice:
    seers = membership.who_would_see(place.organisation_id, actor.person_id, _NAMED)
    return Choice(str(place.organisation_id), f"Share with {place.name}", _line(place, seers))


def _line(place: Place, seers: Seers) -> str:
    if seers.count == 0:
        return f"Only you for now: nobody else at {place.name} has access yet."
    more = seers.count - len(seers.names)
    named = ["you", *seers.names, *([number(more, "other")] if more else [])]
    people = number(seers.count + 1, "person", "people")
    return f"{people} can read and answer: {names(named, len(named))}. Each gets the mail they chose to get."
