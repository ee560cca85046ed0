"""The blueprint of the engineers' Mail pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mailroom", __name__, url_prefix="/servicedesk/desk/mail")
