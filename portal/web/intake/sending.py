"""Step 3: priority and sharing, then Create; and the page that says what happens next."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from portal.errors import NO_TICKET, NotFound, Rejected
from portal.tickets import queries
from portal.tickets.draft_rows import DraftRow, Overtaken
from portal.tickets.opening import open_ticket
from portal.vocabulary import Approval
from portal.web.guards import current_actor, signed_in
from portal.web.intake.audience import administrators_of, head_count
from portal.web.intake.blueprint import blueprint
from portal.web.intake.priority_page import priority_page
from portal.web.intake.raising import new_ticket
from portal.web.intake.saving import overtaken_by, saved_answer, wish_of
from portal.web.intake.uploads import add_problems
from portal.web.intake.work import Work, changed_questions, on_draft
from portal.web.pages.intake import CreatedPage
from portal.web.responses import announce, is_partial, respond, see_other
from portal.web.wording import number


@blueprint.get("/servicedesk/drafts/<draft_id>/priority")
@on_draft("priority")
def priority(work: Work) -> Response:
    """The form of step 3, once step 2 has nothing left to ask."""
    if not work.form("details").validate():
        return _details_first(work)
    return respond(priority_page(work, work.form("priority")), "intake/_priority.html")


@blueprint.post("/servicedesk/drafts/<draft_id>/priority")
@on_draft("priority")
def take_priority(work: Work) -> Response:
    """Keep what was chosen, then do what the pressed button says; Create alone asks for a sound form."""
    wish = wish_of(request.form, default="update")
    typed = work.posted("priority")
    form = typed.form("priority")
    try:
        kept = typed.saved(3)
    except Overtaken as other:
        return _overtaken(other.draft, typed)
    if wish == "create":
        return _create(kept, form)
    return _go_on(wish, kept, before=work)


@blueprint.post("/servicedesk/drafts/<draft_id>/priority/save")
@on_draft("priority")
def save_priority(work: Work) -> Response:
    """Keep what is chosen so far."""
    typed, place = work.posted("priority"), url_for("intake.priority", draft_id=work.draft.id)
    return saved_answer(typed, 3, place, lambda other: _overtaken(other, typed))


def _overtaken(other: DraftRow, typed: Work) -> Response:
    page = priority_page(*overtaken_by(other, typed, typed.form("priority")))
    return respond(page, "intake/_priority.html", status=409)


@blueprint.get("/servicedesk/tickets/<reference>/created")
@signed_in
def created(reference: str) -> Response:
    """What happens now, and by when; only for who raised the ticket."""
    actor = current_actor()
    row = queries.get_visible(actor, reference).row
    if row.requester_id != actor.person_id:
        raise NotFound(NO_TICKET)
    shared = row.is_shared and row.organisation_id is not None
    seen_by = number(head_count(actor, row.organisation_id or 0), "person", "people") if shared else "You"
    waits = row.approval is Approval.PENDING and row.organisation_id is not None
    approvers = administrators_of(row.organisation_id or 0, row.concerns_id) if waits else ""
    others = f", {approvers}" if approvers and not shared else ""
    return respond(CreatedPage(row, actor.address, approvers, f"{seen_by}{others} and our engineers"))


def _create(work: Work, form: Any) -> Response:
    if not work.form("details").validate():
        return _details_first(work)
    if not form.validate():
        return respond(priority_page(work, form), "intake/_priority.html", status=422)
    try:
        row = open_ticket(work.actor, new_ticket(work))
    except Rejected as refusal:
        if refusal.field is None or refusal.field not in form:
            raise
        add_problems(form, {refusal.field: str(refusal)})
        return respond(priority_page(work, form), "intake/_priority.html", status=422)
    return see_other(url_for("intake.created", reference=row.reference))


def _go_on(wish: str, work: Work, before: Work) -> Response:
    draft_id = work.draft.id
    if wish == "back":
        return see_other(url_for("intake.details", draft_id=draft_id))
    if wish == "type":
        return see_other(url_for("intake.new", draft=draft_id))
    if wish == "later":
        announce("Your draft is saved. It waits for you here, under Saved drafts.")
        return see_other(url_for("home.home"))
    changed = changed_questions(before, work, "priority")
    if is_partial():
        page = priority_page(work, work.form("priority"), announcement=changed)
        return respond(page, "intake/_priority.html")
    return see_other(url_for("intake.priority", draft_id=draft_id))


def _details_first(work: Work) -> Response:
    """Something of step 2 is missing, or is no longer right: it comes first (UX-10)."""
    return see_other(url_for("intake.details", draft_id=work.draft.id, check=1))
