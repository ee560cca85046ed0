"""How one gets mail, chosen by a link of a mail or by the button that a mail program shows for it."""

from __future__ import annotations

from flask import Response, url_for

from portal.accounts.operations import set_mail_preference
from portal.notify.choices import Choice, Wish, read_choice
from portal.policy import Actor
from portal.tickets import operations
from portal.tickets.queries import get_visible
from portal.tickets.rows import reference_of
from portal.vocabulary import Following, MailPreference
from portal.web.choices.blueprint import blueprint
from portal.web.guards import public
from portal.web.headers import from_anywhere
from portal.web.pages.choices import ChoicePage
from portal.web.responses import respond
from portal.web.signed_links import whose
from portal.web.wording import LEAST_MAIL

_FOLLOWING = {Wish.MUTE: Following.MUTE, Wish.FOLLOW: Following.FOLLOW}


@blueprint.get("/choice/<token>")
@public
def ask_about_mail(token: str) -> Response:
    """Ask before anything changes; where it is so already, offer the way back."""
    choice, actor = whose(read_choice(token))
    is_own, chosen = _about(actor, choice)
    is_so = choice.ticket_id is not None and chosen is _FOLLOWING[choice.wish]
    return respond((_after if is_so else _before)(choice, is_own))


@blueprint.post("/choice/<token>")
@public
@from_anywhere
def choose_mail(token: str) -> Response:
    """Do what the link says; mail programs post here, too, at the press of their own button (RFC 8058)."""
    choice, actor = whose(read_choice(token))
    is_own, _ = _about(actor, choice)
    if choice.ticket_id is None:
        set_mail_preference(actor, MailPreference.NONE)
    else:
        operations.follow(actor, reference_of(choice.ticket_id), _FOLLOWING[choice.wish])
    return respond(_after(choice, is_own))


def _about(actor: Actor, choice: Choice) -> tuple[bool, Following | None]:
    """Whether it is about the actor's own ticket, and what they chose for it; NotFound where that is out of sight."""
    if choice.ticket_id is None:
        return False, None
    whole = get_visible(actor, reference_of(choice.ticket_id))
    return whole.row.requester_id == actor.person_id, whole.following


def _before(choice: Choice, is_own: bool) -> ChoicePage:
    """The page that asks; `is_own` where it is about the chooser's own ticket."""
    title, button, text, _ = _words(choice, is_own)
    return ChoicePage(title=title, text=text, path=_path(choice), button=button)


def _after(choice: Choice, is_own: bool) -> ChoicePage:
    """The page that says what is so now, with the way back."""
    _, _, text, done = _words(choice, is_own)
    if choice.ticket_id is None:
        return ChoicePage(title=done, text=text)
    back = Choice(Wish.FOLLOW if choice.wish is Wish.MUTE else Wish.MUTE, choice.person_id, choice.ticket_id)
    return ChoicePage(title=done, text=text, path=_path(back), button=_words(back, is_own)[1])


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
