"""Which people have logged in on this browser before, so that only a new one is told of by mail."""

from __future__ import annotations

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.accounts.sessions import Device
from portal.settings import current

_YEAR = 365 * 24 * 3600
_MOST_PEOPLE = 8


def device() -> Device:
    """What this request says of where it comes from."""
    return Device(user_agent=request.headers.get("User-Agent", ""), remote_address=request.remote_addr or "")


def known_people() -> frozenset[int]:
    """The numbers of those who logged in here during the last year; a cookie that is not ours names nobody."""
    return frozenset(_read())


def remember(response: Response, person_id: int) -> None:
    """Note that this person has logged in here."""
    people = [person_id, *(number for number in _read() if number != person_id)][:_MOST_PEOPLE]
    response.set_cookie(
        _name(),
        str(_serializer().dumps(people)),
        max_age=_YEAR,
        secure=current().is_https,
        httponly=True,
        samesite="Lax",
    )


def _read() -> list[int]:
    try:
        people = _serializer().loads(request.cookies.get(_name(), ""), max_age=_YEAR)
    except BadSignature:
        return []
    return [int(number) for number in people]


def _serializer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="portal.web.devices")


def _name() -> str:
    return "__Host-device" if current().is_https else "device"
