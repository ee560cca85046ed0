"""The lists of mail, and what hinders mail at present."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from markupsafe import Markup

from portal.errors import NotFound
from portal.inbound.engineers import queries as inbox
from portal.inbound.engineers.rows import MailboxRow
from portal.notify import brakes
from portal.notify import queries as outgoing
from portal.notify.queries import OutgoingFilter
from portal.policy import Actor
from portal.tickets.queries import number_of
from portal.vocabulary import OutboxState, Verdict
from portal.web.filters import here
from portal.web.guards import current_actor, engineers_only
from portal.web.listing import Asked, left_out
from portal.web.mailroom import lines
from portal.web.mailroom.asked import CAME, LEAVES, LISTS, NARROWING, List, asked_of, filters_of
from portal.web.mailroom.blueprint import blueprint
from portal.web.pages.desk import Queue
from portal.web.pages.mailroom import MailLine, MailroomPage
from portal.web.pages.tickets import Empty
from portal.web.responses import respond
from portal.web.wording import capped

Found = tuple[tuple[MailLine, ...], str | None, str | None]
_UNREAD = Markup("The mailbox {} cannot be read: {} {}")
_LAST_READ = Markup("It was last read {}.")
_EMPTY = {
    "held": ("check", "Nothing is held", "Mail that an engineer has to decide on stands here."),
    "in": ("inbox", "No mail has come in", "Every mail stands here, with what was made of it and why."),
    "going": ("check", "Nothing waits to leave", "Mail stands here until it has left."),
    "dead": ("check", "No dead letters", "Mail that could not be delivered for days stands here."),
    "out": ("mail", "No mail has left", "Every mail that leaves stands here."),
}


@blueprint.get("")
@engineers_only
def mails() -> Response:
    """The list that the address asks for; where it says nothing, what is held, else all that came in."""
    return respond(_page(current_actor(), asked_of(request.args.to_dict())))


def _page(actor: Actor, asked: Asked) -> MailroomPage:
    held = inbox.count_held(actor)
    chosen = asked.value("list") or ("held" if held else "in")
    of_came = chosen in CAME
    counts = {"held": capped(held)} | _counts(actor)
    shown, previous, following = _came(actor, asked, chosen) if of_came else _leaving(actor, asked, chosen)
    return MailroomPage(
        title=LISTS[chosen].label,
        order=LISTS[chosen].order,
        came=_queues(asked, CAME, chosen, counts),
        leaves=_queues(asked, LEAVES, chosen, counts),
        alerts=_alerts(actor),
        suspended=inbox.suspended(actor),
        blocked=inbox.blocked(actor),
        path=asked.path,
        text=asked.value("text"),
        filters=filters_of(asked, chosen),
        kept=(("list", chosen),),
        notes=tuple(left_out(name) for name in asked.ignored),
        heads=("Verdict", "Why", "Came in") if of_came else ("State", "What hinders it", "Made"),
        lines=shown,
        summary=f"{len(shown)} on this page" if shown else "",
        previous=previous,
        next=following,
        empty=None if shown else _empty(asked, chosen),
    )


def _came(actor: Actor, asked: Asked, chosen: str) -> Found:
    ticket = _ticket_in(asked.value("text"))
    if chosen == "in" and ticket is not None:
        return tuple(map(lines.of_received, reversed(inbox.of_ticket(actor, ticket)))), None, None
    verdict = asked.value("verdict")
    found = inbox.listing(
        actor,
        CAME[chosen].received,
        text=asked.value("text"),
        verdict=Verdict(verdict) if verdict else None,
        before=_number(asked.value("before")),
        after=_number(asked.value("after")),
    )
    newer = asked.at(after=str(found.after)) if found.after else None
    older = asked.at(before=str(found.before)) if found.before else None
    return tuple(map(lines.of_received, found.rows)), newer, older


def _leaving(actor: Actor, asked: Asked, chosen: str) -> Found:
    state, text = asked.value("state"), asked.value("text")
    ticket = _ticket_in(text)
    wanted = OutgoingFilter(
        state=LEAVES[chosen].leaving or (OutboxState(state) if state else None),
        text="" if ticket else text,
        ticket_id=ticket,
        after=asked.value("after"),
        before=asked.value("before"),
    )
    found = outgoing.listing(actor, wanted)
    previous = asked.at(before=found.before) if found.before else None
    return tuple(map(lines.of_leaving, found.rows)), previous, asked.at(after=found.after) if found.after else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _ticket_in(text: str) -> int | None:
    """The ticket that was looked for by its reference; a bare number may be anything."""
    try:
        return None if text.isdigit() else number_of(text)
    except NotFound:
        return None


def _counts(actor: Actor) -> dict[str, str]:
    numbers = outgoing.counts(actor, OutboxState.QUEUED, OutboxState.DEAD)
    return {"going": capped(numbers[OutboxState.QUEUED]), "dead": capped(numbers[OutboxState.DEAD])}


def _queues(asked: Asked, lists: Mapping[str, List], chosen: str, counts: Mapping[str, str]) -> tuple[Queue, ...]:
    return tuple(
        Queue(each.label, each.icon, f"{asked.path}?list={key}", counts.get(key, ""), key == chosen)
        for key, each in lists.items()
    )


def _alerts(actor: Actor) -> tuple[str, ...]:
    unread = tuple(_unread(mailbox) for mailbox in inbox.mailboxes(actor) if mailbox.error)
    brake = brakes.alert()
    return (*unread, brake) if brake else unread


def _unread(mailbox: MailboxRow) -> Markup:
    last = _LAST_READ.format(here().moment(mailbox.read_at)) if mailbox.read_at else "It was never read yet."
    return _UNREAD.format(mailbox.name, mailbox.error, last)


def _empty(asked: Asked, chosen: str) -> Empty:
    if asked.is_narrowed(*NARROWING):
        plain = asked.at(**dict.fromkeys(NARROWING, ""))
        return Empty("search", "No mail fits", "Take away a filter, or try other words.", "Clear the filters", plain)
    return Empty(*_EMPTY[chosen])
