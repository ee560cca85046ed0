"""The addresses of all pages about customers begin alike."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("customers", __name__, url_prefix="/servicedesk/customers")

ORGANISATION = "/organisations/<int(max=2147483647):organisation_id>"
PERSON = "/people/<int(max=2147483647):person_id>"
