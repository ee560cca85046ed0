"""Everything that leaves by mail: who is told, in which words, and that it arrives."""

from portal.notify.announcing import announce
from portal.notify.letters import MailEvent, Reader, TicketLetter

__all__ = ["MailEvent", "Reader", "TicketLetter", "announce"]
