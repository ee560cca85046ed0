"""Whoever was offboarded is out on every way there is, one test for each: from the next request on (OPS-30, S-06).

Bob was in Acme alone, and is shut out; Carol is in Globex as well, and keeps what is there.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import letters, membership, organisations, resets, sessions, tokens
from portal.accounts.signing_in import sign_in
from portal.db.tables import (
    Authenticator,
    Challenge,
    DigestItem,
    Draft,
    Entry,
    Follow,
    InformationRequest,
    Invitation,
    KeptPost,
    Membership,
    Outbox,
    Participant,
    Passkey,
    Person,
    RecoveryCode,
    ReplyDraft,
    ResetRequest,
)
from portal.errors import NotFound, Rejected
from portal.fulfilment.operations import confirm
from portal.fulfilment.queries import preview
from portal.notify import digests
from portal.notify.addresses import message_id
from portal.notify.answers import AnswerKind
from portal.notify.choices import Asking, Choice, Solution, Wish
from portal.notify.letters import MailEvent
from portal.policy import Action, allowed
from portal.tickets import drafts, files, operations
from portal.tickets.draft_rows import Edition
from portal.tickets.participants import add_participant, addable_to
from portal.tickets.queries import get_row, may_see_ticket
from portal.tickets.rows import REPLY, TicketRow
from portal.tickets.standing import resolution_of
from portal.vocabulary import Following, MailPreference, OutboxState, Status, Verdict, Visibility
from portal.worker import may_still_see, still_seen
from tests.factories import PASSWORD, People, make_ticket
from tests.fulfilment.requests import offboarding
from tests.inbound.arrivals import VERIFIED, answer_of, done, mail_of
from tests.support.accounts import HERE
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.tickets.outgoing import forget, mailed

pytestmark = pytest.mark.once

Browsers = Callable[..., Browser]


@dataclass(frozen=True)
class Tickets:
    """Carol's own tickets at Acme, private and shared, and at Globex; and one of Alice's that Acme sees."""

    private: TicketRow
    shared: TicketRow
    globex: TicketRow
    alices: TicketRow


@pytest.fixture
def tickets(people: People) -> Tickets:
    carol, acme = people.carol, people.organisations["acme"]
    return Tickets(
        private=make_ticket(carol, organisation_id=acme, subject="Payroll secret"),
        shared=make_ticket(carol, organisation_id=acme, subject="Payroll shared", visibility=Visibility.SHARED),
        globex=make_ticket(carol, organisation_id=people.organisations["globex"], subject="Payroll at Globex"),
        alices=make_ticket(people.alice, subject="Payroll of Alice", visibility=Visibility.SHARED),
    )


def offboard(people: People, name: str) -> None:
    """Alice asks for it, Sam does it."""
    ticket = offboarding(people.alice, people.numbers[name])
    confirm(people.sam, ticket.reference, preview(people.sam, ticket.reference)[1].digest)


def come_back(people: People, name: str) -> None:
    """A fresh membership, in which everything that is shared may be seen."""
    organisations.add_membership(people.numbers[name], people.organisations["acme"])


# ---------- Ways in


def test_the_open_session_ends_with_the_next_click_and_the_page_says_why(browser: Browsers, people: People) -> None:
    """The cookie is the same for a closed and opened browser: what it holds is not remembered any more."""
    bob, carol = browser(people.bob), browser(people.carol)
    offboard(people, "bob")
    offboard(people, "carol")
    for somebody in (bob, carol):
        assert somebody.get("/servicedesk").status_code == 303
        assert "your access may have been removed" in somebody.visit("/servicedesk").text
        assert somebody.partial("/servicedesk/tickets").status_code == 401


def test_the_password_does_not_let_them_in_again(people: People) -> None:
    offboard(people, "bob")
    with pytest.raises(Rejected):
        sign_in("bob@acme.example", PASSWORD, HERE)
    Person.update(deactivated_at=None).where(Person.id == people.numbers["bob"]).execute()
    with pytest.raises(Rejected):
        sign_in("bob@acme.example", PASSWORD, HERE)


def test_who_has_another_organisation_logs_in_anew_and_finds_that_one_alone(browser: Browsers, people: People) -> None:
    offboard(people, "carol")
    sign_in("carol@globex.example", PASSWORD, HERE)
    text = browser(people.carol).visit("/servicedesk/organisation").text
    assert "Globex AG" in text
    assert "Acme AB" not in text


@pytest.mark.parametrize("name", ["bob", "carol"])
def test_a_link_to_a_new_password_ends_and_one_asked_for_is_not_sent(name: str, people: People) -> None:
    token = tokens.fresh()
    address = people[name].address
    resets.PasswordReset.insert(
        token_hash=tokens.digest(token), person=people.numbers[name], expires_at=clock.now() + timedelta(hours=1)
    ).execute()
    resets.request_password_reset(address, "192.0.2.7")
    letters.tell(MailEvent.PASSWORD_RESET, people.numbers[name], {"path": f"/password/new/{token}", "valid": "an hour"})
    offboard(people, name)
    assert Outbox.get(Outbox.event == "password_reset").state is OutboxState.DROPPED
    with pytest.raises(NotFound):
        resets.owner_of_link(token)
    assert ResetRequest.select().count() == 0
    assert resets.send_links() == 0


def test_an_invitation_to_the_organisation_ends_and_one_to_another_stays(people: People) -> None:
    for organisation in ("acme", "globex"):
        Invitation.create(
            token_hash=tokens.digest(organisation),
            person=people.numbers["carol"],
            organisation=people.organisations[organisation],
            address="carol@globex.example",
            created_at=clock.now(),
            sent_at=clock.now(),
            expires_at=clock.now() + timedelta(days=7),
        )
    offboard(people, "carol")
    by_organisation = {row.organisation_id: row for row in Invitation.select()}
    ended, stays = (by_organisation[people.organisations[name]] for name in ("acme", "globex"))
    assert (ended.token_hash, ended.withdrawn_at is None) == (None, False)
    assert (stays.token_hash, stays.withdrawn_at) == (tokens.digest("globex"), None)


def test_second_factors_go_with_the_account_and_a_log_in_half_way_ends_for_everybody(people: People) -> None:
    now = clock.now()
    for name in ("bob", "carol"):
        person = people.numbers[name]
        Authenticator.create(person=person, secret="sealed", created_at=now, confirmed_at=now)
        RecoveryCode.create(person=person, code_hash="a hash")
        Passkey.create(person=person, credential_id=name, public_key="a key", name="Laptop", created_at=now)
        Challenge.create(token_hash=name, purpose="second_factor", person=person, expires_at=now + timedelta(minutes=5))
        KeptPost.create(person=person, path="/", page="/", fields=[], files=[], created_at=now)
    offboard(people, "bob")
    offboard(people, "carol")
    for table in (Authenticator, RecoveryCode, Passkey):
        assert {row.person_id for row in table.select()} == {people.numbers["carol"]}
    assert Challenge.select().count() == KeptPost.select().count() == 0


def test_a_form_that_was_sent_with_the_ended_session_is_kept_for_nobody(browser: Browsers, people: People) -> None:
    carol = browser(people.carol)
    offboard(people, "carol")
    carol.post("/servicedesk/account/profile", {"name": "Carol"})
    assert KeptPost.select().count() == 0


# ---------- What is seen


def test_their_own_tickets_are_out_of_sight_on_every_page(browser: Browsers, people: People, tickets: Tickets) -> None:
    """The page, the timeline that looks for news, the print, the lists, the search and the file for spreadsheets."""
    offboard(people, "carol")
    carol = browser(people.carol)
    for row in (tickets.private, tickets.shared, tickets.alices):
        page = f"/servicedesk/tickets/{row.reference}"
        assert carol.get(page).status_code == 404
        assert carol.partial(f"{page}/timeline?after=0").status_code == 404
        assert carol.post(f"{page}/reply", {"body": "A word"}).status_code == 404
    for path in ("tickets?state=all", "tickets?text=Payroll&state=all&whose=everything", "tickets.csv?state=all"):
        text = carol.get(f"/servicedesk/{path}").text
        assert "Payroll at Globex" in text
        assert not any(words in text for words in ("Payroll secret", "Payroll shared", "Payroll of Alice"))
    assert "Payroll secret" not in carol.get("/servicedesk").text


def test_their_files_are_out_of_reach_also_those_that_they_had_not_sent(people: People, tickets: Tickets) -> None:
    """S-15."""
    carol = people.carol
    sent = files.store(carol, io.BytesIO(b"a log"), "nova.log", ticket=tickets.private.id, field=REPLY)
    operations.reply(carol, tickets.private.reference, "See the log", files=(sent.id,))
    waiting = files.store(carol, io.BytesIO(b"a log"), "half.log", ticket=tickets.private.id, field=REPLY)
    offboard(people, "carol")
    for file in (sent, waiting):
        with pytest.raises(NotFound):
            files.open_visible(people.carol, file.id)
    with files.open_visible(people.sam, sent.id).stream as stream:
        assert stream.read() == b"a log"


def test_coming_back_gives_nothing_back_by_itself(people: People, tickets: Tickets) -> None:
    """OPS-36."""
    add_participant(people.carol, tickets.private.reference, people.numbers["bob"])
    operations.follow(people.bob, tickets.alices.reference, Following.FOLLOW)
    offboard(people, "bob")
    offboard(people, "carol")
    Person.update(deactivated_at=None).where(Person.id == people.numbers["bob"]).execute()
    for name in ("bob", "carol"):
        come_back(people, name)
        assert not may_see_ticket(people[name], tickets.private.id)
        assert may_see_ticket(people[name], tickets.alices.id)
    assert Follow.select().count() == Participant.select().count() == 0
    # A colleague among others on what was hers.
    row = get_row(tickets.shared.id)
    assert Action.REPLY in allowed(people.carol, row)
    assert not allowed(people.carol, row) & {Action.SHARE, Action.RESOLVE, Action.CANCEL}
    fresh = make_ticket(people.carol, organisation_id=people.organisations["acme"])
    assert may_see_ticket(people.carol, fresh.id)


def test_colleagues_and_engineers_read_that_they_have_left(browser: Browsers, people: People, tickets: Tickets) -> None:
    """OPS-35; who came back is called as ever where they wrote something."""
    operations.reply(people.carol, tickets.alices.reference, "I have seen it too")
    offboard(people, "carol")
    page = f"/servicedesk/tickets/{tickets.alices.reference}"
    for actor in (people.alice, people.sam):
        assert "Carol Weber (left)" in browser(actor).visit(page).text
    come_back(people, "carol")
    assert "Carol Weber (left)" not in browser(people.alice).visit(page).text


# ---------- Mail that comes


def test_a_new_mail_of_somebody_shut_out_is_held_and_answered_neutrally(people: People) -> None:
    """OPS-33, M-06."""
    address = people.bob.address
    offboard(people, "bob")
    forget()
    row = done(mail_of(address), proof=VERIFIED)
    assert row.verdict is Verdict.LEFT
    assert [mail.event for mail in Outbox.select()] == [AnswerKind.HELD]


def test_an_answer_to_a_ticket_of_the_organisation_is_held_whatever_it_carries(
    people: People, tickets: Tickets
) -> None:
    """M-02, OPS-33: by the address that only she was given, and by what it answers."""
    carol = people.carol
    entry = Entry.select(Entry.id).where(Entry.ticket == tickets.shared.id).tuples().first()[0]
    offboard(people, "carol")
    before = Entry.select().count()
    by_address = done(answer_of(carol, tickets.shared), proof=VERIFIED)
    signed = message_id(tickets.shared.id, entry, carol.person_id, "message")
    by_signed_id = done(mail_of(carol.address, in_reply_to=(signed,)), proof=VERIFIED)
    to_a_colleagues = done(answer_of(carol, tickets.alices), proof=VERIFIED)
    assert [row.verdict for row in (by_address, by_signed_id, to_a_colleagues)] == [Verdict.LEFT] * 3
    assert by_address.reason == f"Carol Weber has left Acme AB, to which {tickets.shared.reference} belongs."
    assert Entry.select().count() == before
    assert done(answer_of(carol, tickets.globex)).verdict is Verdict.COMMENT
    assert done(mail_of(carol.address), proof=VERIFIED).verdict is Verdict.DRAFT


def test_an_engineer_cannot_let_a_held_answer_in_as_hers(people: People, tickets: Tickets) -> None:
    carol = people.carol
    offboard(people, "carol")
    row = done(answer_of(carol, tickets.shared), accepted_by="Sam Holm")
    assert row.verdict is Verdict.LEFT


# ---------- Mail that leaves


def test_mail_that_waits_about_the_organisation_is_dropped_at_once(people: People, tickets: Tickets) -> None:
    """OPS-31, M-15: and nothing new is queued; what is about another organisation leaves."""
    for row in (tickets.shared, tickets.globex):
        operations.reply(people.sam, row.reference, "Please wait", asks=True)
    carol = people.numbers["carol"]
    offboard(people, "carol")
    waits = {
        mail.ticket_id for mail in Outbox.select().where(Outbox.state == OutboxState.QUEUED, Outbox.recipient == carol)
    }
    assert tickets.globex.id in waits
    assert not waits & {tickets.private.id, tickets.shared.id, tickets.alices.id}
    forget()
    operations.reply(people.alice, tickets.alices.reference, "It is solved")
    operations.reply(people.sam, tickets.shared.reference, "Still there?")
    assert "Carol" not in mailed()
    assert not may_still_see(carol, tickets.shared.id)


def test_a_digest_tells_nothing_of_it_also_one_that_waits_already(
    people: People, tickets: Tickets, hands: Hands
) -> None:
    carol = people.numbers["carol"]
    Person.update(mail_preference=MailPreference.DIGEST).where(Person.id == carol).execute()
    for row in (tickets.shared, tickets.globex):
        operations.resolve(people.sam, row.reference, "It works again")
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    operations.reply(people.alice, tickets.alices.reference, "It is slow again")
    offboard(people, "carol")
    told = {item.ticket_id for item in DigestItem.select().where(DigestItem.person == carol)}
    assert told == {tickets.globex.id}
    waiting = (Outbox.event == "digest") & (Outbox.state == OutboxState.QUEUED)
    assert Outbox.select().where(waiting).count() == 0
    assert digests.compose_due(still_seen) == 1
    text = Outbox.get(waiting).text
    assert tickets.globex.reference in text
    assert tickets.shared.reference not in text
    assert tickets.alices.reference not in text


def test_the_links_of_old_mails_do_nothing_any_more(browser: Browsers, people: People, tickets: Tickets) -> None:
    """Mute, follow, solved, not solved, and the form of what we asked to be told."""
    row, carol = tickets.shared, people.numbers["carol"]
    operations.resolve(people.sam, row.reference, "It works again")
    resolution = resolution_of(row.id)
    assert resolution is not None
    solution = Solution(row.id, carol, resolution)
    links = [Choice(wish, carol, row.id).link for wish in (Wish.MUTE, Wish.FOLLOW)]
    links += [solution.solved_link, solution.not_solved_link]
    asked = InformationRequest.create(
        ticket=row.id,
        asked_by=people.numbers["sam"],
        questions=[{"key": "q1", "label": "Which?", "kind": "text"}],
        created_at=clock.now(),
    )
    links.append(Asking(asked.id, carol).link)
    assert browser().get(links[-1].removeprefix("http://localhost")).status_code == 200
    offboard(people, "carol")
    somebody = browser()
    for link in links:
        path = link.removeprefix("http://localhost")
        assert somebody.get(path).status_code == 404
        assert somebody.post(path).status_code == 404
    assert get_row(row.id).status is Status.RESOLVED
    assert Follow.select().where(Follow.person == carol).count() == 0


# ---------- As somebody of the organisation


def test_nobody_is_offered_them_any_more(browser: Browsers, people: People, tickets: Tickets) -> None:
    """OPS-31: as participant, as colleague of a form, among the members, as one who would see, as requester."""
    acme = people.organisations["acme"]
    offboard(people, "bob")
    offboard(people, "carol")
    left = {people.numbers["bob"], people.numbers["carol"]}
    assert not left & {number for number, _ in addable_to(get_row(tickets.alices.id))}
    assert not left & {member.person_id for member in membership.members_of([acme])[acme]}
    assert membership.who_would_see(acme, besides=people.numbers["alice"]).count == 0
    page = browser(people.alice).get(f"/servicedesk/tickets?whose=organisation-{acme}&state=all").text
    assert "Payroll shared" in page
    options = page[page.index('name="requester"') : page.index("</select>", page.index('name="requester"'))]
    assert "Carol" not in options


def test_participants_and_followers_forget_them(people: People, tickets: Tickets) -> None:
    add_participant(people.alice, tickets.alices.reference, people.numbers["carol"])
    operations.follow(people.carol, tickets.globex.reference, Following.MUTE)
    operations.follow(people.carol, tickets.alices.reference, Following.FOLLOW)
    offboard(people, "carol")
    assert Participant.select().count() == 0
    assert [row.ticket_id for row in Follow.select()] == [tickets.globex.id]


def test_who_approved_for_the_organisation_does_so_no_longer(people: People) -> None:
    acme = people.organisations["acme"]
    Membership.update(role="administrator").where(Membership.person == people.numbers["bob"]).execute()
    waiting = make_ticket(people.carol, organisation_id=acme, needs_approval=True)
    assert "Bob" in mailed("approval_needed")
    offboard(people, "bob")
    queued = Outbox.select().where((Outbox.event == "approval_needed") & (Outbox.state == OutboxState.QUEUED))
    assert {mail.recipient_id for mail in queued} == {people.numbers["alice"]}
    assert get_row(waiting.id).status is Status.WAITING_FOR_APPROVAL


def test_what_they_were_writing_for_it_is_gone(people: People, tickets: Tickets) -> None:
    carol, acme = people.carol, people.organisations["acme"]
    for organisation in (acme, people.organisations["globex"]):
        draft = drafts.start(carol, "incident")
        answers = {"subject": ["Half"], "sharing": [str(organisation)]}
        drafts.save(carol, draft.id, "incident", answers, Edition(draft.version, "tab"), step=3)
    operations.keep_reply_draft(carol, tickets.shared.reference, "Half a w")
    offboard(people, "carol")
    assert [row.answers["incident"]["sharing"] for row in Draft.select()] == [[str(people.organisations["globex"])]]
    assert ReplyDraft.select().count() == 0


def test_sessions_of_others_stay(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    offboard(people, "bob")
    assert alice.get("/servicedesk").status_code == 200
    assert len(sessions.sessions_of(people.alice)) == 1
