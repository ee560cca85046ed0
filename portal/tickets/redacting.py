"""A secret that somebody wrote by mistake, looked for and taken out of everything that the tables keep of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import Expression, Field, Model, fn

from portal.db.tables import (
    Attachment,
    DigestItem,
    Entry,
    Fulfilment,
    InformationRequest,
    KeptPost,
    Outbox,
    ReceivedMail,
    ReplyDraft,
    Satisfaction,
    Task,
    Ticket,
)
from portal.tickets import search, views
from portal.tickets.rows import TicketRow
from portal.tickets.secrets import Secret

# Engineers look for what stands on a ticket, and keep the search.
_VIEWS = "saved views of the desk"


@dataclass(frozen=True)
class Place:
    """Where texts of a ticket are kept, under the name that people know it by.

    `is_drawn` where they are not as somebody wrote them, but as a page or a mail shows them.
    """

    name: str
    table: type[Model]
    of_ticket: Expression
    fields: tuple[Field, ...]
    is_drawn: bool = False


def places_of(row: TicketRow) -> tuple[Place, ...]:
    """Every table that keeps words of this ticket; a test holds that none is forgotten."""
    number = row.id
    page = KeptPost.path.contains(f"/tickets/{row.reference}/") | (KeptPost.path.endswith(f"/tickets/{row.reference}"))
    return (
        Place("subject and answers", Ticket, Ticket.id == number, (Ticket.subject, Ticket.answers)),
        Place("messages and notes", Entry, Entry.ticket == number, (Entry.body, Entry.data)),
        Place("half-written replies", ReplyDraft, ReplyDraft.ticket == number, (ReplyDraft.body,)),
        Place("half-written replies", KeptPost, page, (KeptPost.fields,)),
        Place("names of files", Attachment, Attachment.ticket == number, (Attachment.name,)),
        Place(
            "questions and answers",
            InformationRequest,
            InformationRequest.ticket == number,
            (InformationRequest.questions, InformationRequest.answers),
        ),
        Place("comments", Satisfaction, Satisfaction.ticket == number, (Satisfaction.comment,)),
        Place(
            "access given or taken",
            Fulfilment,
            Fulfilment.ticket == number,
            (Fulfilment.plan, Fulfilment.report, Fulfilment.error),
        ),
        Place("proofs", Task, Task.ticket == number, (Task.proof,)),
        Place(
            "mails that left",
            Outbox,
            (Outbox.ticket == number) | _is_among(Outbox.about, number),
            (Outbox.subject, Outbox.text, Outbox.html, Outbox.headers),
            is_drawn=True,
        ),
        Place("digests", DigestItem, DigestItem.ticket == number, (DigestItem.headline,), is_drawn=True),
        Place(
            "mails that came",
            ReceivedMail,
            ReceivedMail.ticket == number,
            (
                ReceivedMail.subject,
                ReceivedMail.sender_name,
                ReceivedMail.reason,
                ReceivedMail.data,
                ReceivedMail.error,
            ),
        ),
    )


def _is_among(document: Field, number: int) -> Expression:
    """Whether a list of numbers, which is kept as text, has this one in it."""
    return fn.REPLACE(fn.REPLACE(document, "[", ","), "]", ",").contains(f",{number},")


def find(row: TicketRow, secret: Secret) -> dict[str, int]:
    """In how many rows of each place the secret stands."""
    found: dict[str, int] = {}
    for place in places_of(row):
        number = sum(1 for _ in _changes(place, secret))
        if number:
            found[place.name] = found.get(place.name, 0) + number
    if number := sum(1 for _ in views.holding(secret)):
        found[_VIEWS] = number
    return found


def take_out(row: TicketRow, secret: Secret) -> dict[str, int]:
    """Replace the secret everywhere in the caller's transaction, the search included; returns as `find`."""
    found: dict[str, int] = {}
    for place in places_of(row):
        key = place.table._meta.primary_key  # noqa: SLF001 - Peewee's documented way to it
        for number, changes in list(_changes(place, secret)):
            place.table.update(changes).where(key == number).execute()
            found[place.name] = found.get(place.name, 0) + 1
    if number := views.take_out(secret):
        found[_VIEWS] = number
    search.take_out(row.id, secret.text)
    return found


def _changes(place: Place, secret: Secret) -> Iterator[tuple[Any, dict[Field, Any]]]:
    """The rows in which it stands: their key, and what their columns say without it."""
    key = place.table._meta.primary_key  # noqa: SLF001 - Peewee's documented way to it
    out_of = secret.out_of_drawn if place.is_drawn else secret.out_of
    for number, *values in place.table.select(key, *place.fields).where(place.of_ticket).tuples():
        cleaned = {field: _without(value, out_of) for field, value in zip(place.fields, values, strict=True)}
        changes = {f: cleaned[f] for f, value in zip(place.fields, values, strict=True) if cleaned[f] != value}
        if changes:
            yield number, changes


def _without(value: Any, out_of: Callable[[str], str]) -> Any:
    """The text, or the document with all texts in it, without the secret."""
    if isinstance(value, str):
        return out_of(value)
    if isinstance(value, list):
        return [_without(one, out_of) for one in value]
    if isinstance(value, dict):
        return {_without(name, out_of): _without(one, out_of) for name, one in value.items()}
    return value
