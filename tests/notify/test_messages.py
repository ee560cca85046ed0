"""What stands in a mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from portal import colours
from portal.notify import addresses, headers, messages, texts
from portal.notify.addresses import ReplyName
from portal.notify.choices import Asking
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.settings import Settings
from portal.vocabulary import Kind, Status, Visibility
from tests.support.letters import ALICE, BOB, DAVE, LETTER, SAM, letter, news, readers_of

pytestmark = pytest.mark.usefixtures("settings")

BY_PEOPLE = {
    MailEvent.MESSAGE, MailEvent.QUESTION, MailEvent.NOTE, MailEvent.INFORMATION_NEEDED, MailEvent.INFORMATION_GIVEN,
}  # fmt: skip
ABOUT_TICKETS = [event for event in MailEvent if not event.is_about_an_account]


def text_of(event: MailEvent, reader: Reader, about: TicketLetter = LETTER, **changes: object) -> str:
    """The text of the mail on one line, so that where it is wrapped does not matter."""
    return " ".join(messages.render(news(event, about, **changes), reader).text.split())


@pytest.mark.parametrize(("event", "reader"), [(event, reader) for event in MailEvent for reader in readers_of(event)])
@pytest.mark.parametrize("status", list(Status))
def test_every_mail_to_everybody_is_complete(event: MailEvent, reader: Reader, status: Status) -> None:
    message = messages.render(news(event, letter(status=status)), reader)
    assert message.subject
    assert f"Hello {reader.name.split()[0]}," in message.text
    assert "You get this mail because" in message.text
    assert message.html.startswith("<!DOCTYPE html>")
    assert "None" not in message.text
    assert "  \n" not in message.text.replace("-- \n", "")
    assert "\n\n\n" not in message.text


@pytest.mark.parametrize("event", ABOUT_TICKETS)
def test_the_subject_is_the_same_for_every_event_so_that_threads_hold(event: MailEvent) -> None:
    assert messages.render(news(event), readers_of(event)[0]).subject == "[SC-1042] Volume stuck in detaching"


@pytest.mark.parametrize("reader", [ALICE, BOB, DAVE], ids=lambda reader: reader.name)
def test_no_mail_about_an_internal_note_is_ever_made_for_a_customer(reader: Reader) -> None:
    """S-05."""
    with pytest.raises(ValueError, match="for engineers only"):
        messages.render(news(MailEvent.NOTE, body="internal"), reader)


def test_a_mail_about_a_note_says_that_the_answer_is_internal_too() -> None:
    text = text_of(MailEvent.NOTE, SAM, body="Look at the host")
    assert "Sam Holm wrote an internal note on SC-1042" in text
    assert "your reply becomes an internal note too, and no customer reads it" in text
    assert "your reply goes to the customer" not in text


def test_the_confirmation_has_every_answer_file_priority_time_and_who_sees_it() -> None:
    text = text_of(MailEvent.CREATED, ALICE)
    assert "P2 (high urgency, medium impact)" in text
    assert "First answer by: Monday 23 November 2026, 12:46 CET" in text
    assert "You, Bob Berg and Carol Weber (Acme AB), and our engineers" in text
    assert "Affected service Block storage What happens? It has been detaching for 40 minutes." in text
    assert "nova-compute.log (214 KiB)" in text
    assert "at least every 4 hours, day and night" in text
    assert "http://localhost/servicedesk/tickets/SC-1042" in text


def test_the_html_says_what_the_text_says() -> None:
    message = messages.render(news(MailEvent.CREATED), ALICE)
    read = " ".join(re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", message.html, flags=re.DOTALL).split())
    for fact in ("P2 (high urgency, medium impact)", "Block storage", "nova-compute.log (214 KiB)", "12:46 CET"):
        assert fact in read


@pytest.mark.parametrize(
    ("reader", "about", "said"),
    [
        (ALICE, letter(visibility=Visibility.PRIVATE, seen_by=(ALICE.name,)), "It is private: only you and our"),
        (ALICE, LETTER, "Your colleagues at Acme AB follow it too. You can make it private on its page."),
        (ALICE, letter(status=Status.WAITING_FOR_APPROVAL, answer_due_at=None), "You get a mail as soon as it is dec"),
        (ALICE, letter(priority=None, answer_due_at=None), "As soon as we can: this kind of request has no promised"),
        (DAVE, letter(answer_due_at=None), "As soon as we can: the plan has no promised times"),
        (DAVE, letter(answer_due_at=None), "Reply to this mail; files are welcome."),
        (ALICE, LETTER, "The portal is the place that authenticates you"),
    ],
)
def test_the_confirmation_says_what_happens_next_for_this_ticket(
    reader: Reader, about: TicketLetter, said: str
) -> None:
    assert said in text_of(MailEvent.CREATED, reader, about)


@pytest.mark.parametrize(
    ("reader", "status", "said"),
    [
        (ALICE, Status.CLOSED, "Reply to this mail within 7 days, and it is open again; later a reply is a new ticket"),
        (ALICE, Status.CANCELLED, "It is finished. A reply to this mail is a new ticket that goes on with this one."),
        (BOB, Status.CLOSED, "It is finished. A reply to this mail is a new ticket"),
        (ALICE, Status.CLOSED, "The portal is the place that authenticates you."),
        (SAM, Status.CLOSED, "It is finished: write a note on its page, or open another ticket."),
    ],
)
def test_a_mail_about_a_finished_ticket_says_what_an_answer_becomes(reader: Reader, status: Status, said: str) -> None:
    assert said in text_of(MailEvent.STATUS_CHANGED, reader, letter(status=status))


@pytest.mark.settings(inbound={"reopen_days": 1})
def test_the_mail_says_how_long_an_answer_opens_the_ticket_again(settings: Settings) -> None:
    assert "within 1 day, and" in text_of(MailEvent.CLOSED, ALICE, letter(status=Status.CLOSED))


def test_on_the_free_plan_no_mail_promises_the_portal_for_answers() -> None:
    for event in (event for event in ABOUT_TICKETS if not event.is_internal):
        assert "authenticates" not in text_of(event, DAVE, letter(answer_due_at=None))


def test_a_question_says_in_its_first_line_that_an_answer_is_needed_and_whose_turn_it_is() -> None:
    asked = letter(status=Status.WAITING_FOR_CUSTOMER)
    message = messages.render(news(MailEvent.QUESTION, asked, body="Which **host**?"), ALICE)
    assert texts.first_words(message.text) == "We need an answer from you"
    assert "    Which host?" in message.text
    assert "Which <strong>host</strong>?" in message.html
    assert "It is your turn" in message.text
    assert "It is Alice Andersson's turn; you may answer too." in text_of(MailEvent.QUESTION, BOB, asked)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Stockholm", "12:46 CET"),
        ("America/New_York", "06:46 EST"),
        ("Asia/Kolkata", "17:16 IST"),
        ("America/Sao_Paulo", "08:46 UTC-3"),
        ("Asia/Kathmandu", "17:31 UTC+5:45"),
    ],
)
def test_times_are_written_in_the_readers_zone(zone: str, said: str) -> None:
    assert said in text_of(MailEvent.CREATED, ALICE._replace(time_zone=zone))


def test_a_zone_ahead_changes_the_day_too() -> None:
    late = letter(answer_due_at=datetime(2026, 11, 23, 20, 30, tzinfo=UTC))
    assert "Tuesday 24 November 2026, 05:30 JST" in text_of(
        MailEvent.CREATED, ALICE._replace(time_zone="Asia/Tokyo"), late
    )


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='x"


@pytest.mark.parametrize("event", list(MailEvent))
def test_customers_text_never_becomes_markup(event: MailEvent) -> None:
    """M-07 and the escaping of mails."""
    about = letter(
        subject=HOSTILE,
        requester_name=HOSTILE,
        organisation_name=HOSTILE,
        seen_by=(HOSTILE,),
        answers=((HOSTILE, HOSTILE),),
        files=((HOSTILE, 1),),
        issue_type_label=HOSTILE,
    )
    facts = {"reason": HOSTILE, "engineer": HOSTILE, "before": HOSTILE, "device": HOSTILE, "address": HOSTILE}
    reader = readers_of(event)[-1 if event.is_internal else 1]._replace(name=HOSTILE, address=HOSTILE)
    told = news(event, about, body=HOSTILE, actor_name=HOSTILE, facts={**facts, "path": "/password/new/a"})
    html = messages.render(told, reader).html
    assert "<script" not in html
    assert "<img" not in html
    assert not re.search(r"<[^>]*onmouseover", html)


def test_links_lead_to_the_address_in_the_settings_and_nowhere_else() -> None:
    """S-11."""
    for event in MailEvent:
        html = messages.render(news(event), readers_of(event)[0]).html
        assert all(link.startswith("http://localhost/") for link in re.findall(r'href="([^"]+)"', html))


def test_nothing_is_fetched_when_a_mail_is_opened() -> None:
    for event in MailEvent:
        told = news(event, body="![x](https://tracker.example/a.png)")
        html = messages.render(told, readers_of(event)[0]).html
        assert not re.search(r"<(img|link|script|iframe|object)|url\(|@import|src=", html)


def test_html_carries_its_styles_on_each_element() -> None:
    html = messages.render(news(MailEvent.CREATED), ALICE).html
    assert re.search(r'<h1 style="[^"]*font-size: 24px', html)
    (rules,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert re.findall(r"@media [^{]+", rules) == ["@media (prefers-color-scheme: dark) ", "@media (max-width: 480px) "]
    assert rules.strip().startswith("@media")


def test_who_loses_sight_learns_nothing_but_that() -> None:
    """M-15: the mail holds no word of a ticket that its reader can no longer open."""
    told = news(MailEvent.MADE_PRIVATE, facts={"reason": "Holds personal matters"}, body="secret body")
    message = messages.render(told, BOB)
    whole = message.subject + message.text + message.html
    for word in (LETTER.subject, "detaching", "Block storage", "nova", "Alice", "Sam Holm", "personal", "secret", "P2"):
        assert word not in whole
    assert "SC-1042 is no longer shared with you" in message.text
    assert "/servicedesk/tickets" not in whole


def test_the_requester_reads_who_made_the_ticket_private_and_why() -> None:
    text = text_of(MailEvent.MADE_PRIVATE, ALICE, facts={"reason": "Holds personal matters"})
    assert "Sam Holm made your incident SC-1042 private" in text
    assert "Reason: Holds personal matters" in text


def test_a_service_request_is_called_a_request() -> None:
    assert "Your request SC-1042 is with our engineers" in text_of(
        MailEvent.CREATED, ALICE, letter(kind=Kind.SERVICE_REQUEST)
    )


def test_many_people_are_counted_and_few_are_named() -> None:
    many = letter(seen_by=tuple(f"Person {number}" for number in range(9)))
    assert "11 people (Acme AB), and our engineers" in text_of(MailEvent.CREATED, BOB, many)


def test_the_portals_own_acts_are_told_in_its_name() -> None:
    assert "Service Center resolved your incident" in text_of(
        MailEvent.RESOLVED, ALICE, letter(status=Status.RESOLVED), actor_id=None, actor_name=""
    )


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028", "\u202e"])
def test_a_hostile_subject_or_name_stays_on_its_line(break_: str) -> None:
    """M-07."""
    about = letter(subject=f"Hello{break_}Bcc: evil@example.net")
    assert messages.render(news(MailEvent.MESSAGE, about), ALICE).subject == "[SC-1042] Hello Bcc: evil@example.net"
    lines = headers.of(news(MailEvent.MESSAGE, actor_name=f"Anna{break_}Bcc: evil@example.net"), ALICE)
    assert lines["From"] == "Anna Bcc: evil@example.net via Service Center"


def test_a_persons_message_comes_in_their_name_and_is_no_automatic_mail() -> None:
    """M-11."""
    for event in BY_PEOPLE:
        lines = headers.of(news(event), ALICE)
        assert lines["From"] == "Sam Holm via Service Center"
        assert "Auto-Submitted" not in lines


def test_every_other_mail_is_marked_as_automatic() -> None:
    """M-11."""
    for event in set(MailEvent) - BY_PEOPLE:
        lines = headers.of(news(event), ALICE)
        assert lines["From"] == "Service Center"
        assert lines["Auto-Submitted"] == "auto-generated"
        assert lines["X-Auto-Response-Suppress"] == "All"


def test_answers_come_back_to_an_address_of_the_readers_own() -> None:
    alice, bob = (headers.of(news(MailEvent.MESSAGE), reader)["Reply-To"] for reader in (ALICE, BOB))
    assert alice != bob
    assert alice.startswith("support+1042.1.")


def test_answers_to_a_note_come_back_to_an_internal_address() -> None:
    """S-05."""
    address = headers.of(news(MailEvent.NOTE), SAM)["Reply-To"]
    assert addresses.read_reply_address(address) == ReplyName(1042, SAM.person_id, internal=True)


def test_who_lost_sight_is_given_no_address_to_answer_to() -> None:
    assert "Reply-To" not in headers.of(news(MailEvent.MADE_PRIVATE), BOB)


def test_no_mail_pretends_to_be_a_mailing_list_but_for_the_way_to_mute_a_ticket() -> None:
    """M-17: no mail about an account or about lost sight can be unsubscribed from, all others by one press."""
    for event in MailEvent:
        lists = {name: line for name, line in headers.of(news(event), BOB).items() if name.lower().startswith("list-")}
        if event.is_about_an_account or event is MailEvent.MADE_PRIVATE:
            assert lists == {}
        else:
            assert lists["List-Unsubscribe"].startswith("<http://localhost/mail/choice/mute.1042.2.")
            assert lists["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert len(lists) == 2


@pytest.mark.settings(brand={"name": "Nimbus Help", "support_email": "help@nimbus.example"})
def test_the_operators_own_names_stand_in_every_mail(settings: Settings) -> None:
    text = text_of(MailEvent.CREATED, ALICE)
    assert "Nimbus Help, help@nimbus.example" in text
    assert "Service Center" not in text


def test_database_and_mail_never_see_what_they_cannot_take() -> None:
    message = messages.render(news(MailEvent.MESSAGE, body="a\x00b\ud800c\r\nd"), ALICE)
    message.text.encode()
    assert "\x00" not in message.text + message.html
    assert "    ab?c\n    d" in message.text


def test_what_somebody_mailed_means_no_more_than_it_says() -> None:
    message = messages.render(news(MailEvent.MESSAGE, body="# root\n> *not* **bold**", is_plain=True), ALICE)
    assert "    # root\n    > *not* **bold**" in message.text
    assert "# root<br>" in message.html
    assert "&gt; *not* **bold**" in message.html


def test_a_long_answer_is_broken_into_lines_and_stays_in_its_place() -> None:
    message = messages.render(news(MailEvent.CREATED, letter(answers=(("What happens?", "so much " * 40),))), ALICE)
    assert max(map(len, message.text.splitlines())) <= 76
    assert "What happens?\n    so much so much" in message.text


def test_a_question_left_open_says_so_in_both_versions() -> None:
    message = messages.render(news(MailEvent.CREATED, letter(answers=(("Phone number", ""),))), ALICE)
    assert "Phone number Not provided" in " ".join(message.text.split())
    assert "Not provided" in message.html


@pytest.mark.settings(brand={"colour": "#7a1f5c"})
def test_a_mail_has_the_operators_colours_on_light_and_on_dark_screens(settings: Settings) -> None:
    html = messages.render(news(MailEvent.CREATED), ALICE).html
    light, dark = colours.light("#7a1f5c"), colours.dark("#7a1f5c")
    assert re.search(rf'<a class="button" href="[^"]+" style="[^"]*background-color: {light.brand}', html)
    assert f"background-color: {light.head}" in html
    rules = html[html.index("@media (prefers-color-scheme: dark)") :]
    assert f".card a {{ color: {dark.brand} !important; }}" in rules
    assert "{{" not in html


def test_questions_stand_in_the_mail_and_its_requester_gets_the_way_to_the_form() -> None:
    """M-17: without logging in; nobody else has the link."""
    asked = {"information": "7", "questions": "Which region?\nSince when?"}
    mine = messages.render(news(MailEvent.INFORMATION_NEEDED, facts=asked, body="To find the **host**."), ALICE)
    assert mine.text.count("\n\n\n") == 0
    assert "    To find the host." in mine.text
    assert "    - Which region?\n    - Since when?\n" in mine.text
    assert "<li>Which region?</li>" in mine.html
    link = Asking(7, ALICE.person_id).link
    assert f"\n\nAnswer the questions: {link}\n\nOpen SC-1042: " in mine.text
    assert f'href="{link}"' in mine.html
    theirs = messages.render(news(MailEvent.INFORMATION_NEEDED, facts=asked), BOB)
    assert "/mail/information/" not in theirs.text + theirs.html
    assert "Which region?" in theirs.text


def test_another_issue_type_is_told_with_the_reason_and_what_it_asks_for() -> None:
    changed = {"before": "Incident", "after": "General request", "reason": "It asks for a quota."}
    text = text_of(MailEvent.ISSUE_TYPE_CHANGED, BOB, facts=changed)
    assert "changed the issue type of the incident SC-1042 from Incident to " in text
    assert "Reason: It asks for a quota." in text
    asking = {**changed, "information": "7", "questions": "Project UUID"}
    text = text_of(MailEvent.ISSUE_TYPE_CHANGED, ALICE, facts=asking)
    assert "We need some information from you" in text
    assert "That type asks for more: answer in a short form behind the link below" in text
    assert Asking(7, ALICE.person_id).link in text
