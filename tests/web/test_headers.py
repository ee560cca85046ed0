"""What every answer says to the browser, and which requests get none."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.browser import HTMX

pytestmark = pytest.mark.once

ANSWERS = (
    "/login",
    "/nowhere",
    "/healthz",
    "/readyz",
    "/brand.css",
    "/servicedesk",
    "/static/portal.css",
    "/static/nothing",
)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_strict_policy(client: FlaskClient, path: str) -> None:
    """S-20."""
    headers = client.get(path, buffered=True).headers
    directives = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert directives == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_so_does_a_refusal_of_what_is_too_large(client: FlaskClient) -> None:
    answer = client.post("/login", data={"email": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_is_kept_nowhere(client: FlaskClient) -> None:
    """HX-02."""
    answer = client.get("/login")
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "HX-Request-Type"} <= set(answer.vary)


def test_a_file_of_the_look_is_kept_for_a_year_under_its_version_only(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("portal.css")  # type: ignore[operator]
    assert client.get(address, buffered=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in client.get(address, buffered=True).vary
    assert client.get("/static/portal.css", buffered=True).headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/portal.css?v=old", buffered=True).headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/nothing?v=1", buffered=True).headers["Cache-Control"] == "no-store"


def test_without_tls_the_cookie_is_lax_and_closed_to_scripts(client: FlaskClient) -> None:
    answer = client.get("/login")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.settings(base_url="https://support.acme.example")
def test_with_tls_the_cookie_is_bound_to_the_host(client: FlaskClient) -> None:
    """S-07."""
    answer = client.get("/login", base_url="https://support.acme.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain=" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.settings(mode="production", base_url="https://support.acme.example")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "support.acme.example"}, 200),
        ({"Host": "support.acme.example:443"}, 200),
        ({"Host": "SUPPORT.acme.example"}, 200),
        ({"Host": "evil.example"}, 400),
        ({"Host": "support.acme.example.evil.example"}, 400),
        ({"Host": "localhost"}, 400),
        ({"Host": ""}, 400),
        ({"Host": "support.acme.example", "X-Forwarded-Host": "evil.example"}, 400),
    ],
)
def test_only_requests_for_our_own_address_are_answered(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    """S-11."""
    answer = client.get("/login", headers=headers)
    assert answer.status_code == status
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_asked_for_by_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    """S-07: even with a good token."""
    assert client.post("/login", headers=headers).status_code == 400


def test_a_change_without_a_token_is_refused_with_words_that_help(client: FlaskClient) -> None:
    answer = client.post("/login", data={"email": "a@b.example"}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert "no longer valid" in answer.text


def test_a_request_keeps_its_number_and_gets_one_where_it_has_none(client: FlaskClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-Id": "from-the-proxy-1"}).headers["X-Request-Id"]
        == "from-the-proxy-1"
    )
    made = client.get("/healthz", headers={"X-Request-Id": "two\tparts <script>"}).headers["X-Request-Id"]
    assert len(made) == 16


def test_a_lapsed_session_sends_htmx_to_the_log_in_page(client: FlaskClient) -> None:
    answer = client.get("/servicedesk", headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/login")
