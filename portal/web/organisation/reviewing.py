"""The review of an organisation's members: each is confirmed or marked for removal, as many at a time as one likes."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts import reviews
from portal.accounts.reviews import Reviewed, ReviewRow
from portal.errors import Conflict
from portal.policy import Actor, Place
from portal.tickets import access
from portal.vocabulary import ReviewDecision
from portal.web.guards import current_actor, signed_in
from portal.web.listing import is_number
from portal.web.organisation.blueprint import blueprint
from portal.web.pages.organisation import Asked, ReviewPage
from portal.web.responses import announce, respond, see_other
from portal.web.wording import names, number

_REVIEW = "/review/<int(max=2147483647):review_id>"
_FIELD = "member-"


@blueprint.get(_REVIEW)
@signed_in
def review(review_id: int) -> Response:
    """The members, each with what was said of them."""
    actor = current_actor()
    return respond(_page(actor, reviews.get(actor, review_id)))


@blueprint.post(_REVIEW)
@signed_in
def save_review(review_id: int) -> Response:
    """Keep what was said of some of the members, or of all."""
    actor = current_actor()
    try:
        row = reviews.answer(actor, review_id, _posted())
    except Conflict as refusal:
        announce(str(refusal), "warn")
        return see_other(url_for(".review", review_id=review_id))
    announce(_said(actor, row))
    return see_other(url_for(".review", review_id=review_id))


def standing_of_review(actor: Actor, place: Place) -> tuple[str, str]:
    """What is left to do of an organisation's review, for who administers it, and where; else empty."""
    row = reviews.present(place.organisation_id) if place.is_administrator else None
    if row is None:
        return "", ""
    words = f"Look through the members: {number(len(row.unanswered), 'person', 'people')} not answered for yet."
    if row.closed_at is not None:
        marked = _not_asked_for(actor, row)
        words = f"The last review marks {marked} for removal, and nobody has asked for it yet." if marked else ""
    return words, url_for(".review", review_id=row.id) if words else ""


def _posted() -> dict[int, ReviewDecision]:
    given = {name.removeprefix(_FIELD): value for name, value in request.form.items() if name.startswith(_FIELD)}
    return {
        int(key): ReviewDecision(value)
        for key, value in given.items()
        if is_number(key) and value in set(ReviewDecision)
    }


def _said(actor: Actor, row: ReviewRow) -> str:
    if not row.unanswered:
        marked = _not_asked_for(actor, row)
        more = f" Now ask for the removal of {marked}: until it is done they keep their access." if marked else ""
        return f"Thank you. You have answered for everybody, and the review is closed.{more}"
    return f"Saved. {number(len(row.unanswered), 'person', 'people')} not answered for yet: go on when you like."


def _not_asked_for(actor: Actor, row: ReviewRow) -> str:
    """The names of those who are marked for removal, and whose removal no request asks for."""
    marked = [one.member for one in row.members if one.decision is ReviewDecision.REMOVE]
    leaving = access.leaving(actor, row.organisation_id) if marked else {}
    return names([member.name for member in marked if member.person_id not in {*leaving, actor.person_id}])


def _page(actor: Actor, row: ReviewRow) -> ReviewPage:
    leaving = access.leaving(actor, row.organisation_id)
    place = actor.place(row.organisation_id)
    removes = place is not None and place.paid and actor.may_raise
    return ReviewPage(
        organisation=row.organisation,
        started_at=row.started_at,
        closed_at=row.closed_at,
        asked=tuple(_asked(row, one, leaving, removes) for one in row.members),
        unanswered=len(row.unanswered),
        path=url_for(".review", review_id=row.id),
        back=url_for(".show") if place else url_for("customers.organisation", organisation_id=row.organisation_id),
    )


def _asked(row: ReviewRow, one: Reviewed, leaving: dict[int, str], removes: bool) -> Asked:
    reference, person_id = leaving.get(one.member.person_id, ""), one.member.person_id
    begin = url_for(".begin_removal", organisation_id=row.organisation_id, person_id=person_id)
    return Asked(one, reference, begin if removes and not reference else "")
