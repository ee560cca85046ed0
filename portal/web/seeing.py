"""Who can see a ticket, who gets its mail, and what a change of it would mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from portal.notify.letters import Reader
from portal.policy import Action, Actor, allowed
from portal.tickets.rows import TicketRow
from portal.tickets.seers import customers_among
from portal.vocabulary import Following, Visibility
from portal.web.pages.ticket_parts import Seer, Seers
from portal.web.pages.tickets import Share
from portal.web.wording import initials, names, number

MOST_NAMED = 5


def seers_of(row: TicketRow, readers: Sequence[Reader], actor: Actor, actions: frozenset[Action], path: str) -> Seers:
    """The panel: everybody who can see the ticket beside the engineers, and what could change that."""
    return _seers(row, customers_among(tuple(readers)), actor.person_id, actions, path)


@lru_cache(maxsize=500)
def _seers(row: TicketRow, customers: tuple[Reader, ...], me: int, actions: frozenset[Action], path: str) -> Seers:
    to = Visibility.PRIVATE if row.is_shared else Visibility.SHARED
    share = Share(row, path.rpartition("/")[0], Action.SHARE in actions)
    # Whom one may remove is named, however many they are.
    named = max(MOST_NAMED, sum(reader.is_requester or reader.is_participant for reader in customers))
    chooses = Action.CHOOSE_PARTICIPANTS in actions
    return Seers(
        sentence=_sentence(row, customers, me),
        short=_short(row, len(customers)),
        people=tuple(_seer(reader, me, actions, path) for reader in customers[:named]),
        others=max(0, len(customers) - named),
        add=f"{path}/participants" if chooses else "",
        share=share,
        to=to,
        label="Make private" if row.is_shared else f"Share with {row.organisation_name}",
        preview=_preview(row, customers) if Action.SHARE in actions else "",
    )


def share_of(actor: Actor, row: TicketRow, path: str) -> Share:
    """The toggle of a ticket in the list at `path`."""
    return Share(row, path, Action.SHARE in allowed(actor, row))


def gain(people: Sequence[str], organisation: str, added: Sequence[str] = ()) -> str:
    """What sharing means; those who were `added` see the ticket already."""
    if not people:
        means = f"Nobody else at {organisation} can see shared tickets now; who joins later sees this one."
    else:
        means = f"{names(people)} will see it, with everything written so far."
    return f"{means} {names(added)} {_sees(added)} it already." if added else means


def loss(people: Sequence[str], added: Sequence[str] = ()) -> str:
    """What making private means; those who were `added` stay."""
    if not people:
        means = "Nobody loses sight of it." if added else "Nobody else sees it now, and nobody will."
    else:
        means = f"{names(people)} will no longer see it, nor get mail about it."
    return f"{means} {stays(added)}" if added else means


def stays(added: Sequence[str]) -> str:
    """Who sees a ticket that is private, because somebody added them."""
    return f"{names(added)} {_sees(added)} it still: to end that, remove them on the ticket’s page."


def added_among(readers: Sequence[Reader]) -> list[str]:
    """The names of the participants."""
    return [reader.name for reader in readers if reader.is_participant]


def _sees(people: Sequence[str]) -> str:
    return "sees" if len(people) == 1 else "see"


def _short(row: TicketRow, count: int) -> str:
    people = number(count, "person", "people")
    if row.is_shared:
        return f"Shared with {people}"
    return f"Private to {people}" if count > 1 else "Private"


def _preview(row: TicketRow, customers: Sequence[Reader]) -> str:
    if not row.is_shared:
        return (
            f"People at {row.organisation_name} would see it, with everything written so far. We ask before we do it."
        )
    others = [reader for reader in customers if not reader.is_requester]
    lose = [reader.first_name for reader in others if not (reader.is_participant or reader.is_approver)]
    stay = [reader.first_name for reader in others if reader.is_participant or reader.is_approver]
    said = [
        f"{names(lose)} would no longer see it, nor get mail about it." if lose else "",
        f"{names(stay)} would go on seeing it." if stay else "",
        "" if lose or stay else "Nobody else sees it now.",
        "We ask before we do it.",
    ]
    return " ".join(filter(None, said))


def _sentence(row: TicketRow, customers: Sequence[Reader], me: int) -> str:
    if row.is_shared:
        return f"{number(len(customers), 'person', 'people')} at {row.organisation_name}, and our engineers."
    if len(customers) > 1:
        return f"{number(len(customers), 'person', 'people')}, and our engineers."
    if not customers:
        return "Only our engineers."
    return "Only you, and our engineers." if row.requester_id == me else "The requester, and our engineers."


def _seer(reader: Reader, me: int, actions: frozenset[Action], path: str) -> Seer:
    is_me = reader.person_id == me
    facts = (
        (is_me, "you"),
        (reader.is_requester and not is_me, "requester"),
        (reader.is_participant, "added"),
        (reader.following is Following.MUTE and not reader.is_requester, "muted"),
    )
    ends = (Action.LEAVE if is_me else Action.CHOOSE_PARTICIPANTS) in actions and reader.is_participant
    return Seer(
        reader.name,
        initials(reader.name),
        ", ".join(word for holds, word in facts if holds),
        remove=f"{path}/participants/{reader.person_id}/remove" if ends else "",
        leaves=is_me,
    )
