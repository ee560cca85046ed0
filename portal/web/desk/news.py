"""Whether a queue is still as its page shows it: asked by the open page, with the list's own statement and no more."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlencode

from flask import Response, request, url_for

from portal.tickets import queues
from portal.tickets.rows import TicketRow
from portal.web.desk.asked import asked_of, filter_of
from portal.web.desk.blueprint import blueprint
from portal.web.guards import current_actor, engineers_only
from portal.web.listing import Asked
from portal.web.pages.desk import NewsPart
from portal.web.responses import is_partial, respond, see_other


@blueprint.get("/news")
@engineers_only
def news() -> Response:
    """A line that leads to the queue as it is now; 204 where nothing in it has changed."""
    asked = asked_of(request.args)
    here = asked.at(after=asked.value("after"), before=asked.value("before"))
    if not is_partial():
        return see_other(here)
    rows = queues.queue(current_actor(), filter_of(asked)).rows
    if _digest(rows) == request.args.get("seen"):
        return Response(status=204)
    part = NewsPart(here)
    return respond(part, part.template)


def news_path(asked: Asked, rows: Iterable[TicketRow]) -> str:
    """Where the page that shows these tickets asks whether they are still what its queue has."""
    return f"{url_for('desk.news')}?{urlencode({**asked.values, 'seen': _digest(rows)})}"


def _digest(rows: Iterable[TicketRow]) -> str:
    return sha256(",".join(f"{row.id}:{row.version}" for row in rows).encode()).hexdigest()[:16]
