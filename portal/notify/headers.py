"""The header lines of a mail beside its subject; nothing a customer typed gets in but a name, and that as one line."""

from __future__ import annotations

from portal.notify import addresses, choices
from portal.notify.choices import Choice, Wish
from portal.notify.letters import Reader
from portal.notify.messages import News, loses_sight
from portal.notify.texts import one_line
from portal.settings import current

# Marks of a mail that no person wrote: nobody's out-of-office assistant answers it (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def of(news: News, reader: Reader) -> dict[str, str]:
    """From and, as far as they apply, Reply-To, References, how to mute, and the marks of an automatic mail.

    `From` holds the display name only: the address is always the one that the settings name.
    """
    lines = {"From": _name(news)}
    if news.letter is not None:
        lines["References"] = addresses.thread_root(news.letter.ticket_id)
        if not loses_sight(news, reader):
            lines["Reply-To"] = addresses.reply_address(
                news.letter.ticket_id, reader.person_id, internal=news.event.is_internal
            )
            lines |= choices.unsubscribing(Choice(Wish.MUTE, reader.person_id, news.letter.ticket_id))
    if not news.event.is_written_by_a_person:
        lines |= AUTOMATIC
    return lines


def _name(news: News) -> str:
    brand = current().brand.name
    person = one_line(news.actor_name)
    return f"{person} via {brand}" if news.event.is_written_by_a_person and person else brand
