"""Whose turn it is on a ticket, and by when: the panel over the answers, and the line among the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from portal import clock
from portal.policy import Action, Actor
from portal.settings import current
from portal.states import STATES, Move
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import DueKind, EntryKind, Status
from portal.web.filters import clock_time
from portal.web.wording import names, number

_NO_DAY = Markup("")


class Turn(NamedTuple):
    """The panel: `entry_id` is the question that waits for an answer, if one does."""

    tone: str
    icon: str
    title: str
    text: Markup
    entry_id: int | None = None
    approves: bool = False
    closes: bool = False


class Target(NamedTuple):
    """What is promised next, as a fact with its label."""

    label: str
    words: Markup


def turn_of(
    row: TicketRow,
    entries: Sequence[EntryRow],
    actor: Actor,
    actions: frozenset[Action],
    approvers: Sequence[str] = (),
    day: Markup = _NO_DAY,
    goes_on_in: str = "",
) -> Turn:
    """The panel as this actor reads it; `approvers` are those who decide while it waits for that.

    `day` is when access is given or ended as it is planned; `goes_on_in` the ticket into which it was merged.
    """
    if row.status is Status.WAITING_FOR_CUSTOMER:
        return _customer_has_it(row, entries, actor, actions)
    if row.status is Status.WAITING_FOR_APPROVAL:
        return _organisation_has_it(row, actor, Action.APPROVE in actions, approvers)
    if row.status is Status.RESOLVED:
        closes = Action.CLOSE in actions
        text = _resolved(row, actor, closes, Action.REOPEN in actions)
        return Turn("solved", "check", _who_solved(entries, actor), text, closes=closes)
    if row.status.is_finished:
        return _over(row, goes_on_in)
    if actor.is_engineer and _is_late(row):
        return Turn("late", "warn", f"{_our_words(row, actor)}: late", _promise(row, day))
    return Turn("ours", _OUR_ICONS[row.status], _our_words(row, actor), _promise(row, day))


def _over(row: TicketRow, goes_on_in: str) -> Turn:
    if goes_on_in:
        text = Markup("What was written here stays to read. Replies to its mails go there.")
        return Turn("finished", "merge", f"It goes on in {goes_on_in}", text)
    return Turn("finished", "lock", STATES[row.status].words, Markup("Nothing remains to be done."))


def _is_late(row: TicketRow) -> bool:
    return row.due_kind is not None and row.due_at < clock.now()


def next_target(row: TicketRow, actor: Actor) -> Target | None:
    """What is promised next; None where nothing is, or nobody has anything to do."""
    if row.due_kind is None:
        return _standing(row, actor)
    late = " (late)" if _is_late(row) else ""
    return Target(_DUE[row.due_kind], "by " + clock_time(row.due_at) + late)


def _standing(row: TicketRow, actor: Actor) -> Target | None:
    """The clock stands: what happens once the customer has answered."""
    promised = current().target_of(row.priority, row.plan)
    if row.status is not Status.WAITING_FOR_CUSTOMER or promised is None:
        return None
    whose = "your" if row.requester_id == actor.person_id else "the requester’s"
    return Target("Next update", Markup("Within {} of {} answer").format(_hours(promised.update), whose))


def _hours(minutes: int) -> str:
    return number(minutes, "minute") if minutes % 60 else f"{minutes // 60} h"


def _customer_has_it(row: TicketRow, entries: Sequence[EntryRow], actor: Actor, actions: frozenset[Action]) -> Turn:
    question = open_question(row, entries)
    asked = Markup("{} asked at {}. ").format(question.actor_name, clock_time(question.created_at)) if question else ""
    entry_id = question.id if question else None
    if row.requester_id == actor.person_id:
        # On the free plan one answers by mail.
        how = "" if Action.REPLY in actions else ": reply to the mail that asked you, or use the link in it"
        text = Markup("{}The clock stands still until you answer{}.").format(asked, how)
        return Turn("yours", "reply", STATES[row.status].words, text, entry_id)
    if not row.has_requester and Action.CANCEL in actions:
        text = Markup("{}{} cannot answer any more: as an administrator, you do.").format(asked, row.requester_name)
        return Turn("yours", "reply", STATES[row.status].words, text, entry_id)
    text = Markup("{}The clock stands still until there is an answer.").format(asked)
    who = row.requester_name if row.has_requester else row.organisation_name or "an answer"
    return Turn("finished", "clock", f"Waiting for {who}", text, entry_id)


def open_question(row: TicketRow, entries: Sequence[EntryRow]) -> EntryRow | None:
    """What an engineer asked last while they wait for an answer; none where they chose the status by hand after it."""
    found = last_question(entries) if row.status is Status.WAITING_FOR_CUSTOMER else None
    return found if found and found.kind is not EntryKind.STATUS_CHANGED else None


def last_question(entries: Sequence[EntryRow]) -> EntryRow | None:
    """What an engineer asked, or waited for, last: answered or not."""
    return next((entry for entry in reversed(entries) if _asks(entry)), None)


def _asks(entry: EntryRow) -> bool:
    """In a message, by another issue type that needs to know more, or as the reason of a status chosen by hand."""
    if entry.kind is EntryKind.STATUS_CHANGED:
        return bool(entry.body) and entry.data.get("after") == Status.WAITING_FOR_CUSTOMER
    return bool(entry.data.get("asks") or entry.data.get("questions"))


def _organisation_has_it(row: TicketRow, actor: Actor, approves: bool, approvers: Sequence[str]) -> Turn:
    if approves:
        text = Markup("{} asks for it. Our engineers start once you have approved it.").format(row.requester_name)
        return Turn("yours", "check", "This request needs your approval", text, approves=True)
    if not approvers:
        text = (_NOBODY_APPROVES + _MENDS[actor.is_engineer]).format(row.organisation_name)
        return Turn("finished", "clock", STATES[row.status].words, text)
    have = "has" if len(approvers) == 1 else "have"
    text = Markup("{} {} a mail about it. Our engineers start once it is approved. The clock stands until then.")
    return Turn("finished", "clock", STATES[row.status].words, text.format(names(approvers), have))


def _our_words(row: TicketRow, actor: Actor) -> str:
    if row.status is Status.NEW and actor.is_engineer:
        return "Waiting for a first answer"
    if row.status is Status.IN_PROGRESS and row.engineer_name is None:
        return "It is with our engineers"
    return STATES[row.status].words


def _who_solved(entries: Sequence[EntryRow], actor: Actor) -> str:
    """That we believe it, the portal included, unless a customer said so themselves."""
    last = next((entry for entry in reversed(entries) if entry.data.get("move") == Move.RESOLVE), None)
    if last is None or last.by_engineer or last.actor_id is None:
        return STATES[Status.RESOLVED].words
    return f"{'You' if last.actor_id == actor.person_id else last.actor_name} marked it as solved"


def _resolved(row: TicketRow, actor: Actor, closes: bool, may_reopen: bool) -> Markup:
    if closes:
        return Markup("If it is, say so, and we close it. If it is not, reopen it below.")
    if may_reopen and not actor.is_engineer:
        return Markup("If it is not solved, reopen it below.")
    if row.requester_id == actor.person_id:
        # On the free plan one says so by mail.
        return Markup("If it is not, press “It is not solved” in the mail that told you of it, and we go on with it.")
    if not row.has_requester:
        return Markup("Administrators of {} can reopen it.").format(row.organisation_name)
    return Markup("The requester can reopen it.")


def _promise(row: TicketRow, day: Markup) -> Markup:
    who = escape(f"{row.engineer_name} has it. " if row.engineer_name else "")
    if row.due_kind is None:
        return who + (Markup("What is planned is done on {}.").format(day) if day else _no_promise(row))
    what, due = _DUE[row.due_kind], clock_time(row.due_at)
    if _is_late(row):
        return who + f"{what} was promised by " + due + ": we are late."
    return who + f"{what} by " + due + "."


def _no_promise(row: TicketRow) -> str:
    settings = current()
    if not settings.plan_has_targets(row.plan):
        return f"{settings.label_of(row.plan)} promises no times."
    if settings.target_of(row.priority, row.plan) is None:
        return "There is no promised time for this ticket."
    return "Our next answer is due once the requester has written."


_NOBODY_APPROVES = Markup("Nobody at {} can approve it as it stands: somebody else has to administer it first. ")
_MENDS = {
    True: Markup("An administrator of the portal makes a member one under Customers."),
    False: Markup("Write to us here, and we help."),
}
_DUE = {DueKind.ANSWER: "First answer", DueKind.UPDATE: "Next update"}
_OUR_ICONS = {Status.NEW: "inbox", Status.IN_PROGRESS: "clock", Status.WAITING_FOR_THIRD_PARTY: "clock"}
