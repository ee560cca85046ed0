"""After logging in again: the form that was sent when the session had lapsed."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from portal.accounts import kept
from portal.web.guards import current_actor, signed_in
from portal.web.pages.auth import KeptLine, KeptPage
from portal.web.redirects import HOME, is_local
from portal.web.responses import announce, respond, see_other

# What forms carry for the portal itself: it is sent again, but says nothing to people.
_MARKS = frozenset({"once", "newest", "version", "tab", "kind"})

blueprint = Blueprint("unfinished", __name__, url_prefix="/continue")


@blueprint.get("")
@signed_in
def show() -> Response:
    """What was sent, to look at before it is sent again."""
    found = kept.kept_for(current_actor().person_id)
    if found is None:
        return see_other(HOME)
    lines = tuple(KeptLine(_label(name), value) for name, value in found.fields if value.strip() and name not in _MARKS)
    is_draft = found.path.endswith(("/save", "/reply-draft"))
    return respond(KeptPage(lines, found.fields, found.files, found.page, is_draft))


@blueprint.post("")
@signed_in
def send_again() -> Response:
    """Have the browser send the form, as this page holds it, to where it was meant for."""
    person_id = current_actor().person_id
    found = kept.kept_for(person_id)
    if found is None or not is_local(found.path):
        return see_other(HOME)
    kept.forget(person_id)
    # 307 keeps method and body: every right and every token is checked there, as if sent from its own page.
    return redirect(found.path, 307)  # type: ignore[return-value]


@blueprint.post("/discard")
@signed_in
def discard() -> Response:
    """Forget it."""
    person_id = current_actor().person_id
    found = kept.kept_for(person_id)
    kept.forget(person_id)
    announce("It is discarded.")
    return see_other(found.page if found else HOME)


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
