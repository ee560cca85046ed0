"""Pages: one blueprint a module, one folder of templates a blueprint."""

from __future__ import annotations

from flask import Flask

from portal.web import (
    account,
    answer_templates,
    audit,
    auth,
    brand,
    catalogue,
    choices,
    context,
    customers,
    demo,
    desk,
    failures,
    figures,
    files,
    filters,
    fulfilling,
    guards,
    handling,
    headers,
    health,
    home,
    information,
    inserting,
    intake,
    invitation,
    limits,
    linking,
    mailroom,
    moves,
    opinions,
    organisation,
    participants,
    pieces,
    presence,
    probing,
    redacting,
    replies,
    retyping,
    second_step,
    sharing,
    static,
    tickets,
    unfinished,
)
from portal.web import (
    help as help_pages,
)

_PARTS = (headers, limits, guards, static, context, pieces, filters, failures, probing, catalogue)
_PAGES = (
    brand,
    health,
    auth,
    second_step,
    unfinished,
    account,
    choices,
    opinions,
    organisation,
    customers,
    home,
    help_pages,
    intake,
    files,
    tickets,
    replies,
    moves,
    sharing,
    participants,
    handling,
    fulfilling,
    invitation,
    presence,
    inserting,
    linking,
    redacting,
    information,
    retyping,
    desk,
    answer_templates,
    mailroom,
    figures,
    audit,
    demo,
)


def register(app: Flask) -> None:
    """Give the application its pages, and what all of them have in common."""
    for part in _PARTS:
        part.register(app)
    for pages in _PAGES:
        app.register_blueprint(pages.blueprint)
