"""What stands in a ticket's timeline and over it, in words. Pure: rows in, sentences out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from portal.notify.texts import listing, moment
from portal.policy import Actor
from portal.settings import current
from portal.states import STATES, Move
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import DueKind, EntryKind, FulfilmentKind, Source, Status, Trust

_NAMED_AT_MOST = 5
LEAST_MAIL = (
    "Nothing about your colleagues’ tickets, but those that wait for you to approve them. About your own, that we have "
    "it and a question to you come at once, and the rest in one mail a day."
)


class Sentence(NamedTuple):
    """One line of the timeline: the `strong` part is bold and stands between the other two.

    `link` is the reference of the ticket to which the strong part leads, `unnamed` the line for who may not see it.
    """

    icon: str
    lead: str = ""
    strong: str = ""
    rest: str = ""
    link: str = ""
    unnamed: str = ""

    def without_link(self) -> Sentence:
        """The line that names no other ticket."""
        return Sentence(self.icon, self.unnamed)


def event(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    """What somebody did, as the actor reads it."""
    return _EVENTS[entry.kind](entry, ticket, actor)


def by_mail(entry: EntryRow) -> str:
    """How somebody acted by mail, and how we know that it was them; empty where it was not by mail."""
    if entry.source is not Source.EMAIL:
        return ""
    trust = entry.data.get("trust")
    if trust is None and (entry.data.get("move") in (Move.CLOSE, Move.REOPEN) or "answers" in entry.data):
        return "by the link in a mail"
    if trust == Trust.VERIFIED:
        return "by e-mail, sender verified"
    if trust == Trust.TOKEN:
        return f"by e-mail, answered to {entry.actor_name.split()[0]}’s own reply address"
    if trust == Trust.ACCEPTED:
        return f"by e-mail, accepted by {entry.data.get('accepted_by') or 'an engineer'}"
    return "by e-mail"


def names(people: Sequence[str], at_most: int = _NAMED_AT_MOST) -> str:
    """Such as "Bob Berg", "Bob Berg and Carol Weber", "Bob Berg, Carol Weber and 3 others"."""
    shown = list(people) if len(people) <= at_most else [*people[: at_most - 1], f"{len(people) - at_most + 1} others"]
    return listing(shown)


def number(count: int, one: str, many: str = "") -> str:
    """Such as "1 person", "3 people"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def capped(count: int, at_most: int = 100) -> str:
    """A count that went no further than `at_most`: 100 reads "99+"."""
    return f"{at_most - 1}+" if count >= at_most else str(count)


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Such as "AA" for Alice Andersson; what stands in brackets behind a name is no part of it."""
    words = [word for word in name.split() if not word.startswith("(")]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def duration(start: datetime, end: datetime) -> str:
    """Such as "7 min", "2 h 10 min", "3 days"."""
    minutes = max(0, int((end - start).total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return number(hours // 24, "day")


def _opened(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    priority, organisation = entry.data.get("priority"), entry.data.get("organisation")
    as_what = f" as {priority}" if priority else ""
    shared = f", shared with {organisation}" if organisation else ""
    return Sentence("plus", strong=entry.actor_name, rest=f" created the ticket{as_what}{shared}{_mailed(entry)}")


def _mailed(entry: EntryRow) -> str:
    """The end of a line; where there are words, it stands over them."""
    how = by_mail(entry)
    return f", {how}" if how and not entry.body else ""


def _assigned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    engineer = entry.data.get("engineer")
    if not engineer:
        return Sentence("user", strong=entry.actor_name, rest=" put the ticket back: no engineer has it now")
    if entry.data.get("engineer_id") == entry.actor_id:
        return Sentence("user", strong=entry.actor_name, rest=" took the ticket")
    return Sentence("user", strong=entry.actor_name, rest=f" gave the ticket to {engineer}")


def _priority_changed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    before, after = entry.data.get("before") or "none", entry.data.get("after")
    return Sentence("chart", strong=entry.actor_name, rest=f" changed the priority from {before} to {after}")


def _shared(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("people", strong=entry.actor_name, rest=f" shared the ticket with {entry.data.get('organisation')}")


def _made_private(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("lock", strong=entry.actor_name, rest=" made the ticket private")


def _linked(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    if earlier := entry.data.get("follows"):
        return Sentence("link", "Goes on with ", earlier, link=earlier, unnamed="Goes on with an earlier ticket")
    later = entry.data.get("followed_by", "")
    return Sentence("link", "Goes on in ", later, link=later, unnamed="Goes on in another ticket")


def _merged(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    who, said = entry.actor_name, entry.data
    if into := said.get("into"):
        lead = f"{who} merged this ticket into "
        return Sentence("merge", lead, into, link=into, unnamed=f"{lead}another one")
    if merged := said.get("merged"):
        unnamed = f"{who} merged another ticket into this one"
        return Sentence("merge", f"{who} merged ", merged, " into this ticket", link=merged, unnamed=unnamed)
    lead, other = f"{who} separated this ticket from ", said.get("separated", "")
    return Sentence("merge", lead, other, link=other, unnamed=f"{lead}another one")


def _connected(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    who, other = entry.actor_name, entry.data.get("other", "")
    if entry.data.get("ended"):
        return Sentence("link", f"{who} took away the link with ", other, link=other, unnamed=f"{who} took a link away")
    lead = f"{who} linked this ticket: {_HOW[entry.data.get('how', ''), bool(entry.data.get('is_original'))]} "
    return Sentence("link", lead, other, link=other, unnamed=f"{who} linked this ticket")


_HOW = {
    ("related", False): "related to",
    ("related", True): "related to",
    ("duplicate", False): "a duplicate of",
    ("duplicate", True): "raised again in",
}


def _redacted(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("shield", strong=entry.actor_name, rest=" removed something secret from this ticket")


def _participant_added(entry: EntryRow, _ticket: TicketRow, actor: Actor) -> Sentence:
    added = "you" if entry.data.get("person_id") == actor.person_id else entry.data.get("person")
    return Sentence("user", strong=entry.actor_name, rest=f" added {added} to the ticket")


def _participant_removed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    if entry.data.get("person_id") == entry.actor_id:
        return Sentence("user", strong=entry.actor_name, rest=" left the ticket")
    return Sentence("user", strong=entry.actor_name, rest=f" removed {entry.data.get('person')} from the ticket")


def _handed_over(entry: EntryRow, _ticket: TicketRow, actor: Actor) -> Sentence:
    taker = "you" if entry.data.get("person_id") == actor.person_id else entry.data.get("after")
    return Sentence(
        "user", strong=entry.actor_name, rest=f" handed the ticket of {entry.data.get('before')} to {taker}"
    )


def _information_withdrawn(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("x", strong=entry.actor_name, rest=" withdrew the questions: no answer is needed")


def _issue_type_changed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    before, after = entry.data.get("before"), entry.data.get("after")
    return Sentence("swap", strong=entry.actor_name, rest=f" changed the issue type from {before} to {after}")


def _approved(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("check", strong=entry.actor_name, rest=" approved the request")


def _declined(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("x", strong=entry.actor_name, rest=" declined the request")


def _fulfilment_planned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    due = moment(datetime.fromisoformat(entry.data["due_at"]), current().calendar.time_zone)
    does = "gives" if entry.data.get("fulfilment") == FulfilmentKind.ONBOARD else "removes"
    return Sentence("calendar", strong=entry.actor_name, rest=f" {does} the access on {due}")


def _fulfilled(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gave = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    return Sentence("key", strong=entry.actor_name, rest=" gave the access" if gave else " removed the access")


def _fulfilment_cancelled(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gives = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    what = "giving" if gives else "removing"
    return Sentence("x", strong=entry.actor_name, rest=f" took back {what} the access on its day")


def _fulfilment_failed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gives = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    return Sentence("warn", "The access could not be ", "given" if gives else "removed", " on its day")


def _task_done(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("check", strong=entry.actor_name, rest=f" has done: {entry.data.get('task')}")


def _reminded(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    whom = "you" if ticket.requester_id == actor.person_id else entry.data.get("person")
    return Sentence("mail", strong=entry.actor_name, rest=f" reminded {whom} that we wait for an answer")


def _warned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    what = "first answer" if entry.data.get("due") == DueKind.ANSWER else "next update"
    if entry.data.get("late"):
        return Sentence("warn", "Engineers were warned: ", f"the {what} is late")
    return Sentence("warn", "Engineers were warned: ", "75 %", f" of the time for the {what} have passed")


def _status_changed(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    move = entry.data.get("move")
    if move == Move.ASK:
        mine = ticket.requester_id == actor.person_id
        return Sentence("clock", "Now ", "waiting for you" if mine else f"waiting for {ticket.requester_name}")
    if move in _MOVES:
        icon, words = _MOVES[Move(move)]
        waited = f" after {entry.data['waited']} without an answer" if entry.data.get("waited") else ""
        return Sentence(icon, strong=entry.actor_name, rest=words + waited + _mailed(entry))
    return Sentence("clock", "Now ", STATES[Status(entry.data["after"])].short.lower())


# A customer's answer needs no name: it stands in the message just above.
_MOVES = {
    Move.WAIT: ("clock", " waits for a supplier"),
    Move.RESOLVE: ("check", " resolved the ticket"),
    Move.REOPEN: ("reply", " reopened the ticket"),
    Move.CANCEL: ("x", " cancelled the request"),
    Move.CLOSE: ("lock", " closed the ticket"),
    Move.RESUME: ("reply", " reopened the ticket"),
}
_EVENTS: dict[EntryKind, Callable[[EntryRow, TicketRow, Actor], Sentence]] = {
    EntryKind.OPENED: _opened,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.STATUS_CHANGED: _status_changed,
    EntryKind.PRIORITY_CHANGED: _priority_changed,
    EntryKind.REMINDED: _reminded,
    EntryKind.WARNED: _warned,
    EntryKind.SHARED: _shared,
    EntryKind.MADE_PRIVATE: _made_private,
    EntryKind.INFORMATION_WITHDRAWN: _information_withdrawn,
    EntryKind.ISSUE_TYPE_CHANGED: _issue_type_changed,
    EntryKind.LINKED: _linked,
    EntryKind.MERGED: _merged,
    EntryKind.CONNECTED: _connected,
    EntryKind.REDACTED: _redacted,
    EntryKind.PARTICIPANT_ADDED: _participant_added,
    EntryKind.PARTICIPANT_REMOVED: _participant_removed,
    EntryKind.HANDED_OVER: _handed_over,
    EntryKind.APPROVED: _approved,
    EntryKind.DECLINED: _declined,
    EntryKind.FULFILMENT_PLANNED: _fulfilment_planned,
    EntryKind.FULFILLED: _fulfilled,
    EntryKind.FULFILMENT_CANCELLED: _fulfilment_cancelled,
    EntryKind.FULFILMENT_FAILED: _fulfilment_failed,
    EntryKind.TASK_DONE: _task_done,
}
