"""The bare page: what Flask and Jinja alone need for a page of so many bytes.

One route, no session, no database, no hooks, no macros, no filters, no includes. The template is a document with a
title and a table in one plain loop over made-up rows. Each row has the markup of a line in the portal's list (a link, a
status and a priority with their pictures, a time, a form with two buttons: 1.6 KB), and prints 16 escaped values into
it. There are as many rows as fit, and plain text up to exactly the number of bytes of the page that it is compared
with. The route is `/<bytes>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Flask, render_template
from jinja2 import Template

_TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="/static/portal.css">
</head><body><main class="page"><h1>{{ title }}</h1><div class="table-box"><table class="table"><tbody>
{% for row in rows %}<tr><td class="cell-title"><a href="{{ row.path }}">{{ row.subject }}</a>
    <span class="row-sub">{{ row.reference }} · {{ row.kind }}</span></td>
  <td><span class="status teal"><svg class="icon glyph" aria-hidden="true">
    <use href="/static/icons.svg?v=8596d90129ec#s-in-progress"/></svg><span>{{ row.status }}</span></span></td>
  <td class="cell-priority"><span class="priority p3"><svg aria-hidden="true">
    <use href="/static/icons.svg?v=8596d90129ec#bars-2"/></svg>{{ row.priority }}</span></td>
  <td class="cell-extra">{{ row.engineer }}</td>
  <td class="cell-time text-2"><time datetime="{{ row.moment }}" title="{{ row.moment }}">{{ row.changed }}</time></td>
  <td class="cell-share"><div><form class="toggle" method="get" action="{{ row.path }}/visibility"
    aria-label="Who can see {{ row.reference }}" hx-get="{{ row.path }}/visibility" hx-swap="outerHTML">
    <button name="to" value="private" aria-pressed="false" aria-label="Make {{ row.reference }} private">
      <svg class="icon icon-16" aria-hidden="true"><use href="/static/icons.svg?v=8596d90129ec#lock"/></svg>
      <span>Private</span></button>
    <button name="to" value="shared" aria-pressed="true" aria-label="Share {{ row.reference }} with {{ row.whom }}">
      <svg class="icon icon-16" aria-hidden="true"><use href="/static/icons.svg?v=8596d90129ec#people"/></svg>
      <span>Organisation</span></button></form></div></td></tr>
{% endfor %}</tbody></table></div></main><p>FILLING</p></body></html>
"""


@dataclass(frozen=True)
class _Row:
    reference: str
    path: str
    subject: str
    kind: str = "Incident"
    status: str = "In progress"
    priority: str = "P3"
    engineer: str = "Sam Holm"
    moment: str = "2026-11-23T11:01:01+00:00"
    changed: str = "2 h ago"
    whom: str = "Organisation"


def create_app() -> Flask:
    """The application with its one page."""
    app = Flask("bare")

    @app.get("/<int:size>")
    def page(size: int) -> str:
        return _rendered(*_fitting(size))

    @cache
    def _fitting(size: int) -> tuple[Template, int]:
        empty = app.jinja_env.from_string(_TEMPLATE.replace("FILLING", ""))
        rows = 0
        while len(_rendered(empty, rows + 1).encode()) <= size:
            rows += 1
        missing = size - len(_rendered(empty, rows).encode())
        return app.jinja_env.from_string(_TEMPLATE.replace("FILLING", "x" * missing)), rows

    def _rendered(template: Template, rows: int) -> str:
        return render_template(template, title="Tickets", rows=_rows(rows))

    return app


@cache
def _rows(count: int) -> list[_Row]:
    return [
        _Row(f"SC-{number}", f"/servicedesk/tickets/SC-{number}", f"Cannot attach <volume> {number} after the night")
        for number in range(1001, 1001 + count)
    ]
