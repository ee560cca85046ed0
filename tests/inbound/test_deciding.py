"""What is decided before a plan or a ticket counts: our own mail, machines, links to sign in, and who wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.db.tables import Address, BlockedSender, Entry, Membership, Outbox, ReceivedMail, SuspendedAddress, Ticket
from portal.inbound.judging.deciding import decide
from portal.inbound.judging.people import sender_of
from portal.inbound.judging.verdicts import SENTENCES, state_of
from portal.inbound.mails import Person
from portal.notify import suspensions
from portal.notify.addresses import bounce_address, reply_address
from portal.tickets.queries import timeline
from portal.vocabulary import EntryKind, ReceivedState, Status, Trust, Verdict, Visibility
from tests.factories import LONG_AGO, People, make_person, make_ticket
from tests.inbound.arrivals import VERIFIED, Proof, answer_of, arrived, decided, done, mail_of, returned
from tests.support.mails import queue

pytestmark = pytest.mark.once

OUT_OF_OFFICE = {"marker": "It says Auto-Submitted: auto-replied.", "is_automatic": True}
PASSED_ON = {"marker": "It was passed on by a list."}


def test_every_verdict_has_a_sentence_and_a_state() -> None:
    assert set(SENTENCES) == set(Verdict)
    assert {state_of(verdict) for verdict in Verdict} == set(ReceivedState) - {ReceivedState.NEW}


def test_our_own_mail_that_comes_back_is_put_aside_with_an_alert(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    row = done(mail_of(people.dave.address), proof=VERIFIED, own="It carries the mark of this portal's own mail.")
    assert (row.verdict, row.state) == (Verdict.OWN_MAIL, ReceivedState.IGNORED)
    assert "one of our own" in caplog.text
    assert Outbox.select().count() == Ticket.select().count() == 0


@pytest.mark.parametrize("address", ["support@support.example", "SIGNED"])
def test_a_mail_from_an_address_of_ours_is_our_own(address: str, people: People) -> None:
    address = reply_address(1042, 7) if address == "SIGNED" else address
    assert decided(mail_of(address), proof=VERIFIED).verdict is Verdict.OWN_MAIL


def test_a_mail_that_came_back_has_its_address_left_alone_and_mails_nobody(people: People) -> None:
    """M-13."""
    row = make_ticket(people.alice)
    Outbox.delete().execute()
    number = queue(ticket_id=row.id, recipient_id=people.alice.person_id)
    told = replace(mail_of("mailer-daemon@acme.example"), recipients=(bounce_address(number),))
    stored = done(told, returned=returned())
    assert (stored.verdict, stored.state, stored.ticket_id) == (Verdict.BOUNCE, ReceivedState.IGNORED, row.id)
    assert suspensions.is_suspended("alice@acme.example")
    assert Outbox.select().count() == 1
    assert [entry.kind for entry in timeline(people.sam, row.id)] == [EntryKind.OPENED]


def test_a_report_that_names_no_mail_of_ours_silences_nobody(people: People) -> None:
    """M-13: else anybody could keep mail from anybody."""
    queue()
    forged = returned(message_id="<made-up@evil.example>")
    stored = done(mail_of("mailer-daemon@evil.example"), returned=forged)
    assert stored.verdict is Verdict.BOUNCE
    assert SuspendedAddress.select().count() == 0


def test_a_mail_that_is_late_changes_nothing(people: People) -> None:
    number = queue()
    told = replace(mail_of("mailer-daemon@acme.example"), recipients=(bounce_address(number),))
    assert done(told, returned=returned(permanent=False)).verdict is Verdict.DELAYED
    assert SuspendedAddress.select().count() == 0


def test_whoever_writes_again_is_mailed_again(people: People) -> None:
    suspensions.suspend(people.dave.address, "550 no such mailbox")
    done(mail_of(people.dave.address))
    assert suspensions.is_suspended(people.dave.address), "anybody can write that as the sender"
    done(mail_of(people.dave.address), proof=VERIFIED)
    assert not suspensions.is_suspended(people.dave.address)


def test_out_of_office_stays_with_the_engineers_and_changes_nothing(people: People) -> None:
    """M-11, M-12: no mail, no status, nothing that the customer sees."""
    row = make_ticket(people.alice, status=Status.WAITING_FOR_CUSTOMER, visibility=Visibility.SHARED)
    Outbox.delete().execute()
    stored = done(answer_of(people.alice, row, "I am away until May."), **OUT_OF_OFFICE)
    assert (stored.verdict, stored.state) == (Verdict.KEPT_AUTOMATIC, ReceivedState.DONE)
    assert Ticket.get_by_id(row.id).status is Status.WAITING_FOR_CUSTOMER
    assert Outbox.select().count() == 0
    last = timeline(people.sam, row.id)[-1]
    assert (last.kind, last.body, last.data["marker"]) == (
        EntryKind.AUTOMATIC,
        "I am away until May.",
        OUT_OF_OFFICE["marker"],
    )
    assert {entry.kind for entry in timeline(people.alice, row.id)} == {EntryKind.OPENED}


def test_the_out_of_office_of_a_resolved_ticket_is_no_answer_to_it(people: People) -> None:
    row = make_ticket(people.alice, status=Status.RESOLVED)
    done(answer_of(people.alice, row), **OUT_OF_OFFICE)
    assert Ticket.get_by_id(row.id).after_resolve_at is None


@pytest.mark.parametrize("sender", ["dave@initech.example", "list@nowhere.example"])
def test_automatic_mail_that_answers_nothing_is_held_and_not_answered(sender: str, people: People) -> None:
    stored = done(mail_of(sender), proof=VERIFIED, **OUT_OF_OFFICE)
    assert (stored.verdict, stored.state) == (Verdict.AUTOMATIC, ReceivedState.HELD)
    assert Outbox.select().count() == 0


def test_an_automatic_answer_of_somebody_else_by_a_guessed_id_reaches_no_ticket(people: People) -> None:
    first = done(mail_of(people.dave.address, message_id="<first@initech.example>"), proof=VERIFIED)
    other = mail_of(people.erin.address, in_reply_to=("<first@initech.example>",))
    assert decided(other, proof=VERIFIED, **OUT_OF_OFFICE).verdict is Verdict.AUTOMATIC
    assert Entry.select().where((Entry.ticket == first.ticket_id) & (Entry.kind == EntryKind.AUTOMATIC)).count() == 0


def test_mail_through_a_list_is_handled_but_never_answered_by_a_machine(people: People) -> None:
    """M-11: weak marks lose no customer."""
    ticket = done(mail_of(people.dave.address), proof=VERIFIED, **PASSED_ON)
    draft = done(mail_of(people.alice.address), proof=VERIFIED, **PASSED_ON)
    held = done(mail_of("stranger@nowhere.example"), **PASSED_ON)
    assert [row.verdict for row in (ticket, draft, held)] == [Verdict.TICKET, Verdict.DRAFT, Verdict.UNKNOWN_SENDER]
    assert Outbox.select().count() == 0


SIGN_IN = "Confirm your address: https://chat.example/verify?email=support"


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("no-reply@chat.example", "Welcome to Chat."),
        ("noreply@chat.example", SIGN_IN),
        ("feedback@chat.example", SIGN_IN),
        ("feedback@chat.example", "Your magic link: https://chat.example/x/magic/abc"),
        ("donotreply@chat.example", "Hello."),
    ],
)
def test_a_link_to_sign_in_elsewhere_is_held_and_shown_to_no_customer(sender: str, text: str, people: People) -> None:
    """M-05: somebody gave the address of their ticket as their own, to get into what its owner may enter."""
    row = make_ticket(people.dave)
    Outbox.delete().execute()
    stored = done(mail_of(sender, text, recipients=(reply_address(row.id, people.dave.person_id),)), proof=VERIFIED)
    assert (stored.verdict, stored.state) == (Verdict.SIGN_IN_LINK, ReceivedState.HELD)
    assert Outbox.select().count() == 0
    assert len(timeline(people.sam, row.id)) == 1


def test_a_sign_in_link_that_says_it_is_automatic_is_no_entry_on_the_ticket(people: People) -> None:
    """M-05."""
    row = make_ticket(people.dave)
    mail = mail_of("no-reply@chat.example", SIGN_IN, recipients=(reply_address(row.id, people.dave.person_id),))
    assert decided(mail, **OUT_OF_OFFICE).verdict is Verdict.SIGN_IN_LINK


def test_a_customer_may_write_about_a_link(people: People) -> None:
    row = make_ticket(people.alice)
    assert decided(answer_of(people.alice, row, f"This does not work: {SIGN_IN}")).verdict is Verdict.COMMENT


def test_a_link_to_this_portal_is_nothing_foreign(people: People) -> None:
    mail = mail_of("stranger@nowhere.example", "http://localhost/login does not let me in.")
    assert decided(mail).verdict is Verdict.UNKNOWN_SENDER


@pytest.mark.parametrize(
    "senders",
    [
        {"from_count": 2},
        {"froms": (Person("Boss", "alice@acme.example"), Person("x", "evil@evil.example"))},
        {"froms": ()},
        {"froms": (Person("Alice", ""),)},
    ],
)
def test_a_mail_has_one_sender_or_none(senders: dict[str, object], people: People) -> None:
    """M-07."""
    row = make_ticket(people.alice)
    mail = replace(answer_of(people.alice, row), **senders)
    assert decided(mail, proof=VERIFIED).verdict is Verdict.NO_SENDER


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([("", "")] * 4, "4 people, none of them by an address."),
        ([("Miller", ""), ("Dave", "dave@initech.example")], "2 people: Miller, dave@initech.example."),
        ([("", "a@x.example"), ("", ""), ("Al", "")], "3 people: a@x.example, Al and others."),
    ],
)
def test_a_header_that_names_several_is_told_in_a_sentence(names: list[tuple[str, str]], said: str) -> None:
    mail = replace(mail_of("a@x.example"), froms=tuple(Person(*pair) for pair in names))
    assert sender_of(mail).why == f"Its From header names {said}"


def test_who_is_blocked_gets_no_answer_also_on_their_own_ticket(people: People) -> None:
    row = make_ticket(people.dave)
    Outbox.delete().execute()
    BlockedSender.create(address=people.dave.address, created_at=LONG_AGO)
    for mail in (mail_of(people.dave.address), answer_of(people.dave, row)):
        assert done(mail, proof=VERIFIED).verdict is Verdict.BLOCKED
    assert Outbox.select().count() == 0


def test_an_unknown_sender_gets_one_neutral_answer_a_day_that_repeats_nothing(people: People) -> None:
    """M-06."""
    for _ in range(3):
        done(mail_of("stranger@nowhere.example", "Buy zebras!", subject="Zebras for you"))
    left = list(Outbox.select().where(Outbox.state == "queued"))
    assert len(left) == 1
    said = f"{left[0].subject} {left[0].text} {left[0].html} {left[0].headers}"
    assert "ebra" not in said
    assert "Somebody" not in said
    assert left[0].is_answer


def test_the_answer_to_a_known_and_to_an_unknown_sender_reads_the_same(people: People) -> None:
    """M-06: it tells nobody who has an account."""
    for address in ("stranger@nowhere.example", people.dave.address):
        done(mail_of(address, subject="Hello"))
    first, second = (mail.text.replace(mail.address, "") for mail in Outbox.select().order_by(Outbox.id))
    assert first == second


def test_more_tickets_than_one_person_may_begin_in_an_hour_are_held(people: People) -> None:
    """M-12."""
    limit = 10
    verdicts = [done(mail_of(people.dave.address), proof=VERIFIED).verdict for _ in range(limit + 2)]
    assert verdicts == [Verdict.TICKET] * limit + [Verdict.TOO_MANY] * 2
    before = Outbox.select().count()
    done(mail_of(people.dave.address), proof=VERIFIED)
    assert Outbox.select().count() == before
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        assert decided(mail_of(people.dave.address), proof=VERIFIED).verdict is Verdict.TICKET


def test_whoever_left_one_organisation_writes_with_the_rights_of_this_moment(people: People) -> None:
    """Carol is of Globex and of Acme: when she leaves Acme, its tickets are no longer hers to answer."""
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    mail = answer_of(people.carol, row)
    assert decided(mail).verdict is Verdict.COMMENT
    Membership.delete().where(
        (Membership.person == people.carol.person_id) & (Membership.organisation == people.organisations["acme"])
    ).execute()
    assert decided(mail).verdict is Verdict.NOT_ALLOWED


def test_a_paid_place_counts_for_who_is_also_of_a_free_one(people: People) -> None:
    Membership.create(person=people.dave.person_id, organisation=people.organisations["acme"])
    assert decided(mail_of(people.dave.address), proof=VERIFIED).verdict is Verdict.DRAFT


def test_a_second_address_of_a_person_is_theirs_once_it_is_verified(people: People) -> None:
    Address.create(person=people.dave.person_id, address="dave@home.example", verified_at=LONG_AGO)
    decision = decided(mail_of("dave@home.example"), proof=VERIFIED)
    assert decision.verdict is Verdict.TICKET
    assert decision.sender is not None
    assert decision.sender.person_id == people.dave.person_id


def test_an_empty_mail_does_nothing_and_an_empty_answer_neither(people: People) -> None:
    row = make_ticket(people.dave)
    first = "It has no subject, no text and no files."
    for mail, why in (
        (mail_of(people.dave.address, " \n", subject=""), first),
        (mail_of(people.dave.address, "", subject="Fwd: Re: "), first),
        (answer_of(people.dave, row, ""), "It has no text and no files."),
    ):
        stored = done(mail, proof=VERIFIED)
        assert (stored.verdict, stored.state, stored.reason) == (Verdict.EMPTY, ReceivedState.IGNORED, why)
    assert Ticket.select().count() == 1


def test_a_mail_that_says_all_in_its_subject_is_a_ticket(people: People) -> None:
    stored = done(mail_of(people.dave.address, "", subject="The database is down"), proof=VERIFIED)
    ticket = Ticket.get_by_id(stored.ticket_id)
    assert ticket.subject == ticket.answers[0]["text"] == "The database is down"


def test_the_proof_is_asked_only_where_it_counts(people: People) -> None:
    """The bytes of a mail cost questions to name servers: a signed address needs none."""

    def never() -> Proof:
        raise AssertionError("asked")

    row = make_ticket(people.dave)
    for mail in (answer_of(people.dave, row), mail_of("stranger@nowhere.example")):
        arrival = replace(arrived(mail), prove=never)
        assert decide(arrival).verdict in (Verdict.COMMENT, Verdict.UNKNOWN_SENDER)


def test_a_person_without_any_plan_is_of_the_free_one(people: People) -> None:
    make_person("Nina New", "nina@nowhere.example")
    decision = decided(mail_of("nina@nowhere.example"), proof=VERIFIED)
    assert (decision.verdict, decision.trust) == (Verdict.TICKET, Trust.VERIFIED)


def test_what_is_stored_of_a_mail_fits_and_is_one_line(people: People) -> None:
    """M-07."""
    mail = mail_of(
        "dave@initech.example", subject="x" * 5000, froms=(Person("D\u202eave " * 90, "dave@initech.example"),)
    )
    row = ReceivedMail.get_by_id(done(mail).id)
    assert len(row.subject) == 300
    assert len(row.sender_name) == 200
    assert "\u202e" not in row.sender_name
