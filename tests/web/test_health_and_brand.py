"""What machines ask: is it alive, is it ready, which colours."""

from __future__ import annotations

from datetime import timedelta

import peewee
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock, colours, create_app, db
from portal.configuration import SettingsError
from portal.db.tables import Mailbox, Outbox, ReceivedMail
from portal.inbound.receiving import receive
from portal.settings import Settings
from portal.vocabulary import OutboxState, ReceivedState


def test_it_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ok\n"


@pytest.mark.settings(mode="production", base_url="https://support.example")
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_asks_by_number(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "10.0.0.5:8000"}).text == "ok\n"
    assert client.get("/login", headers={"Host": "10.0.0.5:8000"}).status_code == 400


def test_it_is_alive_but_not_ready_before_the_tables_are_there(client: FlaskClient, database: peewee.Database) -> None:
    database.execute_sql("UPDATE schema_migration SET name = '0001_later' WHERE name = '0001_initial'")
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database needs `portal db upgrade`\n")
    database.execute_sql("UPDATE schema_migration SET name = '0001_initial' WHERE name = '0001_later'")


def test_it_is_not_ready_where_mail_stays(client: FlaskClient) -> None:
    """R-18."""
    _queue(minutes_ago=2)
    assert client.get("/readyz").status_code == 200
    _queue(minutes_ago=10)
    assert client.get("/readyz").text == "mail is not leaving: is `portal worker` running?\n"


@pytest.mark.once
def test_it_is_not_ready_where_mail_that_came_in_is_not_read(client: FlaskClient) -> None:
    """R-18."""
    number = receive(b"Subject: Hello\n\nIs anybody there?\n", way="pipe")
    for minutes, told in ((2, "ok"), (10, "mail that came in is not read: is `portal worker` running?")):
        ReceivedMail.update(received_at=clock.now() - timedelta(minutes=minutes)).execute()
        assert client.get("/readyz").text == f"{told}\n"
    ReceivedMail.update(state=ReceivedState.HELD).where(ReceivedMail.id == number).execute()
    assert client.get("/readyz").text == "ok\n"


@pytest.mark.once
@pytest.mark.settings(inbound={"mailboxes": ("imap://support:secret@mail.acme.example/INBOX",)})
def test_it_is_not_ready_where_a_mailbox_is_not_read(client: FlaskClient) -> None:
    """R-18: everybody may ask, so nobody hears which mailbox and why."""
    name, now = "imap://support@mail.acme.example/INBOX", clock.now()
    hindered = "a mailbox is not read: the page of mail and the log say why"
    unwatched = "a mailbox is not read: is `portal mailboxes` running?"
    states = (
        (name, "The password is wrong.", None, hindered),
        (name, "The server is gone.", now - timedelta(minutes=2), "ok"),
        (name, "The server is gone.", now - timedelta(minutes=6), hindered),
        (name, "", now - timedelta(minutes=10), "ok"),
        (name, "", now - timedelta(minutes=20), unwatched),
        ("imap://one@that.went/INBOX", "The password is wrong.", None, "ok"),
    )
    for mailbox, error, read_at, told in states:
        Mailbox.delete().execute()
        Mailbox.insert(name=mailbox, error=error, read_at=read_at).execute()
        assert client.get("/readyz").text == f"{told}\n"


def test_it_is_not_ready_where_the_database_is_gone(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> bool:
        raise peewee.OperationalError("no")

    monkeypatch.setattr("portal.db.schema.is_current", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_the_designed_colour_needs_no_shades(client: FlaskClient) -> None:
    assert client.get("/brand.css").text == ""


@pytest.mark.settings(brand={"colour": "#1d4ed8"})
def test_another_colour_brings_its_shades_for_light_and_dark(client: FlaskClient) -> None:
    answer = client.get("/brand.css")
    assert answer.mimetype == "text/css"
    assert ":root { --brand: #1d4ed8;" in answer.text
    assert "prefers-color-scheme: dark" in answer.text
    assert "[data-theme=dark]" in answer.text


@pytest.mark.settings(brand={"colour": "#ffcc00"})
def test_a_colour_that_nobody_could_read_stops_the_start(settings: Settings, database: peewee.Database) -> None:
    with pytest.raises(
        SettingsError, match=r"contrast of 1\.\d on the page, and needs 4\.5; #[0-9a-f]{6} is the nearest"
    ):
        create_app(settings)


def test_the_operators_logo_is_served_where_there_is_one(client: FlaskClient) -> None:
    assert client.get("/brand/logo").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    "brand", ["#0e6173", "#b02a1f", "#4c1d95", "#1d4ed8", "#14532d", "#7c2d12", "#000000", "#111111"]
)
def test_every_pair_of_shades_can_be_read(brand: str) -> None:
    """A-03."""
    light, dark = colours.light(brand), colours.dark(brand)
    pairs = [
        (light.brand, "#ffffff"), (light.brand, "#f4f7f7"), (light.brand, light.brand_soft),
        (light.brand_2, light.on_brand), (light.brand_ink, light.brand_soft), ("#f2f9fa", light.head),
        ("#b4d0d6", light.head_2), (dark.brand, "#0d1517"), (dark.brand, "#141e21"), (dark.brand, dark.brand_soft),
        (dark.on_brand, dark.brand), (dark.on_brand, dark.brand_2), (dark.brand_ink, dark.brand_soft),
        ("#eaf4f5", dark.head), ("#a5c3c9", dark.head_2),
    ]  # fmt: skip
    weak = [(one, other) for one, other in pairs if colours.contrast(colours.parse(one), colours.parse(other)) < 4.5]
    assert weak == []


@pytest.mark.once
def test_the_colour_that_is_proposed_instead_works() -> None:
    for unreadable in ("#ffcc00", "#33bbcc", "#ff0000", "#aaaaaa"):
        with pytest.raises(colours.Unreadable) as caught:
            colours.light(unreadable)
        proposed = str(caught.value).split("; ")[1].split(" ")[0]
        assert colours.light(proposed).brand == proposed


def _queue(minutes_ago: int) -> None:
    moment = clock.now() - timedelta(minutes=minutes_ago)
    with db.connection():
        Outbox.create(
            event="message", address="a@b.example", message_id=f"<{minutes_ago}@x>", subject="s", text="t", html="h",
            created_at=moment, due_at=moment, state=OutboxState.QUEUED,
        )  # fmt: skip


def test_watching_asks_for_no_session(app: Flask) -> None:
    assert "Set-Cookie" not in app.test_client().get("/healthz").headers
