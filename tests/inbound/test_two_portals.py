"""Two portals that are customers of each other: whatever they answer each other, it ends by itself (M-11, M-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal import settings as settings_module
from portal.accounts.queries import actor_of_person
from portal.db.tables import Draft, Outbox, Ticket
from portal.notify import mime
from portal.notify.outbox import MailRow
from portal.settings import Settings
from portal.tickets import operations
from portal.vocabulary import OutboxState, StaffRole
from tests.factories import make_person, make_ticket
from tests.inbound.raw import MX, come_in, letter

pytestmark = pytest.mark.once

# What a gateway that knows better may take away on the way.
MARKS = (
    "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "X-ServiceCenter-Loop", "Return-Path", "In-Reply-To",
    "References", "List-Unsubscribe", "List-Unsubscribe-Post", "Thread-Index", "Thread-Topic",
)  # fmt: skip
AN_HOUR = 2


class Portal:
    """An installation of its own: settings, database, and the other one among its customers."""

    def __init__(self, name: str, folder: Path, address: str) -> None:
        self.mailbox = f"support@{name}.example"
        folder.mkdir()
        self._database = address
        self._settings = Settings(
            mode="development",
            instance=folder,
            secret_key=f"the-secret-of-{name}-which-is-long-enough-for-all",  # type: ignore[arg-type]
            base_url=f"http://{name}.example",
            brand={"support_email": self.mailbox, "support_domain": f"{name}.example"},  # type: ignore[arg-type]
            inbound={"authserv_id": MX, "new_an_hour": AN_HOUR},  # type: ignore[arg-type]
        )

    @contextmanager
    def here(self) -> Iterator[None]:
        """Inside the block, this is the portal that everything belongs to."""
        settings_module.use(self._settings)
        opened = db.open_database(self._database)
        try:
            with db.connection():
                yield
        finally:
            db.close_all(opened)

    def sends(self) -> list[tuple[str, str, bytes]]:
        """The mails that leave, each with its envelope: sender, recipient, bytes."""
        with self.here():
            rows = list(Outbox.select().where(Outbox.state == OutboxState.QUEUED).order_by(Outbox.id))
            Outbox.update(state=OutboxState.SENT).execute()
            mails = [MailRow.of(row) for row in rows]
            return [(mime.envelope_sender(mail), mail.address, mime.compose(mail).as_bytes()) for mail in mails]

    def gets(self, raw: bytes, recipient: str) -> None:
        """A mail comes in."""
        with self.here():
            come_in(raw, (recipient,))


@pytest.fixture
def portals(tmp_path: Path, provider: Any) -> Iterator[tuple[Portal, Portal]]:
    """Portals of Acme and of Globex; the test's own database is not touched."""
    before, made = settings_module._Bound.settings, []
    for name in ("acme", "globex"):
        (tmp_path / f"{name}-database").mkdir()
        made.append(Portal(name, tmp_path / name, provider.fresh(tmp_path / f"{name}-database")))
    yield made[0], made[1]
    settings_module._Bound.settings = before


def knows(portal: Portal, address: str, plan: str) -> None:
    """The portal has a customer with this address."""
    with portal.here():
        make_person("The other portal", address, plan=plan)


def as_it_is(_: str, raw: bytes) -> bytes:
    """An honest way: nothing changes but what servers add."""
    return raw


def without_marks(_: str, raw: bytes) -> bytes:
    """A way on which every sign of a machine is lost, and with it the thread."""
    mail = message_from_bytes(raw)
    for name in MARKS:
        del mail[name]
    return mail.as_bytes()


def with_the_envelope(sender: str, raw: bytes) -> bytes:
    """A way on which only the sender of the envelope is noted, as the last server does."""
    return f"Return-Path: <{sender}>\r\n".encode() + without_marks(sender, raw)


def exchange(one: Portal, other: Portal, way: Callable[[str, bytes], bytes], at_most: int = 60) -> int:
    """Carry mail between the two until none is left; returns how many mails that took."""
    carried = 0
    for _ in range(at_most):
        in_hand = [(one, other, mail) for mail in one.sends()] + [(other, one, mail) for mail in other.sends()]
        in_hand = [(sender, goal, mail) for sender, goal, mail in in_hand if mail[1].endswith(f"@{host(goal)}")]
        if not in_hand:
            return carried
        for sender, goal, (envelope, recipient, raw) in in_hand:
            proof = f"Authentication-Results: {MX}; dmarc=pass header.from={host(sender)}\r\n".encode()
            goal.gets(proof + way(envelope, raw), recipient)
            carried += 1
    raise AssertionError(f"after {carried} mails they still answer each other")


def host(portal: Portal) -> str:
    """The domain of a portal's addresses."""
    return portal.mailbox.rpartition("@")[2]


def count(portal: Portal, table: Any) -> int:
    """How many rows the portal has of this."""
    with portal.here():
        return int(table.select().count())


@pytest.mark.parametrize(
    ("plan", "way", "most"),
    [
        ("free", as_it_is, 1),
        ("free", without_marks, 2 * AN_HOUR + 2),
        ("standard", as_it_is, 1),
        ("standard", with_the_envelope, 1),
        ("standard", without_marks, 4),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_two_portals_that_answer_each_other_fall_silent(
    plan: str, way: Callable[[str, bytes], bytes], most: int, portals: tuple[Portal, Portal]
) -> None:
    """M-12: at once where their marks arrive, else within the brakes: so many tickets an hour, one hint a day."""
    one, other = portals
    knows(one, other.mailbox, plan)
    knows(other, one.mailbox, plan)
    one.gets(letter(other.mailbox, "This begins it."), one.mailbox)
    assert exchange(one, other, way) <= most
    assert max(count(portal, Ticket) for portal in portals) <= AN_HOUR
    assert max(count(portal, Draft) for portal in portals) <= 2


@pytest.mark.parametrize("way", [as_it_is, without_marks], ids=lambda way: way.__name__)
def test_a_portal_that_is_told_of_every_comment_does_not_talk_to_itself(
    way: Callable[[str, bytes], bytes], portals: tuple[Portal, Portal]
) -> None:
    """The one is a stranger to the other, which writes on a ticket of its."""
    one, other = portals
    knows(one, other.mailbox, "free")
    with one.here():
        requester = actor_of_person(1)
        assert requester is not None
        ticket = make_ticket(requester, organisation_id=None)
        engineer = actor_of_person(make_person("Sam Holm", "sam@acme.example", staff_role=StaffRole.ENGINEER))
        assert engineer is not None
        for number in range(3):
            operations.reply(engineer, ticket.reference, f"News {number}.")
    assert exchange(one, other, way) <= 10
    assert count(one, Ticket) + count(other, Ticket) <= 2
