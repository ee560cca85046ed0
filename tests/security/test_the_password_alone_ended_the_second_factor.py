"""Who had somebody's password and a log-in of theirs confirmed with it that it is them, and removed the app."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import factors
from tests.factories import PASSWORD, People
from tests.support.accounts import mails
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.support.second_factors import set_up_app

Browsers = Callable[..., Browser]
REMOVE = "/servicedesk/account/authenticator/remove"


@pytest.mark.once
def test_whose_password_is_not_enough_to_log_in_gives_a_code_too(
    browser: Browsers, people: People, hands: Hands
) -> None:
    """ASVS 7.5.1: all of what a log-in asks for; a code counts once here, too."""
    app, _ = set_up_app(people.alice)
    alice = browser(people.alice)
    hands.forward(minutes=11)
    alice.visit(REMOVE)
    alice.press("Remove")
    page = alice.press("Confirm", status=422, present_password=PASSWORD)
    assert "Write the code" in page.text_of("second_code-error")
    page = alice.press("Confirm", status=422, present_password=PASSWORD, second_code="000000")
    assert "not right" in page.text_of("second_code-error")
    assert factors.has_any(people.alice.person_id)
    page = alice.press("Confirm", present_password=PASSWORD, second_code=app.code())
    assert "The app is removed" in page.text


@pytest.mark.once
def test_who_lost_the_phone_confirms_with_paper_which_is_told(browser: Browsers, people: People, hands: Hands) -> None:
    _, codes = set_up_app(people.alice)
    alice = browser(people.alice)
    wanted = {"step-to": "/servicedesk/account/security", "present_password": PASSWORD, "second_code": codes[0]}
    hands.forward(minutes=11)
    assert alice.post("/servicedesk/account/confirm", wanted).status_code == 303
    assert "A recovery code was used" in mails("credential_changed")[-1].text
    assert alice.post("/servicedesk/account/confirm", wanted).status_code == 422


@pytest.mark.once
def test_codes_are_not_tried_out_there(browser: Browsers, people: People) -> None:
    """R-15: counted with those of log-ins."""
    set_up_app(people.alice)
    alice = browser(people.alice)
    guess = {"step-to": "/servicedesk/account/security", "present_password": PASSWORD, "second_code": "000000"}
    answers = [alice.post("/servicedesk/account/confirm", guess).status_code for _ in range(12)]
    assert answers[-1] == 429
    assert 303 not in answers
