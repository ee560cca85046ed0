"""A form that arrives when its session has lapsed: kept, for its own person only (UX-16)."""

from __future__ import annotations

from flask import current_app, request
from flask_wtf.csrf import CSRFError

from portal.accounts import kept, sessions
from portal.extensions import csrf
from portal.web.redirects import HOME, is_local

_MOST_CHARACTERS = 200_000
_LONGEST_PATH = 500
_SECRET = frozenset(
    {"password", "current", "repeat", "present_password", "code", "credential", "proof", "secret", "second_code"}
)


def keep_this_post(token: str, page: str) -> None:
    """Keep what was posted for the person whose lapsed session this is; nothing for ended ones and strangers.

    Files and passwords are never kept.
    """
    owner = sessions.owner_of_lapsed(token)
    if owner is not None:
        keep_for(owner, page)


def keep_for(owner: int, page: str) -> None:
    """Keep what was posted for this person, who cannot send it now."""
    path = request.full_path.rstrip("?")
    if not _is_from_our_form() or not is_local(path) or len(path) > _LONGEST_PATH:
        return
    fields = [(name, value) for name, value in request.form.items(multi=True) if _may_be_kept(name)]
    if not fields or sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return
    files = [file.filename for file in request.files.values() if file.filename]
    back = page if len(page) <= _LONGEST_PATH else ""
    kept.keep(owner, path=path, page=back or HOME, fields=fields, files=files)


def _is_from_our_form() -> bool:
    """The token in the form is still that of the cookie: another site could not have sent it."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def _may_be_kept(name: str) -> bool:
    return name != current_app.config["WTF_CSRF_FIELD_NAME"] and name not in _SECRET
