"""Who may reach a view, and who is looking; every route carries exactly one of these marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_login import UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import Unauthorized

from portal import clock
from portal.accounts import queries, sessions
from portal.accounts.rows import Profile
from portal.errors import NotAllowed
from portal.extensions import login_manager
from portal.policy import Actor, Permission, require_permission
from portal.settings import current
from portal.web import kept
from portal.web.responses import page_in_sight, see_other, unauthorised

View = TypeVar("View", bound=Callable[..., Any])

# Whose form takes longer to arrive is asked for once more.
_LONG = timedelta(seconds=1)
# Where Flask-Login's signed cookie keeps what `LoggedIn.get_id` returns: the token of the session in the database.
SESSION_KEY = "_user_id"


class LoggedIn(UserMixin):
    """Somebody who is logged in; the cookie knows them by a token that can be revoked, never by their number."""

    def __init__(self, token: str, actor: Actor, profile: Profile) -> None:
        self.token = token
        self.actor = actor
        self.profile = profile

    def get_id(self) -> str:
        """The token of the session."""
        return self.token


def register(app: Flask) -> None:
    """Check the mark of each view before anything of it runs; a view without one is never reached."""
    # The cookie outlives the session, so that a form sent too late is still known to be its person's.
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=current().session.absolute_days * 2)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    public(app.view_functions["static"])
    app.before_request(_check)


def register_after_forms(app: Flask) -> None:
    """Check once more whose form took its time: their access may have ended while it was on its way (S-08)."""
    app.before_request(_check_again)


def public(view: View) -> View:
    """Anybody may reach this view."""
    return _mark(view, "public")


def signed_in(view: View) -> View:
    """Only those who are logged in; others go to the log-in page, and come back after it."""
    return _mark(view, "signed_in")


def engineers_only(view: View) -> View:
    """Only the provider's people."""
    return _mark(view, "engineers_only")


def administrators_only(view: View) -> View:
    """Only the administrators of the portal."""
    return _mark(view, "administrators_only")


def before_second_factor(view: View) -> View:
    """Also who still has to set up a second factor reaches this view; it is marked with who may, too."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def begin(token: str) -> None:
    """Make this session that of the browser; nothing of the one before is carried over (S-06)."""
    found = _load(token)
    if found is None:
        raise Unauthorized
    session.clear()
    session.permanent = True
    login_user(found)


def end() -> None:
    """End the session of the browser, on the server first."""
    found = looking()
    if found is not None:
        sessions.log_out(found[0], present_token())
    else:
        sessions.sign_out(present_token())
    logout_user()
    session.clear()


def renew(token: str) -> None:
    """Go on in the same session by its new token."""
    session[SESSION_KEY] = token


def present_token() -> str:
    """The token in the browser's cookie, good or not; empty where there is none."""
    return str(session.get(SESSION_KEY, ""))


def looking() -> tuple[Actor, Profile] | None:
    """Who is logged in, asked of the database once a request; None for everybody else."""
    # Asked through the proxy once: it looks for the request each time.
    found = current_user._get_current_object()  # noqa: SLF001 - the documented way
    return (found.actor, found.profile) if isinstance(found, LoggedIn) else None


def current_actor() -> Actor:
    """Who is logged in; a view reached by nobody answers 401."""
    return _present()[0]


def current_profile() -> Profile:
    """The session and the settings of who is logged in; a view reached by nobody answers 401."""
    return _present()[1]


def _present() -> tuple[Actor, Profile]:
    found = looking()
    if found is None:
        raise Unauthorized
    return found


def _load(token: str) -> LoggedIn | None:
    found = queries.actor_of_session(token)
    if found is None:
        return None
    g.zone = found[1].time_zone
    return LoggedIn(token, *found)


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such page, which the routing answers
    view = current_app.view_functions[request.endpoint]
    access = getattr(view, "access", None)
    if access == "public":
        return None
    if access is None:
        raise RuntimeError(f"{request.endpoint} does not say who may reach it")
    found = looking()
    if found is None:
        return _ask_to_log_in()
    if found[1].lacks_second_factor and not hasattr(view, "before_second_factor"):
        return _lead_to_second_factor(found[0])
    _require(access, found[0])
    sessions.record_seen(found[1])
    if request.method == "POST":
        g.checked_at = clock.now()
    return None


def _require(access: str, actor: Actor) -> None:
    if access == "engineers_only" and not actor.is_engineer:
        raise NotAllowed("This page is for our engineers.")
    if access == "administrators_only":
        require_permission(actor, Permission.CHANGE_CUSTOMERS)


def _check_again() -> Response | None:
    if request.method != "POST" or "checked_at" not in g or clock.now() - g.checked_at < _LONG:
        return None
    # Where Flask-Login keeps who was looking when the request began.
    g.pop("_login_user", None)
    return _check()


def _ask_to_log_in() -> Response:
    page = page_in_sight()
    if request.method == "POST":
        kept.keep_this_post(present_token(), page)
    return unauthorised(url_for("auth.log_in", next=page or None))


def _lead_to_second_factor(actor: Actor) -> Response:
    """What was posted is offered again once it is set up, as after a session that lapsed."""
    if request.method == "POST":
        kept.keep_for(actor.person_id, page_in_sight())
    return see_other(url_for("account.security"))


def _mark(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
