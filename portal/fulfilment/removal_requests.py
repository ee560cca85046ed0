"""What a request to end somebody's access asks for, in plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.errors import Rejected
from portal.fulfilment.fates import Wish
from portal.fulfilment.plans import Given
from portal.tickets.rows import Answer, TicketRow

PORTAL, STATUS_PAGE = "portal", "status_page"
_DECISIVE = ("employee", "when", "last_day", "private_requests", "open_requests", "colleague")
# The question that names whom it is about.
_ABOUT = "employee"


@dataclass(frozen=True)
class Removal:
    """What the request asks for, in plain values: whom, from where, and what becomes of their requests."""

    person_id: int
    organisation_id: int
    private: Wish
    opened: Wish
    colleague_id: int | None

    def effects(self) -> dict[str, Any]:
        """What is kept of it until it is carried out."""
        return {
            "person_id": self.person_id,
            "organisation_id": self.organisation_id,
            "private": self.private,
            "opened": self.opened,
            "colleague_id": self.colleague_id,
        }

    @classmethod
    def of(cls, effects: Mapping[str, Any]) -> Removal:
        """The removal that was kept."""
        wishes = {"private": Wish(effects["private"]), "opened": Wish(effects["opened"])}
        return cls(effects["person_id"], effects["organisation_id"], colleague_id=effects["colleague_id"], **wishes)


def wants_portal(given: Given) -> bool:
    """Whether access to the portal shall end at all."""
    return PORTAL in given.all("remove_from")


def removal_of(ticket: TicketRow, given: Given) -> Removal:
    """What the request asks for; Rejected where it does not say."""
    given.require_whole(*_DECISIVE)
    if ticket.organisation_id is None or not given.one(_ABOUT).isdigit():
        raise Rejected("The request does not say whose access shall end, in a way that can be carried out by a button.")
    colleague = given.one("colleague")
    return Removal(
        person_id=int(given.one(_ABOUT)),
        organisation_id=ticket.organisation_id,
        # Nobody is shown more than was said: what was not answered stays with support.
        private=Wish(given.one("private_requests") or Wish.LEAVE),
        opened=Wish(given.one("open_requests") or Wish.LEAVE),
        colleague_id=int(colleague) if colleague.isdigit() else None,
    )


def ends_at(given: Given) -> datetime | None:
    """The moment that the request names; None where it says immediately."""
    if given.one("when") != "on_date":
        return None
    try:
        return datetime.fromisoformat(given.one("last_day"))
    except ValueError:
        raise Rejected("The request names no last day that can be read.") from None


def whom_it_is_about(answers: list[dict[str, Any]]) -> list[int]:
    """The person whose access these answers would end, where they name one."""
    said = Given(map(Answer.of, answers)).one(_ABOUT)
    return [int(said)] if said.isdigit() else []
