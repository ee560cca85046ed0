"""The page of one's organisations: people, invitations, approvals, shared requests, and who joins and leaves."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from portal.accounts import invitation_rows, membership
from portal.accounts.rows import MemberRow
from portal.policy import Actor, Place
from portal.settings import current
from portal.tickets import access, history
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.web.guards import current_actor, signed_in
from portal.web.open_invitations import invited
from portal.web.organisation import words
from portal.web.organisation.blueprint import blueprint
from portal.web.organisation.reviewing import standing_of_review
from portal.web.pages.organisation import Member, OrganisationCard, OrganisationPage
from portal.web.responses import respond

_START = "/servicedesk/new?issue_type="
_SHOWN = 5


@blueprint.get("")
@signed_in
def show() -> Response:
    """Every organisation of the actor, with what the actor may know and do there."""
    actor = current_actor()
    members = membership.members_of(place.organisation_id for place in actor.places)
    page = OrganisationPage(
        organisations=tuple(_card(actor, place, members[place.organisation_id]) for place in actor.places),
        onboarding_href=f"{_START}staff_onboarding",
        offboarding_href=f"{_START}staff_offboarding",
        may_raise=actor.may_raise and bool(actor.paid_places),
    )
    return respond(page)


def _card(actor: Actor, place: Place, members: tuple[MemberRow, ...]) -> OrganisationCard:
    number, plan = place.organisation_id, current().plans.get(place.plan)
    waiting = invitation_rows.pending_of(number)
    review, review_href = standing_of_review(actor, place)
    tickets = url_for("tickets.history", whose=f"organisation-{number}")
    return OrganisationCard(
        id=number,
        viewer=actor.person_id,
        name=place.name,
        plan=plan.label if plan else place.plan,
        people=words.counted(members),
        members=_members(actor, place, members, frozenset(row.person_id for row in waiting)),
        invitations=invited(actor, number, waiting),
        approvals=access.approvals_of(actor, number) if place.is_administrator else (),
        approves=place.is_administrator and place.paid,
        access=tuple(words.going(row) for row in access.in_progress(actor, number)),
        shared=_shared(actor, number),
        shared_href=url_for("tickets.history", whose="shared"),
        tickets_href=tickets,
        review_href=review_href,
        review=review,
        second_factor_href=url_for(".ask_second_factor", organisation_id=number) if place.is_administrator else "",
        second_factor=words.SECOND_FACTOR[membership.demands_second_factor(number)] if place.is_administrator else "",
    )


def _members(actor: Actor, place: Place, members: tuple[MemberRow, ...], invited: frozenset[int]) -> tuple[Member, ...]:
    # A request to take access is private: those who do not see it are not told of it.
    leaving = access.leaving(actor, place.organisation_id) if place.is_administrator else {}
    removes = actor.may_raise and place.paid
    return tuple(_member(actor, place, one, leaving.get(one.person_id, ""), removes, invited) for one in members)


def _member(actor: Actor, place: Place, one: MemberRow, leaving: str, removes: bool, invited: frozenset[int]) -> Member:
    where: Any = {"organisation_id": place.organisation_id, "person_id": one.person_id}
    is_viewer = one.person_id == actor.person_id
    return Member(
        name=one.name,
        address=one.address,
        role="Administrator" if one.is_administrator else "Member",
        state=words.state(one, one.person_id in invited, sees_times=place.is_administrator or is_viewer),
        is_viewer=is_viewer,
        leaving=leaving,
        change=url_for(".change_role", **where) if place.is_administrator else "",
        remove=url_for(".begin_removal", **where) if removes and not is_viewer and not leaving else "",
    )


def _shared(actor: Actor, number: int) -> tuple[TicketRow, ...]:
    wanted = HistoryFilter("organisation", number, limit=_SHOWN * 2)
    return tuple(row for row in history.history(actor, wanted).rows if row.is_shared)[:_SHOWN]
