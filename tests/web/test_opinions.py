"""One question once a ticket is closed: asked by a link, answered by a button (OPS-16)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts.operations import deactivate_person
from portal.db.tables import Outbox, Satisfaction
from portal.notify.keys import without_keys
from portal.notify.opinions import Opinion, read_opinion
from portal.policy import Actor
from portal.states import Move
from portal.tickets import desk, operations, resuming
from portal.tickets.rows import TicketRow
from portal.vocabulary import Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands

Browse = Callable[..., Browser]
pytestmark = pytest.mark.once


def closed(requester: Actor, people: People) -> TicketRow:
    """A ticket that an engineer closed."""
    row = make_ticket(requester, status=Status.RESOLVED, visibility=Visibility.SHARED)
    desk.set_status(people.sam, row.reference, Move.CLOSE, "It was solved a week ago.")
    return row


def path(row: TicketRow, score: int = 4) -> str:
    """Where a link of the mail leads."""
    return Opinion(row.id, row.requester_id).path(score)


def said() -> list[tuple[int, str]]:
    return [(row.score, row.comment) for row in Satisfaction.select()]


def test_the_mail_that_says_it_is_closed_asks_the_requester_and_nobody_else(people: People) -> None:
    row = closed(people.alice, people)
    mails = {mail.recipient_id: mail for mail in Outbox.select().where(Outbox.event == "closed")}
    own = mails.pop(people.numbers["alice"])
    for score in range(1, 6):
        assert f"http://localhost{path(row, score)}" in own.text
        assert f"http://localhost{path(row, score)}" in own.html.replace("&amp;", "&")
    assert all("How did it go" not in mail.html for mail in mails.values())


@pytest.mark.parametrize("name", ["alice", "dave"])
def test_a_number_is_pressed_in_the_mail_and_sent_on_the_page(name: str, browser: Browse, people: People) -> None:
    """Without logging in, on every plan; looking records nothing, because mail filters look too."""
    row = closed(people[name], people)
    somebody = browser()
    page = somebody.visit(path(row, 4))
    assert page.h1 == f"How did {row.reference} go?"
    assert page.find("score-4").get("checked") is not None
    assert said() == []
    page = somebody.press("Send", comment="Quick and friendly.")
    assert page.h1 == "Thank you"
    assert said() == [(4, "Quick and friendly.")]


def test_who_changes_their_mind_says_so_for_two_weeks(browser: Browse, people: People, hands: Hands) -> None:
    row = closed(people.alice, people)
    somebody = browser()
    somebody.visit(path(row, 1))
    somebody.press("Send")
    hands.forward(days=13)
    page = somebody.visit(path(row, 5))
    assert "You said 1, very bad. What you send now takes its place." in page.main
    somebody.press("Send", comment="I took the wrong number.")
    assert said() == [(5, "I took the wrong number.")]
    somebody.visit(path(row, 2))
    hands.forward(days=2)
    page = somebody.press("Send", status=409, comment="I was wrong again.")
    assert page.h1 == "This was not recorded"
    assert "it can no longer be changed" in page.main
    assert "I was wrong again." in page.main
    assert said() == [(5, "I took the wrong number.")]


def test_what_cannot_be_taken_is_named_and_nothing_is_lost(browser: Browse, people: People) -> None:
    """UX-08."""
    row = closed(people.alice, people)
    somebody = browser()
    somebody.visit(path(row).partition("?")[0])
    page = somebody.press("Send", status=422, comment="Well done")
    assert "Choose a number from 1 to 5" in page.text_of("score-error")
    assert "Well done" in page.main
    page = somebody.press("Send", status=422, score="3", comment="x" * 2001)
    assert "Shorten your comment" in page.text_of("comment-error")
    assert page.find("score-3").get("checked") is not None
    assert said() == []


def test_the_requester_and_engineers_see_it_on_the_ticket_and_colleagues_do_not(
    browser: Browse, people: People
) -> None:
    row = closed(people.alice, people)
    address = f"/servicedesk/tickets/{row.reference}"
    assert "How did it go" not in browser(people.sam).visit(address).main
    alice = browser(people.alice)
    assert alice.visit(address).links["2"] == path(row, 2)
    alice.visit(path(row, 2))
    alice.press("Send", comment="It took three days.")
    assert "You said: 2 It took three days." in alice.visit(address).main
    page = browser(people.sam).visit(address)
    assert "Alice Andersson said: 2 It took three days." in page.main
    assert "Change what you said" not in page.main
    assert "How did it go" not in browser(people.bob).visit(address).main


def test_the_page_that_follows_it_is_solved_asks(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice, status=Status.IN_PROGRESS)
    operations.resolve(people.sam, row.reference, "Mended.")
    link = next(
        line for line in Outbox.select().where(Outbox.event == "resolved").get().text.split() if "/solved/" in line
    )
    somebody = browser()
    somebody.visit(link.removeprefix("http://localhost"))
    page = somebody.press("It is solved")
    assert page.links["5, very good"] == path(row, 5)


def test_it_is_asked_once_also_when_the_ticket_is_closed_again(browser: Browse, people: People) -> None:
    row = closed(people.alice, people)
    somebody = browser()
    somebody.visit(path(row))
    somebody.press("Send")
    resuming.resume(people.by_mail("alice"), row.reference, "It is back.", once="a")
    assert browser().visit(path(row, 5)).h1 == "Thank you"
    Outbox.delete().execute()
    operations.resolve(people.sam, row.reference, "Mended again.")
    desk.set_status(people.sam, row.reference, Move.CLOSE, "Solved.")
    own = Outbox.select().where((Outbox.event == "closed") & (Outbox.recipient == people.numbers["alice"])).get()
    assert "How did it go" not in own.html


def test_before_it_is_closed_nothing_is_asked(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice)
    assert browser().visit(path(row)).h1 == f"{row.reference} is not closed"
    answer = browser().post(path(row), {"score": "5", "comment": "It works"})
    assert answer.status_code == 409
    assert "The ticket is not closed" in answer.text
    assert "It works" in answer.text
    assert said() == []


def test_only_links_of_ours_whose_person_sees_the_ticket_work(browser: Browse, people: People) -> None:
    """S-02: which of the reasons it is, the page does not tell."""
    row = closed(people.bob, people)
    good = Opinion(row.id, people.numbers["bob"]).token
    assert read_opinion(good) == Opinion(row.id, people.numbers["bob"])
    for token in (good[:-1] + ("a" if good[-1] != "a" else "b"), Opinion(row.id, people.numbers["carol"]).token,
                  Opinion(999, people.numbers["bob"]).token):  # fmt: skip
        assert browser().visit(f"/mail/opinion/{token}", 404).h1 == "This link does nothing"
    deactivate_person(None, people.numbers["bob"])
    assert browser().visit(f"/mail/opinion/{good}", 404).h1 == "This link does nothing"


def test_a_link_in_a_mail_that_is_passed_on_works_for_nobody(people: People) -> None:
    row = closed(people.alice, people)
    link = f"http://localhost{path(row)}"
    assert Opinion(row.id, people.numbers["alice"]).token not in without_keys(f"Look: {link}")
