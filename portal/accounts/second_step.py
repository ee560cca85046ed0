"""The rest of a log-in that is half way, and logging in with a passkey alone; nobody is told which factor was wrong."""

from __future__ import annotations

from collections.abc import Callable

from portal import audit
from portal.accounts import authenticators, challenges, factors, limits, passkeys, recovery_codes, signing_in
from portal.accounts.challenges import Pending, Purpose
from portal.accounts.factors import Factors
from portal.accounts.second_factors import tell_of
from portal.accounts.signing_in import Browser, SignedIn
from portal.audit import Act
from portal.db import transaction
from portal.errors import NotFound, Rejected

# Of one log-in; those of all log-ins together are counted too.
_TRIES = 5
WRONG = "That was not right. Try again, or choose another way"
OVER = "This log-in took too long, or had too many wrong codes. Log in again."


def waiting(token: str) -> Factors:
    """What the person of this log-in has to go on with; NotFound where it is over."""
    person_id, _ = _pending(token)
    return factors.factors_of(person_id)


def finish_with_code(token: str, code: str, browser: Browser) -> SignedIn:
    """Go on with the code of the app; Rejected where it is wrong, NotFound where the log-in is over, TooMany."""
    return _finish(token, lambda person_id, _: authenticators.is_right(person_id, code), browser, by="app")


def finish_with_recovery_code(token: str, code: str, browser: Browser) -> SignedIn:
    """Go on with a code from paper, which is spent; the person is told by mail how many are left."""
    signed_in = _finish(token, lambda person_id, _: recovery_codes.spend(person_id, code), browser, by="recovery code")
    left = factors.factors_of(signed_in.person_id).codes_left
    with transaction():
        tell_of(signed_in.person_id, f"A recovery code was used to log in; {left} are left.", browser.device)
    return signed_in


def ask_for_passkey(token: str) -> str:
    """What to ask the browser for, as JSON; the challenge in it is good for this log-in alone."""
    person_id, _ = _pending(token)
    options, challenge = passkeys.options_for_use(person_id)
    challenges.ask(token, challenge)
    return options


def finish_with_passkey(token: str, credential: str, browser: Browser) -> SignedIn:
    """Go on with a passkey."""

    def is_theirs(person_id: int, pending: Pending) -> bool:
        return passkeys.owner(credential, pending.challenge) == person_id

    return _finish(token, is_theirs, browser, by="password and passkey")


def begin_with_passkey(remote_address: str) -> tuple[str, str]:
    """What to ask the browser of somebody whom we do not know yet, as JSON; and the token of the log-in. TooMany."""
    limits.count(*limits.ceremony_limit(remote_address))
    options, challenge = passkeys.options_for_use()
    return options, challenges.begin(Purpose.PASSKEY_LOG_IN, challenge=challenge)


def sign_in_with_passkey(token: str, credential: str, browser: Browser) -> SignedIn:
    """Start a session with a passkey alone, whose device has asked who its person is: two factors in one."""
    pending = challenges.take(token, Purpose.PASSKEY_LOG_IN)
    if pending is None:
        raise Rejected(passkeys.REFUSED)
    limit = limits.passkey_limit(browser.device.remote_address)
    limits.count(*limit)
    try:
        person_id = passkeys.owner(credential, pending.challenge)
    except Rejected:
        audit.record(Act.LOGIN_REFUSED, None, by="passkey")
        raise
    limits.take_back(*limit)
    with transaction():
        return signing_in.start(person_id, browser, by="passkey")


def _finish(token: str, is_right: Callable[[int, Pending], bool], browser: Browser, *, by: str) -> SignedIn:
    person_id, pending = _pending(token)
    limit = limits.second_factor_limit(person_id)
    limits.count(*limit)
    if not _holds(is_right, person_id, pending):
        _refuse(token, person_id, pending)
    with transaction():
        # Once, and not after the password was changed meanwhile, which ends what is half way.
        if not challenges.forget(token):
            raise NotFound(OVER)
        signed_in = signing_in.start(person_id, browser, by=by)
    limits.forget(*limit)
    return signed_in


def _holds(is_right: Callable[[int, Pending], bool], person_id: int, pending: Pending) -> bool:
    try:
        return is_right(person_id, pending)
    except Rejected:
        return False


def _refuse(token: str, person_id: int, pending: Pending) -> None:
    challenges.count_try(token)
    audit.record(Act.LOGIN_REFUSED, None, person_id=person_id, by="second factor")
    if pending.tries + 1 >= _TRIES:
        challenges.forget(token)
        raise NotFound(OVER)
    raise Rejected(WRONG, "code")


def _pending(token: str) -> tuple[int, Pending]:
    pending = challenges.find(token, Purpose.SECOND_FACTOR)
    if pending is None or pending.person_id is None:
        raise NotFound(OVER)
    return pending.person_id, pending
