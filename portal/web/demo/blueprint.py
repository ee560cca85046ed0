"""The blueprint of the demo's mailbox, which exists in the demo only."""

from __future__ import annotations

from flask import Blueprint, abort

from portal import settings
from portal.policy import Actor
from portal.vocabulary import StaffRole

blueprint = Blueprint("demo", __name__)

# In the demo everybody may look into everybody's mail, as engineers do elsewhere.
ANYBODY = Actor(0, "Anybody", "", staff_role=StaffRole.ENGINEER)


@blueprint.before_request
def _only_in_the_demo() -> None:
    """Elsewhere mails belong to their recipients, and these addresses do not exist."""
    if not settings.current().is_demo:
        abort(404)
