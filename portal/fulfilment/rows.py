"""What queries about fulfilments give away: frozen rows, never a table's model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.fulfilment.plans import Done, Item
from portal.vocabulary import FulfilmentKind, FulfilmentState


@dataclass(frozen=True)
class FulfilmentRow:
    """What an engineer confirmed for a ticket, and what became of it; `error` says why it failed or was taken back."""

    ticket_id: int
    kind: FulfilmentKind
    state: FulfilmentState
    items: tuple[Item, ...]
    due_at: datetime
    confirmed_by: str
    confirmed_at: datetime
    done_at: datetime | None
    report: tuple[Done, ...]
    error: str

    @property
    def is_settled(self) -> bool:
        """Whether confirming again would change nothing: it is done, or waits for its day."""
        return self.state in (FulfilmentState.DONE, FulfilmentState.PLANNED)


@dataclass(frozen=True)
class TaskRow:
    """Something that engineers do elsewhere by hand; without `done_at` it is still to be done."""

    name: str
    done_at: datetime | None = None
    done_by: str = ""
    proof: str = ""
