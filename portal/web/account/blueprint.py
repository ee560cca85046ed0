"""The blueprint that all pages about one's own account hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/servicedesk/account")
