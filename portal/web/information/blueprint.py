"""The blueprint of requests for information."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("information", __name__)

TICKET = "/servicedesk/tickets/<reference>/information"
ONE = f"{TICKET}/<int(max=2147483647):information_id>"
LINK = "/mail/information/<token>"
