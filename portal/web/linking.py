"""What engineers say a ticket has to do with others: linked, a duplicate, merged, separated again."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup

from forms.linking import LinkTicket, Separate
from portal.errors import Rejected
from portal.policy import Action
from portal.tickets import linking, merging
from portal.tickets.merging import Merger
from portal.tickets.rows import TicketRow, reference_of
from portal.vocabulary import LinkKind
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.links_panel import how
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.desk import ChangePage
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.responses import respond, see_other
from portal.web.wording import names

blueprint = Blueprint("linking", __name__, url_prefix="/servicedesk/tickets/<reference>")

_LINKS = "A link shows engineers that two tickets are about the same matter. Customers see neither link nor ticket."
_GOES_ON = Markup('It goes on in <a href="{}">{} {}</a>.')


class LinkForm(LinkTicket, FlaskForm):
    """Which other ticket, and how."""


class SeparateForm(Separate, FlaskForm):
    """Why a merger is taken back."""


@blueprint.route("/links", methods=["GET", "POST"])
@engineers_only
def link(reference: str) -> Response:
    """Link the ticket with another one; merging asks once more."""
    row, form = ticket_for(reference, Action.LINK), LinkForm()
    if not form.validate_on_submit():
        return _asking(row, form, "Link or merge", _LINKS, 422 if form.errors else 200)
    other, chosen = str(form.other.data), str(form.how.data)
    try:
        if chosen == "merge":
            into = merging.preview(current_actor(), reference, other).into
            return see_other(url_for("linking.ask_to_merge", reference=row.reference, into=into.reference))
        found = linking.link(current_actor(), reference, other, LinkKind(chosen))
    except Rejected as refusal:
        return _asking(row, blame(form, "other", refusal), "Link or merge", _LINKS, 422)
    return back_to_ticket(row.reference, f"{row.reference} is linked. {how(found)}: {found.reference}.")


@blueprint.post("/links/<int(max=2147483647):link_id>/remove")
@engineers_only
def unlink(reference: str, link_id: int) -> Response:
    """Take a link away."""
    row = ticket_for(reference, Action.LINK)
    other = linking.unlink(current_actor(), reference, link_id)
    return back_to_ticket(row.reference, f"{row.reference} and {other} are no longer linked.")


@blueprint.get("/merge")
@engineers_only
def ask_to_merge(reference: str) -> Response:
    """Say what merging means before it is done."""
    found = merging.preview(current_actor(), reference, request.args.get("into", ""))
    path, into = path_to(found.row.reference), found.into
    page = ConfirmPage(
        heading=f"Merge {found.row.reference} into {into.reference}",
        about=found.row.subject,
        means=(_GOES_ON.format(path_to(into.reference), into.reference, into.subject), *_means(found)),
        action=f"{path}/merge",
        button="Merge",
        keep="Keep both",
        back=path,
        nav="desk",
        danger=False,
        hidden=(("into", into.reference),),
    )
    return respond(page)


@blueprint.post("/merge")
@engineers_only
def merge(reference: str) -> Response:
    """Merge the ticket into the one that is posted."""
    done = merging.merge(current_actor(), reference, request.form.get("into", ""))
    words = f"{done.row.reference} goes on in {done.into.reference}. {done.row.requester_name} gets a mail."
    return back_to_ticket(done.into.reference, words)


@blueprint.route("/separate", methods=["GET", "POST"])
@engineers_only
def separate(reference: str) -> Response:
    """Take a merger back, with a reason."""
    row, form = ticket_for(reference, Action.SEPARATE), SeparateForm()
    if form.validate_on_submit():
        merging.separate(current_actor(), reference, str(form.reason.data))
        return back_to_ticket(row.reference, f"{row.reference} is open again, on its own.")
    other = reference_of(row.merged_into_id or 0)
    stays = f"What was written on {other} stays there; who saw it because of the merger sees it no longer."
    lead = f"{row.reference} is opened again. {stays} The requester gets a mail."
    return _asking(row, form, "Separate", lead, 422 if form.errors else 200)


def _asking(row: TicketRow, form: FlaskForm, heading: str, lead: str, status: int) -> Response:
    page = ChangePage(row, path_to(row.reference), request.path, form, heading, lead)
    return respond(page, "desk/_change.html", status)


def _means(found: Merger) -> list[str]:
    row, into = found.row, found.into
    said = [
        f"{row.reference} is closed. What was written on it stays there to read.",
        f"Replies to its mails, and everything new, go to {into.reference}.",
        f"{row.requester_name} gets a mail that says so.",
    ]
    if found.joins:
        said.append(f"{found.joins} becomes a participant of {into.reference}, and sees its whole public conversation.")
    if found.left:
        who = names(found.left)
        said.append(f"{who} {'sees' if len(found.left) == 1 else 'see'} {row.reference}, but not {into.reference}.")
    return said
