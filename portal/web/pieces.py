"""Small pieces of the look, drawn once for each thing that they can show, because lists show them many times."""

from __future__ import annotations

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from portal.web.pages.tickets import Share

# They stand in for a ticket's reference and number: no text that anybody types holds these signs of private use.
_TICKET, _NUMBER = "\ue000", "\ue001"
_MOST_KEPT = 1_000


def register(app: Flask) -> None:
    """Let templates ask for pieces: `drawn("status", "new", false)` is the macro `status` of components/ui.html."""
    pieces = Pieces(app.jinja_env)
    app.jinja_env.globals.update(drawn=pieces.drawn, toggle=pieces.toggle)


class Pieces:
    """What the macros of an application made of the facts that they were given."""

    def __init__(self, templates: Environment) -> None:
        self._templates = templates
        self._kept: dict[tuple[object, ...], Markup] = {}

    def drawn(self, *facts: str | bool | int | None) -> Markup:
        """What a macro, named first, makes of these facts, which have to be few: a status, an organisation."""
        found = self._kept.get(facts)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            macro, *given = facts
            components = self._templates.get_template("components/ui.html").module
            found = self._kept[facts] = Markup(getattr(components, str(macro))(*given))  # noqa: S704 - from a template
        return found

    def toggle(self, share: Share) -> Markup:
        """The toggle of one ticket: drawn once for each organisation, then told which ticket it is for."""
        piece = self.drawn("toggle", _TICKET, _NUMBER, share.organisation, share.shared, share.fixed, share.may_change)
        return Markup(piece.replace(_TICKET, share.reference).replace(_NUMBER, str(share.id)))  # noqa: S704
