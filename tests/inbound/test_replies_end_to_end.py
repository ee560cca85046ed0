"""From the HTML that a mail program wrote to what its sender said."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from portal.inbound.reading.parsing import parse
from portal.inbound.trimming.splitting import split
from portal.notify.texts import SEPARATOR
from portal.settings import Settings

REPLIES = sorted((Path(__file__).parent / "html_replies").glob("*.eml"))


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.stem)
@pytest.mark.parametrize("separated", [True, False], ids=["with our separator", "by its own marks"])
def test_an_answer_in_html_is_read_without_what_it_quotes(settings: Settings, reply: Path, separated: bool) -> None:
    mail = cast(EmailMessage, message_from_bytes(reply.read_bytes(), policy=policy.default))
    html = mail.get_content()
    if not separated:
        mail.set_content(html.replace(SEPARATOR, ""), subtype="html", cte="quoted-printable")
    words = split(parse(mail.as_bytes()).text)
    assert words.said == reply.with_suffix(".said").read_text(encoding="utf-8").rstrip("\n")
    assert "two servers" in words.quoted or "inline" in reply.stem
    assert words.quoted, "what was quoted is kept to be folded"
