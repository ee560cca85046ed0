"""The engineer's own views: named, renamed, removed."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.errors import Conflict, Rejected
from portal.tickets import queues, views
from portal.web.catalogue import catalogue
from portal.web.desk.asked import FACETS, NONE, QUEUES, asked_by, asked_of, chosen_of, query_of, scope_of
from portal.web.desk.blueprint import blueprint
from portal.web.failures import status_of
from portal.web.guards import current_actor, engineers_only
from portal.web.listing import SORTED_WORDS, Asked
from portal.web.pages.views import ViewLine, ViewsPage
from portal.web.responses import announce, respond, see_other


@blueprint.get("/views")
@engineers_only
def saved_views() -> Response:
    """All of them, and the list that the address asks for, to be saved under a name."""
    return respond(_page(query_of(asked_of(request.args)) if request.args else ""))


@blueprint.post("/views")
@engineers_only
def save_view() -> Response:
    """Keep a list under a name, and show it."""
    name, query = request.form.get("name", ""), query_of(asked_by(request.form.get("query", "")))
    try:
        views.save_view(current_actor(), name, query)
    except (Rejected, Conflict) as refusal:
        return respond(_page(query, name, str(refusal)), status=status_of(refusal))
    announce(f"“{name.strip()}” stands beside the queues now.")
    return see_other(f"{url_for('desk.queue')}?{query}")


@blueprint.post("/views/<int(max=2147483647):view_id>")
@engineers_only
def rename_view(view_id: int) -> Response:
    """Give a view another name."""
    name = request.form.get("name", "")
    try:
        views.rename_view(current_actor(), view_id, name)
    except (Rejected, Conflict) as refusal:
        return respond(_page("", name, str(refusal), view_id), status=status_of(refusal))
    announce(f"The view is called “{name.strip()}” now.")
    return see_other(url_for("desk.saved_views"))


@blueprint.post("/views/<int(max=2147483647):view_id>/remove")
@engineers_only
def remove_view(view_id: int) -> Response:
    """Forget a view; its tickets stay where they are."""
    name = views.remove_view(current_actor(), view_id)
    announce(f"The view “{name}” is removed. Its tickets stay in their queues.")
    return see_other(url_for("desk.saved_views"))


def _page(query: str, name: str = "", error: str = "", wrong: int | None = None) -> ViewsPage:
    kept = views.views_of(current_actor())
    return ViewsPage(
        query=query,
        saves=_described(query) if query or (error and not wrong) else "",
        name="" if wrong else name,
        error="" if wrong else error,
        views=tuple(_line(view, name if view.id == wrong else "", error if view.id == wrong else "") for view in kept),
    )


def _line(view: views.View, typed: str, error: str) -> ViewLine:
    return ViewLine(view.id, typed or view.name, f"{url_for('desk.queue')}?{view.query}", _described(view.query), error)


def _described(query: str) -> str:
    """What the list is, in words."""
    asked = asked_by(query)
    parts = [QUEUES[scope_of(asked)].label]
    for name in FACETS:
        chosen, labels = chosen_of(asked, name), _labels(asked, name)
        if chosen:
            parts.append(_either(tuple(labels.get(key, key) for key in chosen)))
    if asked.value("text"):
        parts.append(f"“{asked.value('text')}”")
    return f"{', '.join(parts)}; {SORTED_WORDS[asked.sort]}"


def _labels(asked: Asked, name: str) -> dict[str, str]:
    """How what is chosen of this kind is called, where that is not how the address says it."""
    chosen = chosen_of(asked, name)
    if name == "priority":
        return {NONE: "no priority"}
    if name == "issue_type":
        found = (catalogue().issue_type(key) for key in chosen)
        return {kind.key: kind.label for kind in found if kind is not None}
    numbers = tuple(int(key) for key in chosen if key != NONE)
    known = queues.names_of(current_actor(), numbers) if numbers else {}
    return {NONE: "no organisation"} | {str(number): label for number, label in known.items()}


def _either(labels: tuple[str, ...]) -> str:
    return " or ".join((", ".join(labels[:-1]), labels[-1])) if len(labels) > 1 else labels[0]
