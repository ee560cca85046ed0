"""The bare page: what Flask and Jinja need for a page of so many bytes, and nothing else.

One route, no session, no database, no hooks. Its template is a document with a title and a table of 25 made-up rows of
six escaped values each, in a loop; plain text fills it up to exactly the number of bytes of the page that it is
compared with. The route is `/<bytes>`.
"""

from __future__ import annotations

from functools import cache

from flask import Flask, render_template
from jinja2 import Template

_ROWS = tuple(
    (f"SC-{number}", f"Cannot attach <volume> {number}", "Incident", "In progress", "P3", "2 h ago")
    for number in range(1001, 1026)
)
_TEMPLATE = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table><p>FILLING</p></body></html>
"""


def create_app() -> Flask:
    """The application with its one page."""
    app = Flask("bare")

    @app.get("/<int:size>")
    def page(size: int) -> str:
        return _rendered(_template(size))

    @cache
    def _template(size: int) -> Template:
        missing = size - len(_rendered(app.jinja_env.from_string(_TEMPLATE.replace("FILLING", ""))).encode())
        if missing < 0:
            raise ValueError(f"the bare page is larger than {size} bytes")
        return app.jinja_env.from_string(_TEMPLATE.replace("FILLING", "x" * missing))

    def _rendered(template: Template) -> str:
        return render_template(template, title="Tickets", rows=_ROWS)

    return app
