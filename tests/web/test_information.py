"""Engineers ask for information in a small form; the requester answers on the ticket or by the link of a mail."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts import leaving
from portal.accounts.operations import deactivate_person
from portal.db import transaction
from portal.db.tables import Attachment, InformationRequest, Outbox, TicketResource
from portal.notify.choices import Asking
from portal.tickets import history, information, operations
from portal.tickets.leaving import forget
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.vocabulary import Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser

Browse = Callable[..., Browser]
pytestmark = pytest.mark.once
UUID = "9b2f4c1e-77d0-4e0a-9f1d-0a2b3c4d5e6f"


def asked(number: int, label: str, kind: str = "text", *, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"key": f"question_{number}", "label": label, "kind": kind, "required": required, "options": [], **more}


REGION = asked(1, "Which region?", "choice", options=[{"value": "1", "label": "Kna1"}, {"value": "2", "label": "Sto2"}])
SERVER = asked(2, "Which server?", "uuids")
REMARKS = asked(3, "Anything else?", "paragraph", required=False)


@pytest.fixture
def ticket(people: People) -> TicketRow:
    return make_ticket(people.alice, subject="Payroll", visibility=Visibility.SHARED)


def put(people: People, ticket: TicketRow, *questions: dict[str, Any]) -> int:
    """Sam asks; returns the number of the request."""
    words = "We look for the **host**."
    return information.ask_for_information(people.sam, ticket.reference, words, questions or (REGION, SERVER, REMARKS))


def path_of(ticket: TicketRow, number: int) -> str:
    return f"/servicedesk/tickets/{ticket.reference}/information/{number}"


def link(people: People, number: int, name: str = "alice") -> str:
    return Asking(number, people.numbers[name]).link.removeprefix("http://localhost")


# ---------- Asking


def test_an_engineer_asks_with_rows_that_are_added(browser: Browse, people: People, ticket: TicketRow) -> None:
    """Without JavaScript a button gives another row, and nothing typed is lost."""
    sam = browser(people.sam)
    page = sam.visit(f"/servicedesk/tickets/{ticket.reference}")
    sam.visit(page.links["Ask for information"])
    options = {"kind_1": "choice", "options_1": "Kna1\nSto2\n\nKna1"}
    page = sam.press("Add a question", message="Where is it?", label_1="Which region?", **options)
    assert page.find("label_1").get("value") == "Which region?"
    page = sam.press("Ask Alice Andersson", label_2="Since when?", kind_2="date", optional_2="yes")
    assert "We need" not in page.text_of("turn")
    assert "Where is it?" in page.text_of("timeline")
    kept = InformationRequest.get()
    assert [(q["label"], q["kind"], q["required"]) for q in kept.questions] == [
        ("Which region?", "choice", True),
        ("Since when?", "date", False),
    ]
    assert [option["label"] for option in kept.questions[0]["options"]] == ["Kna1", "Sto2"]
    assert get_row(ticket.id).status is Status.WAITING_FOR_CUSTOMER


def test_eight_questions_are_the_most(browser: Browse, people: People, ticket: TicketRow) -> None:
    sam = browser(people.sam)
    page = sam.visit(f"/servicedesk/tickets/{ticket.reference}/information")
    while "Add a question" in page.buttons:
        page = sam.press("Add a question", message="Hello")
    assert "Question 8" in page.text
    assert "Question 9" not in page.text


def test_what_is_missing_stands_at_its_field(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-08."""
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/information")
    page = sam.press("Ask Alice Andersson", status=422)
    assert "Write what the questions are for" in page.text_of("message-error")
    assert "Write the first question" in page.text_of("label_1-error")
    page = sam.press(
        "Ask Alice Andersson", status=422, message="Hello", label_1="Which?", kind_1="choice", options_1="One"
    )
    assert "Write at least two options, one a line" in page.text_of("options_1-error")
    sam.press("Add a question", label_1="Which?", options_1="One\nTwo")
    page = sam.press("Ask Alice Andersson", status=422, kind_2="choice", options_2="One\nTwo")
    assert "Write the question that these options answer" in page.text_of("label_2-error")
    assert not InformationRequest.select().count()


def test_the_requester_gets_a_mail_with_the_questions_and_a_link(people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    mails = {mail.recipient_id: mail for mail in Outbox.select().where(Outbox.event == "information_needed")}
    mine = mails[people.numbers["alice"]]
    assert Asking(number, people.numbers["alice"]).link in mine.text
    assert all(words in mine.text for words in ("Which region?", "Which server?", "We look for the host."))
    assert all("/mail/information/" not in m.text for who, m in mails.items() if who != people.numbers["alice"])
    assert get_row(ticket.id).answered_at is not None


def test_one_press_asks_once(people: People, ticket: TicketRow) -> None:
    """UX-21."""
    numbers = {
        information.ask_for_information(people.sam, ticket.reference, "Hello", (REGION,), once="press")
        for _ in range(2)
    }
    assert len(numbers) == InformationRequest.select().count() == 1


# ---------- Answering


def answer_all(somebody: Browser, status: int = 200) -> Any:
    return somebody.press(
        "Send answers", status=status, question_1="2", question_2=f"It is {UUID}", question_3="*No* <b>idea</b>"
    )


@pytest.mark.parametrize("way", ["ticket", "link"])
def test_the_answers_stand_in_the_timeline_and_end_the_waiting(
    browser: Browse, people: People, ticket: TicketRow, way: str
) -> None:
    number = put(people, ticket)
    if way == "ticket":
        somebody = browser(people.alice)
        page = somebody.visit(f"/servicedesk/tickets/{ticket.reference}")
        assert "We need an answer from you" in page.text_of("turn")
        somebody.visit(page.links["Answer the questions"])
    else:
        somebody = browser()
        somebody.visit(link(people, number))
    answer_all(somebody)
    page = browser(people.bob).visit(f"/servicedesk/tickets/{ticket.reference}")
    said = page.text_of(f"entry-{timeline(people.sam, ticket.id)[-2].id}")
    assert f"Which region? Sto2 Which server? {UUID} Anything else? *No* <b>idea</b>" in said
    assert ("by the link in a mail" in said) is (way == "link")
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    assert TicketResource.select().where(TicketResource.uuid == UUID).exists()
    found = history.history(people.alice, HistoryFilter(whose="mine", state="all", text="sto2"))
    assert [row.id for row in found.rows] == [ticket.id]


def test_the_engineer_gets_a_mail_with_the_answers(browser: Browse, people: People, ticket: TicketRow) -> None:
    from portal.tickets import desk

    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    number = put(people, ticket)
    alice = browser(people.alice)
    alice.visit(path_of(ticket, number))
    answer_all(alice)
    mail = Outbox.get((Outbox.event == "information_given") & (Outbox.recipient == people.sam.person_id))
    assert "Which region?" in mail.text
    assert "Sto2" in mail.text
    assert "*No* <b>idea</b>" in mail.text
    assert "<b>idea</b>" not in mail.html


def test_looking_at_the_link_changes_nothing(browser: Browse, people: People, ticket: TicketRow) -> None:
    """OPS-16: filters follow the links of mails; and the page tells no more than the mail did."""
    number = put(people, ticket)
    operations.reply(people.bob, ticket.reference, "A quokka.")
    page = browser().visit(link(people, number))
    assert page.h1 == "Answer the questions"
    assert "We look for the host." in page.main
    assert "quokka" not in page.source
    assert "Bob" not in page.source
    assert InformationRequest.get().answered_at is None


def test_what_is_wrong_is_said_and_the_rest_stays(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-08."""
    number = put(people, ticket)
    somebody = browser()
    somebody.visit(link(people, number))
    page = somebody.press("Send answers", status=422, question_2="9b2f4c1e-77d0-4e", question_3="Thank you")
    assert 'Choose an answer for "Which region?"' in page.text_of("question_1-error")
    assert "is not a whole UUID" in page.text_of("question_2-error")
    assert page.find("question_3").text == "Thank you"
    assert InformationRequest.get().answered_at is None


def test_on_the_free_plan_one_answers_by_the_link(browser: Browse, people: People) -> None:
    """M-17: in the portal the free plan only reads."""
    ticket = make_ticket(people.dave)
    number = put(people, ticket)
    dave = browser(people.dave)
    assert dave.get(path_of(ticket, number)).status_code == 403
    page = dave.visit(f"/servicedesk/tickets/{ticket.reference}")
    assert "until you answer: reply to the mail that asked you, or use the link in it." in page.main
    somebody = browser()
    somebody.visit(link(people, number, "dave"))
    page = answer_all(somebody)
    assert page.h1 == "These questions are answered"
    assert get_row(ticket.id).status is Status.IN_PROGRESS


def test_who_answers_twice_reads_that_it_was_answered(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    alice, by_link = browser(people.alice), browser()
    alice.visit(path_of(ticket, number))
    by_link.visit(link(people, number))
    answer_all(by_link)
    assert answer_all(alice, status=409).h1 == "These questions are answered"
    answers = [entry for entry in timeline(people.sam, ticket.id) if "answers" in entry.data]
    assert len(answers) == 1


def test_files_go_with_the_answers(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket, asked(1, "The log", "files"), asked(2, "Since when?"))
    alice = browser(people.alice)
    page = alice.visit(path_of(ticket, number))
    sent = {**page.form_with("Send answers").values, "question_1": (io.BytesIO(b"a log"), "nova.log")}
    again = alice.client.post(path_of(ticket, number), data=sent, content_type="multipart/form-data")
    assert again.status_code == 422
    assert "nova.log" in again.text
    alice.visit(path_of(ticket, number))
    alice.press("Send answers", question_2="Monday")
    assert Attachment.get().entry_id == timeline(people.sam, ticket.id)[-2].id


# ---------- Half typed


@pytest.mark.parametrize("way", ["ticket", "link"])
def test_half_typed_answers_are_there_when_one_comes_back(
    browser: Browse, people: People, ticket: TicketRow, way: str
) -> None:
    """UX-15: by the page's script, and by a button without it."""
    path = path_of(ticket, put(people, ticket)) if way == "ticket" else link(people, put(people, ticket))

    def somebody() -> Browser:
        return browser(people.alice) if way == "ticket" else browser()

    saved = somebody().partial(f"{path}/draft", {"question_3": "No"})
    assert saved.json is not None
    assert ":" in saved.json["saved"]
    second = somebody()
    page = second.visit(path)
    assert page.find("question_3").text == "No"
    assert "Saved, not sent yet" in page.main
    page = second.press("Save and come back later", question_1="2")
    assert "What you typed is saved. It is not sent yet." in page.text
    page = somebody().visit(path)
    assert page.find("question_3").text == "No"
    assert "No" not in [entry.body for entry in timeline(people.sam, ticket.id)]
    answer_all(_on(somebody(), path))
    assert InformationRequest.get().answered_at is not None


def _on(somebody: Browser, path: str) -> Browser:
    somebody.visit(path)
    return somebody


def test_what_was_refused_is_kept_as_well(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    alice = _on(browser(people.alice), path_of(ticket, number))
    alice.press("Send answers", status=422, question_3="Thank you")
    assert browser(people.alice).visit(path_of(ticket, number)).find("question_3").text == "Thank you"


def test_what_is_half_typed_on_the_ticket_does_not_stand_behind_the_link(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-05: a link may be in other hands; and what is typed there takes nothing from what was typed on the ticket."""
    number = put(people, ticket)
    path, by_link = path_of(ticket, number), link(people, number)
    _on(browser(people.alice), path).press("Save and come back later", question_3="A quokka")
    assert "quokka" not in _on(browser(), by_link).press("Save and come back later", question_3="A numbat").source
    assert browser(people.alice).visit(path).find("question_3").text == "A quokka"
    assert browser().visit(by_link).find("question_3").text == "A numbat"
    assert "quokka" not in browser(people.sam).visit(path).source


def test_whoever_keeps_what_was_answered_meanwhile_is_told(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    path = path_of(ticket, number)
    alice = _on(browser(people.alice), path)
    answer_all(_on(browser(), link(people, number)))
    late = alice.partial(f"{path}/draft", {"question_3": "No"})
    assert late.status_code == 409
    assert alice.press("Save and come back later", status=409).h1 == "These questions are answered"


@pytest.mark.parametrize("way", ["ticket", "link"])
def test_a_wrong_file_is_taken_away_again(browser: Browse, people: People, ticket: TicketRow, way: str) -> None:
    """UX-17: stored at once, and removed with what else was typed kept; with the script only its list comes back."""
    number = put(people, ticket, asked(1, "The log", "files"), asked(2, "Since when?"))
    path = path_of(ticket, number) if way == "ticket" else link(people, number)
    somebody = browser(people.alice) if way == "ticket" else browser()
    answer = somebody.partial(f"{path}/files", {"question_1": (io.BytesIO(b"a log"), "nova.log")})
    assert answer.text.lstrip().startswith('<ul class="files" id="question_1-files"')
    assert "nova.log" in answer.text
    page = somebody.visit(path)
    assert "nova.log" in page.main
    by_enter = page.source.index('type="submit" value="Send answers"')
    assert by_enter < page.source.index("Upload") < page.source.index("Remove nova.log")
    page = somebody.press("Remove nova.log", question_2="Monday")
    assert "nova.log" not in page.main
    assert page.find("question_2").get("value") == "Monday"
    assert not Attachment.select().count()


# ---------- Other ways


def test_an_administrator_fills_in_what_was_asked_of_somebody_who_left(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.bob, visibility=Visibility.SHARED)
    number = put(people, ticket)
    with transaction():
        leaving.leave(people.numbers["bob"], people.organisations["acme"])
        forget(people.numbers["bob"])
    alice = browser(people.alice)
    alice.visit(alice.visit(f"/servicedesk/tickets/{ticket.reference}").links["Answer the questions"])
    answer_all(alice)
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    browser(people.carol).visit(path_of(ticket, number), status=403)


def test_an_answer_in_words_leaves_the_form_open(browser: Browse, people: People, ticket: TicketRow) -> None:
    """What was asked in a form may be more than somebody said in a mail."""
    number = put(people, ticket)
    operations.reply(people.by_mail("alice"), ticket.reference, "It is in Sto2.")
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    page = browser(people.alice).visit(f"/servicedesk/tickets/{ticket.reference}")
    assert page.links["Answer the questions"] == path_of(ticket, number)


def test_an_engineer_withdraws_the_questions(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    sam = browser(people.sam)
    page = sam.visit(f"/servicedesk/tickets/{ticket.reference}")
    sam.visit(page.links["See the questions"])
    page = sam.press("Withdraw the questions")
    assert "withdrew the questions: no answer is needed" in page.text_of("timeline")
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    information.withdraw_information(people.sam, ticket.reference, number)
    assert browser().visit(link(people, number)).h1 == "These questions were withdrawn"
    assert "Answer the questions" not in browser(people.alice).visit(f"/servicedesk/tickets/{ticket.reference}").links


def test_a_link_that_is_not_ours_or_whose_ticket_is_out_of_sight_is_dead(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-02: rights are asked when the link is used."""
    number = put(people, ticket)
    good = link(people, number)
    for wrong in (link(people, number, "bob"), link(people, number + 1), good[:-1] + "a"):
        assert browser().visit(wrong, status=404).h1 == "This link does nothing"
    deactivate_person(None, people.numbers["alice"])
    assert browser().visit(good, status=404).h1 == "This link does nothing"


def test_a_finished_ticket_asks_for_nothing(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = put(people, ticket)
    somebody = browser()
    somebody.visit(link(people, number))
    operations.cancel(people.alice, ticket.reference)
    assert answer_all(somebody, status=409).h1 == "This ticket is finished"


def test_only_the_row_comes_back_with_the_script(browser: Browse, people: People, ticket: TicketRow) -> None:
    sent = {"go": "add", "message": "Hello", "label_1": "Which?", "kind_1": "text"}
    answer = browser(people.sam).post(f"/servicedesk/tickets/{ticket.reference}/information", sent, **HTMX)
    assert answer.text.lstrip().startswith('<form class="card fields" id="ask"')
    assert 'name="label_2"' in answer.text
