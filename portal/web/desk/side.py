"""What stands beside a queue: the other queues, the engineer's own views, and what can be chosen from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from portal.tickets.queues import Facets, Scope
from portal.tickets.views import View
from portal.vocabulary import Priority
from portal.web.desk.asked import NONE, QUEUES, chosen_of, query_of, scope_of
from portal.web.listing import Asked
from portal.web.pages.desk import Facet, FacetOption, Queue
from portal.web.wording import capped, number

_MOST_SHOWN = 6


def key_of(view: View) -> str:
    """Under what name the tickets of a view are counted; no queue has such a name."""
    return f"view-{view.id}"


def queues_of(asked: Asked, counts: Mapping[str, int], view: View | None) -> tuple[Queue, ...]:
    """The queues; the one that is open is none of them where a view is."""
    return tuple(
        Queue(
            label=kind.label,
            icon=kind.icon,
            href=asked.path if scope is Scope.UNASSIGNED else f"{asked.path}?queue={scope}",
            # Nobody needs to know how many tickets there ever were.
            count=capped(counts[scope]) if scope in counts else "",
            current=view is None and scope is scope_of(asked),
            alert=scope is Scope.OVERDUE and counts[scope] > 0,
        )
        for scope, kind in QUEUES.items()
    )


def views_of(asked: Asked, views: Iterable[View], counts: Mapping[str, int], current: View | None) -> tuple[Queue, ...]:
    """The engineer's own views."""
    return tuple(
        Queue(one.name, "bookmark", f"{asked.path}?{one.query}", capped(counts[key_of(one)]), one is current)
        for one in views
    )


def view_of(asked: Asked, views: Iterable[View]) -> View | None:
    """The view that the address asks for, if it is one."""
    return next((view for view in views if view.query == query_of(asked)), None)


def facets_of(asked: Asked, found: Facets, names: Mapping[int, str]) -> tuple[Facet, ...]:
    """What can be chosen: each a link that adds it to the address, or takes it away again."""
    priorities = {one or NONE: found.priorities[one] for one in (*Priority, None) if found.priorities[one]}
    organisations = _counted(found.organisations)
    labels = {str(key): name for key, name in (*names.items(), *found.names.items())} | {NONE: "No organisation"}
    types = dict(found.issue_types.most_common())
    return (
        _facet(asked, "priority", "Priority", priorities, {NONE: "None"}, found.is_whole),
        _facet(asked, "organisation", "Organisation", organisations, labels, found.is_whole),
        _facet(asked, "issue_type", "Issue type", types, found.labels, found.is_whole),
    )


def _counted(found: Counter[int | None]) -> dict[str, int]:
    """Those without an organisation stand last."""
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, -item[1]))
    return {NONE if key is None else str(key): count for key, count in ordered}


def _facet(
    asked: Asked, name: str, label: str, counts: Mapping[str, int], labels: Mapping[str, str], is_whole: bool
) -> Facet:
    chosen = chosen_of(asked, name)
    keys = [*counts, *(key for key in chosen if key not in counts)]
    # What is chosen stays in sight.
    keys.sort(key=lambda key: key not in chosen if name != "priority" else False)
    options = tuple(
        FacetOption(
            label=labels.get(key, key),
            priority=key if name == "priority" and key != NONE else None,
            href=asked.at(**{name: _toggled(chosen, key)}),
            number=f"{counts.get(key, 0)}{'' if is_whole else '+'}",
            chosen=key in chosen,
        )
        for key in keys
    )
    rest = len(options) - _MOST_SHOWN
    more = f"{number(rest, 'more', 'more')} {_NOUNS[name]}" if rest > 1 else ""
    return Facet(label, options[:_MOST_SHOWN] if more else options, options[_MOST_SHOWN:] if more else (), more)


_NOUNS = {"priority": "priorities", "organisation": "organisations", "issue_type": "types"}


def _toggled(chosen: tuple[str, ...], key: str) -> str:
    kept = [one for one in chosen if one != key]
    return ",".join(kept if key in chosen else [*kept, key])
