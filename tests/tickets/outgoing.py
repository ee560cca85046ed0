"""Who has a mail in the outbox, and about what."""

from __future__ import annotations

from portal.db.tables import Outbox, Person


def mailed(event: str = "") -> set[str]:
    """The first names of those with a queued mail about this event, or about any."""
    select = Outbox.select(Person.name, Outbox.event).join(Person, on=(Outbox.recipient == Person.id))
    return {name.split()[0] for name, told in select.tuples() if event in {"", told}}


def texts() -> str:
    """Everything that leaves, in one text."""
    return "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}\n{mail.headers}" for mail in Outbox.select())


def forget() -> None:
    """Empty the outbox, to look only at what comes next."""
    Outbox.delete().execute()
