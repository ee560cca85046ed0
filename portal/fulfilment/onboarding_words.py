"""What giving access means, in words and in values. Pure: a newcomer in, a plan out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.fulfilment.newcomers import How, Newcomer
from portal.fulfilment.plans import Item, Plan
from portal.notify.texts import moment, people
from portal.settings import current
from portal.vocabulary import FulfilmentKind, Role

_ROLES = {Role.MEMBER: "Member", Role.ADMINISTRATOR: "Organisation administrator"}


def plan_of(it: Newcomer, now: datetime, valid: timedelta) -> Plan:
    """Exactly what confirming does for this newcomer at this moment."""
    later = it.starts_at > now
    return Plan(
        FulfilmentKind.ONBOARD,
        items=tuple(_already(it) if it.how is How.MEMBER else _items(it, later, valid)),
        due_at=it.starts_at if later and it.how is not How.MEMBER else None,
        warnings=tuple(_warnings(it)),
        blockers=tuple(_blockers(it)),
        effects={
            "name": it.name,
            "address": it.address,
            "how": it.how,
            "person_id": it.person_id,
            "organisation_id": it.organisation_id,
            "role": it.role,
            "sees_earlier": it.sees_earlier,
            "notifies": it.notifies,
            "agreed": not it.agreed_before,
        },
    )


def no_portal() -> Plan:
    """What confirming does where access to this portal is not asked for: nothing."""
    words = "The request does not ask for access to this portal, so there is nothing to do here by a button."
    return Plan(FulfilmentKind.ONBOARD, items=(), blockers=(words,))


def not_to_be_read(reason: str) -> Plan:
    """What confirming does where the answers cannot be used: nothing."""
    return Plan(FulfilmentKind.ONBOARD, items=(), blockers=(reason,))


def _items(it: Newcomer, later: bool, valid: timedelta) -> Iterator[Item]:
    yield Item("Person", _PEOPLE[it.how].format(name=it.name, known_as=it.known_as))
    yield Item("Address", f"{it.address}, {_domain(it)}")
    yield Item("Organisation", it.organisation)
    yield Item("Role", _role(it))
    yield Item("Sees", _sees(it), _shared(it.shared) if it.sees_earlier else "")
    yield Item("From", f"{moment(it.starts_at, current().calendar.time_zone)}{'' if later else ', so at once'}")
    yield Item("Invitation", _invitation(it, valid))
    yield Item("Other mail", _other_mail(it))


def _already(it: Newcomer) -> Iterator[Item]:
    yield Item("Person", f"{it.known_as}, {it.address}, is a member of {it.organisation} already: nothing is changed")


def _warnings(it: Newcomer) -> Iterator[str]:
    if it.agreed_before:
        yield f"{it.agreed_before}, who agreed to it, administers {it.organisation} no longer. Ask who does first."
    yield from _about_the_person(it)


def _about_the_person(it: Newcomer) -> Iterator[str]:
    if it.how is How.MEMBER and it.present_role is not it.role:
        asked, has = _ROLES[it.role].lower(), _ROLES[it.present_role or Role.MEMBER].lower()
        yield f"The request asks for the role of {asked}; {it.known_as} is {has}, and stays so."
    elif not it.domains:
        yield f"No mail domain of {it.organisation} is known, so nothing says that {it.address} belongs to it."
    elif it.domain not in it.domains:
        yield f"{it.domain} is not a domain of {it.organisation} ({people(sorted(it.domains))}). Make sure of it first."
    if it.how in (How.JOINS, How.RETURNS) and it.known_as.casefold() != it.name.casefold():
        yield f"The account with this address is called {it.known_as}, the request says {it.name}."


def _blockers(it: Newcomer) -> Iterator[str]:
    if it.how is How.STAFF:
        yield f"{it.address} belongs to one of our own people, who cannot be a customer too."
    elif it.how is How.UNPROVEN:
        yield (
            f"{it.address} stands on the account of {it.known_as}, who has not shown that its mail arrives. Ask for "
            "another address, or have it removed there."
        )
    if it.how in (How.NEW, How.RETURNS) and not it.name:
        yield "The request does not name the person."


def _domain(it: Newcomer) -> str:
    return f"of a domain of {it.organisation}" if it.domain in it.domains else "not of a domain that we know as theirs"


def _role(it: Newcomer) -> str:
    why = f" Reason: “{' '.join(it.reason.split())}”" if it.role is Role.ADMINISTRATOR and it.reason else ""
    return f"{_ROLES[it.role]}.{why}" if why else _ROLES[it.role]


def _sees(it: Newcomer) -> str:
    if it.sees_earlier:
        return f"Every request that is shared with {it.organisation}, also those from before"
    return f"What is shared with {it.organisation} from the moment of joining; nothing from before"


def _shared(count: int) -> str:
    if not count:
        return "none is shared now"
    return f"{count} {'is' if count == 1 else 'are'} shared now"


def _invitation(it: Newcomer, valid: timedelta) -> str:
    does = "choose a password" if it.how is not How.JOINS else "accept"
    return f"A mail to {it.address} with a link to {does}; it works once, for {_days(valid)}"


def _days(valid: timedelta) -> str:
    days, hours = divmod(int(valid.total_seconds()) // 3600, 24)
    if hours or not days:
        hours += days * 24
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{days} day{'' if days == 1 else 's'}"


def _other_mail(it: Newcomer) -> str:
    report = f"{it.requester} gets a report"
    others = [name for name in it.administrators if name != it.requester]
    if not it.notifies:
        return f"{report}. The administrators are not told: the request says so"
    if not others:
        return f"{report}. There is no other administrator to tell"
    told = "is told as an administrator" if len(others) == 1 else "are told as administrators"
    return f"{report}; {people(others)} {told}"


_PEOPLE = {
    How.NEW: "{name}: a new account, without a password until the invitation is accepted",
    How.JOINS: "{known_as}: has an account already, which gets this organisation too; no new account",
    How.RETURNS: (
        "{name}: the account that was closed is opened again. Nothing from before comes back: no password, second "
        "factor, log-in, membership or request"
    ),
    How.STAFF: "{known_as}: one of our own people",
    How.UNPROVEN: "{known_as}: has this address without having shown it",
}
