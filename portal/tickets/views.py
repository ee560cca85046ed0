"""Lists of the desk that an engineer wants to find again, each theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from portal import clock
from portal.db import transaction
from portal.db.tables import SavedView
from portal.errors import Conflict, NotFound, Rejected
from portal.notify.texts import one_line
from portal.policy import Actor, require_engineer
from portal.tickets.secrets import REMOVED, Secret

MOST_VIEWS = 20
LONGEST_NAME = 60
_REFUSAL = "Views of the desk are for our engineers."


class View(NamedTuple):
    """A list under a name; `query` is what its address says after the question mark."""

    id: int
    name: str
    query: str


def views_of(actor: Actor) -> tuple[View, ...]:
    """The engineer's views, by name."""
    require_engineer(actor, _REFUSAL)
    select = SavedView.select(SavedView.id, SavedView.name, SavedView.query)
    return tuple(
        View(*row) for row in select.where(SavedView.person == actor.person_id).order_by(SavedView.name).tuples()
    )


def save_view(actor: Actor, name: str, query: str) -> None:
    """Keep this list under a name; saving the same again changes nothing, a name that is taken is a Conflict."""
    words = _checked(name)
    with transaction():
        known = {view.name.casefold(): view for view in views_of(actor)}
        alike = known.get(words.casefold())
        if alike is not None and alike.query == query:
            return
        _refuse_taken(alike)
        if len(known) >= MOST_VIEWS:
            raise Rejected(f"You have {MOST_VIEWS} views, which is the most: remove one first.", field="name")
        facts = {"person": actor.person_id, "name": words, "query": query, "created_at": clock.now()}
        # Pressed twice at once, it stands once.
        SavedView.insert(**facts).on_conflict_ignore().execute()


def rename_view(actor: Actor, view_id: int, name: str) -> None:
    """Give one of the engineer's own views another name."""
    words = _checked(name)
    with transaction():
        views = views_of(actor)
        _found(views, view_id)
        _refuse_taken(next((v for v in views if v.name.casefold() == words.casefold() and v.id != view_id), None))
        SavedView.update(name=words).where(SavedView.id == view_id).execute()


def remove_view(actor: Actor, view_id: int) -> str:
    """Forget one of the engineer's own views, and return how it was called."""
    with transaction():
        name = _found(views_of(actor), view_id).name
        SavedView.delete().where(SavedView.id == view_id).execute()
        return name


def holding(secret: Secret) -> Iterator[tuple[int, dict[str, str]]]:
    """The views, whoever's they are, whose name or searched words hold a secret; and what they say without it."""
    for number, name, query in SavedView.select(SavedView.id, SavedView.name, SavedView.query).tuples():
        asked = parse_qsl(query)
        less = [(key, secret.out_of(value) if key == "text" else value) for key, value in asked]
        changes = {"query": urlencode(less)} if less != asked else {}
        if secret.stands_in(name):
            # Shorter than names may be, and like no other one.
            changes["name"] = f"{REMOVED} {number}"
        if changes:
            yield number, changes


def take_out(secret: Secret) -> int:
    """Replace the secret in all views, inside the caller's transaction; returns in how many it stood."""
    found = list(holding(secret))
    for number, changes in found:
        SavedView.update(changes).where(SavedView.id == number).execute()
    return len(found)


def _checked(name: str) -> str:
    words = one_line(name)
    if not words:
        raise Rejected("Write a name for the view", field="name")
    if len(words) > LONGEST_NAME:
        raise Rejected(f"Write a name of at most {LONGEST_NAME} characters", field="name")
    return words


def _found(views: tuple[View, ...], view_id: int) -> View:
    found = next((view for view in views if view.id == view_id), None)
    if found is None:
        raise NotFound("There is no such view, or it is not yours.")
    return found


def _refuse_taken(alike: View | None) -> None:
    if alike is not None:
        raise Conflict(f"You have a view named {alike.name} already: choose another name", field="name")
