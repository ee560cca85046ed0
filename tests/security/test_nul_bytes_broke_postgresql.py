"""PostgreSQL keeps no NUL in a text: one that was posted was answered with 500."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Entry, ReplyDraft, Ticket
from portal.tickets import drafts
from portal.vocabulary import EntryKind, Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]
NUL = "be\x00fore"


def test_words_are_kept_without_it(browser: Browse, people: People) -> None:
    path = f"/servicedesk/tickets/{make_ticket(people.alice).reference}"
    alice, sam = browser(people.alice), browser(people.sam)
    assert alice.partial(f"{path}/reply-draft", {"body": NUL, "once": NUL}).status_code == 200
    assert ReplyDraft.get().body == "before"
    assert alice.post(f"{path}/reply", {"body": NUL, "once": NUL, "newest": NUL}).status_code == 303
    assert sam.post(f"{path}/note", {"body": NUL, "once": NUL}).status_code == 303
    kept = Entry.select().where(Entry.kind.in_([EntryKind.MESSAGE, EntryKind.NOTE]))
    assert [entry.body for entry in kept.order_by(Entry.id)] == ["before", "before"]


@pytest.mark.parametrize("move", ["resolve", "cancel"])
def test_reasons_are_kept_without_it(browser: Browse, people: People, move: str) -> None:
    path = f"/servicedesk/tickets/{make_ticket(people.alice).reference}"
    assert browser(people.alice).post(f"{path}/{move}", {"body": NUL, "once": NUL}).status_code == 303
    assert Entry.select().order_by(Entry.id.desc()).get().body == "before"


def test_what_engineers_decide_is_kept_without_it(browser: Browse, people: People) -> None:
    path = f"/servicedesk/tickets/{make_ticket(people.alice).reference}"
    sam = browser(people.sam)
    assert sam.post(f"{path}/status", {"status": "ask", "reason": NUL}).status_code == 303
    assert sam.post(f"{path}/priority", {"priority": "P1", "reason": NUL}).status_code == 303
    assert sam.post(f"{path}/visibility", {"to": "shared", "reason": NUL}).status_code == 303
    ticket = Ticket.get()
    assert (ticket.status, ticket.visibility) == (Status.WAITING_FOR_CUSTOMER, Visibility.SHARED)


def test_a_draft_is_kept_without_it(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    draft = drafts.start(people.alice, "incident")
    data = {"issue_type": "incident", "subject": NUL, "tab": NUL, "version": "0"}
    assert alice.partial(f"/servicedesk/drafts/{draft.id}/save", data).status_code == 200
    assert alice.visit(f"/servicedesk/drafts/{draft.id}").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/servicedesk/drafts/a%00b",
        "/servicedesk/files/a%00b",
        "/servicedesk/new?draft=a%00b",
        "/servicedesk/tickets/a%00b",
        "/servicedesk/tickets?text=a%00b",
        "/password/new/a%00b",
    ],
)
def test_an_address_with_it_leads_nowhere(browser: Browse, people: People, path: str) -> None:
    """S-02."""
    assert browser(people.alice).get(path).status_code == 404


def test_nor_does_one_that_a_form_sends_to(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    path = f"/servicedesk/tickets/{make_ticket(people.alice).reference}"
    draft = drafts.start(people.alice, "incident")
    for address in (
        f"{path}/reply-files/a%00b/remove",
        f"/servicedesk/drafts/{draft.id}/files/a%00b/remove",
        "/servicedesk/drafts/a%00b/delete",
    ):
        assert alice.post(address).status_code == 404


def test_nobody_is_called_so(browser: Browse, people: People) -> None:
    data = {"email": f"alice{NUL}@acme.example", "password": NUL, "next": NUL}
    assert browser().post("/login", data).status_code == 422
    assert browser().post("/password/forgotten", {"email": NUL}).status_code == 422
    data = {"name": NUL, "theme": "dark", "mail": "none", "time_zone": ""}
    assert browser(people.alice).post("/servicedesk/account/profile", data).status_code == 422


def test_no_mail_is_sent_again_to_such_an_address(browser: Browse, people: People) -> None:
    assert browser(people.sam).post("/servicedesk/desk/mail/suspended", {"address": NUL}).status_code == 303
