"""The pages behind the signed links of mails, opened by anybody who holds the link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.accounts.operations import deactivate_person
from portal.db.tables import Follow, Outbox, Person
from portal.notify.choices import Choice, Solution, Wish
from portal.tickets import operations, sharing
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.tickets.standing import resolution_of
from portal.vocabulary import EntryKind, Following, MailPreference, Source, Status, Visibility
from portal.web.wording import LEAST_MAIL
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browsers = Callable[..., Browser]
pytestmark = pytest.mark.once
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def ticket(people: People) -> TicketRow:
    return make_ticket(people.alice, subject="Payroll server", visibility=Visibility.SHARED)


def path(choice: Choice) -> str:
    return choice.link.removeprefix("http://localhost")


def mute(people: People, name: str, ticket: TicketRow, wish: Wish = Wish.MUTE) -> str:
    return path(Choice(wish, people.numbers[name], ticket.id))


def chosen(people: People, name: str) -> Following | None:
    found = Follow.select(Follow.following).where(Follow.person == people.numbers[name]).tuples().first()
    return found[0] if found else None


# ---------- Mail about a ticket


def test_looking_at_a_link_changes_nothing(browser: Browsers, people: People, ticket: TicketRow) -> None:
    """Filters follow the links of mails before anybody reads them."""
    somebody = browser()
    page = somebody.visit(mute(people, "bob", ticket))
    assert page.h1 == f"Mute {ticket.reference}?"
    assert somebody.client.head(mute(people, "bob", ticket)).status_code == 200
    assert chosen(people, "bob") is None


def test_the_button_mutes_the_ticket_and_the_next_one_takes_it_back(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    somebody = browser()
    somebody.visit(mute(people, "bob", ticket))
    page = somebody.press(f"Mute {ticket.reference}")
    assert page.h1 == f"{ticket.reference} is muted"
    assert chosen(people, "bob") is Following.MUTE
    page = somebody.press(f"Follow {ticket.reference}")
    assert page.h1 == f"You follow {ticket.reference}"
    assert chosen(people, "bob") is Following.FOLLOW


def test_a_link_whose_choice_was_made_says_so_and_offers_the_way_back(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    somebody = browser()
    somebody.visit(mute(people, "bob", ticket))
    somebody.press(f"Mute {ticket.reference}")
    page = somebody.visit(mute(people, "bob", ticket))
    assert (page.h1, page.buttons) == (f"{ticket.reference} is muted", [f"Follow {ticket.reference}"])
    somebody.press(f"Follow {ticket.reference}")
    assert chosen(people, "bob") is Following.FOLLOW


def test_a_mail_program_mutes_with_one_press_of_its_own(client: FlaskClient, people: People, ticket: TicketRow) -> None:
    """M-17, RFC 8058: no cookie, no token of a form, from wherever the program runs; repeating is harmless."""
    for _ in range(2):
        answer = client.post(
            mute(people, "bob", ticket),
            data=ONE_CLICK,
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 200
    assert chosen(people, "bob") is Following.MUTE
    assert "Set-Cookie" not in answer.headers or "_user_id" not in answer.headers["Set-Cookie"]


def test_only_the_link_of_one_press_is_free_of_the_token(client: FlaskClient, people: People) -> None:
    """S-07."""
    ticket = make_ticket(people.alice)
    token = _resolve(people, ticket).token
    elsewhere = {"Origin": "https://mail.example"}
    assert client.post(f"/mail/solved/{token}").status_code == 400
    assert client.post(f"/mail/not-solved/{token}", headers=elsewhere).status_code == 400
    assert client.post("/login", data={}, headers=elsewhere).status_code == 400
    assert get_row(ticket.id).status is Status.RESOLVED


def test_ones_own_ticket_comes_once_a_day_and_the_page_says_so(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    somebody = browser()
    page = somebody.visit(mute(people, "alice", ticket))
    assert page.h1 == f"Get mail about {ticket.reference} only once a day?"
    assert "A question to you still comes at once." in page.main
    page = somebody.press("Only once a day")
    assert page.h1 == f"Mail about {ticket.reference} comes once a day"
    somebody.press("Get mail at once")
    assert chosen(people, "alice") is Following.FOLLOW


def test_the_link_acts_for_whom_the_mail_was_for_whoever_is_logged_in(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    carol = browser(people.carol)
    page = carol.visit(mute(people, "bob", ticket))
    assert "Bob" not in page.text
    assert "Payroll" not in page.text
    carol.press(f"Mute {ticket.reference}")
    assert (chosen(people, "bob"), Follow.select().count()) == (Following.MUTE, 1)


def test_somebody_on_the_free_plan_chooses_by_mail(browser: Browsers, people: People) -> None:
    ticket = make_ticket(people.dave)
    somebody = browser()
    somebody.visit(mute(people, "dave", ticket))
    somebody.press("Only once a day")
    assert chosen(people, "dave") is Following.MUTE


def test_as_little_mail_as_possible(browser: Browsers, people: People) -> None:
    somebody = browser()
    page = somebody.visit(path(Choice(Wish.LESS, people.numbers["bob"])))
    assert LEAST_MAIL in page.main
    page = somebody.press("As little as possible")
    assert page.h1 == "You get as little mail as possible"
    assert Person.get_by_id(people.numbers["bob"]).mail_preference is MailPreference.NONE


def test_a_link_out_of_sight_and_a_link_that_is_not_ours_look_the_same(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    """S-02: the page does not tell of a ticket that its holder cannot see."""
    somebody = browser()
    links = [mute(people, "dave", ticket), mute(people, "bob", ticket)]
    sharing.set_visibility(people.alice, ticket.reference, Visibility.PRIVATE)
    foreign = somebody.visit("/mail/choice/mute.1.1.aaaaaaaaaaaaaaaa", status=404)
    for link in links:
        page = somebody.visit(link, status=404)
        assert page.main == foreign.main
        assert somebody.post(link, ONE_CLICK).status_code == 404
    assert ticket.reference not in foreign.text
    assert Follow.select().count() == 0


def test_the_links_of_somebody_who_left_do_nothing(browser: Browsers, people: People) -> None:
    ticket = make_ticket(people.bob)
    solution = _resolve(people, ticket)
    number = people.numbers["bob"]
    deactivate_person(None, number)
    somebody = browser()
    for link in (
        path(Choice(Wish.MUTE, number, ticket.id)),
        path(Choice(Wish.LESS, number)),
        f"/mail/solved/{solution.token}",
        f"/mail/not-solved/{solution.token}",
    ):
        assert somebody.visit(link, status=404).h1 == "This link does nothing"
        assert somebody.post(link).status_code == 404
    assert get_row(ticket.id).status is Status.RESOLVED


# ---------- Solved, or not


def _resolve(people: People, ticket: TicketRow) -> Solution:
    operations.resolve(people.sam, ticket.reference, "We restarted it.")
    entry = resolution_of(ticket.id)
    assert entry is not None
    return Solution(ticket.id, ticket.requester_id, entry)


def test_the_resolved_mail_carries_both_links_for_the_requester_alone(people: People, ticket: TicketRow) -> None:
    solution = _resolve(people, ticket)
    texts = {row.address: row.text + row.html for row in Outbox.select().where(Outbox.event == "resolved")}
    assert set(texts) == {"alice@acme.example", "bob@acme.example", "carol@globex.example"}
    mine = texts.pop("alice@acme.example")
    assert solution.solved_link in mine
    assert solution.not_solved_link in mine
    assert not any("/mail/solved/" in text for text in texts.values())


def test_the_requester_agrees_without_logging_in(browser: Browsers, people: People, ticket: TicketRow) -> None:
    solution = _resolve(people, ticket)
    somebody = browser()
    page = somebody.visit(f"/mail/solved/{solution.token}")
    assert page.h1 == "Is it solved?"
    assert f"{ticket.reference} Payroll server" in page.main
    assert "We restarted it." not in page.text
    assert get_row(ticket.id).status is Status.RESOLVED
    page = somebody.press("It is solved")
    assert page.h1 == f"{ticket.reference} is closed"
    assert "Should it come back within 7 days, answer any of its mails" in page.main
    assert get_row(ticket.id).status is Status.CLOSED
    last = timeline(people.sam, ticket.id)[-1]
    assert (last.actor_id, last.source) == (people.numbers["alice"], Source.EMAIL)


def test_the_requester_says_what_is_still_wrong(browser: Browsers, people: People) -> None:
    """The free plan is e-mail only, and that is a way by mail."""
    ticket = make_ticket(people.dave, subject="No mail")
    solution = _resolve(people, ticket)
    somebody = browser()
    somebody.visit(f"/mail/not-solved/{solution.token}")
    page = somebody.press("It is not solved", body="It hangs again.")
    assert page.h1 == f"{ticket.reference} is open again"
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    last = timeline(people.sam, ticket.id)[-1]
    assert (last.body, last.kind, last.source) == ("It hangs again.", EntryKind.STATUS_CHANGED, Source.EMAIL)


def test_words_that_are_too_many_come_back_with_a_sentence(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    solution = _resolve(people, ticket)
    somebody = browser()
    somebody.visit(f"/mail/not-solved/{solution.token}")
    page = somebody.press("It is not solved", status=422, body="x" * 200_000)
    assert page.form_with("It is not solved").values["body"].startswith("xxx")
    assert get_row(ticket.id).status is Status.RESOLVED


def test_pressing_again_changes_nothing_and_says_how_it_stands(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    solution = _resolve(people, ticket)
    somebody = browser()
    for _ in range(2):
        assert somebody.post(f"/mail/solved/{solution.token}").status_code == 303
    assert somebody.post(f"/mail/not-solved/{solution.token}", {"body": "No!"}).status_code == 303
    assert get_row(ticket.id).status is Status.CLOSED
    assert somebody.visit(f"/mail/not-solved/{solution.token}").h1 == f"{ticket.reference} is closed"
    assert [entry.data.get("move") for entry in timeline(people.sam, ticket.id)].count("close") == 1


def test_the_link_of_an_earlier_resolution_leads_to_the_later_mail(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    old = _resolve(people, ticket)
    operations.reopen(people.alice, ticket.reference)
    somebody = browser()
    assert somebody.visit(f"/mail/solved/{old.token}").h1 == f"{ticket.reference} is open again"
    new = _resolve(people, ticket)
    assert new != old
    assert somebody.visit(f"/mail/solved/{old.token}").h1 == f"A later mail asks about {ticket.reference}"
    somebody.post(f"/mail/solved/{old.token}")
    assert get_row(ticket.id).status is Status.RESOLVED
    assert somebody.visit(f"/mail/solved/{new.token}").h1 == "Is it solved?"


# ---------- On the ticket's page


def test_the_requester_agrees_on_the_page_too(browser: Browsers, people: People, ticket: TicketRow) -> None:
    _resolve(people, ticket)
    alice = browser(people.alice)
    alice.visit(f"/servicedesk/tickets/{ticket.reference}")
    page = alice.press("It is solved")
    assert f"{ticket.reference} is closed." in page.text
    for name in ("bob", "sam"):
        assert "It is solved" not in browser(people[name]).visit(f"/servicedesk/tickets/{ticket.reference}").buttons


@pytest.mark.parametrize(
    ("name", "preference", "following", "words"),
    [
        ("alice", MailPreference.EVERY_UPDATE, None, "At once"),
        ("alice", MailPreference.NONE, None, "Once a day; questions at once"),
        ("bob", MailPreference.EVERY_UPDATE, None, "At once: you chose every update"),
        ("bob", MailPreference.DIGEST, None, "In your daily digest"),
        ("bob", MailPreference.FOLLOWED, None, "None: you do not follow it"),
        ("bob", MailPreference.NONE, Following.FOLLOW, "At once: you follow it"),
        ("bob", MailPreference.EVERY_UPDATE, Following.MUTE, "None: you muted it"),
        ("olga", MailPreference.EVERY_UPDATE, None, "None: you do not follow it"),
        ("olga", MailPreference.EVERY_UPDATE, Following.FOLLOW, "At once: you follow it"),
    ],
)
def test_the_page_says_which_mail_comes(
    browser: Browsers,
    people: People,
    ticket: TicketRow,
    name: str,
    preference: MailPreference,
    following: Following | None,
    words: str,
) -> None:
    Person.update(mail_preference=preference).where(Person.id == people.numbers[name]).execute()
    if following:
        operations.follow(people[name], ticket.reference, following)
    page = browser(people[name]).visit(f"/servicedesk/tickets/{ticket.reference}")
    assert f"Your mail {words}" in page.text_of("facts")


def test_the_requester_chooses_the_digest_for_one_ticket_on_its_page(
    browser: Browsers, people: People, ticket: TicketRow
) -> None:
    alice = browser(people.alice)
    alice.visit(f"/servicedesk/tickets/{ticket.reference}")
    page = alice.press("Get mail once a day: press to read of this ticket in your daily digest")
    assert f"Mail about {ticket.reference} comes once a day, but questions at once." in page.text
    assert "Your mail Once a day; questions at once" in page.text_of("facts")
    alice.press("Get mail at once: press to hear of this ticket at once")
    assert chosen(people, "alice") is Following.FOLLOW


def test_an_engineer_who_follows_a_ticket_of_a_colleague_is_mailed(people: People, ticket: TicketRow) -> None:
    operations.follow(people.olga, ticket.reference, Following.FOLLOW)
    operations.reply(people.bob, ticket.reference, "Any news?")
    assert Outbox.select().where((Outbox.event == "message") & (Outbox.address == "olga@support.example")).count() == 1
