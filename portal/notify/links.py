"""Where the links of mails lead: pages of the portal, and a mail that is begun."""

from __future__ import annotations

from urllib.parse import quote

from portal.settings import current


def ticket_page(reference: str) -> str:
    """The page of the ticket of this reference."""
    return f"{current().base_url}/servicedesk/tickets/{reference}"


def draft_page(draft_id: str) -> str:
    """The page on which its author goes on with a draft."""
    return f"{current().base_url}/servicedesk/drafts/{draft_id}"


def answer_by_mail(address: str, reference: str, subject: str) -> str:
    """A mail to this address about the ticket, begun in the reader's own mail program."""
    return f"mailto:{quote(address, safe='@+')}?subject={quote(f'[{reference}] {subject}')}"
