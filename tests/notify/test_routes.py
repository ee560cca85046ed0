"""What a mail URL means."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.notify.routes import FolderRoute, SmtpRoute, parse
from portal.settings import Mail

HERE = Path("/srv/portal")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("file://", FolderRoute(HERE / "mail")),
        ("file:///", FolderRoute(HERE / "mail")),
        ("file:///var/spool/our%20mail", FolderRoute(Path("/var/spool/our mail"))),
        ("smtp://mail.example", SmtpRoute("mail.example", 25, None, None, False, True)),
        ("smtp://u:p%40ss@mail.example", SmtpRoute("mail.example", 587, "u", "p@ss", False, True)),
        ("smtp://mail.example:2525?tls=none", SmtpRoute("mail.example", 2525, None, None, False, False)),
        ("smtp://localhost", SmtpRoute("localhost", 25, None, None, False, False)),
        ("smtp://[::1]:2525", SmtpRoute("::1", 2525, None, None, False, False)),
        ("smtp://127.0.0.1?tls=starttls", SmtpRoute("127.0.0.1", 25, None, None, False, True)),
        ("smtps://u:p@mail.example", SmtpRoute("mail.example", 465, "u", "p", True, False)),
    ],
)
def test_a_mail_url_says_how_mail_leaves(url: str, expected: FolderRoute | SmtpRoute) -> None:
    assert parse(url, HERE) == expected


@pytest.mark.parametrize(
    "url", ["", "http://mail.example", "smtp://", "smtp://mail.example?tls=maybe", "smtp://mail.example?verify=no"]
)
def test_what_is_no_mail_url_is_refused_with_the_mend(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp://|tls=none"):
        parse(url, HERE)


def test_the_log_never_names_a_password() -> None:
    assert parse("smtp://u:secret@mail.example", HERE).place == "mail.example:587"


@pytest.mark.parametrize("url", ["smtp://mail.example?verify=no", "smtp://mail.example:99999", "smtp://mail.example:0"])
def test_the_settings_refuse_a_mail_url_that_would_not_work(url: str) -> None:
    with pytest.raises(ValueError, match=r"tls=none|[Pp]ort"):
        Mail(url=url)
