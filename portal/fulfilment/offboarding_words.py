"""What taking access means, in words and in values. Pure: a leaver in, a plan out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from portal.fulfilment.fates import Fate, Wish
from portal.fulfilment.leavers import Leaver
from portal.fulfilment.plans import Item, Plan
from portal.notify.texts import listing, moment, people
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.vocabulary import FulfilmentKind, Role

_ROLES = {Role.MEMBER: "a member", Role.ADMINISTRATOR: "an administrator"}


def plan_of(it: Leaver, ends_at: datetime | None, now: datetime) -> Plan:
    """Exactly what confirming does for this person at this moment, or at the one that the request names."""
    later = ends_at if it.is_member and ends_at is not None and ends_at > now else None
    return Plan(
        FulfilmentKind.OFFBOARD,
        items=tuple(_items(it, ends_at, later)) if it.is_member else (gone(it),),
        due_at=later,
        warnings=tuple(_warnings(it)) if it.is_member else (),
        blockers=tuple(_blockers(it)),
        effects=it.removal.effects(),
    )


def nothing_to_do(reason: str) -> Plan:
    """What confirming does where the request cannot be carried out, or asks for nothing here."""
    return Plan(FulfilmentKind.OFFBOARD, items=(), blockers=(reason,))


def gone(it: Leaver) -> Item:
    """Somebody took them out already."""
    return Item("Person", f"{it.name} is no member of {it.organisation} any more: nothing is to be done")


def fate_words(it: Leaver, fate: Fate) -> str:
    """What happens to each request of this fate."""
    colleague = it.colleague.name if it.colleague else ""
    return _FATES[fate].format(name=it.name, organisation=it.organisation, colleague=colleague)


def _items(it: Leaver, ends_at: datetime | None, later: datetime | None) -> Iterator[Item]:
    role = _ROLES[it.role or Role.MEMBER]
    yield Item("Person", f"{it.name}, {it.address}: {role} of {it.organisation} now, and then no longer")
    yield Item("When", _when(ends_at, later))
    yield Item("Log-ins", _log_ins(it), _devices(it.devices))
    yield Item("Account", _account(it))
    yield Item(
        "Links and codes",
        f"Invitations to {it.organisation}, links to a new password and log-ins half way end at once",
    )
    yield Item(
        "Mail",
        f"Nothing more about tickets of {it.organisation} leaves to {it.name}, waiting mail and digests included. "
        "What they send to such a ticket is held for us, and no link in their old mails works",
    )
    yield Item(
        "On other tickets",
        f"As participant and follower of tickets of {it.organisation} they are taken off; what they began to write "
        "there is deleted. What they have said stays, under their name with “(left)”",
    )
    yield from _requests(it, later)


def _requests(it: Leaver, later: datetime | None) -> Iterator[Item]:
    """Each request by name. At once they are what is confirmed; for a later day they may change until then."""
    yield Item("Choices", _choices(it))
    for fate in Fate:
        rows = it.with_fate(fate)
        if not rows:
            continue
        words, named = fate_words(it, fate), named_where_open_or_private(rows, fate, with_subject=True)
        yield Item("Requests", f"{words}.", f"Now: {named}") if later else Item("Requests", f"{words}: {named}")
    if not it.fates:
        yield Item("Requests", f"{it.name} has raised none for {it.organisation}")


def _choices(it: Leaver) -> str:
    private, opened = _WISHES[it.removal.private], _WISHES[it.removal.opened]
    said = f"Private requests: {private}. Open requests: {opened}"
    return f"{said}. For one that is both, the first says who sees it, the second who goes on with it"


def _when(ends_at: datetime | None, later: datetime | None) -> str:
    if ends_at is None:
        return "At once, when you confirm"
    said = moment(ends_at, current().calendar.time_zone)
    return f"{said}, by itself" if later else f"{said}, which has passed: at once, when you confirm"


def _log_ins(it: Leaver) -> str:
    return f"{it.name} is logged out everywhere: their very next click shows the log-in page."


def _account(it: Leaver) -> str:
    if it.elsewhere:
        return f"Stays, with its password and second factor, for {listing(it.elsewhere)}: they have to log in anew"
    if it.keeps_account:
        return "Stays, with its password and second factor, because it is for more than this: they have to log in anew"
    return "Closed: password, second factor, passkeys and recovery codes are deleted. It is for nothing else"


def _warnings(it: Leaver) -> Iterator[str]:
    if it.agreed_before:
        yield f"{it.agreed_before}, who agreed to it, administers {it.organisation} no longer. Ask who does first."
    if it.colleague and it.colleague.instead_of:
        yield (
            f"{it.colleague.instead_of} is no member of {it.organisation} any more, so {it.colleague.name}, who "
            "administers it, takes the requests over instead. Ask the requester if you are not sure."
        )
    if it.role is Role.ADMINISTRATOR and not it.is_last_administrator:
        yield f"{it.name} administers {it.organisation}. Somebody else does so, too."
    if never := it.with_fate(Fate.NEVER_SHARED):
        yield f"{_references(never)} cannot be shared, because requests of that type never are: see below."


def _blockers(it: Leaver) -> Iterator[str]:
    if it.is_member and it.is_last_administrator:
        who = f"It could be {_any(it.candidates)}" if it.candidates else "There is no other member yet: onboard one"
        yield (
            f"{it.name} is the only administrator of {it.organisation}, and somebody has to be. {who}. {it.name} "
            "makes them one on the Organisation page, or an administrator of this portal does under Customers. Then "
            "come back here."
        )


def _any(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) if len(names) <= 5 else people(names)


def named_where_open_or_private(rows: Sequence[TicketRow], fate: Fate, *, with_subject: bool = False) -> str:
    """The requests by their references; those to which nothing happens only by their number."""
    if fate is Fate.STAYS_AS_IT_IS:
        return f"{len(rows)} request{'' if len(rows) == 1 else 's'}"
    return ", ".join(f"{row.reference} “{row.subject}”" if with_subject else row.reference for row in rows)


def _references(rows: Sequence[TicketRow]) -> str:
    return listing([row.reference for row in rows])


def _devices(count: int) -> str:
    return f"{count or 'No'} device{' is' if count == 1 else 's are'} logged in now."


_WISHES = {
    Wish.HAND_OVER: "hand to a colleague",
    Wish.SHARE: "share with the organisation",
    Wish.LEAVE: "leave with support only",
}
_FATES = {
    Fate.HANDED_OVER: "Handed to {colleague}, who becomes the requester, sees it and gets its mail",
    Fate.SHARED: "Shared with {organisation}: everybody there sees it and may answer",
    Fate.SHARED_AND_HANDED_OVER: "Shared with {organisation}, and handed to {colleague}, who becomes the requester",
    Fate.STAYS_SHARED: "Stays shared with {organisation}; {name} sees it no longer",
    Fate.STAYS_AS_IT_IS: "Finished, and shared with {organisation} as it was",
    Fate.SUPPORT_ONLY: "Stays with support only: nobody at {organisation} sees it",
    Fate.NEVER_SHARED: "Stays with support only, because requests of its type are never shared",
    Fate.CONCERNS_COLLEAGUE: "Stays with support only, because it is about {colleague}, who would read it",
}
