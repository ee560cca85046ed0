"""The sentences that several mails share: whose turn it is, by when, who can see it, how to answer, why this came."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.texts import moment, people
from portal.settings import Calendar, Target, current
from portal.states import STATES, Turn
from portal.vocabulary import Following, Kind, Priority, Status, Visibility

# Beside the two links by which the requester answers a mail that says it is solved.
SAY_SO = "You need not do anything if you agree. If it is not solved, say so by its link, and we go on with it."


def zone_of(reader: Reader) -> ZoneInfo:
    """The zone that the reader's times are written in."""
    return ZoneInfo(reader.time_zone) if reader.time_zone else current().calendar.time_zone


def noun(letter: TicketLetter) -> str:
    """What the ticket is called in a sentence: incident or request."""
    return "incident" if letter.kind is Kind.INCIDENT else "request"


def chosen_levels(letter: TicketLetter) -> str:
    """(high urgency, medium impact), or nothing where they were not asked."""
    if letter.urgency is None or letter.impact is None:
        return ""
    return f"({letter.urgency} urgency, {letter.impact} impact)"


def who_can_see(letter: TicketLetter, reader: Reader) -> str:
    """You, Bob Berg and Carol Weber (Acme AB), and our engineers."""
    names = [name for name in _seeing(letter) if name != reader.name]
    if not reader.is_engineer:
        names.insert(0, "you")
    who = people(names)
    who = who[:1].upper() + who[1:]
    if letter.visibility is Visibility.SHARED and letter.organisation_name:
        return f"{who} ({letter.organisation_name}), and our engineers"
    return f"{who} and our engineers" if len(names) == 1 else f"{who}, and our engineers"


def who_is_left(letter: TicketLetter, reader: Reader) -> str:
    """Who sees a private ticket beside our engineers: you, or the requester, and who was added to it, by name."""
    return people(["you" if name == reader.name else name for name in _seeing(letter)])


def _seeing(letter: TicketLetter) -> list[str]:
    """The requester, who is first where they have not left, and everybody else who is no engineer."""
    first = (letter.requester_name,) if letter.has_requester else ()
    return list(dict.fromkeys((*first, *letter.seen_by))) or ["nobody"]


def first_answer(letter: TicketLetter, reader: Reader) -> str:
    """When the first answer comes at the latest, as clock time and zone, or in words why no time is promised."""
    if letter.answer_due_at is not None:
        return moment(letter.answer_due_at, zone_of(reader))
    if letter.status is Status.WAITING_FOR_APPROVAL:
        return "The clock starts when the request is approved"
    if letter.priority is None:
        return "As soon as we can: this kind of request has no promised time"
    return "As soon as we can: the plan has no promised times"


def due(letter: TicketLetter, reader: Reader) -> str:
    """By when the next thing is promised, as clock time and zone; nothing where nothing is."""
    return moment(letter.due_at, zone_of(reader)) if letter.due_kind else ""


def what_happens_next(letter: TicketLetter, reader: Reader) -> str:
    """What we do with a new ticket, who does it, and by when the reader hears of it."""
    if letter.status is Status.WAITING_FOR_APPROVAL:
        return (
            f"An administrator of {letter.organisation_name or 'your organisation'} approves or declines it in the "
            f"portal; each of them has a mail about it. Our engineers act after that. "
            f"{_told(letter, reader)} as soon as it is decided."
        )
    if not reader.is_requester:
        return f"An engineer takes the ticket and writes to {letter.requester_name}. {update_promise(letter)}".strip()
    return (
        "An engineer takes your ticket and writes to you. If we need something from you, the mail says so in its "
        f"first line. {update_promise(letter)}"
    ).strip()


def sharing(letter: TicketLetter, reader: Reader) -> str:
    """Who reads along, and how the requester changes that; nothing where there is nobody to share with."""
    if letter.organisation_name is None or not reader.is_requester:
        return ""
    if letter.visibility is Visibility.SHARED:
        return f"Your colleagues at {letter.organisation_name} follow it too. You can make it private on its page."
    if len(_seeing(letter)) > 1:
        return f"It is private: only {who_is_left(letter, reader)} see it, and our engineers."
    return "It is private: only you and our engineers see it."


def update_promise(letter: TicketLetter) -> str:
    """How often the reader hears from us after the first answer; nothing where no time is promised."""
    rhythm = _rhythm(letter)
    return f"After the first answer {rhythm[:1].lower()}{rhythm[1:]}" if rhythm else ""


def turn(letter: TicketLetter, reader: Reader) -> str:
    """Whose turn it is now, said to this reader."""
    if letter.status is Status.RESOLVED:
        resolved = "It stays resolved unless it is reopened." if reader.is_engineer else _if_not_solved(reader)
        return f"{resolved} {closes(letter)}".strip()
    whose = STATES[letter.status].turn
    if reader.is_engineer:
        return _ENGINEERS_TURN[whose]
    if whose is Turn.CUSTOMER:
        return _customers_turn(letter, reader)
    return f"{_READERS_TURN[whose]} {_rhythm(letter)}".strip() if whose is Turn.ENGINEERS else _READERS_TURN[whose]


def closes(letter: TicketLetter) -> str:
    """That a resolved ticket is closed by itself, and when; nothing where it is not."""
    days = current().waiting.close_days
    if not days or letter.priority is Priority.P1:
        return ""
    return f"It is closed in {_count(days, 'day', always=True)} unless somebody says otherwise."


def how_to_answer(letter: TicketLetter, reader: Reader) -> str:
    """How the reader writes to the ticket; the portal is the place that knows who is writing (paid plans)."""
    if letter.status.is_finished:
        return _after_the_end(letter, reader)
    if reader.is_engineer:
        return "Answer on the ticket's page, or reply to this mail: your reply goes to the customer."
    if not reader.is_paid:
        return "Reply to this mail; files are welcome. A new mail, not a reply, becomes another ticket."
    return (
        "Write it on the ticket's page, or reply to this mail; files are welcome in both. The portal is the place "
        "that authenticates you: write anything sensitive there."
    )


def _after_the_end(letter: TicketLetter, reader: Reader) -> str:
    """What an answer to a finished ticket becomes; who may open it again is its requester."""
    if reader.is_engineer:
        return "It is finished: write a note on its page, or open another ticket."
    days = current().inbound.reopen_days
    ends = "a new ticket that goes on with this one"
    if letter.status is Status.CLOSED and reader.is_requester and days:
        soon = _count(days, "day", always=True)
        way = f"Reply to this mail within {soon}, and it is open again; later a reply is {ends}."
    else:
        way = f"It is finished. A reply to this mail is {ends}."
    return f"{way} The portal is the place that authenticates you." if reader.is_paid else way


def why(event: MailEvent, letter: TicketLetter | None, reader: Reader) -> str:
    """The reason why this reader gets this mail."""
    if letter is None and event in _OF_ACCESS:
        return f"You get this mail because {_OF_ACCESS[event]}."
    if letter is None:
        return f"You get this mail because it concerns the security of your account at {current().brand.name}."
    if event is MailEvent.FULFILMENT_FAILED:
        return f"You get this mail because every engineer at {current().brand.name} does."
    if event is MailEvent.APPROVAL_NEEDED:
        return f"You get this mail because you administer {letter.organisation_name or 'the organisation'}."
    if event is MailEvent.WARNING and not reader.is_assigned:
        return f"You get this mail because you are an engineer, and nobody has {letter.reference}."
    return f"You get this mail because {_reason(event, letter, reader)}."


def _reason(event: MailEvent, letter: TicketLetter, reader: Reader) -> str:
    if reader.is_requester:
        handed = event is MailEvent.HANDED_OVER
        return f"{letter.reference} was handed to you" if handed else f"you raised {letter.reference}"
    if reader.is_assigned:
        return f"{letter.reference} is assigned to you"
    if event is MailEvent.MADE_PRIVATE:
        return f"{letter.reference} was shared with you before"
    if reader.is_participant:
        return f"somebody added you to {letter.reference}"
    if reader.following is Following.FOLLOW:
        return f"you follow {letter.reference}"
    return _as_colleague(letter, reader)


def _as_colleague(letter: TicketLetter, reader: Reader) -> str:
    """Why somebody of the organisation sees a ticket that is not theirs."""
    if reader.is_approver and letter.visibility is Visibility.PRIVATE:
        return f"you administer {letter.organisation_name or 'the organisation'}"
    return f"{letter.reference} is shared with {letter.organisation_name or 'you'}"


def _told(letter: TicketLetter, reader: Reader) -> str:
    return "You get a mail" if reader.is_requester else f"{letter.requester_name} gets a mail"


def _if_not_solved(reader: Reader) -> str:
    if not reader.is_requester:
        return "You need not do anything."
    how = "Reopen it on its page" if reader.is_paid else "Use “It is not solved” in the mail that told you of it"
    return f"You need not do anything if you agree. Is it not solved? {how}, and we go on with it."


def _customers_turn(letter: TicketLetter, reader: Reader) -> str:
    if reader.is_requester:
        return "It is your turn: we go on as soon as you have answered. Until then the clock stands."
    return f"It is {letter.requester_name}'s turn; you may answer too. Until then the clock stands."


def _rhythm(letter: TicketLetter) -> str:
    target = current().target_of(letter.priority, letter.plan)
    if target is None:
        return ""
    span = _span(target, current().calendar_of(letter.plan))
    if target.keep_in_loop:
        return f"You hear from us at least every {span}."
    return f"We answer what you write within {'a ' if span[0].isalpha() else ''}{span}."


def _span(target: Target, calendar: Calendar) -> str:
    hours, minutes = divmod(target.update, 60)
    if target.around_the_clock:
        span = _count(hours, "hour") if hours and not minutes else f"{target.update} minutes"
        return f"{span}, day and night"
    day = (calendar.closes.hour - calendar.opens.hour) * 60 + calendar.closes.minute - calendar.opens.minute
    days = target.update // day
    return _count(days, "business day") if days else _count(max(hours, 1), "business hour")


def _count(number: int, unit: str, *, always: bool = False) -> str:
    """5 days; a day where one is meant, or 1 day where the number `always` stands."""
    return (f"1 {unit}" if always else unit) if number == 1 else f"{number} {unit}s"


_OF_ACCESS = {
    MailEvent.INVITATION: "somebody asked for your access",
    MailEvent.MEMBER_ADDED: "you administer the organisation",
}
_ENGINEERS_TURN = {
    Turn.ENGINEERS: "It is our turn: the customer waits for us.",
    Turn.CUSTOMER: "It is the customer's turn; the clock stands.",
    Turn.ORGANISATION: "It waits for an administrator of the organisation; the clock stands.",
    Turn.NOBODY: "Nothing remains to be done.",
}
_READERS_TURN = {
    Turn.ENGINEERS: "It is our turn: you need not do anything now.",
    Turn.ORGANISATION: "It waits for an administrator of the organisation: you need not do anything now.",
    Turn.NOBODY: "You need not do anything.",
}
