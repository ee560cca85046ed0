"""One ticket put together: from rows to what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from flask import url_for
from markupsafe import Markup

from portal import audit
from portal.notify.letters import Reader
from portal.policy import Action, Actor, allowed
from portal.tickets import links
from portal.tickets.queries import files_of, get_visible, timeline
from portal.tickets.repeats import new_mark
from portal.tickets.rows import UNSENT, Answer, EntryRow, FileRow, TicketRow, WholeTicket
from portal.tickets.seers import readers_of
from portal.vocabulary import EntryKind
from portal.web import opinions
from portal.web.access import access_of
from portal.web.facts import facts_of, goes_on_in
from portal.web.following import buttons_of, words_of
from portal.web.links_panel import linked_of
from portal.web.meanwhile import told_of
from portal.web.pages.ticket import NewsPart, RepliedPart, TicketPage
from portal.web.pages.ticket_parts import FormLink, Heading, Resource, Told
from portal.web.pages.timeline_parts import Meanwhile, Shown, Timeline
from portal.web.presence import presence_of
from portal.web.reply_box import Typed, mail_of_ones_own, reply_box, why_closed
from portal.web.seeing import seers_of
from portal.web.timelines import Reading, shown_of, timeline_of
from portal.web.turns import last_question, open_question, turn_of
from portal.web.waiting import open_request

Kind = TypeVar("Kind", bound=TicketPage)

_FIRST_ANSWERS = 5
_NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Found:
    """What the page of a ticket is made from, each part by one statement."""

    actor: Actor
    whole: WholeTicket
    entries: tuple[EntryRow, ...]
    files: tuple[FileRow, ...]
    readers: tuple[Reader, ...]
    actions: frozenset[Action]
    reading: Reading

    @property
    def row(self) -> TicketRow:
        """The ticket itself."""
        return self.whole.row


def ticket_page(actor: Actor, reference: str, typed: Typed = _NOTHING_TYPED) -> TicketPage:
    """The page of a ticket that the actor may see; `typed` is what could not be sent."""
    found = _find(actor, get_visible(actor, reference, writing=typed.kind))
    audit.record_seen(actor, found.row)
    shown = timeline_of(found.reading, found.entries, found.files)
    return _page(found, typed, shown, TicketPage, present=presence_of(actor, found.row))


def news_part(actor: Actor, reference: str, after: int, writing: EntryKind) -> NewsPart | None:
    """What came after the entry `after`, for a page on which this kind is written; None where nothing did."""
    whole = get_visible(actor, reference, writing=writing)
    if not timeline(actor, whole.row.id, after):
        return None
    found = _find(actor, whole)
    fresh, answered = _since(found, after)
    own = {entry.id for entry in found.entries if entry.actor_id == actor.person_id}
    said = ". ".join(one.said for one in fresh if one.id not in own)
    return _page(found, Typed(writing), Timeline(fresh, (), ()), NewsPart, said=said, answered=answered)


def replied_part(actor: Actor, reference: str, after: int, typed: Typed) -> RepliedPart:
    """A box for the next words of this kind, empty or with what could not be sent; and what came after `after`."""
    found = _find(actor, get_visible(actor, reference, writing=typed.kind))
    fresh, answered = _since(found, after)
    return _page(found, typed, Timeline(fresh, (), ()), RepliedPart, answered=answered)


def _since(found: Found, after: int) -> tuple[tuple[Shown, ...], Shown | None]:
    """What came after the entry `after`, and the question before it that is no longer open."""
    shown = shown_of(found.reading, found.entries, found.files)
    asked = None if open_question(found.row, found.entries) else last_question(found.entries)
    answered = (one for one in shown if asked and one.id == asked.id <= after and not one.is_event)
    return tuple(one for one in shown if one.id > after), next(answered, None)


def _find(actor: Actor, whole: WholeTicket) -> Found:
    row = whole.row
    entries = timeline(actor, row.id)
    reading = Reading(row, actor, _paths()[0], links.visible_of(actor, row, entries))
    return Found(actor, whole, entries, files_of(actor, row.id), readers_of(row), allowed(actor, row), reading)


def _page(found: Found, typed: Typed, shown: Timeline, kind: type[Kind], **more: Any) -> Kind:
    actor, row, actions = found.actor, found.row, found.actions
    list_path, files_path = _paths()
    path = f"{list_path}/{row.reference}"
    seers = seers_of(row, found.readers, actor, actions, path)
    access = access_of(actor, found.whole, path)
    day, goes_on = access.day if access else Markup(""), goes_on_in(found.reading)
    newest = found.entries[-1].id if found.entries else 0
    is_note = typed.kind is EntryKind.NOTE
    writes = (Action.NOTE if is_note else Action.REPLY) in actions
    return kind(
        title=f"{row.reference} {row.subject}",
        path=path,
        files_path=files_path,
        heading=_heading(found, list_path, path, seers.short),
        turn=turn_of(row, found.entries, actor, actions, _approvers(found), day, goes_on),
        opinion=opinions.panel_of(row, actor),
        form=_form(found, path),
        told=_told(found),
        timeline=shown,
        newest=newest,
        facts=facts_of(found.reading, actions, words_of(found.readers, found.whole.following, actor), newest),
        seers=seers,
        resources=_resources(found.whole.answers, _everything(actor, list_path)),
        linked=linked_of(row, found.entries, path, list_path, actions) if Action.LINK in actions else None,
        access=access,
        reply=reply_box(found.whole, found.files, found.readers, actor, actions, typed, path) if writes else None,
        once=typed.once or new_mark(),
        closed=why_closed(row, actor, goes_on),
        mail_href="" if writes else mail_of_ones_own(row, actor),
        note_href="" if writes or Action.NOTE not in actions else f"{path}?write=note#reply",
        reopens=Action.REOPEN in actions,
        unsent="" if writes else typed.body,
        problem=typed.problem or typed.files_problem,
        meanwhile=_meanwhile(found, typed.stale_after) if typed.stale_after else (),
        **more,
    )


def _form(found: Found, path: str) -> FormLink | None:
    """The questions that wait for an answer in their form, for who answers them and for engineers."""
    is_engineer = found.actor.is_engineer
    if not (is_engineer or Action.GIVE_INFORMATION in found.actions):
        return None
    number = open_request(found.entries)
    label = "See the questions" if is_engineer else "Answer the questions"
    return FormLink(label, f"{path}/information/{number}") if number else None


def _meanwhile(found: Found, after: int) -> tuple[Meanwhile, ...]:
    return told_of(found.row, found.actor, (entry for entry in found.entries if entry.id > after))


@cache
def _paths() -> tuple[str, str]:
    """Where the list is, and where files begin."""
    return url_for("tickets.history"), url_for("files.download", file_id="-").removesuffix("-")


def _heading(found: Found, list_path: str, path: str, short: str) -> Heading:
    actor, row = found.actor, found.row
    back, back_href = ("Desk", url_for("desk.queue")) if actor.is_engineer else ("Tickets", list_path)
    follows = Action.FOLLOW in found.actions
    return Heading(
        back=back,
        back_href=back_href,
        reference=row.reference,
        kind=f"{row.issue_type_label} · {row.category_label}",
        subject=row.subject,
        priority=row.priority,
        engineer=row.engineer_name or "No engineer yet",
        is_shared=row.is_shared,
        short=short,
        path=path,
        follow=buttons_of(row, found.readers, actor) if follows else (),
    )


def _approvers(found: Found) -> list[str]:
    return [reader.name for reader in found.readers if reader.is_approver and not reader.is_requester]


def _told(found: Found) -> Told:
    row, answers = found.row, found.whole.answers
    # Who is to approve it decides on all of it.
    shown = len(answers) if Action.APPROVE in found.actions else _FIRST_ANSWERS
    return Told(
        title=f"What {'you' if row.requester_id == found.actor.person_id else row.requester_name} told us",
        answers=answers[:shown],
        more=answers[shown:],
        files=tuple(file for file in found.files if file.entry_id is None and file.field not in UNSENT),
    )


def _everything(actor: Actor, list_path: str) -> str:
    """The address of all that the actor sees, but for the text to look for."""
    if actor.is_engineer:
        return url_for("desk.queue", queue="all")
    return f"{list_path}?{'whose=everything&' if actor.places else ''}state=all"


def _resources(answers: tuple[Answer, ...], everything: str) -> tuple[Resource, ...]:
    return tuple(
        Resource(answer.label, uuid, f"{everything}&text={uuid}")
        for answer in answers
        if answer.kind == "uuids"
        for uuid in answer.text.split()
    )
