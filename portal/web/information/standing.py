"""What is said of questions that wait for an answer no longer. Pure."""

from __future__ import annotations

from portal.tickets.information_rows import InformationRow, Standing
from portal.web.pages.information import SettledPage

_SETTLED = {
    Standing.ANSWERED: (
        "These questions are answered",
        "Thank you. Our engineers go on and write to you. To add something, write on the ticket or reply to its mails.",
    ),
    Standing.WITHDRAWN: ("These questions were withdrawn", "You need not answer them: our engineers go on without."),
    Standing.FINISHED: ("This ticket is finished", "Nobody works on it any more, so there is nothing to answer."),
}


def settled(asked: InformationRow, back: str) -> SettledPage:
    """The page that says why nothing is asked any more; `back` is empty where there is no way to the ticket."""
    title, text = _SETTLED[asked.standing]
    return SettledPage(asked.ticket.reference, asked.ticket.subject, title, text, back)


def for_engineers(asked: InformationRow) -> tuple[str, str]:
    """Heading and text of the page on which engineers read what was asked."""
    who = asked.ticket.requester_name
    title = f"Questions to {who}"
    if asked.standing is Standing.ASKED:
        return title, f"{who} has not answered yet. A reply in words, by mail too, leaves the form open."
    words = {
        Standing.ANSWERED: f"{who} has answered: the answers stand in the timeline.",
        Standing.WITHDRAWN: "They were withdrawn: nobody is asked any more.",
        Standing.FINISHED: "The ticket is finished: nobody is asked any more.",
    }
    return title, words[asked.standing]
