"""The blueprint that all steps of a new ticket hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("intake", __name__)
