"""Step 2: the fields of the issue type, which change with each selection."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from forms import offers, take_offer
from portal.errors import Rejected
from portal.tickets import drafts
from portal.tickets.draft_rows import DraftRow, Overtaken
from portal.web.catalogue import offered_type
from portal.web.intake.blueprint import blueprint
from portal.web.intake.details_page import details_page
from portal.web.intake.saving import overtaken_by, saved_answer, wish_of
from portal.web.intake.uploads import add_problems, with_posted_files
from portal.web.intake.work import Work, changed_questions, on_draft
from portal.web.limits import takes_files
from portal.web.responses import announce, respond, see_other


@blueprint.get("/servicedesk/drafts/<draft_id>")
@on_draft("details")
def details(work: Work) -> Response:
    """The form of step 2; with `check` in the address also what is still wrong with it."""
    form = work.form("details")
    if "check" in request.args:
        form.validate()
    return respond(details_page(work, form), "intake/_details.html")


@blueprint.post("/servicedesk/drafts/<draft_id>")
@takes_files
@on_draft("details")
def take_details(work: Work) -> Response:
    """Keep what was typed and chosen, then do what the pressed button says; Continue alone asks for a sound form."""
    wish = wish_of(request.form, default="continue")
    typed, problems = with_posted_files(work.posted("details"))
    form = typed.form("details")
    sound = _is_sound(form, problems, strict=wish == "continue")
    try:
        kept = typed.saved(3 if wish == "continue" and sound else 2)
    except Overtaken as other:
        return _overtaken(other.draft, typed)
    if not sound:
        return respond(details_page(kept, form), "intake/_details.html", status=422)
    return _go_on(wish, kept, before=work)


@blueprint.post("/servicedesk/drafts/<draft_id>/fields")
@on_draft("details")
def fields(work: Work) -> Response:
    """The form again, with the questions that the changed answers ask for."""
    typed = work.posted("details")
    try:
        kept = typed.saved(2)
    except Overtaken as other:
        form = typed.form("details")
        return respond(details_page(*overtaken_by(other.draft, typed, form)), "intake/_details.html", status=409)
    page = details_page(kept, kept.form("details"), announcement=changed_questions(work, kept, "details"))
    return respond(page, "intake/_details.html")


@blueprint.post("/servicedesk/drafts/<draft_id>/save")
@on_draft("details")
def save(work: Work) -> Response:
    """Keep what is typed so far, without a word about what is wrong with it."""
    typed, place = work.posted("details"), url_for("intake.details", draft_id=work.draft.id)
    return saved_answer(typed, 2, place, lambda other: _overtaken(other, typed))


def _overtaken(other: DraftRow, typed: Work) -> Response:
    return respond(details_page(*overtaken_by(other, typed, typed.form("details"))), status=409)


def _is_sound(form: Any, problems: dict[str, str], *, strict: bool) -> bool:
    sound = bool(form.validate()) if strict else True
    add_problems(form, problems)
    return sound and not problems


def _go_on(wish: str, work: Work, before: Work) -> Response:
    draft_id = work.draft.id
    if wish == "continue":
        return see_other(url_for("intake.priority", draft_id=draft_id))
    if wish == "back":
        return see_other(url_for("intake.new", draft=draft_id))
    if wish == "later":
        announce("Your draft is saved. It waits for you here, under Saved drafts.")
        return see_other(url_for("home.home"))
    if wish.startswith("offer:"):
        return _take(wish.removeprefix("offer:"), work)
    if changed := changed_questions(before, work, "details"):
        announce(changed)
    field = wish.removeprefix("update:")
    anchor = f"{field}-field" if field in work.asked() else None
    return see_other(url_for("intake.details", draft_id=draft_id, _anchor=anchor))


def _take(key: str, work: Work) -> Response:
    """Go on with the offered issue type: the latest words go along, also over what stood there before."""
    fitting = offers(work.issue_type, work.answers, work.surroundings)
    offer = next((offer for offer in fitting if offer.key == key), None)
    target = offered_type(work.actor, offer.issue_type) if offer else None
    if offer is None or target is None:
        raise Rejected("This offer does not fit your answers any more.")
    carried = take_offer(offer, work.issue_type, target, work.answers, work.surroundings)
    drafts.switch_type(work.actor, work.draft.id, target.key, carried, over_earlier=True)
    announce(f"This is a {target.label} now. Everything you typed came along.")
    return see_other(url_for("intake.details", draft_id=work.draft.id))
