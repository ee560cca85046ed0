"""Nothing that a customer looks at, and no mail, tells of what is internal: neither its words nor that it is there.

Internal are the notes of engineers, and what machines answered by mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO

import pytest
from flask import Flask

from portal.db.tables import Attachment, Outbox
from portal.policy import Letter
from portal.tickets import files, operations
from portal.tickets.rows import NOTE, TicketRow
from portal.tickets.saying import keep_automatic
from portal.vocabulary import Trust, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser

Browse = Callable[..., Browser]
SECRET = "zanzibar"
PAGES = (
    "/servicedesk",
    "/servicedesk/tickets?whose=organisation-{organisation}&state=all",
    "/servicedesk/tickets?state=all&text=" + SECRET,
    "/servicedesk/tickets.csv?whose=organisation-{organisation}&state=all",
    "/servicedesk/tickets.csv?state=all&text=" + SECRET,
    "/servicedesk/tickets/{reference}",
    "/servicedesk/tickets/{reference}?write=note",
    "/servicedesk/tickets/{reference}/created",
    "/servicedesk/tickets/{reference}/visibility?to=private",
    "/servicedesk/tickets/{reference}/timeline?after=0",
)


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """A shared ticket, already answered."""
    made = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.reply(people.sam, made.reference, "We look into it.")
    return made


def seen(somebody: Browser, ticket: TicketRow) -> list[str]:
    """What the pages say, without what differs from one request to the next."""
    named = [path.format(reference=ticket.reference, organisation=ticket.organisation_id) for path in PAGES]
    return [_without_tokens(somebody.get(path, **(HTMX if "timeline" in path else {})).text) for path in named]


def _without_tokens(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and 'name="once"' not in line)


def _write_note(people: People, ticket: TicketRow) -> None:
    stored = files.store(people.sam, BytesIO(b"x"), f"{SECRET}.txt", ticket=ticket.id, field=NOTE)
    operations.note(people.sam, ticket.reference, f"The customer is a {SECRET}.", files=(stored.id,))


def _keep_automatic(people: People, ticket: TicketRow) -> None:
    facts = {"from": "alice@acme.example", "marker": f"It names a {SECRET}.", "quoted": f"> a {SECRET}"}
    keep_automatic(Letter(1, Trust.NONE), ticket.id, people.alice, f"Away until the {SECRET}: I am a {SECRET}.", facts)


@pytest.mark.parametrize("write", [_write_note, _keep_automatic])
@pytest.mark.parametrize("name", ["alice", "bob"])
def test_every_page_reads_as_if_there_were_none(
    app: Flask,
    browser: Browse,
    people: People,
    ticket: TicketRow,
    name: str,
    write: Callable[[People, TicketRow], None],
) -> None:
    """S-05."""
    before = seen(browser(people[name]), ticket)
    mails = Outbox.select().count()
    write(people, ticket)
    after = seen(browser(people[name]), ticket)
    assert not [text for text in after if f"a {SECRET}" in text or f"{SECRET}.txt" in text]
    assert after == before
    assert Outbox.select().count() == mails


def test_its_files_are_not_there_for_customers(browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-02, S-05."""
    _write_note(people, ticket)
    path = f"/servicedesk/files/{Attachment.get().id}"
    assert browser(people.sam).get(path).status_code == 200
    for name in _customers():
        assert browser(people[name]).get(path).status_code == 404


def test_an_open_page_hears_nothing_of_it(browser: Browse, people: People, ticket: TicketRow) -> None:
    newest = operations.reply(people.alice, ticket.reference, "Thank you.")
    _write_note(people, ticket)
    _keep_automatic(people, ticket)
    path = f"/servicedesk/tickets/{ticket.reference}/timeline?after={newest}"
    assert browser(people.bob).get(path, **HTMX).status_code == 204
    assert SECRET in browser(people.olga).get(path, **HTMX).text


def test_mails_after_it_leave_it_out(people: People, ticket: TicketRow) -> None:
    """M-15."""
    _write_note(people, ticket)
    _keep_automatic(people, ticket)
    operations.reply(people.sam, ticket.reference, "It is mended.")
    operations.resolve(people.sam, ticket.reference, "A new disk.")
    for mail in Outbox.select():
        assert SECRET not in f"{mail.subject} {mail.text} {mail.html} {mail.headers}"


def _customers() -> Iterable[str]:
    return ("alice", "bob", "carol", "dave", "erin")
