"""A secret that somebody sent by mistake is taken out of everything that is kept of a ticket."""

from __future__ import annotations

import base64
import io
from urllib.parse import quote

import pytest
from markupsafe import escape

from portal import clock
from portal.db import handle
from portal.db.tables import ALL, Attachment, Audited, Outbox, RawMail, ReplyDraft, Ticket
from portal.errors import NotAllowed, Rejected
from portal.inbound.engineers import redacting
from portal.markup import as_words, plain_to_html, to_html
from portal.tickets import files, operations
from portal.tickets.redacting import places_of
from portal.tickets.rows import Answer
from portal.tickets.search import matching
from portal.tickets.secrets import REMOVED, Secret
from portal.vocabulary import ReceivedState, Verdict
from tests.factories import People, make_ticket
from tests.support import letters_in
from tests.support.received import hold

SECRET = "Hunter2 & <sons>"


def everything() -> str:
    """Every word in every table, and in every stored file."""
    said = []
    for table in ALL:
        for values in table.select().tuples():
            said += [
                bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in values
            ]
    found = handle.execute_sql("SELECT text FROM ticket_search").fetchall()
    return "\n".join([*said, *(text for (text,) in found)])


def test_a_secret_is_taken_out_of_everything_that_is_kept(people: People) -> None:
    """What is asked of tables, files, mails as they came, and the search."""
    row = make_ticket(
        people.alice, subject=f"My password is {SECRET}", answers=(Answer("what", "What", "text", f"Try {SECRET}"),)
    )
    encoded = base64.b64encode(b"Use Hunter2 &\r\n<sons> and\r\n> Hunter2 & <sons>\r\n").decode()
    raw = letters_in.mail(encoded, content_type="text/plain; charset=utf-8", encoding="base64")
    mail = hold(Verdict.COMMENT, None, state=ReceivedState.DONE, ticket=row.id, subject=f"Re: {SECRET}")
    RawMail.insert(mail=mail, content=raw).execute()
    operations.reply(people.alice, row.reference, f"It is\n{SECRET}, try it")
    operations.note(people.sam, row.reference, f"They sent {SECRET}")
    log = files.store(people.alice, io.BytesIO(f"login {SECRET} ok".encode()), "login.log", ticket=row.id)
    operations.reply(people.alice, row.reference, "See the log", files=(log.id,))
    operations.keep_reply_draft(people.alice, row.reference, f"Again: {SECRET}")
    assert matching("hunter2 sons") is not None
    found = redacting.look_for(people.sam, row.reference, SECRET)
    assert found.places["mails as they came"] == 1
    assert [file.name for file in found.files.holding] == ["login.log"]

    redacting.redact(people.sam, row.reference, f" {SECRET} ")

    assert "Hunter2" not in everything().replace("hunter2", "Hunter2")
    assert Ticket.get(Ticket.id == row.id).subject == f"My password is {REMOVED}"
    assert REMOVED in Outbox.select().where(Outbox.event == "created").first().html
    assert ReplyDraft.get().body == f"Again: {REMOVED}"
    whole = bytes(RawMail.get(RawMail.mail == mail).content)
    assert b"Message-ID: <first@acme.example>".lower() in whole.lower()
    assert f"Use {REMOVED}".encode() in whole
    (kept,) = Attachment.select()
    with files.open_visible(people.alice, kept.id).stream as stream:
        assert stream.read() == f"login {REMOVED} ok".encode()
    assert not Ticket.select().where(matching("hunter2")).exists()
    written = Audited.get(Audited.action == "redacted")
    assert (written.actor, written.data["characters"]) == (people.sam.person_id, len(SECRET))


@pytest.mark.once
def test_signs_that_markdown_takes_for_its_own_leave_nothing_of_it_in_mails_that_left(people: People) -> None:
    row = make_ticket(people.alice)
    operations.reply(people.sam, row.reference, "It is pa*ss*word9 now")
    redacting.redact(people.sam, row.reference, "pa*ss*word9")
    mails = [f"{mail.text} {mail.html}" for mail in Outbox.select().where(Outbox.event == "message")]
    assert all(REMOVED in mail for mail in mails)
    assert not [mail for mail in mails if "word9" in mail]


def test_a_digest_counts_where_it_tells_of_this_ticket_and_not_of_one_whose_number_is_longer(people: People) -> None:
    row, now = make_ticket(people.alice), clock.now()
    for about in ([row.id], [row.id, 7000], [7000, row.id], [int(f"{row.id}0"), int(f"1{row.id}")]):
        Outbox.create(
            event="digest", address="a@b.example", message_id=f"<{about}@x>", subject="News", text=SECRET, html="",
            created_at=now, due_at=now, about=about,
        )  # fmt: skip
    assert redacting.look_for(people.sam, row.reference, SECRET).places == {"mails that left": 3}


def test_a_file_that_nobody_can_look_into_goes_where_it_is_named(people: People) -> None:
    row = make_ticket(people.alice)
    picture = files.store(people.alice, io.BytesIO(b"\x89PNG\x00\x00\xff\xfe"), "key.png", ticket=row.id)
    operations.reply(people.alice, row.reference, "See the picture", files=(picture.id,))
    found = redacting.look_for(people.sam, row.reference, "nowhere to be found")
    assert [file.id for file in found.files.unread] == [picture.id]
    redacting.redact(people.sam, row.reference, "nowhere to be found", (picture.id,))
    assert not Attachment.select().exists()


@pytest.mark.once
def test_what_stands_nowhere_is_said_and_nothing_is_written(people: People) -> None:
    row = make_ticket(people.alice)
    with pytest.raises(Rejected, match="stands nowhere"):
        redacting.redact(people.sam, row.reference, "something else")
    assert not Audited.select().where(Audited.action == "redacted").exists()


@pytest.mark.once
@pytest.mark.parametrize("typed", ["", "abc", "   x  "])
def test_what_is_too_short_is_no_secret(typed: str, people: People) -> None:
    with pytest.raises(Rejected, match="characters"):
        redacting.look_for(people.sam, make_ticket(people.alice).reference, typed)


@pytest.mark.once
def test_customers_remove_nothing(people: People) -> None:
    with pytest.raises(NotAllowed):
        redacting.redact(people.alice, make_ticket(people.alice).reference, "stuck")


@pytest.mark.once
def test_no_table_with_words_of_a_ticket_is_forgotten(people: People) -> None:
    """A new table that belongs to a ticket and keeps texts fails here until somebody says what becomes of them."""
    without_words = {
        "ticket_resource", "follow", "participant", "presence", "ticket_link", "invitation",
    }  # fmt: skip
    belonging = {
        table._meta.table_name
        for table in ALL
        for field in table._meta.sorted_fields
        if getattr(field, "rel_model", None) is Ticket and table is not Ticket
    }
    known = {place.table._meta.table_name for place in places_of(make_ticket(people.alice))}
    assert belonging - known - without_words == set()


@pytest.mark.once
def test_it_is_recognised_over_the_ends_of_lines_and_as_html_writes_it() -> None:
    secret = Secret.of("a&b <c d>")
    for text in ("a&b <c\nd>", "a&amp;b &lt;c d&gt;", "> a&b\n> <c d>"):
        assert REMOVED in secret.out_of(text), text
    assert secret.out_of("a&b <cd>") == "a&b <cd>"


@pytest.mark.once
@pytest.mark.parametrize("typed", ['it\'s "x"<y&z', "pa*ss*word9", "tok:https://a.example/b", "pässword", "a_b\\c`d`"])
def test_it_is_recognised_in_every_spelling_that_pages_and_mails_have(typed: str) -> None:
    """What stood in a mail with an apostrophe, or with signs that Markdown takes for its own, was left there."""
    secret = Secret.of(typed)
    shown = (escape(typed), to_html(f"see {typed} ok"), plain_to_html(typed), as_words(typed), quote(typed))
    for text in shown:
        left = secret.out_of_drawn(str(text))
        assert REMOVED in left, text
        assert not any(word in left for word in ("ss", "tok:", 'x"', "c`")), left


@pytest.mark.once
def test_signs_without_end_are_looked_through_at_once() -> None:
    secret = Secret.of("*" * 100 + "abcd")
    assert secret.out_of_drawn("*" * 5_000 + "<b>" * 5_000).startswith("***")


@pytest.mark.once
def test_a_mail_as_it_came_is_looked_through_in_every_part(people: People) -> None:
    """Parts that are never shown, and the file that an engineer takes away, stayed in the mail as it came."""
    row = make_ticket(people.alice)
    page = base64.b64encode(b"<p>Use Hunter2 &amp; &lt;sons&gt;</p>").decode()
    picture = b"\x89PNG\x00\x00\xff\xfe"
    parts = {"text/plain": "Nothing here", "text/html; charset=utf-8": page}
    versions = [_part(kind, body, "base64" if body is page else "7bit") for kind, body in parts.items()]
    file = _part("image/png; name=key.png", base64.b64encode(picture).decode(), "base64")
    hidden = letters_in.mail(_among(*versions), content_type='multipart/alternative; boundary="b"')
    carrying = letters_in.mail(_among(versions[0], file), content_type='multipart/mixed; boundary="b"')
    for raw in (hidden, carrying):
        mail = hold(Verdict.COMMENT, None, state=ReceivedState.DONE, ticket=row.id)
        RawMail.insert(mail=mail, content=raw).execute()
    kept = files.store(people.alice, io.BytesIO(picture), "key.png", ticket=row.id)
    operations.reply(people.alice, row.reference, "See the picture", files=(kept.id,))
    redacting.redact(people.sam, row.reference, SECRET, (kept.id,))
    for (whole,) in RawMail.select(RawMail.content).tuples():
        assert b"Nothing here" in bytes(whole)
        assert b"base64" not in bytes(whole)


def _part(kind: str, body: str, encoding: str) -> str:
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"


def _among(*parts: str) -> str:
    return "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
