"""The question that is asked once a ticket is closed: five signed links, each to a page that asks for an answer."""

from __future__ import annotations

from dataclasses import dataclass

from portal.notify.choices import Offer
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.signatures import numbers_of, token_of
from portal.settings import current

_OPINION = "opinion"
SCORES = {1: "1, very bad", 2: "2", 3: "3", 4: "4", 5: "5, very good"}


@dataclass(frozen=True)
class Opinion:
    """What one person thinks of how one ticket went."""

    ticket_id: int
    person_id: int

    @property
    def token(self) -> str:
        """The last part of the links."""
        return token_of(_OPINION, self.ticket_id, self.person_id)

    def path(self, score: int) -> str:
        """Where a page asks, with this score chosen already."""
        return f"/mail/opinion/{self.token}?score={score}"

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The five links of a mail."""
        return tuple(Offer(words, f"{current().base_url}{self.path(score)}") for score, words in SCORES.items())


def read_opinion(token: str) -> Opinion | None:
    """Of which ticket a token is, and whose, if it is ours and whole; None otherwise."""
    numbers = numbers_of(_OPINION, token, 2)
    return Opinion(*numbers) if numbers else None


def asked_of(event: MailEvent, letter: TicketLetter, reader: Reader) -> tuple[Offer, ...]:
    """The links by which the requester answers the mail that says their ticket is closed; nobody else is asked."""
    if event is not MailEvent.CLOSED or not reader.is_requester or not letter.asks_opinion:
        return ()
    return Opinion(letter.ticket_id, reader.person_id).offers
