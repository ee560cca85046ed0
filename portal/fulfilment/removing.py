"""The effects of taking access, inside the transaction of whoever carries them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal import audit, clock
from portal.accounts import leaving as accounts
from portal.accounts.leaving import Ended
from portal.audit import Act
from portal.fulfilment.fates import HANDING, SHARING, Fate
from portal.fulfilment.leavers import Leaver, leaver_of
from portal.fulfilment.offboarding_words import fate_words, gone, named_where_open_or_private
from portal.fulfilment.plans import Done
from portal.fulfilment.removal_requests import Removal
from portal.policy import Actor
from portal.tickets import leaving as tickets
from portal.tickets.leaving import Forgotten
from portal.tickets.rows import TicketRow

Line = tuple[str, str]
# Reported of whoever was a member until then.
MEMBERSHIP = "Membership"


def remove(actor: Actor | None, ticket: TicketRow | None, removal: Removal) -> tuple[Done, ...]:
    """Take the person out of the organisation, and report each thing with its time; all of it or nothing.

    Without a ticket an administrator of the portal does it of themselves.
    Requests are named by their reference alone: who reads the report may not be allowed to see them.
    """
    tickets.lock_raised_by(removal.person_id, removal.organisation_id)
    # A colleague who takes requests over and leaves at this very moment is done before, or waits.
    accounts.lock_members(removal.organisation_id)
    it = leaver_of(removal, ticket)
    if not it.is_member:
        nothing = gone(it)
        return (Done(nothing.label, nothing.words, clock.now()),)
    return tuple(_reported(actor, ticket, removal, line) for line in _lines(actor, it))


def _reported(actor: Actor | None, ticket: TicketRow | None, removal: Removal, line: Line) -> Done:
    label, words = line
    audit.record(
        Act.ACCESS_REMOVED,
        actor,
        person_id=removal.person_id,
        organisation_id=removal.organisation_id,
        ticket_id=ticket.id if ticket else None,
        what=label,
        done=words,
    )
    return Done(label, words, clock.now())


def _lines(actor: Actor | None, it: Leaver) -> Iterator[Line]:
    removal = it.removal
    ended = accounts.leave(removal.person_id, removal.organisation_id)
    yield from _access(it, ended)
    for fate in Fate:
        if rows := it.with_fate(fate):
            _settle(actor, it, rows, fate)
            yield "Requests", f"{fate_words(it, fate)}: {named_where_open_or_private(rows, fate)}"
    yield from _traces(tickets.forget(removal.person_id, None if ended.is_deactivated else removal.organisation_id))


def _access(it: Leaver, ended: Ended) -> Iterator[Line]:
    yield MEMBERSHIP, f"{it.name} is no member of {it.organisation} any more"
    yield "Log-ins", f"{_number(ended.ways.sessions, 'log-in')} ended" if ended.ways.sessions else "None was open"
    yield "Links and codes", _ended("link or code", ended.ways.links, "links and codes")
    yield "Invitations", _ended("invitation", ended.ways.invitations)
    if ended.is_deactivated:
        factors = _number(ended.credentials, "second factor or recovery code", "second factors and recovery codes")
        yield "Account", f"Closed. The password is deleted{f', with {factors}' if ended.credentials else ''}"
    else:
        yield "Account", "Stays for what is left of it; they have to log in anew"


def _settle(actor: Actor | None, it: Leaver, rows: Sequence[TicketRow], fate: Fate) -> None:
    """Let these requests of theirs go where they were asked to go."""
    for row in rows:
        if fate in SHARING:
            tickets.share(actor, row)
        if fate in HANDING and it.colleague is not None:
            tickets.hand_over(actor, row, it.colleague.id, it.colleague.name)


def _traces(forgotten: Forgotten) -> Iterator[Line]:
    taken_off = f"Taken off {_number(forgotten.participations, 'ticket')} as participant"
    yield "Other tickets", taken_off if forgotten.participations else "They were added to none"
    yield "Followed tickets", _ended("choice about the mail of a ticket", forgotten.follows, "choices about their mail")
    yield "Drafts", _ended("unfinished text", forgotten.drafts, done="deleted")
    yield (
        "Mail",
        _ended("waiting mail or line of a digest", forgotten.mails, "waiting mails and digest lines", "stopped"),
    )


def _ended(one: str, count: int, many: str = "", done: str = "ended") -> str:
    """Such as "2 invitations ended"; "None" where there was nothing to end."""
    return f"{_number(count, one, many)} {done}" if count else "None"


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count or 'no'} {one if count == 1 else many or one + 's'}"
