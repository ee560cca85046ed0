"""Once in a while the administrators of an organisation say of each member whether they still need access (OPS-37)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts import membership, queries
from portal.accounts.rows import MemberRow
from portal.audit import Act, record
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Organisation, Review, ReviewAnswer
from portal.errors import Conflict, NotFound
from portal.policy import Actor, require_administrator
from portal.vocabulary import ReviewDecision


@dataclass(frozen=True)
class Reviewed:
    """A member with what was said of them, by whom and when; `decision` is None until somebody says it."""

    member: MemberRow
    decision: ReviewDecision | None = None
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class ReviewRow:
    """A review as it stands; it is about those who are members now."""

    id: int
    organisation_id: int
    organisation: str
    started_at: datetime
    closed_at: datetime | None
    members: tuple[Reviewed, ...]

    @property
    def unanswered(self) -> tuple[MemberRow, ...]:
        """The members of whom nothing was said yet."""
        return tuple(one.member for one in self.members if one.decision is None)


def get(actor: Actor, review_id: int) -> ReviewRow:
    """A review of an organisation that the actor administers; NotFound where there is none of this number."""
    review = Review.get_or_none(Review.id == review_id)
    return row_of(_administered(actor, review))


def present(organisation_id: int) -> ReviewRow | None:
    """The review of the organisation that goes on, else the last one that was closed; None before the first."""
    theirs = Review.select().where(Review.organisation == organisation_id)
    review = theirs.order_by(Review.id.desc()).first()
    return None if review is None else row_of(review)


def answer(actor: Actor, review_id: int, decisions: Mapping[int, ReviewDecision]) -> ReviewRow:
    """Keep what is said of these members, and return the review; it is closed once something is said of everybody.

    Whom it does not name keeps what was said before; who is no member is left out. Conflict where it is closed.
    """
    with transaction():
        review = _administered(actor, locked(Review.select().where(Review.id == review_id)).first())
        if review.closed_at is not None:
            raise Conflict("This review is closed: everybody was answered for, or the next one began.")
        for one in row_of(review).members:
            decision = decisions.get(one.member.person_id)
            if decision is not None and decision is not one.decision:
                _keep(actor, review, one, decision)
        row = row_of(review)
        if not row.unanswered:
            Review.update(closed_at=clock.now()).where(Review.id == review_id).execute()
        return row


def row_of(review: Review) -> ReviewRow:
    """The review with the present members of its organisation and what was said of them."""
    number = review.organisation_id
    name = Organisation.select(Organisation.name).where(Organisation.id == number).scalar()
    said = {one.person_id: one for one in ReviewAnswer.select().where(ReviewAnswer.review == review.id)}
    people = {row.id: row.name for row in queries.people_named({one.decided_by_id for one in said.values()})}
    members = tuple(
        _reviewed(member, said[member.person_id], people) if member.person_id in said else Reviewed(member)
        for member in membership.members_of([number])[number]
    )
    return ReviewRow(review.id, number, name, review.started_at, review.closed_at, members)


def _administered(actor: Actor, review: Review | None) -> Review:
    """The review, for who administers its organisation; for strangers to it there is none of any number."""
    if review is None or not (actor.is_engineer or actor.place(review.organisation_id)):
        raise NotFound("There is no such review, or it is not yours to see.")
    require_administrator(actor, review.organisation_id)
    return review


def _reviewed(member: MemberRow, said: ReviewAnswer, people: Mapping[int, str]) -> Reviewed:
    return Reviewed(member, said.decision, people.get(said.decided_by_id, ""), said.decided_at)


def _keep(actor: Actor, review: Review, one: Reviewed, decision: ReviewDecision) -> None:
    said = {"decision": decision, "decided_by": actor.person_id, "decided_at": clock.now()}
    ReviewAnswer.insert(review=review.id, person=one.member.person_id, **said).on_conflict(
        conflict_target=[ReviewAnswer.review, ReviewAnswer.person],
        preserve=[ReviewAnswer.decision, ReviewAnswer.decided_by, ReviewAnswer.decided_at],
    ).execute()
    record(
        Act.MEMBER_REVIEWED,
        actor,
        person_id=one.member.person_id,
        organisation_id=review.organisation_id,
        before=one.decision and str(one.decision),
        after=str(decision),
    )
