"""Everything that is one's own, in one file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from zipfile import ZipFile

import pytest

from portal.db.tables import Audited
from portal.tickets import drafts, files, operations, satisfaction
from portal.tickets.giving import Given, give_information, keep_typed
from portal.tickets.information import ask_for_information
from portal.tickets.rows import NOTE, Answer
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands

Browsers = Callable[..., Browser]
EXPORT = "/servicedesk/account/export"


def taken(browser: Browser) -> ZipFile:
    """What this person takes away."""
    answer = browser.post(EXPORT)
    assert answer.mimetype == "application/zip", answer.text
    return ZipFile(io.BytesIO(answer.data))


def test_one_takes_away_what_is_ones_own_and_nothing_else(browser: Browsers, people: People) -> None:
    """S-05: no internal note, no file of one, no private ticket of a colleague, no secret."""
    mine = make_ticket(people.alice, subject="My volume")
    file = files.store(people.alice, io.BytesIO(b"a log"), "nova: log.txt", ticket=mine.id)
    operations.reply(people.alice, mine.reference, "See the log", files=(file.id,))
    secret = files.store(people.sam, io.BytesIO(b"among us"), "secret.txt", ticket=mine.id, field=NOTE)
    operations.note(people.sam, mine.reference, "She pays late", files=(secret.id,))
    shared = make_ticket(people.bob, subject="Bobs backup", visibility=Visibility.SHARED)
    operations.reply(people.alice, shared.reference, "I see it too")
    operations.reply(people.bob, shared.reference, "Thank you")
    make_ticket(people.bob, subject="Bobs salary")
    draft = drafts.start(people.alice, "incident")
    files.store(people.alice, io.BytesIO(b"a trace"), "../../trace.txt", draft=draft.id)
    operations.resolve(people.alice, mine.reference, "It works again")
    operations.confirm_solved(people.alice, mine.reference)
    satisfaction.say(people.alice, mine.id, 4, "Quick enough")
    archive = taken(browser(people.alice))
    folder = f"tickets/{mine.reference}"
    assert set(archive.namelist()) == {
        "README.txt", "account.json", "follows.json", "drafts.json", "other-tickets.json",
        f"{folder}/ticket.json", f"{folder}/files/01-nova_ log.txt", "drafts/01-trace.txt",
    }  # fmt: skip
    assert archive.read(f"{folder}/files/01-nova_ log.txt") == b"a log"
    ticket = json.loads(archive.read(f"{folder}/ticket.json"))
    assert [entry["text"] for entry in ticket["timeline"] if entry["text"]] == ["See the log", "It works again"]
    assert (ticket["timeline"][-1]["before"], ticket["timeline"][-1]["after"]) == ("resolved", "closed")
    assert (ticket["opinion"]["score"], ticket["opinion"]["comment"]) == (4, "Quick enough")
    said = json.loads(archive.read("other-tickets.json"))
    assert [(one["reference"], one["body"]) for one in said["messages"]] == [(shared.reference, "I see it too")]
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for unseen in ("pays late", "among us", "Thank you", "salary", "$argon2", "token"):
        assert unseen not in whole
    account = json.loads(archive.read("account.json"))
    assert account["addresses"] == [{"address": "alice@acme.example", "main": True, "confirmed": True}]
    assert Audited.select().where(Audited.action == "account_exported").count() == 1


def test_answers_that_were_begun_are_ones_own(browser: Browsers, people: People) -> None:
    """UX-15: those of the ticket's page and those from behind the link, once each, and no colleague's."""
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    question = {"key": "question_1", "label": "Where?", "kind": "text", "required": True, "options": []}
    number = ask_for_information(people.sam, row.reference, "We look", [question])
    keep_typed(people.alice, row.reference, number, {"question_1": ["In Kna1"]})
    keep_typed(people.by_mail("alice"), row.reference, number, {"question_1": ["In Sto2"]})
    begun = {name: json.loads(taken(browser(people[name])).read("drafts.json"))["answers"] for name in ("alice", "bob")}
    typed = [{"ticket": row.reference, "answers": {"question_1": [text]}} for text in ("In Kna1", "In Sto2")]
    assert begun == {"alice": typed, "bob": []}
    give_information(people.alice, row.reference, number, Given((Answer("question_1", "Where?", "text", "In Kna1"),)))
    ticket = json.loads(taken(browser(people.alice)).read(f"tickets/{row.reference}/ticket.json"))
    asked, given = (entry for entry in ticket["timeline"] if entry["what"] == "message")
    assert (asked["questions"], given["answers"]) == (["Where?"], [["Where?", "In Kna1", False]])


def test_an_engineer_takes_no_note_away(browser: Browsers, people: People) -> None:
    """S-05: also not what they wrote themselves."""
    row = make_ticket(people.alice)
    operations.note(people.sam, row.reference, "She pays late")
    operations.reply(people.sam, row.reference, "We look at it")
    archive = taken(browser(people.sam))
    said = json.loads(archive.read("other-tickets.json"))
    assert [one["body"] for one in said["messages"]] == ["We look at it"]


@pytest.mark.once
def test_it_asks_who_one_is_and_not_too_often(browser: Browsers, people: People, hands: Hands) -> None:
    """ASVS 7.5.3; R-15."""
    alice = browser(people.alice)
    hands.forward(minutes=11)
    assert "Confirm that it is you" in alice.post(EXPORT).text
    again = browser(people.alice)
    answers = [again.post(EXPORT).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
