"""The panel of a ticket that says how giving or taking access stands, with what can be done about it."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup, escape

from portal import clock
from portal.accounts import invitation_rows
from portal.accounts.invitation_rows import InvitationRow, InvitationState
from portal.fulfilment.queries import Standing, progress_of, standing_of
from portal.fulfilment.rows import FulfilmentRow, TaskRow
from portal.fulfilment.tasks import LABELS
from portal.policy import Actor, manages_invitations
from portal.tickets.rows import WholeTicket
from portal.vocabulary import Approval, FulfilmentKind, FulfilmentState
from portal.web.filters import moment
from portal.web.pages.fulfilment import Access, InvitationLine, TaskLine


def access_of(actor: Actor, whole: WholeTicket, path: str) -> Access | None:
    """The panel for engineers, and how far it is for the customers who see the ticket; None where there is nothing."""
    row = whole.row
    if row.fulfilment is None:
        return None
    invitation = invitation_rows.of_ticket(row.id) if row.fulfilment is FulfilmentKind.ONBOARD else None
    line = line_of(actor, invitation) if invitation else None
    if not actor.is_engineer:
        return _for_customers(whole, path, line)
    standing = standing_of(actor, row, whole.answers)
    words, label = _words(standing)
    tasks = tuple(_task(task, standing.may_confirm, path) for task in standing.tasks)
    return Access(words, label, f"{path}/fulfilment", tasks, line, _day(standing.fulfilment))


def line_of(actor: Actor, invitation: InvitationRow) -> InvitationLine:
    """How an invitation stands, with what this person may do about it."""
    manages = invitation.is_open and manages_invitations(actor, invitation.organisation_id)
    place = url_for("invitation.send_again", invitation_id=invitation.id).removesuffix("/send") if manages else ""
    return InvitationLine(
        Markup("{}: ").format(invitation.address) + _STATES[invitation.state](invitation),
        f"{place}/send" if manages else "",
        f"{place}/withdraw" if manages else "",
    )


def _for_customers(whole: WholeTicket, path: str, line: InvitationLine | None) -> Access | None:
    """What is planned or done, and by hand; what is still to be done says nothing where nobody does it any more."""
    found, tasks = progress_of(whole.row, whole.answers)
    words = _TOLD[found.state](found) if found is not None and found.state in _TOLD else Markup("")
    shown = tuple(_task(task, False, path) for task in tasks if task.done_at or whole.row.status.is_open)
    return Access(words, "", "", shown, line, _day(found)) if words or shown or line else None


def _day(found: FulfilmentRow | None) -> Markup:
    return moment(found.due_at) if found is not None and found.state is FulfilmentState.PLANNED else Markup("")


def _words(standing: Standing) -> tuple[Markup, str]:
    """What the panel says, and the words on its button; no words where there is no button."""
    found = standing.fulfilment
    if not standing.button:
        return Markup("Nothing is done by a button here."), ""
    if found is not None and found.state in _SAID:
        return _SAID[found.state](found)
    if standing.ticket.approval is Approval.PENDING:
        return Markup("It waits for an administrator of the organisation to approve it."), ""
    if not standing.may_confirm:
        return Markup("You can look at what would happen; a colleague confirms it."), f"Preview: {standing.button}"
    return Markup("You see exactly what happens before anything does."), standing.button


def _task(task: TaskRow, may_tick: bool, path: str) -> TaskLine:
    if task.done_at is None:
        href = f"{path}/tasks/{task.name}" if may_tick else ""
        return TaskLine(LABELS[task.name], Markup("To be done by hand"), "", href)
    words = Markup("Done by {}, {}").format(task.done_by or "somebody", moment(task.done_at))
    return TaskLine(LABELS[task.name], words, task.proof, "")


def _planned(found: FulfilmentRow) -> tuple[Markup, str]:
    words = Markup("{} confirmed it. It is done on {}, without anybody pressing.")
    return words.format(found.confirmed_by, moment(found.due_at)), "See what is planned"


def _done(found: FulfilmentRow) -> tuple[Markup, str]:
    when = moment(found.done_at or clock.now())
    return Markup("Done on {}; {} had confirmed it.").format(when, found.confirmed_by), "See what was done"


def _failed(found: FulfilmentRow) -> tuple[Markup, str]:
    return Markup("<strong>It could not be done on its day.</strong> ") + escape(found.error), "Look at it again"


_SAID = {
    FulfilmentState.PLANNED: _planned,
    FulfilmentState.DONE: _done,
    FulfilmentState.FAILED: _failed,
}
_TOLD = {
    FulfilmentState.PLANNED: lambda row: _planned(row)[0],
    FulfilmentState.DONE: lambda row: _done(row)[0],
    FulfilmentState.FAILED: lambda _: Markup("It could not be done on its day: our engineers look at it again."),
}
_STATES = {
    InvitationState.SENT: lambda row: (
        "the invitation was sent on " + moment(row.sent_at) + " and works until " + moment(row.expires_at)
    ),
    InvitationState.ACCEPTED: lambda row: "the invitation was accepted on " + moment(row.accepted_at),
    InvitationState.EXPIRED: lambda row: "the invitation expired on " + moment(row.expires_at) + " without being used",
    InvitationState.WITHDRAWN: lambda row: "the invitation was withdrawn on " + moment(row.withdrawn_at),
}
