"""A queue of the desk, filtered and sorted as its address says."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.policy import Actor
from portal.tickets import queues, views
from portal.tickets.queues import Facets, QueueFilter, QueueSlice, Scope
from portal.tickets.views import View
from portal.web.desk import side
from portal.web.desk.asked import NARROWING, QUEUES, asked_by, asked_of, filter_of, query_of, scope_of
from portal.web.desk.blueprint import blueprint
from portal.web.desk.lines import line_of
from portal.web.desk.news import news_path
from portal.web.guards import current_actor, engineers_only
from portal.web.listing import SORTED_WORDS, Asked, head, left_out
from portal.web.pages.desk import Chosen, DeskPage, Facet
from portal.web.pages.tickets import Empty
from portal.web.responses import respond
from portal.web.wording import capped, number


@blueprint.get("")
@engineers_only
def queue() -> Response:
    """The queue that the address asks for."""
    return respond(_page(current_actor(), asked_of(request.args)))


def _page(actor: Actor, asked: Asked) -> DeskPage:
    wanted = filter_of(asked)
    found, kept = queues.queue(actor, wanted), views.views_of(actor)
    counts = queues.count_each(actor, _counted(kept))
    view = side.view_of(asked, kept)
    return DeskPage(
        title=view.name if view else QUEUES[wanted.scope].label,
        total=_total(asked, found, counts[wanted.scope]),
        order=SORTED_WORDS[asked.sort],
        queues=side.queues_of(asked, counts, view),
        views=side.views_of(asked, kept, counts, view),
        facets=_facets(actor, asked, wanted),
        path=asked.path,
        text=asked.value("text"),
        news=news_path(asked, found.rows),
        kept=tuple((name, text) for name, text in asked.values.items() if name not in {"text", "after", "before"}),
        notes=tuple(left_out(name.replace("_", " ")) for name in asked.ignored),
        clear=_plain(asked) if asked.is_narrowed(*NARROWING) else "",
        save="" if view or not query_of(asked) else f"{url_for('desk.saved_views')}?{query_of(asked)}",
        heads=tuple(head(asked, key, label) for key, label in _HEADS.items()),
        chosen=Chosen(back=asked.at(), engineer=actor.person_id),
        lines=tuple(line_of(row, found.present.get(row.id, ()), url_for("tickets.history")) for row in found.rows),
        summary=f"{len(found.rows)} on this page" if found.rows else "",
        previous=asked.at(before=found.before) if found.before else None,
        next=asked.at(after=found.after) if found.after else None,
        empty=None if found.rows else _empty(asked),
    )


_HEADS = {"priority": "Priority", "opened": "Ticket", "due": "Due", "changed": "Changed"}


def _counted(kept: tuple[View, ...]) -> dict[str, QueueFilter]:
    lists = {str(scope): QueueFilter(scope) for scope in Scope}
    return lists | {side.key_of(view): filter_of(asked_by(view.query)) for view in kept}


def _facets(actor: Actor, asked: Asked, wanted: QueueFilter) -> tuple[Facet, ...]:
    found: Facets = queues.facets(actor, wanted)
    # What is chosen and stands in no ticket of the queue still has a name.
    unnamed = tuple(one for one in wanted.organisations if one is not None and one not in found.names)
    return side.facets_of(asked, found, queues.names_of(actor, unnamed) if unnamed else {})


def _total(asked: Asked, found: QueueSlice, count: int) -> str:
    """How many stand here, where that is known: what is filtered is counted only where it fits on one page."""
    if not (found.after or found.before):
        return number(len(found.rows), "ticket")
    return "" if asked.is_narrowed(*NARROWING) else f"{capped(count)} tickets"


def _plain(asked: Asked) -> str:
    return asked.at(**dict.fromkeys(NARROWING, ""))


def _empty(asked: Asked) -> Empty:
    if asked.is_narrowed(*NARROWING):
        text = "Take away a filter, or try another word."
        return Empty("search", "No ticket fits", text, "Clear the filters", _plain(asked))
    if asked.value("after") or asked.value("before"):
        return Empty("inbox", "No more tickets here", "The queue has changed since.", "Show the first page", asked.at())
    scope = scope_of(asked)
    kind = QUEUES[scope]
    if scope is Scope.OPEN:
        return Empty("check", kind.empty, kind.text, "Show all tickets", asked.at(queue=Scope.ALL))
    if scope is Scope.ALL:
        return Empty("inbox", kind.empty, kind.text)
    return Empty("check", kind.empty, kind.text, "Show all open", asked.at(queue=Scope.OPEN))
