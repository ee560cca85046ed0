"""Step 1: which issue type; and a draft's beginning, its change of type and its end."""

from __future__ import annotations

from flask import Response, request, url_for
from markupsafe import Markup

from forms import Category, IssueType, carry
from portal.errors import NotAllowed, Rejected
from portal.policy import Actor
from portal.tickets import drafts, files
from portal.tickets.draft_rows import DraftRow
from portal.web.catalogue import catalogue, offered, offered_type
from portal.web.filters import moment
from portal.web.guards import current_actor
from portal.web.intake.blueprint import blueprint
from portal.web.intake.surroundings import surroundings_of
from portal.web.intake.work import unless_sent
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.intake import NewPage, Option
from portal.web.responses import announce, respond, see_other
from portal.web.wording import number

_SAVED, _SAVED_WITH = Markup("Saved {}."), Markup("Saved {}, with {}.")


@blueprint.get("/servicedesk/new")
@unless_sent
def new() -> Response:
    """Categories, the issue types of the chosen one, the description of the chosen type."""
    actor = current_actor()
    if not actor.may_raise:
        raise NotAllowed("Your account raises no tickets in the portal.")
    draft_id = request.args.get("draft")
    draft = drafts.get(actor, draft_id) if draft_id else None
    return respond(_page(actor, draft), "intake/_choose.html")


@blueprint.post("/servicedesk/drafts")
@unless_sent
def start() -> Response:
    """Open a draft of the chosen issue type."""
    actor = current_actor()
    issue_type = _wanted(actor, "issue_type")
    return see_other(url_for("intake.details", draft_id=drafts.start(actor, issue_type.key).id))


@blueprint.post("/servicedesk/drafts/<draft_id>/type")
@unless_sent
def switch(draft_id: str) -> Response:
    """Go on with another issue type; what was typed for each type is kept."""
    actor = current_actor()
    draft, target = drafts.get(actor, draft_id), _wanted(actor, "to")
    if target.key != draft.issue_type:
        drafts.switch_type(actor, draft_id, target.key, _carried(actor, draft, target))
    return see_other(url_for("intake.details", draft_id=draft_id))


@blueprint.get("/servicedesk/drafts/<draft_id>/delete")
@unless_sent
def ask_to_delete(draft_id: str) -> Response:
    """Ask before a draft goes."""
    actor = current_actor()
    draft = drafts.get(actor, draft_id)
    stored = files.list_of_draft(actor, draft_id)
    goes = "What you typed and the stored files go" if stored else "What you typed goes"
    saved = (_SAVED_WITH if stored else _SAVED).format(moment(draft.changed_at), number(len(stored), "file"))
    page = ConfirmPage(
        heading="Delete this draft",
        about=name_of(draft),
        means=(saved, f"{goes} for good. Nobody but you has seen it."),
        action=url_for("intake.delete", draft_id=draft_id),
        button="Delete draft",
        keep="Keep it",
        back=url_for("intake.details", draft_id=draft_id),
    )
    return respond(page)


@blueprint.post("/servicedesk/drafts/<draft_id>/delete")
@unless_sent
def delete(draft_id: str) -> Response:
    """Throw a draft away."""
    drafts.delete(current_actor(), draft_id)
    announce("The draft is deleted.")
    return see_other(url_for("home.home"))


def name_of(draft: DraftRow) -> str:
    """What a draft is called in lists: its subject, else its issue type."""
    subject = " ".join(draft.typed.get("subject", [""])).strip()
    issue_type = catalogue().issue_type(draft.issue_type)
    return subject or (issue_type.label if issue_type else draft.issue_type)


def _wanted(actor: Actor, name: str) -> IssueType:
    if not actor.may_raise:
        raise NotAllowed("Your account raises no tickets in the portal.")
    found = offered_type(actor, request.form.get(name, ""))
    if found is None:
        raise Rejected("This issue type is not offered to you. Choose another one.", field=name)
    return found


def _carried(actor: Actor, draft: DraftRow, target: IssueType) -> dict[str, list[str]]:
    source = catalogue().issue_type(draft.issue_type)
    if source is None or target.key in draft.answers:
        return {}
    around = surroundings_of(actor, source, files.list_of_draft(actor, draft.id), "priority")
    return carry(source, target, draft.typed, around)


def _page(actor: Actor, draft: DraftRow | None) -> NewPage:
    asked = request.args.get("issue_type") or (draft.issue_type if draft and "category" not in request.args else "")
    chosen = offered_type(actor, asked)
    category_key = chosen.category if chosen else request.args.get("category", "")
    categories = offered(actor)
    category = next((found for found in categories if found.key == category_key), None)
    draft_id = draft.id if draft else None
    return NewPage(
        categories=tuple(_category(found, category, draft_id) for found in categories),
        issue_types=tuple(_type(found, chosen, draft_id) for found in category.issue_types) if category else (),
        chosen=chosen,
        action=url_for("intake.switch", draft_id=draft_id) if draft_id else url_for("intake.start"),
        field_name="to" if draft_id else "issue_type",
        category_label=category.label if category else "",
        draft_id=draft_id,
    )


def _category(found: Category, chosen: Category | None, draft_id: str | None) -> Option:
    href = url_for("intake.new", category=found.key, draft=draft_id)
    return Option(found.key, found.label, found.description, href, found == chosen)


def _type(found: IssueType, chosen: IssueType | None, draft_id: str | None) -> Option:
    href = url_for("intake.new", issue_type=found.key, draft=draft_id)
    return Option(
        found.key, found.label, found.description, href, found == chosen, found.icon, found.kind == "incident"
    )
