"""For those who watch over the portal: is the process alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response

from portal import readiness
from portal.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """This process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers and is up to date, mail leaves and comes in; else 503 with what is wrong."""
    faults = readiness.faults()
    return Response("\n".join(faults or ["ok"]) + "\n", 503 if faults else 200, mimetype="text/plain")
