"""The reviews that time asks for: begun, reminded of, and what nobody answered told to the portal's administrators."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import JOIN, fn

from portal import clock
from portal.accounts import administrators, letters, reviews
from portal.accounts.reviews import ReviewRow
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Organisation, Review
from portal.notify.letters import MailEvent
from portal.notify.texts import people
from portal.settings import current

_REMIND_AFTER = timedelta(days=14)
# Mails of so many organisations are made in one go.
_MOST_AT_ONCE = 20


def run_due() -> int:
    """Begin the reviews that are due, and remind of those that nobody finishes; returns how many mails that took."""
    return begin_due() + remind_due() if current().review_months else 0


def begin_due() -> int:
    """Begin a review of each paid organisation whose last one began a quarter ago, as the settings say.

    What the last one left open is closed; of that the administrators of the portal get one mail.
    """
    candidates = _due()[:_MOST_AT_ONCE]
    if not candidates:
        return 0
    with transaction():
        # Another worker may have read the same: the second one waits here, and finds nothing due.
        locked(Organisation.select(Organisation.id).where(Organisation.id.in_(candidates))).execute()
        due = [number for number in _due() if number in candidates]
        left = [_close(number) for number in due]
        begun = sum(_begin(number) for number in due)
        _tell_of([row for row in left if row is not None and row.unanswered])
        return begun


def remind_due() -> int:
    """Remind once of each review that is open for two weeks."""
    waits = Review.closed_at.is_null() & Review.reminded_at.is_null()
    late = Review.started_at <= clock.now() - _REMIND_AFTER
    with transaction():
        found = list(locked(Review.select().where(waits & late).order_by(Review.id).limit(_MOST_AT_ONCE)))
        Review.update(reminded_at=clock.now()).where(Review.id.in_([review.id for review in found])).execute()
        return sum(_ask(reviews.row_of(review), again=True) for review in found)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months later; the last day of a month that is shorter."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def _due() -> list[int]:
    """The paid organisations whose last review, or who themselves, began so many months ago."""
    settings = current()
    paid = Organisation.plan.in_([key for key, plan in settings.plans.items() if plan.paid])
    select = (
        Organisation.select(Organisation.id, Organisation.created_at, fn.MAX(Review.started_at))
        .join(Review, JOIN.LEFT_OUTER)
        .where(paid & Organisation.deactivated_at.is_null())
        .group_by(Organisation.id, Organisation.created_at)
        .order_by(Organisation.id)
    )
    now, months = clock.now(), settings.review_months
    return [number for number, came, last in select.tuples() if months_after(last or came, months) <= now]


def _close(organisation_id: int) -> ReviewRow | None:
    """What the last review left open; None where it is closed already, or there is none."""
    theirs = (Review.organisation == organisation_id) & Review.closed_at.is_null()
    last = Review.select().where(theirs).order_by(Review.id.desc()).first()
    if last is None:
        return None
    Review.update(closed_at=clock.now()).where(theirs).execute()
    return reviews.row_of(last)


def _begin(organisation_id: int) -> int:
    review = Review.create(organisation=organisation_id, started_at=clock.now())
    return _ask(reviews.row_of(review), again=False)


def _ask(review: ReviewRow, *, again: bool) -> int:
    """Mail those who administer the organisation; returns how many they are."""
    asked = [one.member.person_id for one in review.members if one.member.is_administrator]
    lines = "\n".join(f"{member.name}, {member.address}" for member in review.unanswered)
    facts = {
        "path": f"/servicedesk/organisation/review/{review.id}",
        "organisation": review.organisation,
        "members": lines,
        "again": "yes" if again else "",
    }
    for person_id in asked:
        letters.tell(MailEvent.REVIEW, person_id, facts)
    return len(asked)


def _tell_of(left: Sequence[ReviewRow]) -> None:
    if not left:
        return
    lines = "\n".join(f"{row.organisation}: {people([member.name for member in row.unanswered])}" for row in left)
    facts = {"path": "/servicedesk/customers", "lines": lines, "count": str(len(left))}
    for person_id in sorted(administrators.of_portal()):
        letters.tell(MailEvent.REVIEW_UNANSWERED, person_id, facts)
