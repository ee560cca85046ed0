"""What stands on the page of an organisation, in words. Pure: rows in, sentences out."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from portal.accounts.rows import MemberRow
from portal.tickets.access import AccessRow
from portal.vocabulary import FulfilmentKind, FulfilmentState, Status
from portal.web.filters import ago, day
from portal.web.pages.organisation import Going
from portal.web.wording import number

SECOND_FACTOR = {
    True: "Members have to give a second factor when they log in.",
    False: "Members log in with their password alone, unless they set up a second factor themselves.",
}
_ICONS = {FulfilmentKind.ONBOARD: "person-plus", FulfilmentKind.OFFBOARD: "person-minus"}
_PLANNED = Markup("Planned for {}")
_DONE = Markup("Done on {}")


def counted(members: tuple[MemberRow, ...]) -> str:
    """Such as "3 people, 1 administrator"."""
    administrators = sum(member.is_administrator for member in members)
    who = number(administrators, "administrator") if administrators else "no administrators"
    return f"{number(len(members), 'person', 'people')}, {who}"


def state(member: MemberRow, invited: bool, *, sees_times: bool) -> str | Markup:
    """Whether somebody uses the portal, and for who may know it, when they last did."""
    if invited and member.signed_in_at is None:
        return "Invited"
    if not sees_times:
        return "Has logged in" if member.signed_in_at else "Not yet"
    return ago(member.signed_in_at) if member.signed_in_at else "Not yet"


def going(row: AccessRow) -> Going:
    """A request for access with how far it is."""
    ticket = row.ticket
    icon = _ICONS[ticket.fulfilment] if ticket.fulfilment else "user"
    return Going(ticket.reference, ticket.subject, icon, _standing(row.state, row.moment, ticket.status))


def _standing(state: FulfilmentState | None, moment: datetime | None, status: Status) -> str | Markup:
    if status is Status.WAITING_FOR_APPROVAL:
        return "Waiting for approval"
    if state is FulfilmentState.PLANNED and moment:
        return _PLANNED.format(day(moment))
    if state is FulfilmentState.DONE and moment:
        return _DONE.format(day(moment))
    if status is Status.WAITING_FOR_CUSTOMER:
        return "We need an answer"
    return "With our engineers" if status.is_open else "Finished"
