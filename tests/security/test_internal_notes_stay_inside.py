"""Nothing that a customer looks at, and no mail, tells of what is internal: neither its words nor that it is there.

Internal are the notes of engineers, what machines answered by mail, and all else that engineers have among themselves:
answer templates, what they have half written, who of them looks at a ticket, their own views of the desk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.accounts.queries import actor_of_person
from portal.db.tables import Attachment, DigestItem, Outbox, Person, SavedView
from portal.policy import Letter
from portal.tickets import files, information, linking, operations, participants, presence, templates
from portal.tickets.events import record
from portal.tickets.rows import NOTE, REPLY, TicketRow
from portal.tickets.saying import keep_automatic
from portal.vocabulary import (
    INTERNAL_KINDS,
    EntryKind,
    Following,
    LinkKind,
    MailPreference,
    StaffRole,
    Trust,
    Visibility,
)
from tests.factories import People, make_person, make_ticket
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


# ---------- Every route there is, for everybody who sees the ticket

HIDDEN = "plover"
# Of a customer's ticket: the requester, an administrator of the organisation, a colleague, a participant.
WHO_SEES_IT = ("bob", "alice", "carol")


@pytest.fixture
def told(people: People) -> TicketRow:
    """Bob's shared ticket, on which Carol takes part, with everything on it that only engineers have."""
    row = make_ticket(people.bob, visibility=Visibility.SHARED)
    participants.add_participant(people.bob, row.reference, people.numbers["carol"])
    question = {"key": "question_1", "label": "Which region?", "kind": "text"}
    information.ask_for_information(people.sam, row.reference, "Where is it?", [question])
    _tell_among_engineers(people, row)
    return row


def _tell_among_engineers(people: People, row: TicketRow) -> None:
    words = f"A {HIDDEN} is a {SECRET}."
    for kind in sorted(INTERNAL_KINDS - {EntryKind.NOTE, EntryKind.AUTOMATIC, EntryKind.CONNECTED}):
        record(people.sam, row.id, kind, body=words, reason=words, error=words, words=words)
    elsewhere = make_ticket(people.erin, subject=words)
    linking.link(people.sam, row.reference, elsewhere.reference, LinkKind.RELATED)
    facts = {"from": "alice@acme.example", "marker": words, "quoted": words, "refused": [words]}
    keep_automatic(Letter(1, Trust.NONE), row.id, people.alice, words, facts)
    noted = files.store(people.sam, BytesIO(HIDDEN.encode()), f"{HIDDEN}.txt", ticket=row.id, field=NOTE)
    operations.note(people.sam, row.reference, words, files=(noted.id,))
    for kind, field in ((EntryKind.NOTE, NOTE), (EntryKind.MESSAGE, REPLY)):
        operations.keep_reply_draft(people.sam, row.reference, words, kind)
        files.store(people.sam, BytesIO(HIDDEN.encode()), f"{HIDDEN}-{field}.txt", ticket=row.id, field=field)
    templates.save_template(people.sam, None, f"About a {HIDDEN}", words)
    SavedView.create(person=people.sam.person_id, name=HIDDEN, query=HIDDEN, created_at=row.opened_at)
    looker = actor_of_person(
        make_person(f"{HIDDEN.title()} Quinn", "quinn@support.example", staff_role=StaffRole.ENGINEER)
    )
    assert looker is not None
    presence.be_present(looker, row.id)
    operations.keep_reply_draft(looker, row.reference, words)


@pytest.mark.parametrize("name", WHO_SEES_IT)
@pytest.mark.once
def test_no_route_gives_any_of_it_away(app: Flask, browser: Browse, people: People, told: TicketRow, name: str) -> None:
    """S-01, S-05: page, print, partial, list, counts, CSV, search, files, export; whole and as a part."""
    somebody, leaks, reached = browser(people[name]), [], 0
    for path in _every_path(app, people, told):
        for headers in ({}, HTMX):
            answer = somebody.get(path, **headers)
            reached += answer.status_code == 200
            if any(HIDDEN in text.lower() for text in _texts(answer)):
                leaks.append(path)
    assert leaks == []
    assert reached > 20


@pytest.mark.parametrize("name", WHO_SEES_IT)
@pytest.mark.once
def test_nothing_is_found_by_its_words(browser: Browse, people: People, told: TicketRow, name: str) -> None:
    """S-04: nor does any count grow."""
    somebody = browser(people[name])
    for page in ("tickets", "tickets.csv"):
        for whose in ("mine", "shared", f"organisation-{told.organisation_id}"):
            said = somebody.get(f"/servicedesk/{page}?state=all&whose={whose}&text={SECRET}").text
            assert told.reference not in said
    assert told.reference in browser(people.sam).get("/servicedesk/desk?queue=all").text


@pytest.mark.once
def test_what_is_exported_holds_none_of_it(app: Flask, browser: Browse, people: People, told: TicketRow) -> None:
    """What somebody takes along is what they could read."""
    rules = [rule for rule in app.url_map.iter_rules() if "export" in rule.rule and not rule.arguments]
    for name in WHO_SEES_IT:
        for rule in rules:
            somebody = browser(people[name])
            answer = (somebody.post if "POST" in (rule.methods or ()) else somebody.get)(rule.rule)
            assert not [text for text in _texts(answer) if HIDDEN in text.lower()], rule


@pytest.mark.once
def test_no_mail_and_no_digest_tells_of_it(people: People, told: TicketRow) -> None:
    """M-15: what is queued at once, and what is told once a day."""
    Person.update(mail_preference=MailPreference.DIGEST).where(
        Person.id.in_([people.numbers[name] for name in WHO_SEES_IT])
    ).execute()
    _tell_among_engineers_once_more(people, told)
    operations.reply(people.olga, told.reference, "It is mended.")
    numbers = [people.numbers[name] for name in WHO_SEES_IT]
    told_daily = [item.headline for item in DigestItem.select().where(DigestItem.person.in_(numbers))]
    mails = list(Outbox.select().where(Outbox.recipient.in_(numbers)))
    told_at_once = [f"{mail.subject} {mail.text} {mail.html} {mail.headers}" for mail in mails]
    assert told_daily
    assert told_at_once
    assert not [words for words in told_daily + told_at_once if HIDDEN in words.lower()]


def test_an_engineer_reads_all_of_it(browser: Browse, people: People, told: TicketRow) -> None:
    """So that the tests above would find it where it stood."""
    page = browser(people.sam).get(f"/servicedesk/tickets/{told.reference}").text
    assert page.count(f"A {HIDDEN} is a {SECRET}.") >= len(INTERNAL_KINDS)
    assert f"About a {HIDDEN}" in page
    assert [one.name for one in presence.others_on(people.sam, told.id)] == [f"{HIDDEN.title()} Quinn"]


def _tell_among_engineers_once_more(people: People, row: TicketRow) -> None:
    operations.follow(people.sam, row.reference, Following.FOLLOW)
    operations.note(people.olga, row.reference, f"Another {HIDDEN}.")


_ASKED_FOR = "after=0&kind=note&write=note&to=private&state=all"


def _every_path(app: Flask, people: People, row: TicketRow) -> Iterator[str]:
    """Each page of the portal, about this ticket where it is about one; the ticket's own also as engineers ask."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for values in _values(rule, row):
            built = rule.build(values)
            if built is not None:
                yield f"{built[1]}?{_ASKED_FOR}&whose=organisation-{row.organisation_id}"


def _values(rule: Rule, row: TicketRow) -> Iterator[dict[str, str | int]]:
    known: dict[str, str | int] = {"reference": row.reference, "information_id": 1, "filename": "portal.css"}
    if "file_id" in rule.arguments:
        yield from ({"file_id": quote(file.id)} for file in Attachment.select())
        return
    numbers = {name: 1 for name, converter in rule._converters.items() if "Integer" in type(converter).__name__}
    yield {name: known.get(name, numbers.get(name, "x")) for name in rule.arguments}


def _texts(answer: TestResponse) -> Iterator[str]:
    """What the answer says, and what the files of an archive say."""
    yield answer.headers.get("Content-Disposition", "")
    content = answer.get_data()
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode("utf-8", "replace")
    else:
        yield content.decode("utf-8", "replace")
