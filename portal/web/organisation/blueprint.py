"""The addresses of all pages about one's organisations begin alike."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("organisation", __name__, url_prefix="/servicedesk/organisation")

ORGANISATION = "/<int(max=2147483647):organisation_id>"
MEMBER = f"{ORGANISATION}/members/<int(max=2147483647):person_id>"
