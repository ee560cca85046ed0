"""The blueprint that the modules of this package hang their views on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("figures", __name__, url_prefix="/servicedesk")
