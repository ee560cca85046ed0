"""What the portal answers by itself to a mail that came in; the brakes decide whether it leaves.

Nobody's assistant answers such a mail, and none comes back: it carries the marks of an answer, has an empty sender on
its envelope, and no address of its own to reply to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.notify import addresses, brakes, links, outbox, rendering, texts, threads
from portal.notify.outbox import NewMail
from portal.settings import current

_MARKS = {
    "Auto-Submitted": "auto-replied",
    "X-Auto-Response-Suppress": "All",
    "Precedence": "auto_reply",
}


class AnswerKind(StrEnum):
    """Why the portal answers; each has a folder of templates of the same name."""

    # Somebody on a paid plan wrote a new mail: it waits in the portal as a draft.
    USE_THE_PORTAL = "use_the_portal"
    # A person looks at the mail first; says nothing of it, and nothing of whether we know the address.
    HELD = "held"
    # The mail did what it should, but for files that were not taken.
    FILES_REFUSED = "files_refused"
    # An engineer's mail did nothing, and why.
    NOT_FROM_HERE = "not_from_here"

    @property
    def is_enough_once_a_day(self) -> bool:
        """Whether one such answer in a day says everything."""
        return self in (AnswerKind.USE_THE_PORTAL, AnswerKind.HELD)


@dataclass(frozen=True)
class Answered:
    """The mail that is answered: its Message-ID, its References and its subject, as it had them."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""


def answer(
    kind: AnswerKind,
    *,
    address: str,
    person_id: int | None,
    caused_by: int,
    answered: Answered,
    name: str = "",
    draft_id: str = "",
    ticket_id: int | None = None,
    files: Sequence[tuple[str, str]] = (),
    reason: str = "",
    by_engineer: bool = False,
) -> bool:
    """Queue an automatic answer in the caller's transaction; False where a brake stops it or it was given before.

    `caused_by` is the number of the received mail, `person_id` None for a sender whom we do not know. USE_THE_PORTAL
    wants `draft_id`, and `files` where some were refused, each a name and the reason; FILES_REFUSED `files` and the
    ticket; NOT_FROM_HERE the `reason`, a sentence. HELD quotes nothing, whatever it is given (M-06). What an engineer
    decided (`by_engineer`), and which files were refused, is told however often a day. What is stopped stays in the
    outbox (M-12).
    """
    message_id = addresses.answer_message_id(caused_by, kind)
    if outbox.is_there(message_id):
        return False
    once_a_day = kind.is_enough_once_a_day and not (by_engineer or files)
    stopped = brakes.why_not_answer(kind, address, answered.subject, once_a_day=once_a_day)
    about = _about(kind, answered, name, draft_id, ticket_id) | {"files": _named(files), "reason": reason}
    message = rendering.render(kind, rendering.common_words() | about)
    outbox.enqueue(
        NewMail(
            event=kind,
            recipient_id=person_id,
            address=address,
            ticket_id=ticket_id,
            message_id=message_id,
            subject=message.subject,
            text=message.text,
            html=message.html,
            headers={
                "From": current().brand.name,
                **_MARKS,
                **threads.answering(answered.message_id, answered.references),
            },
            is_answer=True,
            caused_by=caused_by,
        ),
        stopped=stopped,
    )
    return not stopped


def _about(kind: AnswerKind, answered: Answered, name: str, draft_id: str, ticket_id: int | None) -> dict[str, Any]:
    known = kind is not AnswerKind.HELD
    reference = current().reference_of(ticket_id) if ticket_id is not None else ""
    return {
        "first_name": next(iter(texts.one_line(name).split()), "") if known else "",
        "their_subject": texts.one_line(answered.subject) if known else "",
        "reference": reference,
        "link": links.ticket_page(reference) if reference else links.draft_page(draft_id) if draft_id else "",
        "why": f"You get this mail because a mail from this address came to {current().brand.support_email}.",
    }


def _named(files: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(texts.one_line(name) or "a file without a name", texts.one_line(why)) for name, why in files]
