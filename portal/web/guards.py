"""Who may reach a view, and who is looking; every route carries exactly one of these marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request, session, url_for
from werkzeug.exceptions import Unauthorized

from portal.accounts import queries
from portal.accounts.rows import Profile
from portal.errors import NotAllowed
from portal.policy import Actor
from portal.web.responses import unauthorised

View = TypeVar("View", bound=Callable[..., Any])

# Where the signed cookie keeps the token of the session in the database.
SESSION_KEY = "token"


def public(view: View) -> View:
    """Anybody may reach this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Only those who are logged in; others go to the log-in page, and come back after it."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if looking() is None:
            return unauthorised(url_for("auth.login", next=_here()))
        return view(*args, **kwargs)

    return _mark(guarded, "signed_in")


def engineers_only(view: View) -> View:
    """Only the provider's people."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_actor().is_engineer:
            raise NotAllowed("This page is for our engineers.")
        return view(*args, **kwargs)

    return _mark(signed_in(guarded), "engineers_only")


def looking() -> tuple[Actor, Profile] | None:
    """Who is logged in, asked of the database once a request; None for everybody else."""
    if "looking" not in g:
        token = session.get(SESSION_KEY)
        g.looking = queries.actor_of_session(token) if token else None
        g.zone = g.looking[1].time_zone if g.looking else None
    found: tuple[Actor, Profile] | None = g.looking
    return found


def current_actor() -> Actor:
    """Who is logged in; a view reached by nobody answers 401."""
    found = looking()
    if found is None:
        raise Unauthorized
    return found[0]


def _mark(view: Any, access: str) -> Any:
    view.access = access
    return view


def _here() -> str:
    """The page to come back to: a POST has none, so its page's own address."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.full_path.rstrip("?")
    return ""
