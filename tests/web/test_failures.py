"""Whatever goes wrong, somebody gets a page of ours that helps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import peewee
import psycopg
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from playhouse.pool import MaxConnectionsExceeded

from portal.errors import Conflict, NotAllowed, NotFound, Rejected, TooLarge, TooMany
from portal.web.guards import public
from portal.web.pages.errors import ErrorPage
from tests.support.pages import ShownPage

FAILURES: list[tuple[Exception, int]] = [
    (NotFound("There is no ticket SC-9."), 404),
    (NotAllowed("Only engineers assign tickets."), 403),
    (Conflict("The ticket is now closed."), 409),
    (Rejected("Write why."), 422),
    (TooLarge("The file is over 25 MiB."), 413),
    (TooMany("Wait a minute.", retry_after=60), 429),
    (peewee.OperationalError("database is locked"), 503),
    (peewee.InterfaceError("connection already closed"), 503),
    (MaxConnectionsExceeded("Max connections exceeded"), 503),
    (sqlite3.OperationalError("database or disk is full"), 503),
    (psycopg.OperationalError("server closed the connection unexpectedly"), 503),
    (ZeroDivisionError("secret detail"), 500),
]


@pytest.fixture
def failing(app: Flask) -> Callable[[Exception | int], FlaskClient]:
    """A portal with a page that fails as told."""

    def fail_with(failure: Exception | int) -> FlaskClient:
        @public
        def fail() -> str:
            if isinstance(failure, int):
                abort(failure)
            raise failure

        app.add_url_rule("/fails", view_func=fail)
        return app.test_client()

    return fail_with


@pytest.mark.parametrize(("failure", "status"), FAILURES, ids=lambda value: getattr(value, "__class__", value).__name__)
def test_every_failure_of_the_domain_has_its_status_and_a_whole_page(
    failing: Callable[[Exception], FlaskClient], failure: Exception, status: int
) -> None:
    """UX-22."""
    answer = failing(failure).get("/fails")
    assert answer.status_code == status
    page = ShownPage(answer.text, "/fails", status)
    page.check()
    assert "support@support.example" in page.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503, 418, 501])
def test_every_status_has_a_page(failing: Callable[[int], FlaskClient], status: int) -> None:
    try:
        answer = failing(status).get("/fails")
    except LookupError:
        pytest.fail(f"{status} cannot be raised")
    assert answer.status_code == status
    ShownPage(answer.text, "/fails", status).check()


@pytest.mark.parametrize("failure", [failure for failure, status in FAILURES if status in {403, 409, 413, 422, 429}])
def test_the_sentence_of_the_domain_is_read_by_the_person(
    failing: Callable[[Exception], FlaskClient], failure: Exception
) -> None:
    assert str(failure) in failing(failure).get("/fails").text


def test_missing_and_hidden_read_the_same(failing: Callable[[Exception], FlaskClient], client: FlaskClient) -> None:
    """S-02."""
    hidden = failing(NotFound("There is a ticket, but it is Bob's.")).get("/fails")
    missing = client.get("/nowhere")
    assert hidden.text == missing.text


def test_the_reason_of_a_breakdown_stays_with_us(failing: Callable[[Exception], FlaskClient]) -> None:
    answer = failing(ZeroDivisionError("secret detail")).get("/fails")
    assert "secret detail" not in answer.text
    assert "draft" in answer.text


def test_too_many_says_when_to_come_back(failing: Callable[[Exception], FlaskClient]) -> None:
    """R-15."""
    assert failing(TooMany("Wait.", retry_after=42)).get("/fails").headers["Retry-After"] == "42"


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/healthz", headers={"Origin": "http://localhost"})
    assert answer.status_code in {400, 405}
    assert client.get("/logout").status_code == 405
    assert "POST" in client.get("/logout").headers["Allow"]


def test_where_even_the_page_of_an_error_breaks_its_words_remain(
    failing: Callable[[Exception], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ErrorPage, "template", "errors/there-is-no-such-file.html")
    answer = failing(ZeroDivisionError()).get("/fails")
    assert answer.status_code == 500
    assert answer.mimetype == "text/plain"
    assert "Something broke on our side" in answer.text


def test_a_page_can_say_that_the_database_is_gone_without_asking_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-14: also to somebody who was logged in."""

    def gone(*_: object, **__: object) -> None:
        raise peewee.OperationalError("could not connect to server")

    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "a" * 43
    monkeypatch.setattr("portal.accounts.queries.actor_of_session", gone)
    answer = client.get("/servicedesk")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "cannot show or save anything right now" in answer.text


def test_no_word_of_an_error_page_comes_from_the_request(client: FlaskClient) -> None:
    """S-21."""
    assert "pwned" not in client.get("/pwned/here?x=pwned").text
