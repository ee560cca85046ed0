"""Somebody in front of a browser without JavaScript; every page that they see is checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import sessions
from portal.policy import Actor
from portal.web.guards import SESSION_KEY
from tests.support.pages import Form, ShownPage

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Browser:
    """Visits pages, follows redirects by hand, and fills in forms as they stand on the page."""

    def __init__(self, app: Flask, actor: Actor | None = None) -> None:
        self.client = app.test_client()
        self.page: ShownPage | None = None
        if actor is not None:
            self._log_in(actor)

    def visit(self, path: str, status: int = 200) -> ShownPage:
        """The page at this path, following redirects; a failed check or another status fails the test."""
        return self._show(self._follow(self.client.get(path)), status)

    def submit(self, form: Form, button: str | None = None, *, status: int = 200, **answers: Any) -> ShownPage:
        """Send a form of a page with these answers and this button, and show what comes."""
        data = form.filled(answers, button)
        sent = self.client.post if form.method == "post" else self.client.get
        arguments = {"data": data} if form.method == "post" else {"query_string": data}
        return self._show(self._follow(sent(form.action_of(button), **arguments), data), status)

    def press(self, button: str, *, status: int = 200, **answers: Any) -> ShownPage:
        """Press the button with this text on the page last seen, after filling in its form."""
        assert self.page is not None, "visit a page first"
        return self.submit(self.page.form_with(button), button, status=status, **answers)

    def get(self, path: str, **headers: str) -> TestResponse:
        """The bare answer, unchecked and unfollowed."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        """A crafted POST with a good token, unchecked and unfollowed."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, headers=headers)

    def partial(self, path: str, data: Mapping[str, Any] | None = None) -> TestResponse:
        """What htmx would get: GET without data, POST with."""
        if data is None:
            return self.client.get(path, headers=HTMX)
        return self.client.post(path, data={"csrf_token": self.token(), **data}, headers=HTMX)

    def token(self) -> str:
        """A CSRF token of this session, as any of its forms carries it."""
        from flask_wtf.csrf import generate_csrf

        with self.client.session_transaction() as session:
            kept = dict(session)
        with self.client.application.test_request_context():
            from flask import session as fresh

            fresh.update(kept)
            made: str = generate_csrf()
            secret = fresh["csrf_token"]
        with self.client.session_transaction() as session:
            session["csrf_token"] = secret
        return made

    def _log_in(self, actor: Actor) -> None:
        token = sessions.start(actor.person_id, sessions.Device("Tests", "127.0.0.1"))
        with self.client.session_transaction() as session:
            session[SESSION_KEY] = token

    def _follow(self, response: TestResponse, data: Mapping[str, Any] | None = None) -> TestResponse:
        for _ in range(5):
            if response.status_code not in {301, 302, 303, 307, 308}:
                return response
            to = urlsplit(urljoin(response.request.url, response.location))
            assert to.netloc in {"", urlsplit(response.request.url).netloc}, f"sent away to {to.netloc}"
            # 307 keeps what was posted; every other one asks for a page.
            again = response.status_code == 307 and data is not None
            send = partial(self.client.post, data=data) if again else self.client.get
            response = send(to._replace(scheme="", netloc="").geturl())
        raise AssertionError(f"redirected in a circle to {response.location}")

    def _show(self, response: TestResponse, status: int) -> ShownPage:
        self.page = ShownPage(response.text, response.request.path, response.status_code)
        assert response.status_code == status, f"{response.status_code}, not {status}: {self.page.text[:1500]}"
        self.page.check()
        return self.page
