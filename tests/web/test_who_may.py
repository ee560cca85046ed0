"""Every route x every person x private and shared: what each of them gets (S-01, S-02).

The table is written by hand, from what people are promised, and knows every route: a new one fails here until
somebody says who may use it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts import invitation_rows, invitations
from portal.accounts.leaving import leave
from portal.accounts.operations import deactivate_person
from portal.accounts.queries import actor_of_person
from portal.clock import now
from portal.db import transaction
from portal.db.tables import Address, Membership, Outbox, Participant, Review, Ticket
from portal.tickets import drafts, files, operations
from portal.tickets.information import ask_for_information
from portal.tickets.leaving import forget
from portal.tickets.rows import INFORMATION, REPLY, TicketRow
from portal.tickets.templates import save_template
from portal.vocabulary import Role, Status, Visibility
from tests.factories import People, make_person, make_ticket
from tests.fulfilment.requests import onboarding
from tests.support.browser import Browser
from tests.support.received import hold

# What the database has to say to it is held on both in tests/policy/test_two_faces.py.
pytestmark = pytest.mark.once

# The participant is Bob, added to the ticket. The former one raised it, left Acme since, and is still in Globex.
PEOPLE = ("alice", "bob", "participant", "carol", "dave", "erin", "sam", "olga", "former", "left", "nobody")

# What somebody gets: the statuses that count as each word.
OUTCOMES = {
    "yes": {200, 204, 302, 303, 409, 422},
    "login": {303},
    "refused": {403},
    "hidden": {404},
    "late": {409},
}


@dataclass(frozen=True)
class Row:
    """Who gets what of Alice, the requester, and the others; a pair is (on a private ticket, on a shared one).

    On a private ticket a participant gets what any colleague gets on a shared one, where nothing else is said.
    """

    alice: str
    colleague: str | tuple[str, str]
    dave: str
    erin: str
    engineer: str
    outside: str = "login"
    participant: str = ""
    administrator: str = ""

    def of(self, person: str, shared: bool) -> str:
        """The word for this person."""
        if person == "participant":
            return self.participant or self.of("bob", shared=True)
        if person == "olga" and self.administrator:
            return self.administrator
        # Who left is to Acme what Erin is: somebody with a paid plan and no business there.
        names = {"former": "erin", "bob": "colleague", "carol": "colleague", "sam": "engineer", "olga": "engineer"}
        word = getattr(self, "outside" if person in {"left", "nobody"} else names.get(person, person))
        return word if isinstance(word, str) else word[shared]


ANYBODY = Row("yes", "yes", "yes", "yes", "yes", outside="yes")
SIGNED_IN = Row("yes", "yes", "yes", "yes", "yes")
RAISERS = Row("yes", "yes", "refused", "yes", "refused")
ENGINEERS = Row("refused", "refused", "refused", "refused", "yes")
ADMINISTRATORS = Row("refused", "refused", "refused", "refused", "refused", administrator="yes")
ITS_ADMINISTRATORS = Row("yes", "refused", "hidden", "hidden", "refused", administrator="yes")
ITS_MEMBERS = Row("yes", "yes", "hidden", "hidden", "hidden")
OWN_DRAFT = Row("yes", "hidden", "refused", "hidden", "refused")
SEE = Row("yes", ("hidden", "yes"), "hidden", "hidden", "yes")
SEE_AS_REQUESTER = Row("yes", "hidden", "hidden", "hidden", "hidden")
DECIDE = Row("yes", ("hidden", "refused"), "hidden", "hidden", "yes")
LEAVE = Row("yes", ("hidden", "refused"), "hidden", "hidden", "yes", participant="yes")
ONLY_REQUESTER = Row("yes", ("hidden", "refused"), "hidden", "hidden", "refused")
NOT_THE_STATE = Row("refused", ("hidden", "refused"), "hidden", "hidden", "refused")
ALREADY_SENT = Row("refused", "hidden", "hidden", "hidden", "hidden")
# The organisation's administrator, and our engineers.
INVITES = Row("yes", "hidden", "hidden", "hidden", "yes")
NOT_THEIRS = Row("hidden", "hidden", "hidden", "hidden", "hidden")
# Only engineers get there, and they are told that it is not there, or not possible now.
NO_SUCH_THING = Row("refused", "refused", "refused", "refused", "hidden")
NOBODY_NOW = Row("refused", "refused", "refused", "refused", "refused")
NOT_THEIR_VIEW = Row("refused", "refused", "refused", "refused", "hidden")
NOT_HERE = Row("hidden", "hidden", "hidden", "hidden", "hidden", outside="hidden")

T = "/servicedesk/tickets/<reference>"
V = "/servicedesk/invitations/<int(max=2147483647):invitation_id>"
D = "/servicedesk/drafts/<draft_id>"
ASKED = f"{T}/information/<int(max=2147483647):information_id>"
M = "/servicedesk/desk/mail"
ITS = "/servicedesk/organisation/<int(max=2147483647):organisation_id>"
C = "/servicedesk/customers"
CO = f"{C}/organisations/<int(max=2147483647):organisation_id>"
CP = f"{C}/people/<int(max=2147483647):person_id>"
MEMBER = f"{ITS}/members/<int(max=2147483647):person_id>"
REVIEW = "/servicedesk/organisation/review/<int(max=2147483647):review_id>"
A = "/servicedesk/desk/templates/<int(max=2147483647):template_id>"

TABLE: dict[str, Row] = {
    "GET /static/<path:filename>": ANYBODY,
    "GET /brand.css": ANYBODY,
    "GET /brand/logo": NOT_HERE,
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /login": ANYBODY,
    "POST /login": ANYBODY,
    # Without a log-in that is half way both lead back to the log-in page, and nothing can be asked for.
    "GET /login/second": ANYBODY,
    "POST /login/second": ANYBODY,
    "POST /login/second/options": NOT_HERE,
    "POST /login/passkey": ANYBODY,
    "POST /login/passkey/options": ANYBODY,
    "POST /logout": ANYBODY,
    "GET /password/forgotten": ANYBODY,
    "POST /password/forgotten": ANYBODY,
    "GET /password/forgotten/sent": ANYBODY,
    "GET /password/new/<token>": NOT_HERE,
    "POST /password/new/<token>": NOT_HERE,
    "GET /invitation/<token>": NOT_HERE,
    "POST /invitation/<token>": NOT_HERE,
    "GET /servicedesk/welcome": SIGNED_IN,
    f"POST {V}/send": INVITES,
    f"POST {V}/withdraw": INVITES,
    "GET /demo/mail": NOT_HERE,
    "GET /demo/mail/<int(max=2147483647):mail_id>": NOT_HERE,
    "GET /demo/mail/<int(max=2147483647):mail_id>/html": NOT_HERE,
    "POST /demo/mail/<int(max=2147483647):mail_id>/answer": NOT_HERE,
    "GET /demo/mail/in/<int(max=2147483647):mail_id>": NOT_HERE,
    "GET /demo/mail/write": NOT_HERE,
    "POST /demo/mail/write": NOT_HERE,
    "GET /servicedesk/help/accessibility": ANYBODY,
    "GET /servicedesk/help/priorities": ANYBODY,
    "GET /servicedesk/help/choosing": SIGNED_IN,
    "GET /": SIGNED_IN,
    "GET /continue": SIGNED_IN,
    "POST /continue": SIGNED_IN,
    "POST /continue/discard": SIGNED_IN,
    "GET /servicedesk": SIGNED_IN,
    "GET /mail/choice/<token>": NOT_HERE,
    "POST /mail/choice/<token>": NOT_HERE,
    "GET /mail/solved/<token>": NOT_HERE,
    "POST /mail/solved/<token>": NOT_HERE,
    "GET /mail/opinion/<token>": NOT_HERE,
    "POST /mail/opinion/<token>": NOT_HERE,
    "GET /mail/not-solved/<token>": NOT_HERE,
    "POST /mail/not-solved/<token>": NOT_HERE,
    "GET /servicedesk/account": SIGNED_IN,
    "POST /servicedesk/account/mail": NOT_THEIRS,
    "GET /servicedesk/account/addresses": SIGNED_IN,
    "POST /servicedesk/account/addresses": SIGNED_IN,
    "POST /servicedesk/account/addresses/code": SIGNED_IN,
    "POST /servicedesk/account/addresses/main": NOT_THEIRS,
    "POST /servicedesk/account/addresses/remove": NOT_THEIRS,
    "GET /servicedesk/account/authenticator": SIGNED_IN,
    "POST /servicedesk/account/authenticator": SIGNED_IN,
    "POST /servicedesk/account/authenticator/code": SIGNED_IN,
    "GET /servicedesk/account/authenticator/remove": SIGNED_IN,
    "POST /servicedesk/account/authenticator/remove": SIGNED_IN,
    "POST /servicedesk/account/confirm": SIGNED_IN,
    "POST /servicedesk/account/confirm/options": SIGNED_IN,
    "GET /servicedesk/account/devices": SIGNED_IN,
    "GET /servicedesk/account/export": SIGNED_IN,
    "POST /servicedesk/account/export": SIGNED_IN,
    "GET /servicedesk/account/passkeys/new": SIGNED_IN,
    "POST /servicedesk/account/passkeys": SIGNED_IN,
    "POST /servicedesk/account/passkeys/options": SIGNED_IN,
    "POST /servicedesk/account/passkeys/<int(max=2147483647):passkey_id>/name": NOT_THEIRS,
    "GET /servicedesk/account/passkeys/<int(max=2147483647):passkey_id>/remove": NOT_THEIRS,
    "POST /servicedesk/account/passkeys/<int(max=2147483647):passkey_id>/remove": NOT_THEIRS,
    "POST /servicedesk/account/recovery-codes": SIGNED_IN,
    "GET /servicedesk/account/security": SIGNED_IN,
    "POST /servicedesk/account/password": SIGNED_IN,
    "POST /servicedesk/account/profile": SIGNED_IN,
    "POST /servicedesk/account/sessions/<int(max=2147483647):session_id>/end": NOT_THEIRS,
    "POST /servicedesk/account/sessions/end": SIGNED_IN,
    "GET /servicedesk/organisation": SIGNED_IN,
    f"GET {MEMBER}/role": ITS_ADMINISTRATORS,
    f"POST {MEMBER}/role": ITS_ADMINISTRATORS,
    f"POST {MEMBER}/removal": ITS_MEMBERS,
    f"GET {ITS}/second-factor": ITS_ADMINISTRATORS,
    f"POST {ITS}/second-factor": ITS_ADMINISTRATORS,
    f"GET {REVIEW}": ITS_ADMINISTRATORS,
    f"POST {REVIEW}": ITS_ADMINISTRATORS,
    f"GET {C}": ADMINISTRATORS,
    f"GET {C}/people": ADMINISTRATORS,
    f"GET {C}/organisations/new": ADMINISTRATORS,
    f"POST {C}/organisations/new": ADMINISTRATORS,
    f"GET {C}/people/new": ADMINISTRATORS,
    f"POST {C}/people/new": ADMINISTRATORS,
    f"GET {CO}": ENGINEERS,
    f"GET {CO}/name": ADMINISTRATORS,
    f"POST {CO}/name": ADMINISTRATORS,
    f"GET {CO}/plan": ADMINISTRATORS,
    f"POST {CO}/plan": ADMINISTRATORS,
    f"GET {CO}/state": ADMINISTRATORS,
    f"POST {CO}/state": ADMINISTRATORS,
    f"GET {CO}/members/<int(max=2147483647):person_id>/removal": ADMINISTRATORS,
    f"POST {CO}/members/<int(max=2147483647):person_id>/removal": ADMINISTRATORS,
    f"POST {CO}/domains": ADMINISTRATORS,
    f"POST {CO}/domains/remove": ADMINISTRATORS,
    f"GET {CP}": ENGINEERS,
    f"GET {CP}/plan": ADMINISTRATORS,
    f"POST {CP}/plan": ADMINISTRATORS,
    f"GET {CP}/staff-role": ADMINISTRATORS,
    f"POST {CP}/staff-role": ADMINISTRATORS,
    f"GET {CP}/second-factors": ADMINISTRATORS,
    f"POST {CP}/second-factors": ADMINISTRATORS,
    f"GET {CP}/state": ADMINISTRATORS,
    f"POST {CP}/state": ADMINISTRATORS,
    f"POST {CP}/password-link": ADMINISTRATORS,
    f"POST {CP}/sessions/end": ADMINISTRATORS,
    f"POST {CP}/sessions/<int(max=2147483647):session_id>/end": ADMINISTRATORS,
    "GET /servicedesk/new": RAISERS,
    "POST /servicedesk/drafts": RAISERS,
    f"GET {D}": OWN_DRAFT,
    f"POST {D}": OWN_DRAFT,
    f"GET {D}/delete": OWN_DRAFT,
    f"POST {D}/delete": OWN_DRAFT,
    f"POST {D}/fields": OWN_DRAFT,
    f"POST {D}/files": OWN_DRAFT,
    f"POST {D}/files/<file_id>/remove": OWN_DRAFT,
    f"GET {D}/priority": OWN_DRAFT,
    f"POST {D}/priority": OWN_DRAFT,
    f"POST {D}/priority/save": OWN_DRAFT,
    f"POST {D}/save": OWN_DRAFT,
    f"POST {D}/type": OWN_DRAFT,
    "GET /servicedesk/files/<file_id>": SEE,
    "GET /servicedesk/tickets": SIGNED_IN,
    "GET /servicedesk/tickets.csv": SIGNED_IN,
    f"GET {T}": SEE,
    f"GET {T}/created": SEE_AS_REQUESTER,
    f"GET {T}/timeline": SEE,
    f"POST {T}/reply": SEE,
    f"POST {T}/reply-draft": SEE,
    f"POST {T}/reply-files": SEE,
    f"POST {T}/reply-files/<file_id>/remove": ALREADY_SENT,
    f"POST {T}/note": ENGINEERS,
    f"GET {T}/visibility": DECIDE,
    f"POST {T}/visibility": DECIDE,
    f"GET {T}/participants": DECIDE,
    f"POST {T}/participants": DECIDE,
    f"GET {T}/participants/<int(max=2147483647):person_id>/remove": LEAVE,
    f"POST {T}/participants/<int(max=2147483647):person_id>/remove": LEAVE,
    f"POST {T}/resolve": DECIDE,
    f"POST {T}/reopen": DECIDE,
    f"POST {T}/close": ONLY_REQUESTER,
    f"GET {T}/cancel": ONLY_REQUESTER,
    f"POST {T}/cancel": ONLY_REQUESTER,
    f"POST {T}/approve": NOT_THE_STATE,
    f"GET {T}/decline": NOT_THE_STATE,
    f"POST {T}/decline": NOT_THE_STATE,
    f"POST {T}/follow": SEE,
    f"GET {T}/fulfilment": ENGINEERS,
    f"POST {T}/fulfilment": ENGINEERS,
    f"GET {T}/fulfilment/cancel": ENGINEERS,
    f"POST {T}/fulfilment/cancel": ENGINEERS,
    f"GET {T}/tasks/<name>": ENGINEERS,
    f"POST {T}/tasks/<name>": ENGINEERS,
    f"GET {T}/assign": ENGINEERS,
    f"POST {T}/assign": ENGINEERS,
    f"GET {T}/status": ENGINEERS,
    f"POST {T}/status": ENGINEERS,
    f"GET {T}/priority": ENGINEERS,
    f"POST {T}/priority": ENGINEERS,
    f"POST {T}/template": ENGINEERS,
    f"GET {T}/links": ENGINEERS,
    f"POST {T}/links": ENGINEERS,
    f"POST {T}/links/<int(max=2147483647):link_id>/remove": NO_SUCH_THING,
    f"GET {T}/merge": ENGINEERS,
    f"POST {T}/merge": ENGINEERS,
    f"GET {T}/separate": NOBODY_NOW,
    f"POST {T}/separate": NOBODY_NOW,
    f"GET {T}/redact": ENGINEERS,
    f"POST {T}/redact": ENGINEERS,
    "GET /servicedesk/figures": ENGINEERS,
    "GET /servicedesk/figures/<table>.csv": ENGINEERS,
    "GET /servicedesk/audit": ADMINISTRATORS,
    "GET /servicedesk/audit.csv": ADMINISTRATORS,
    f"GET {T}/issue-type": ENGINEERS,
    f"POST {T}/issue-type": ENGINEERS,
    f"GET {T}/information": ENGINEERS,
    f"POST {T}/information": ENGINEERS,
    f"GET {ASKED}": DECIDE,
    f"POST {ASKED}": ONLY_REQUESTER,
    f"POST {ASKED}/draft": ONLY_REQUESTER,
    f"POST {ASKED}/files": ONLY_REQUESTER,
    f"POST {ASKED}/files/<file_id>/remove": ONLY_REQUESTER,
    f"POST {ASKED}/withdraw": ENGINEERS,
    "GET /mail/information/<token>": NOT_HERE,
    "POST /mail/information/<token>": NOT_HERE,
    "POST /mail/information/<token>/draft": NOT_HERE,
    "POST /mail/information/<token>/files": NOT_HERE,
    "POST /mail/information/<token>/files/<file_id>/remove": NOT_HERE,
    "GET /servicedesk/desk": ENGINEERS,
    "GET /servicedesk/desk/keys": ENGINEERS,
    "GET /servicedesk/desk/news": ENGINEERS,
    "POST /servicedesk/desk/next": ENGINEERS,
    "POST /servicedesk/desk/chosen/engineer": ENGINEERS,
    "POST /servicedesk/desk/chosen/status": ENGINEERS,
    "POST /servicedesk/desk/chosen/priority": ENGINEERS,
    "GET /servicedesk/desk/views": ENGINEERS,
    "POST /servicedesk/desk/views": ENGINEERS,
    "POST /servicedesk/desk/views/<int(max=2147483647):view_id>": NOT_THEIR_VIEW,
    "POST /servicedesk/desk/views/<int(max=2147483647):view_id>/remove": NOT_THEIR_VIEW,
    f"POST {T}/presence": ENGINEERS,
    "GET /servicedesk/desk/templates": ENGINEERS,
    "POST /servicedesk/desk/templates": ENGINEERS,
    "GET /servicedesk/desk/templates/new": ENGINEERS,
    f"GET {A}": ENGINEERS,
    f"POST {A}": ENGINEERS,
    f"GET {A}/remove": ENGINEERS,
    f"POST {A}/remove": ENGINEERS,
    "GET /servicedesk/desk/mail": ENGINEERS,
    f"GET {M}/in/<int(max=2147483647):mail_id>": ENGINEERS,
    f"GET {M}/in/<int(max=2147483647):mail_id>/original": ENGINEERS,
    f"POST {M}/in/<int(max=2147483647):mail_id>/outcome": ENGINEERS,
    f"POST {M}/in/<int(max=2147483647):mail_id>/ticket": ENGINEERS,
    f"GET {M}/out/<int(max=2147483647):mail_id>": ENGINEERS,
    f"POST {M}/out/<int(max=2147483647):mail_id>/again": ENGINEERS,
    f"POST {M}/blocked": ENGINEERS,
    f"POST {M}/suspended": ENGINEERS,
}
# What a POST carries beside its token, so that it is the right and not the form that decides.
POSTED: dict[str, dict[str, Any]] = {
    "POST /servicedesk/desk/views": {"name": "A view", "query": "queue=open"},
    "POST /servicedesk/desk/views/<int(max=2147483647):view_id>": {"name": "Another view"},
    f"POST {T}/reply": {"body": "A word"},
    f"POST {T}/note": {"body": "A word among us"},
    f"POST {T}/reply-draft": {"body": "Half a w"},
    f"POST {T}/visibility": {"to": "private"},
    f"POST {T}/resolve": {"body": "It works again"},
    f"POST {T}/follow": {"following": "follow"},
    "POST /servicedesk/account/addresses/main": {"address": "somebody@elsewhere.example"},
    "POST /servicedesk/account/addresses/remove": {"address": "somebody@elsewhere.example"},
    "POST /servicedesk/account/passkeys/<int(max=2147483647):passkey_id>/name": {"name": "Laptop"},
    f"POST {MEMBER}/role": {"role": "member"},
    f"POST {ITS}/second-factor": {"to": "no"},
    f"POST {CO}/plan": {"plan": "premium"},
    f"POST {CO}/state": {"to": "active"},
    f"POST {CP}/plan": {"plan": "premium"},
    f"POST {CP}/staff-role": {"staff_role": "none"},
    f"POST {CP}/state": {"to": "active"},
    "POST /servicedesk/account/mail": {"address": "somebody@elsewhere.example"},
    "POST /servicedesk/drafts": {"issue_type": "incident"},
    f"POST {M}/in/<int(max=2147483647):mail_id>/outcome": {"to": "put-away"},
    f"POST {M}/blocked": {"address": "spam@junk.example"},
}
STATUS = {f"POST {T}/reopen": Status.RESOLVED, f"POST {T}/close": Status.RESOLVED}


def test_the_table_knows_every_route(app: Flask) -> None:
    declared = {f"{method} {rule}" for rule in app.url_map.iter_rules() for method in _methods(rule)}
    assert declared == set(TABLE)


@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_gets_what(route: str, app: Flask, people: People) -> None:
    """S-01; a person who has left is logged out at once, even in the middle of a session (OPS-30)."""
    found = {}
    paths: dict[bool, str] = {}
    for person, shared in _cases(route):
        status = _ask(app, people, route, person, shared, paths)
        wanted = TABLE[route].of(person, shared)
        if status not in OUTCOMES[wanted]:
            found[person, "shared" if shared else "private"] = f"{status}, not {wanted}"
    assert found == {}


def _cases(route: str) -> Iterator[tuple[str, bool]]:
    """Who asks, and whether the ticket is shared, where the route is about one."""
    about_a_ticket = "<reference>" in route or "<file_id>" in route
    for person in PEOPLE:
        # On a shared ticket a participant gets no more than anybody there.
        yield from (
            (person, shared) for shared in (False, True) if not shared or (about_a_ticket and person != "participant")
        )


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def _ask(app: Flask, people: People, route: str, person: str, shared: bool, paths: dict[bool, str]) -> int:
    """The status that this person gets for this route on Alice's ticket, draft and file.

    Each is made anew, where somebody before may have changed it; who only looks finds it in `paths`.
    """
    browser = None if person == "former" else _browser(app, people, person)
    method, _, rule = route.partition(" ")
    path = paths.get(shared) or _path(rule, people, shared, STATUS.get(route, Status.IN_PROGRESS))
    if method == "GET" and person not in {"participant", "former"}:
        paths[shared] = path
    else:
        paths.pop(shared, None)
    if person == "participant":
        _add_bob(people)
    browser = browser or _former(app, people)
    answer = browser.get(path) if method == "GET" else browser.post(path, POSTED.get(route))
    answer.close()
    return answer.status_code


def _browser(app: Flask, people: People, person: str) -> Browser:
    if person == "nobody":
        return Browser(app)
    if person == "left":
        return _leaver(app, people)
    return Browser(app, people["bob" if person == "participant" else person])


def _add_bob(people: People) -> None:
    """As a participant, to all tickets that there are now."""
    for (number,) in Ticket.select(Ticket.id).tuples():
        Participant.create(ticket=number, person=people.numbers["bob"], created_at=now())


def _leaver(app: Flask, people: People) -> Browser:
    """Somebody of Acme who was logged in a moment ago, and is shut out now."""
    number = make_person("Leo Left", f"{secrets.token_hex(4)}@acme.example")
    Membership.create(person=number, organisation=people.organisations["acme"], role=Role.MEMBER)
    actor = actor_of_person(number)
    assert actor is not None
    browser = Browser(app, actor)
    deactivate_person(None, number)
    return browser


def _former(app: Flask, people: People) -> Browser:
    """Somebody who raised all the tickets that there are, has left their organisation, and logged in anew."""
    number, acme = make_person("Fia Former", f"{secrets.token_hex(4)}@acme.example"), people.organisations["acme"]
    for organisation in (acme, people.organisations["globex"]):
        Membership.create(person=number, organisation=organisation, role=Role.MEMBER)
    Ticket.update(requester=number).execute()
    with transaction():
        leave(number, acme)
        forget(number, acme)
    return Browser(app, actor_of_person(number))


def _path(rule: str, people: People, shared: bool, status: Status) -> str:
    if "<" not in rule:
        return rule
    if rule.startswith(A):
        return rule.replace(A, f"/servicedesk/desk/templates/{_template(people)}")
    alice = people.alice
    if "<draft_id>" in rule:
        draft = drafts.start(alice, "incident")
        file = files.store(alice, io.BytesIO(b"a log"), "nova.log", draft=draft.id)
        return rule.replace("<draft_id>", draft.id).replace("<file_id>", file.id)
    ticket = (
        _onboarding(people, shared) if "/fulfilment" in rule or "/tasks/" in rule else _ticket(people, shared, status)
    )
    values = {
        "<reference>": ticket.reference,
        "<file_id>": _file(people, ticket, "information" in rule) if "<file_id>" in rule else "",
        "<int(max=2147483647):information_id>": str(_asked(people, ticket)) if "information_id" in rule else "",
        "<path:filename>": "portal.css",
        "<token>": "no-such-token",
        "<table>": "flow",
        "<int(max=2147483647):mail_id>": str(hold() if "/in/" in rule else Outbox.select().first().id),
        "<int(max=2147483647):session_id>": "999999",
        "<int(max=2147483647):invitation_id>": str(_invitation(people)) if "/invitations/" in rule else "",
        "<name>": "status_page",
        "<int(max=2147483647):passkey_id>": "999999",
        "<int(max=2147483647):view_id>": "999999",
        "<int(max=2147483647):link_id>": "999999",
        "<int(max=2147483647):person_id>": str(people.numbers["bob"]),
        "<int(max=2147483647):organisation_id>": str(people.organisations["acme"]),
        "<int(max=2147483647):review_id>": str(_review(people)) if "review_id" in rule else "",
    }
    for name, value in values.items():
        rule = rule.replace(name, value)
    return rule + ("?to=private&after=0" if rule.endswith(("visibility", "timeline")) else "")


def _ticket(people: People, shared: bool, status: Status) -> TicketRow:
    return make_ticket(
        people.alice,
        organisation_id=people.organisations["acme"],
        visibility=Visibility.SHARED if shared else Visibility.PRIVATE,
        status=status,
    )


def _onboarding(people: People, shared: bool) -> TicketRow:
    return onboarding(
        people.alice,
        visibility=Visibility.SHARED if shared else Visibility.PRIVATE,
        access=("portal", "status_page"),
    )


def _invitation(people: People) -> int:
    """Of somebody who is to come to Acme."""
    number = make_person("Ina Invited", f"{secrets.token_hex(4)}@acme.example", password_hash=None)
    acme = people.organisations["acme"]
    Membership.create(person=number, organisation=acme, role=Role.MEMBER)
    address = Address.get(Address.person == number).address
    invitations.issue(people.sam, number, acme, address, None, "Alice Andersson")
    return invitation_rows.pending_of(acme)[0].id


def _review(people: People) -> int:
    return int(Review.create(organisation=people.organisations["acme"], started_at=now()).id)


def _template(people: People) -> int:
    return save_template(people.sam, None, secrets.token_hex(4), "Hello {{requester_first_name}},")


def _asked(people: People, ticket: TicketRow) -> int:
    question = {"key": "question_1", "label": "Which region?", "kind": "text"}
    return ask_for_information(people.sam, ticket.reference, "Where is it?", [question])


def _file(people: People, ticket: TicketRow, waits: bool) -> str:
    """A file that was sent with a message, or waits to be sent with answers."""
    field = INFORMATION if waits else REPLY
    file = files.store(people.alice, io.BytesIO(b"a log"), "nova.log", ticket=ticket.id, field=field)
    if waits:
        return file.id
    operations.reply(people.alice, ticket.reference, "See the log", files=(file.id,))
    return file.id
