"""The account in a real browser: a passkey is made and used, and every page of it is accessible."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from portal.db.tables import Passkey, Session
from portal.settings import Settings
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import PASSWORD, People
from tests.support.second_factors import App, add_passkey, set_up_app

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
SECURITY = "/servicedesk/account/security"


@pytest.fixture
def by_name(address: str, settings: Settings) -> str:
    """The portal by a name, as passkeys are made for none but that."""
    name = f"http://localhost:{urlsplit(address).port}"
    object.__setattr__(settings, "base_url", name)
    return name


def with_a_key(window: Windows, by_name: str) -> Window:
    """A browser whose device makes passkeys, and asks for a finger."""
    mine = window(viewport=WIDE)
    mine.address = by_name
    session = mine.page.context.new_cdp_session(mine.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return mine


def log_in(window: Window, name: str) -> None:
    """With the password."""
    window.go("/login")
    window.page.get_by_label("E-mail").fill(People.address(name))
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press("Log in", within="body")


def test_a_passkey_is_made_and_logs_in_alone_and_after_the_password(
    window: Windows, people: People, by_name: str
) -> None:
    """ASVS 6.3.3, A-16: one press, and nothing to type."""
    mine = with_a_key(window, by_name)
    log_in(mine, "alice")
    mine.page.wait_for_url("**/servicedesk")
    mine.go(SECURITY)
    mine.follow("Add a passkey")
    mine.page.get_by_label("Name of the passkey").fill("Work laptop")
    mine.press("Make the passkey")
    mine.page.locator(".codes").wait_for()
    assert Passkey.get().name == "Work laptop"
    mine.page.context.clear_cookies()
    mine.go("/login?next=/servicedesk/tickets")
    mine.press("Use a passkey")
    mine.page.wait_for_url(f"{by_name}/servicedesk/tickets")
    mine.page.context.clear_cookies()
    log_in(mine, "alice")
    mine.page.get_by_text("One more step").wait_for()
    mine.press("Use a passkey")
    mine.page.wait_for_url("**/servicedesk")
    assert Passkey.get().sign_count > 1


def test_every_page_of_the_account_is_accessible(window: Windows, people: People, by_name: str) -> None:
    """Addresses with errors and with a code that is awaited, set-up and its error, codes, the second step, devices."""
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/servicedesk/account/addresses")
    mine.press("Send the code")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("addresses, with an error")
    mine.page.get_by_label("New address").fill("alice@home.example")
    mine.press("Send the code")
    mine.press("Confirm the address")
    mine.page.locator("#code-error").wait_for()
    inspector.look("code of an address, with an error")
    inspector.visit(SECURITY)
    mine.press("Set up an app")
    mine.page.locator("#secret").wait_for()
    inspector.look("setting up an app")
    app = App(mine.page.locator("#secret").inner_text())
    mine.page.get_by_label("Code from your app").fill("000000")
    mine.press("Confirm the code")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("setting up an app, with an error")
    mine.page.get_by_label("Code from your app").fill(app.code())
    mine.press("Confirm the code")
    mine.page.locator(".codes").wait_for()
    inspector.look("recovery codes")
    on_paper = mine.page.locator(".codes li").first.inner_text()
    Session.update(proved_at=None).execute()
    inspector.visit("/servicedesk/account/passkeys/new", "confirm that it is you")
    assert mine.h1 == "Confirm that it is you"
    mine.press("Confirm")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("confirm that it is you, with an error")
    mine.page.get_by_label("Present password", exact=True).fill(PASSWORD)
    mine.page.get_by_label("Code", exact=True).fill(on_paper)
    mine.press("Confirm")
    mine.page.get_by_label("Name of the passkey").wait_for()
    for path in ("devices", "export", "passkeys/new", "authenticator/remove"):
        inspector.visit(f"/servicedesk/account/{path}")
    inspector.tell()


def test_the_second_step_and_a_set_up_account_are_accessible(window: Windows, people: People, by_name: str) -> None:
    """With app and passkey, with a recovery code, with an error; security with everything set up."""
    set_up_app(people.bob)
    add_passkey(people.bob)
    mine = window(viewport=WIDE)
    inspector = Inspector(mine)
    log_in(mine, "bob")
    mine.page.get_by_text("One more step").wait_for()
    inspector.look("second step")
    mine.page.get_by_label("Code from your app").fill("000000")
    mine.page.locator("form", has=mine.page.locator("#code")).get_by_role("button").click()
    mine.page.locator(".error-summary").wait_for()
    inspector.look("second step, with an error")
    mine.page.get_by_role("link", name="Use a recovery code instead").click()
    mine.page.get_by_label("Recovery code").wait_for()
    inspector.look("recovery code")
    set_up = Inspector(window(people.bob, viewport=WIDE))
    set_up.visit(SECURITY, "security, set up")
    inspector.tell()
    set_up.tell()
