"""The sentences that several mails share: whose turn it is, what is next, who can see it, how to answer."""

from __future__ import annotations

from portal.notify import promises
from portal.notify.letters import Reader, TicketLetter
from portal.notify.texts import people
from portal.settings import current
from portal.states import STATES, Turn
from portal.vocabulary import Kind, Status, Visibility

# Beside the two links by which the requester answers a mail that says it is solved.
SAY_SO = "You need not do anything if you agree. If it is not solved, say so by its link, and we go on with it."


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


def what_happens_next(letter: TicketLetter, reader: Reader) -> str:
    """What we do with a new ticket, who does it, and by when the reader hears of it."""
    if letter.status is Status.WAITING_FOR_APPROVAL:
        return (
            f"An administrator of {letter.organisation_name or 'your organisation'} approves or declines it in the "
            f"portal; each of them has a mail about it. Our engineers act after that. "
            f"{_told(letter, reader)} as soon as it is decided."
        )
    if not reader.is_requester:
        return f"An engineer takes the ticket and writes to {letter.requester_name}. {promises.updates(letter)}".strip()
    return (
        "An engineer takes your ticket and writes to you. If we need something from you, the mail says so in its "
        f"first line. {promises.updates(letter)}"
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


def turn(letter: TicketLetter, reader: Reader) -> str:
    """Whose turn it is now, said to this reader."""
    if letter.status is Status.RESOLVED:
        resolved = "It stays resolved unless it is reopened." if reader.is_engineer else _if_not_solved(reader)
        return f"{resolved} {promises.closes(letter)}".strip()
    whose = STATES[letter.status].turn
    if reader.is_engineer:
        return _ENGINEERS_TURN[whose]
    if whose is Turn.CUSTOMER:
        return _customers_turn(letter, reader)
    often = promises.rhythm(letter) if whose is Turn.ENGINEERS else ""
    return f"{_READERS_TURN[whose]} {often}".strip()


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
        soon = promises.count(days, "day", always=True)
        way = f"Reply to this mail within {soon}, and it is open again; later a reply is {ends}."
    else:
        way = f"It is finished. A reply to this mail is {ends}."
    return f"{way} The portal is the place that authenticates you." if reader.is_paid else way


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
