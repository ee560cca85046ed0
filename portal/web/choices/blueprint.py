"""The blueprint of choices by signed links; a link that opens nothing has one page."""

from __future__ import annotations

from flask import Blueprint

from portal.errors import NotFound
from portal.web.signed_links import dead_link

blueprint = Blueprint("choices", __name__, url_prefix="/mail")
blueprint.register_error_handler(NotFound, dead_link)
