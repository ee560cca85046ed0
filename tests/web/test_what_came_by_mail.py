"""What came by mail, as the page of a ticket shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.db.tables import Entry, Ticket
from portal.policy import Letter
from portal.tickets import operations
from portal.tickets.events import record
from portal.tickets.queries import timeline
from portal.tickets.rows import TicketRow
from portal.tickets.saying import keep_automatic
from portal.vocabulary import EntryKind, Source, Status, Trust, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser
from tests.support.received import hold
from tests.support.statements import statements

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Dave's, who has the free plan."""
    return make_ticket(people.dave)


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def mail(people: People, ticket: TicketRow, body: str, letter: Letter | None = None, **beside: Any) -> int:
    writer = people.by_mail("dave", letter or Letter(7, Trust.VERIFIED))
    return operations.reply(writer, ticket.reference, body, beside=beside)


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (Letter(7, Trust.VERIFIED), "by e-mail, sender verified"),
        (Letter(7, Trust.TOKEN), "by e-mail, answered to Dave’s own reply address"),
        (Letter(7, Trust.ACCEPTED, "Sam Holm"), "by e-mail, accepted by Sam Holm"),
    ],
)
def test_it_says_how_we_know_who_wrote(
    letter: Letter, words: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """M-01."""
    mail(people, ticket, "It works again.", letter)
    for name in ("dave", "sam"):
        assert words in browser(people[name]).visit(path(ticket)).text_of("timeline")


def test_it_means_no_more_than_it_says(browser: Browse, people: People, ticket: TicketRow) -> None:
    """M-09: lines stay lines, links can be followed, and nothing else is made of it."""
    entry = mail(
        people, ticket, "# No heading\n**none** <b>here</b>\nhttps://status.example/a?b=1\njavascript:alert(1)"
    )
    operations.reply(people.sam, ticket.reference, "**Bold**")
    page = browser(people.dave).visit(path(ticket))
    shown = page.text_of(f"entry-{entry}")
    assert "# No heading" in shown
    assert "**none** <b>here</b>" in shown
    assert page.links["https://status.example/a?b=1"] == "https://status.example/a?b=1"
    assert not [href for href in page.links.values() if href.startswith("javascript")]
    assert "<strong>Bold</strong>" in page.source, "what is written in the portal is Markdown"


def test_what_it_quotes_is_folded_and_what_was_left_out_is_said(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    refused = "“setup.exe” was not taken: it is empty."
    entry = mail(people, ticket, "See below.", quoted="> You wrote:\n> hello", refused=[refused], repeated=["logo.png"])
    page = browser(people.dave).visit(path(ticket))
    (folded,) = page.having("details", **{"class": "fold-line quoted"})
    assert "open" not in folded.attrib
    assert "Show quoted text> You wrote:" in "".join(folded.itertext())
    assert refused in page.text_of(f"entry-{entry}")
    assert "Left out, because it was sent before: logo.png." in page.text_of(f"entry-{entry}")


def test_what_an_engineer_quotes_is_read_by_engineers_alone(browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-05: what was sent to them may stand below, and they saw none of it as they wrote."""
    sam = people.by_mail("sam", Letter(7, Trust.TOKEN))
    operations.reply(sam, ticket.reference, "We look at it.", beside={"quoted": "> Olga: he is wrong about zebras"})
    assert "zebras" in browser(people.olga).visit(path(ticket)).source
    page = browser(people.dave).visit(path(ticket))
    assert "We look at it." in page.source
    assert "zebras" not in page.source
    assert not page.having("details", **{"class": "fold-line quoted"})


def test_only_engineers_are_led_to_the_mail_itself(browser: Browse, people: People, ticket: TicketRow) -> None:
    mail(people, ticket, "It works again.", Letter(hold(), Trust.VERIFIED))
    sam = browser(people.sam)
    assert "dave@initech.example" in sam.visit(sam.visit(path(ticket)).links["Original mail"]).main
    assert "Original mail" not in browser(people.dave).visit(path(ticket)).links


def test_what_a_machine_wrote_is_folded_for_engineers_and_not_there_for_customers(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-05."""
    newest = timeline(people.dave, ticket.id)[-1].id
    facts = {"from": "dave@initech.example", "marker": "It says: Auto-Submitted."}
    keep_automatic(Letter(8, Trust.NONE), ticket.id, people.dave, "I am in the mountains.", facts)
    keep_automatic(Letter(9, Trust.NONE), ticket.id, None, "No such person.", {"from": "robot@elsewhere.example"})
    text = browser(people.sam).visit(path(ticket)).text_of("timeline")
    for words in ("Automatic answer from Dave Miller", "It says: Auto-Submitted. Only engineers see this",
                  "I am in the mountains.", "Automatic answer from robot@elsewhere.example"):  # fmt: skip
        assert words in text
    page = browser(people.dave).visit(path(ticket))
    assert "mountains" not in page.source
    assert "Automatic" not in page.source
    news = f"{path(ticket)}/timeline?after={newest}"
    assert browser(people.dave).get(news, **HTMX).status_code == 204
    assert "Automatic answer from Dave Miller" in browser(people.sam).get(news, **HTMX).text


def test_a_ticket_that_goes_on_with_another_says_so_where_that_may_be_seen(browser: Browse, people: People) -> None:
    """S-04."""
    old = make_ticket(people.alice, status=Status.CLOSED)
    new = make_ticket(people.alice, visibility=Visibility.SHARED)
    Ticket.update(follows=old.id).where(Ticket.id == new.id).execute()
    record(people.alice, new.id, EntryKind.LINKED, follows=old.reference)
    record(people.alice, old.id, EntryKind.LINKED, followed_by=new.reference)
    page = browser(people.alice).visit(path(new))
    assert f"Goes on with {old.reference}" in page.text_of("timeline")
    assert f"Goes on with{old.reference}" in page.text_of("facts").replace("Goes on with ", "Goes on with")
    assert page.links[old.reference] == path(old)
    page = browser(people.alice).visit(path(old))
    assert f"Goes on in {new.reference}" in page.text_of("timeline")
    page = browser(people.bob).visit(path(new))
    assert "Goes on with an earlier ticket" in page.text_of("timeline")
    assert old.reference not in page.source


def test_engineers_see_what_was_answered_after_it_was_resolved(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    operations.resolve(people.sam, ticket.reference, "A new disk.")
    mail(people, ticket, "It is broken again.")
    assert "Answered after it was resolved" in browser(people.sam).visit(path(ticket)).text_of("facts")
    assert "Answered after that" in browser(people.sam).visit("/servicedesk/desk?queue=all").main
    assert "Answered after" not in browser(people.dave).visit(path(ticket)).source


def test_mailed_tickets_ask_the_database_no_more_often(browser: Browse, people: People, ticket: TicketRow) -> None:
    """R-17."""
    mail(people, ticket, "One.", quoted="> two", refused=["Three."])
    keep_automatic(Letter(8, Trust.NONE), ticket.id, people.dave, "Four.", {"from": "dave@initech.example"})
    sam = browser(people.sam)
    sam.visit(path(ticket))
    with statements() as asked:
        sam.visit(path(ticket))
    # One of them counts the mails that are held, for every page of engineers.
    assert len(asked) == 9, asked


def test_a_ticket_that_was_mailed_says_at_its_beginning_how_we_know_from_whom(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """M-01; and what was quoted stands there, in no message of its own."""
    assert ticket.source is Source.EMAIL
    data = {
        "priority": "P3",
        "mail": 7,
        "trust": Trust.VERIFIED,
        "quoted": "> It works again.",
        "refused": ["Too large."],
    }
    Entry.update(data=data).where(Entry.ticket == ticket.id).execute()
    page = browser(people.dave).visit(path(ticket))
    (begun,) = page.having("li", **{"class": "timeline-event"})
    words = " ".join("".join(begun.itertext()).split())
    assert "Dave Miller created the ticket as P3, by e-mail, sender verified" in words
    assert ("Too large." in words, "Show quoted text> It works again." in words) == (True, True)
    assert not page.having("li", **{"class": "timeline-message"})


def test_what_was_pressed_by_the_link_in_a_mail_says_so(browser: Browse, people: People, ticket: TicketRow) -> None:
    for closes in (False, True):
        operations.resolve(people.sam, ticket.reference, "A new disk.")
        by_link = people.by_mail("dave")
        if closes:
            operations.confirm_solved(by_link, ticket.reference)
        else:
            operations.reopen(by_link, ticket.reference, "It is broken again.")
    page = browser(people.dave).visit(path(ticket))
    assert "Dave Miller closed the ticket, by the link in a mail" in page.text_of("timeline")
    (words,) = page.having("article", **{"aria-labelledby": f"words-{_reopened(ticket)}-author"})
    assert "by the link in a mail" in "".join(words.itertext())
    assert "by e-mail" not in "".join(words.itertext())


def _reopened(ticket: TicketRow) -> int:
    return int(Entry.get((Entry.ticket == ticket.id) & (Entry.body == "It is broken again.")).id)
