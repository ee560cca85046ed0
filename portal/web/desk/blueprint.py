"""Where the pages of the desk are."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/servicedesk/desk")
