"""Who comes by a signed link of a mail, without logging in, and what a link says that opens nothing."""

from __future__ import annotations

from typing import TypeVar

from flask import Response

from portal.accounts.queries import actor_of_person
from portal.errors import NotAllowed, NotFound
from portal.notify.choices import Asking, Choice, Solution
from portal.notify.opinions import Opinion
from portal.policy import Actor
from portal.vocabulary import Source
from portal.web.pages.choices import DeadChoicePage
from portal.web.responses import respond

Link = TypeVar("Link", Asking, Choice, Opinion, Solution)


def whose(link: Link | None) -> tuple[Link, Actor]:
    """What the link is about, and its person with the rights that they have by mail; NotFound where it opens nothing.

    That is a link which is not whole or not ours, and one whose person is deactivated.
    """
    actor = actor_of_person(link.person_id, Source.EMAIL) if link is not None else None
    if link is None or actor is None:
        raise NotFound("This link is not whole, or its person has no account any more.")
    return link, actor


def dead_link(_: NotFound | NotAllowed) -> Response:
    """One page for links that we did not make and for those whose ticket is out of sight: it tells neither apart."""
    return respond(DeadChoicePage(), status=404)
