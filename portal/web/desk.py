"""Where engineers find what to do next."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.inbound.engineers import queries as inbox
from portal.tickets import history
from portal.web import queues
from portal.web.guards import current_actor, engineers_only
from portal.web.responses import respond

blueprint = Blueprint("desk", __name__, url_prefix="/servicedesk/desk")


@blueprint.get("")
@engineers_only
def queue() -> Response:
    """The queue that the address asks for."""
    actor = current_actor()
    asked = queues.asked_of(request.args.to_dict())
    found = history.history(actor, queues.wanted_of(asked, actor))
    counts = history.count_each(actor, queues.lists(actor))
    return respond(queues.desk_page(asked, found, counts, actor, held_mails=inbox.count_held(actor)))
