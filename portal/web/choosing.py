"""What the pages behind the signed links of mails say."""

from __future__ import annotations

from flask import url_for

from portal.notify.choices import Choice, Solution, Wish
from portal.settings import current
from portal.tickets.rows import TicketRow, reference_of
from portal.tickets.satisfaction import said_of
from portal.tickets.solutions import Standing
from portal.web import opinions
from portal.web.pages.choices import ChoicePage, ClosingPage
from portal.web.wording import LEAST_MAIL, number


def before(choice: Choice, is_own: bool) -> ChoicePage:
    """The page that asks; `is_own` where it is about the chooser's own ticket."""
    title, button, text, _ = _words(choice, is_own)
    return ChoicePage(title=title, text=text, path=_path(choice), button=button)


def after(choice: Choice, is_own: bool) -> ChoicePage:
    """The page that says what is so now, with the way back."""
    _, _, text, done = _words(choice, is_own)
    if choice.ticket_id is None:
        return ChoicePage(title=done, text=text)
    back = Choice(Wish.FOLLOW if choice.wish is Wish.MUTE else Wish.MUTE, choice.person_id, choice.ticket_id)
    return ChoicePage(title=done, text=text, path=_path(back), button=_words(back, is_own)[1])


def closing(
    row: TicketRow, standing: Standing, solution: Solution, *, denies: bool, body: str = "", error: str = ""
) -> ClosingPage:
    """The page that asks whether the ticket is solved, or says why it no longer asks."""
    solved, not_solved = (url_for(f"choices.{name}", token=solution.token) for name in _ASKING)
    title, text = _asking(denies) if standing is Standing.ASKED else _answered(row, standing)
    return ClosingPage(
        reference=row.reference,
        subject=row.subject,
        standing=standing,
        title=title,
        text=text,
        denies=denies,
        path=not_solved if denies else solved,
        other=solved if denies else not_solved,
        body=body,
        error=error,
        asks=opinions.asks_of(row, said_of(row.id)) if standing is Standing.CLOSED else None,
    )


_ASKING = ("ask_whether_solved", "ask_whats_wrong")


def _path(choice: Choice) -> str:
    return url_for("choices.ask_about_mail", token=choice.token)


def _words(choice: Choice, is_own: bool) -> tuple[str, str, str, str]:
    """The question, the button, what it means, and what is said once it is so."""
    if choice.ticket_id is None:
        return (
            "Get as little mail as possible?",
            "As little as possible",
            LEAST_MAIL,
            "You get as little mail as possible",
        )
    reference = reference_of(choice.ticket_id)
    if choice.wish is Wish.MUTE and is_own:
        means = "What happens on it comes in your daily digest. A question to you still comes at once."
        title = f"Get mail about {reference} only once a day?"
        return title, "Only once a day", means, f"Mail about {reference} comes once a day"
    if choice.wish is Wish.MUTE:
        means = "No mail about it comes, whatever you chose for your other tickets."
        return f"Mute {reference}?", f"Mute {reference}", means, f"{reference} is muted"
    means = "Every mail about it comes at once, whatever you chose for your other tickets."
    if is_own:
        title = f"Get mail about {reference} at once?"
        return title, "Get mail at once", means, f"Mail about {reference} comes at once"
    return f"Follow {reference}?", f"Follow {reference}", means, f"You follow {reference}"


def _asking(denies: bool) -> tuple[str, str]:
    if denies:
        return "Is it not solved?", "We open the ticket again, and an engineer goes on with it."
    return "Is it solved?", f"The ticket is then closed. {_way_back()}"


def _answered(row: TicketRow, standing: Standing) -> tuple[str, str]:
    if standing is Standing.CLOSED:
        return f"{row.reference} is closed", f"Thank you. You need not do anything. {_way_back()}"
    if standing is Standing.OPEN:
        who = row.engineer_name or "An engineer"
        return f"{row.reference} is open again", f"{who} goes on with it and writes to you. Nothing else is needed now."
    if standing is Standing.OVERTAKEN:
        text = (
            "It was opened again after the mail of this link, and resolved once more: use the links of the later mail."
        )
        return f"A later mail asks about {row.reference}", text
    return f"{row.reference} is finished", "Nobody works on it any more, so there is nothing to answer."


def _way_back() -> str:
    """How a closed ticket comes back."""
    days = current().inbound.reopen_days
    if not days:
        return "Should it come back, raise a new ticket."
    return f"Should it come back within {number(days, 'day')}, answer any of its mails, and it is open again."
